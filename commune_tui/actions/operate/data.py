"""Deleting data in two steps: having the server count what would go, confirming it by name, letting it expire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import deletion, key_file
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import NOTHING_DONE, Act, Came, Danger, Target, outcome
from commune_tui.actions.key_wish import Unclear
from commune_tui.actions.operate.inbox import INBOX
from commune_tui.actions.speech import moment
from commune_tui.mail.administration.data import DELETE
from commune_tui.sending.deletion import Extent, named
from commune_tui.store.rows import line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.sending.deletion import Request

EVERYTHING = "organisation"
_HOW = f"Say inbox and its address, messages before 2026-03-01, or {EVERYTHING}."
_EARLIEST_YEAR = 1990


def _find(session: Session, word: str) -> str:
    """The request by its id, or whatever is waiting where nothing is named."""
    found = deletion.request(session)
    return found.id if found is not None and found.id and word in ("", found.id, line(found.id)) else ""


def _names(session: Session) -> Sequence[str]:
    found = deletion.request(session)
    return [line(found.id)] if found is not None and found.id else []


REQUEST = Target("REQUEST", "a deletion that was asked for", _find, _names)


# -- asking ------------------------------------------------------------------------------------------------------------


def _which(session: Session, ids: Ids) -> str:
    return f"Delete what? {_HOW} The server counts first; nothing is deleted yet."


def _suggest(session: Session, ids: Ids, words: str) -> Sequence[Suggestion]:
    kind, _, rest = words.strip().partition(" ")
    if kind == "inbox":
        about = "counts first; nothing is deleted yet"
        return [Suggestion(f"inbox {each}", about) for each in INBOX.names(session) if each.startswith(rest.strip())]
    offers = (
        ("inbox ", "all data of one inbox"), ("messages before ", "and a date: older mail of all inboxes"),
        (EVERYTHING, "everything, our key too"),
    )  # fmt: skip
    return [Suggestion(*offer) for offer in offers if offer[0].startswith(words.strip()) or not words.strip()]


def read(session: Session, words: str) -> tuple[Extent, str]:
    """What is meant by some words, and how it is called. Raises Unclear."""
    kind, _, rest = words.strip().partition(" ")
    rest = rest.strip()
    if kind in (EVERYTHING, "organization") and not rest:
        return Extent("organization"), EVERYTHING
    if kind == "inbox" and rest:
        if not (inbox_id := INBOX.find(session, rest)):
            raise Unclear(f"There is no inbox {rest!r} here. {NOTHING_DONE}")
        rows = {row.id: row for row in session.reads.inboxes()}
        return Extent("inbox", inbox_id), rows[inbox_id].address or inbox_id
    if kind == "messages" and rest.startswith("before"):
        at = _moment(rest.removeprefix("before").strip())
        local = clock.local(at)
        midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
        day = f"{local:%Y-%m-%d}" if midnight else f"{local:%Y-%m-%d %H:%M}"
        return Extent("messages", before=int(at.timestamp() * 1000)), f"before {day}"
    raise Unclear(f"That is not clear. {_HOW} {NOTHING_DONE}")


def _moment(words: str) -> datetime:
    """A day, which begins here at midnight, or a time of it. Raises Unclear."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise Unclear(f"{words!r} is no date, as in: messages before 2026-03-01. {NOTHING_DONE}") from None
    at = clock.of_here(found) if found.tzinfo is None else clock.utc(found)
    if at.year < _EARLIEST_YEAR or at > clock.now():
        raise Unclear(f"The date has to be in the past: mail from before it is deleted. {NOTHING_DONE}")
    return at


def _unclear(session: Session, target: str, words: str) -> str:
    found, now = deletion.request(session), clock.now()
    if found is not None and not found.over(clock.now_ms()):
        return f"A deletion of {found.about} {deletion.heading(found, now)}. The server takes one at a time."
    if not words.strip():
        return ""
    try:
        read(session, words)
    except Unclear as unclear:
        return unclear.sentence
    return ""


async def _ask(session: Session, target: str, words: str) -> Came:
    extent, about = read(session, words)
    before = deletion.request(session)
    ending = await session.deletion.ask(extent, about)
    found = deletion.request(session)
    what = deletion.plain(about, extent.scope)
    if ending.word == "confirmed" and found is not None:
        told = f"{_dry(found)} Nothing is deleted yet: {do('data.confirm')} deletes {what}."
        return Came("confirmed", told, about=found.id)
    if ending.word == "refused":
        return Came("refused", f"{ending.sentence} {_whose(before)}{NOTHING_DONE}")
    if found is not None and found.phase == "lost":
        return Came("unknown", f"{ending.sentence} {' '.join(deletion.told(found, clock.now()))}".strip())
    return Came(ending.word, outcome(ending, ""))


def _dry(found: Request) -> str:
    there = found.preview.get("messages", 0)
    return (
        f"The server counts {there:,} messages of it; here are {deletion.held(found.here)}. "
        f"It expires at {moment(clock.from_ms(found.ends_at()))}."
    )


def _whose(before: Request | None) -> str:
    """Where the server has a request already: that ours may be the one, and when it is over."""
    if before is None or before.phase not in ("lost", "dropped") or clock.now_ms() >= before.ends_at():
        return ""
    return (
        f"It may be the one of {moment(clock.from_ms(before.asked_at))} whose token is not here: "
        f"that expires by itself at {moment(clock.from_ms(before.ends_at()))}. "
    )


# -- confirming --------------------------------------------------------------------------------------------------------


def _not_waiting(session: Session, target: str, words: str) -> str:
    found, now = deletion.request(session), clock.now()
    if found is None:
        return deletion.NONE
    return "" if found.waits(clock.now_ms()) else " ".join(deletion.told(found, now))


def _goes(session: Session, target: str, words: str) -> Danger | None:
    found = deletion.request(session)
    if found is None:
        return None
    counts = ", ".join(f"{there} {name}" for name, there, _ in deletion.counted(found) if there and there != "0")
    key = "Our key goes with it: nothing can be asked afterwards." if found.extent.scope == "organization" else ""
    return Danger(
        named(found),
        tuple(filter(None, (
            f"This deletes {deletion.plain(found.about, found.extent.scope)} at the server, for good.",
            f"There: {counts or 'nothing'}." ,
            f"Here go {deletion.held(found.here)}, with their marks, and the files are written anew.",
            key,
            found.warning and f"The server says: {found.warning}",
        ))),
    )  # fmt: skip


async def _confirm(session: Session, target: str, words: str) -> Came:
    ending = await session.deletion.confirm()
    found = deletion.request(session)
    if found is None or ending.word in ("refused", "unsent", "absent"):
        return Came(ending.word, outcome(ending, ""))
    lost = "The answer was lost, so the server was asked how it stands. " if ending.word == "found" else ""
    paper = f" {do('data.certificate')} writes a certificate of it." if found.phase == "completed" else ""
    word = "confirmed" if found.phase == "completed" else "unknown" if found.phase == "silent" else "other"
    return Came(word, f"{lost}{' '.join(deletion.told(found, clock.now()))}{paper}")


async def _drop(session: Session, target: str, words: str) -> Came:
    about = await session.deletion.give_up()
    found = deletion.request(session)
    ends = f" at {moment(clock.from_ms(found.ends_at()))}" if found is not None else ""
    return Came("confirmed", f"Its token is destroyed: the deletion of {about} expires{ends}, and deletes nothing.")


# -- the certificate ---------------------------------------------------------------------------------------------------


def _where(session: Session, ids: Ids) -> str:
    return "Which new file? Only you will be able to read it."


def _no_paper(session: Session, target: str, words: str) -> str:
    found = deletion.request(session)
    if found is None or found.phase not in ("completed", "silent", "failed"):
        return "There is no deletion to certify: none was carried out."
    return key_file.objection(words) if words.strip() else ""


class _Paper:
    """A text that is written as a secret is, to a new private file."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip("\n")

    def reveal(self) -> str:
        return self._text


async def _certify(session: Session, target: str, words: str) -> Came:
    found = deletion.request(session)
    if found is None:
        return Came("refused", deletion.NONE)
    return Came("confirmed", key_file.put(words.strip(), _Paper(deletion.certificate(found))))


ACTIONS: dict[str, Act] = {
    "data.delete": Act(
        _ask, DELETE, None, Argument("delete what", _which, _suggest, take_first=False, enter="count it"), _unclear
    ),
    "data.confirm": Act(_confirm, DELETE, REQUEST, None, _not_waiting, _goes),
    "data.drop": Act(_drop, "", REQUEST, None, _not_waiting),
    "data.certificate": Act(
        _certify, "", None, Argument("new file for the certificate", _where, take_first=False, enter="write it"),
        _no_paper,
    ),
}  # fmt: skip
"""What each command does to the data of the account, by its id."""

"""Deciding what agents may send through the gate: approving, taking that back, rejecting, rewriting.

A mail is approved by what a person was shown of it. A front that shows mails says so (``Approvals.shown``); where none
did, the mail is told first, and its seal has to be given back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import approvals, rewriting, text_file
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import FILE, NOTHING_DONE, Act, Came, Danger, Target, outcome
from commune_tui.actions.speech import number, seconds
from commune_tui.errors import Explained
from commune_tui.mail.approvals.asking import NotDecided
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.administration.deeds import Ending
    from commune_tui.mail.approvals.rows import WholeRow
    from commune_tui.mail.session import Session

MOST_BYTES = 10_000_000
NOT_SHOWN = "Look at it first: what was not seen is not approved."
_SHORT = 8
_REASONS = (
    "This is not true. Check it first.", "It promises what we do not keep.", "A person answers this.",
    "It is to the wrong person.", "It was said already.",
)  # fmt: skip


def _find(session: Session, word: str) -> str:
    """By its id, or the beginning of it where only one begins so."""
    ids = [row.id for row in approvals.listing(session).rows]
    near = [each for each in ids if word and each.startswith(word)]
    return near[0] if len(near) == 1 else ""


def _names(session: Session) -> Sequence[str]:
    return [row.id[:_SHORT] for row in approvals.listing(session).rows]


MAIL = Target("MAIL", "a mail that waits at the gate", _find, _names)


# -- what keeps one from deciding --------------------------------------------------------------------------------------


def unfit(session: Session, role: str) -> str:
    """Why nothing that wants ``role`` can be done here; empty where it can."""
    if not session.approvals.known:
        return approvals.listing(session).why
    if session.approvals.may(role):
        return ""
    mine = approvals.listing(session).role
    return f"Your key of the gate may {mine} only; this wants the role {role}. {NOTHING_DONE}"


def _undecidable(session: Session, mail_id: str, words: str) -> str:
    if refused := unfit(session, "decide"):
        return refused
    row = session.approvals.row(mail_id)
    if row is None:
        return f"{approvals.GONE} {NOTHING_DONE}"
    if not row.waits:
        return f"It does not wait for a decision: {approvals.standing(row, clock.now()).plain}. {NOTHING_DONE}"
    if said := approvals.claimed(row, approvals.listing(session).me, clock.now()):
        return f"{said}. {NOTHING_DONE}"
    return ""


def _unapprovable(session: Session, mail_id: str, words: str) -> str:
    if refused := _undecidable(session, mail_id, words):
        return refused
    whole = session.approvals.whole(mail_id)
    if whole is None:
        return NOT_SHOWN
    return "" if whole.seal else approvals.NOT_READ


def _unwritable(session: Session, mail_id: str, words: str) -> str:
    if refused := unwritable(session, mail_id, words):
        return refused
    if words.strip():
        try:
            if not _text(words).strip():
                return f"A mail without a word is none. {NOTHING_DONE}"
        except Explained as unclear:
            return f"{unclear.sentence} {NOTHING_DONE}"
    return ""


def unwritable(session: Session, mail_id: str, words: str) -> str:
    """Why it cannot get another text, whatever that is; empty where it can."""
    if refused := _unapprovable(session, mail_id, words):
        return refused
    whole = session.approvals.whole(mail_id)
    if whole is not None and whole.tried:
        return f"It may have been on its way already, so its words stay as they are. {NOTHING_DONE}"
    return ""


def _not_undone(session: Session, mail_id: str, words: str) -> str:
    if refused := unfit(session, "decide"):
        return refused
    row = session.approvals.row(mail_id)
    if row is None or row.state != "approved":
        return f"It is not in the hold of an approval. {NOTHING_DONE}"
    return ""


# -- approving ---------------------------------------------------------------------------------------------------------


def _unseen(session: Session, mail_id: str, words: str) -> Danger | None:
    """Where nobody was shown the mail as it is: all of it, and the seal that has to be given back for it."""
    whole = session.approvals.whole(mail_id)
    if whole is None or session.approvals.seal_shown(mail_id) == whole.seal:
        return None
    return Danger(whole.seal, [*approvals.told(session, whole, clock.now()), *read_out(whole)], [whole.seal])


def read_out(whole: WholeRow) -> list[str]:
    """The words of it, a line each, cleaned by whoever prints them."""
    said = whole.text or whole.html
    form = "Text" if whole.text else "HTML"
    more = " Its HTML, which most programs show in place of the text, is read on the screen." if whole.html else ""
    return [f"{form}, {number(len(said.splitlines()), 'line')}:{more}", *said.splitlines()]


async def _approve(session: Session, mail_id: str, words: str) -> Came:
    return await _approve_sealed(session, mail_id, words, [session.approvals.seal_shown(mail_id)])


async def _approve_sealed(session: Session, mail_id: str, words: str, seals: Sequence[str]) -> Came:
    hold_s = round(session.hold.length_s)
    if not seals or not seals[0]:
        raise NotDecided(NOT_SHOWN)
    ending = await session.approvals.approve(mail_id, seals[0], hold_s)
    return _came(session, mail_id, ending, _approved(session, mail_id, hold_s))


def _approved(session: Session, mail_id: str, hold_s: int) -> str:
    row = session.approvals.row(mail_id)
    if row is not None and row.waits and (said := approvals.second(row)):
        return f"Your approval is noted. {said}."
    if row is not None and row.paused:
        return f"Approved. It leaves once it is resumed; it is paused: {row.paused}."
    if not hold_s:
        return "Approved. It leaves once the gate has looked at its conversation again."
    return f"Approved. It leaves in {seconds(hold_s)}. {do('app.undo')} takes it back."


def _came(session: Session, mail_id: str, ending: Ending, done: str) -> Came:
    return Came(ending.word, outcome(ending, done), about=mail_id)


async def _undo(session: Session, mail_id: str, words: str) -> Came:
    ending = await session.approvals.undo(mail_id)
    return _came(session, mail_id, ending, "Taken back. It waits for a decision again.")


# -- rejecting, rewriting ----------------------------------------------------------------------------------------------


def _why_not(session: Session, ids: Ids) -> str:
    return f"Why not? Its agent is told. As in: {_REASONS[0]}"


def _reasons(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    return [Suggestion(each) for each in _REASONS if each.lower().startswith(line.lower())]


async def _reject(session: Session, mail_id: str, words: str) -> Came:
    ending = await session.approvals.reject(mail_id, words.strip())
    return _came(session, mail_id, ending, "Rejected. Its agent is told the reason.")


def _what_instead(session: Session, ids: Ids) -> str:
    return f"What is it to say instead? Write it, or: {FILE}PATH."


def _text(words: str) -> str:
    """The new text, as words or in a file. Raises Explained."""
    begins = words.lstrip()
    found = text_file.read(begins[len(FILE) :].strip(), MOST_BYTES) if begins.startswith(FILE) else words
    if not found.isprintable() and any("\udc80" <= letter <= "\udcff" for letter in found):
        raise NotDecided("The new text is not UTF-8.")
    return found


async def _edit(session: Session, mail_id: str, words: str) -> Came:
    return await rewrite(session, mail_id, _text(words))


async def rewrite(session: Session, mail_id: str, text: str) -> Came:
    """Give the mail this text, word for word, if it still is as it was looked at last. Raises NotDecided."""
    whole = session.approvals.whole(mail_id)
    if whole is None:
        raise NotDecided(NOT_SHOWN)
    ending = await session.approvals.edit(mail_id, whole.seal, text)
    if not ending.happened:
        kept = f" {rewriting.KEPT}" if session.texts.kept(rewriting.name(whole)) is not None else ""
        return Came(ending.word, f"{outcome(ending, '')}{kept}", about=mail_id)
    session.texts.drop(rewriting.name(whole))
    now = session.approvals.whole(mail_id)
    changed = [one_line(line) for line in now.earlier[-1].diff] if now is not None and now.earlier else []
    lost = " Its HTML went: nobody would know whether the two say the same." if whole.html else ""
    done = f"Rewritten: it waits for a decision as you wrote it.{lost}"
    came = _came(session, mail_id, ending, done)
    return came._replace(page=[*changed, came.sentence]) if changed else came


ACTIONS: dict[str, Act] = {
    "approval.approve": Act(_approve, "", MAIL, None, _unapprovable, _unseen, warned=_approve_sealed),
    "approval.take_back": Act(_undo, "", MAIL, None, _not_undone),
    "approval.reject": Act(
        _reject, "", MAIL, Argument("why not", _why_not, _reasons, take_first=False, enter="reject", free=True),
        _undecidable,
    ),
    "approval.edit": Act(
        _edit, "", MAIL, Argument("the new text", _what_instead, take_first=False, enter="rewrite", free=True),
        _unwritable, reads=True,
    ),
}  # fmt: skip
"""What each command does to a mail, by its id."""
AS_WRITTEN = ACTIONS["approval.edit"]._replace(do=rewrite, argument=None, objection=unwritable, reads=False)
"""For a front where it was written: the words are the text, and name no file."""


async def undo_newest(session: Session) -> str:
    """Take back the newest approval of this copy of the program. Raises Explained."""
    newest = session.approvals.undoable()
    assert newest is not None
    return (await _undo(session, newest[1], "")).sentence

"""A deletion of data for every front: what would go, what is here of it, how it stands, and its certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions.apikeys import countdown
from commune_tui.actions.speech import capital, listed, moment, number
from commune_tui.sending.deletion import Held, Request
from commune_tui.store import erased
from commune_tui.store.rows import line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

NONE = (
    "No deletion was asked for. The server counts first what would go; nothing is deleted before it is confirmed by "
    "name, within the hour."
)
HONEST = (
    "Bytes here were overwritten once. SSDs, file systems that copy on write, snapshots and backups may keep older "
    "blocks all the same."
)
_HERE = (
    ("threads", "conversation"), ("messages", "mail"), ("attachments", "attached file"), ("drafts", "draft"),
    ("notes", "note"),
)  # fmt: skip
_SAME = {"messages": "messages", "attachments": "attachments"}
"""What both count: the server's word for it, and ours."""


def request(session: Session) -> Request | None:
    """The one that was asked for last."""
    return session.deletion.now()


def refused(session: Session) -> str:
    """That mail of people who were erased here is not taken in again; empty where nobody was."""
    found = session.reads.read(erased.times)
    if not found:
        return ""
    last = moment(clock.from_ms(found[-1]))
    one = len(found) == 1
    who = (
        f"One person was removed from this copy, {last}"
        if one
        else f"{len(found)} people were removed, the last {last}"
    )
    return f"{who}: the server may list their mail from before that; it is not taken in again."


def plain(about: str, scope: str) -> str:
    """What goes, in a sentence: ``the data of the inbox a@b.example``."""
    return {
        "inbox": f"all data of {about}",
        "messages": f"all messages {about}",
        "organization": "everything of the organisation",
    }.get(scope, about)


def counted(found: Request) -> list[tuple[str, str, str]]:
    """What the server counts, and what is here of it: the name, there, here; what is nowhere is left out."""
    here = found.here._asdict()
    rows = [
        (name.replace("_", " "), f"{count:,}", f"{here[_SAME[name]]:,}" if name in _SAME else "")
        for name, count in _counts(found).items()
        if count or name in _SAME
    ]
    only = [(f"{word}s", "", f"{here[name]:,}") for name, word in _HERE if name not in _SAME.values() and here[name]]
    return rows + only


def _counts(found: Request) -> Mapping[str, int]:
    """What was deleted, or what would be, in the order in which it was counted first."""
    if not found.deleted:
        return found.preview
    return {name: found.deleted.get(name, 0) for name in (*found.preview, *found.deleted)}


def heading(found: Request, now: datetime) -> str:
    """How it stands, in a few words."""
    left_s = (clock.from_ms(found.ends_at()) - now).total_seconds()
    if found.phase == "pending":
        return f"expires {countdown(left_s)}" if left_s > 0 else "expired"
    return {
        "asking": "is being asked for", "confirming": "is being confirmed", "executing": "goes on at the server",
        "completed": "done", "expired": "expired", "failed": "failed", "lost": "cannot be confirmed",
        "dropped": "will expire", "silent": "nobody can say",
    }[found.phase]  # fmt: skip


def told(found: Request, now: datetime) -> list[str]:
    """How it stands, in sentences."""
    ends_at, over = clock.from_ms(found.ends_at()), now >= clock.from_ms(found.ends_at())
    sayings = {
        "asking": "It is being asked for. Nothing is deleted yet.",
        "pending": "Its time is over: it expired, and nothing was deleted."
        if over
        else f"Nothing is deleted yet. {do('data.confirm')} deletes; else it expires by itself at {moment(ends_at)}. "
        f"{do('data.drop')} destroys its token, so that it surely does.",
        "confirming": "Its confirmation left, and no answer came yet. It is looked for, and not asked for again.",
        "executing": "The server is at it. It is looked at again by itself.",
        "completed": f"The server says that it is done, {moment(clock.from_ms(found.completed_at))}.",
        "expired": "It was not confirmed in time: it expired, and nothing was deleted.",
        "failed": f"The server could not carry it out. {found.error}".rstrip(),
        "lost": "Its answer was lost, and with it the token: nobody can confirm it, so nothing is deleted. "
        + ("" if over else _until(ends_at)),
        "dropped": "Its token was destroyed: nobody can confirm it, so nothing is deleted. "
        + ("" if over else _until(ends_at)),
        "silent": "Its confirmation left, no answer came, and the server takes our key no more. That is what deleting "
        "the organisation does; it is no proof that it is done. What is here: commune-tui wipe removes it.",
    }
    return [sayings[found.phase].rstrip(), *_proved(found), *_let_go(found)]


def _until(ends_at: datetime) -> str:
    return f"If the server has it, it expires by itself at {moment(ends_at)}, and no other is taken before."


def _proved(found: Request) -> list[str]:
    """What the server said when it was asked again."""
    if found.phase != "completed":
        return []
    proof = found.proof
    return {
        "zero": ["Asked again, the server has nothing of it."],
        "left": [f"Asked again, the server still shows {proof.left:,} or more of it: it is not proved."],
        "closed": [
            "Asked again, the server takes our key no more (401): it went with the organisation. That is no proof of "
            "zero."
        ],
        "unknown": [f"What the server has of it still could not be asked: {proof.sentence}"],
    }.get(proof.word, [])


def _let_go(found: Request) -> list[str]:
    if found.left_here is None:
        return []
    gone = held(Held(*(before - after for before, after in zip(found.here, found.left_here, strict=True))))
    bytes_ = "" if found.overwritten else " Another copy of the program has the store open: its files hold bytes of it."
    return [f"Here {gone} went with it.{bytes_}"]


def held(found: Held) -> str:
    """What the copy holds, in words."""
    counts = [number(max(0, count), word) for (_, word), count in zip(_HERE, found, strict=True) if count > 0]
    return listed(counts) if counts else "nothing"


def log(found: Request | None, now: datetime) -> list[str]:
    """All of it, read out."""
    if found is None:
        return [NONE]
    lines = [f"{capital(plain(found.about, found.extent.scope))}: {heading(found, now)}.", *told(found, now)]
    if found.warning and found.phase == "pending":
        lines.append(f"The server says: {found.warning}")
    for name, there, here in counted(found):
        lines.append(f"{capital(name)}: {f'{there} at the server' if there else ''}{_here(there, here)}.")
    return lines


def _here(there: str, here: str) -> str:
    return "" if not here else f", {here} here" if there else f"{here} here"


# -- the certificate ---------------------------------------------------------------------------------------------------


def certificate(found: Request) -> str:
    """What was deleted, when, and what was found afterwards: a text for whoever asks for it."""
    here, left = held(found.here), held(found.left_here) if found.left_here is not None else "not looked at"
    rows = [
        ("What", plain(found.about, found.extent.scope)),
        ("Scope", found.extent.scope + (f", inbox {line(found.extent.inbox_id)}" if found.extent.inbox_id else "")),
        ("Server", found.server),
        ("Request", line(found.id)),
        ("Asked for", _stamp(found.asked_at)),
        ("Confirmed", _stamp(found.confirmed_at)),
        ("Completed", _stamp(found.completed_at)),
        ("How it ended", heading(found, clock.now())),
        ("Here before", here),
        ("Here after", left),
    ]
    lines = ["CERTIFICATE OF A DELETION OF DATA", "", *(f"{name + ':':<14}{said}" for name, said in rows), ""]
    lines += ["Counts of the server, before and deleted:", *_both(found.preview, found.deleted), ""]
    lines += [*_proved(found), HONEST if found.overwritten else "Bytes here were not overwritten."]
    lines += ["What was saved or exported elsewhere is not known here.", ""]
    return "\n".join(lines)


def _both(preview: Mapping[str, int], deleted: Mapping[str, int]) -> Sequence[str]:
    names = dict.fromkeys((*preview, *deleted))
    return [f"  {name:<22}{preview.get(name, 0):>10,}{deleted.get(name, 0):>10,}" for name in names]


def _stamp(at: int) -> str:
    return clock.iso(clock.from_ms(at)) if at else "not known"

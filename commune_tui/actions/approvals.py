"""What agents ask to send, for every front: how a mail that waits at the gate reads, and what to look at in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.actions.speech import Phrase, ago, capital, listed, moment, number, quoted
from commune_tui.mail.compose.findings import Concern
from commune_tui.store import rows
from commune_tui.store.drafts import Draft, File
from commune_tui.text import cut
from commune_tui.text.size import size

if TYPE_CHECKING:
    from commune_tui.mail.approvals.rows import FileRow, HeldRow, Listing, PauseRow, WholeRow
    from commune_tui.mail.bodies import Read
    from commune_tui.mail.session import Session

NONE = "No mail of an agent waits for you."
NOT_KNOWN = "What waits at the gate is not known yet."
GONE = "The gate has no such mail."
NOT_READ = (
    "Its conversation or a file could not be read yet, so it cannot be approved. The gate reads it again by itself."
)
TAKE = "thread.take"
"""The command by which a person takes the conversation."""
_OF_WRITING = frozenset({"empty", "may-not-send", "no-inbox", "server-limit"})
"""Findings about who writes here, and not about a mail that an agent wrote."""
_MOST_SHOWN = 80
_ENDS = {
    "held": "waits for a person", "approved": "is approved and leaves", "sent": "was sent", "rejected": "was rejected",
    "refused": "was refused by a rule", "expired": "expired", "failed": "was refused by the API",
    "lost": "was taken by the API and never appeared", "withdrawn": "was taken back by its agent",
}  # fmt: skip


def listing(session: Session) -> Listing:
    """All that waits, as the gate said last; the riskiest first."""
    return session.approvals.listing


def empty(found: Listing) -> str:
    """Why there is nothing to see: nothing waits, nobody could say so far, or there is no gate."""
    if found.read_at is None:
        return found.why or NOT_KNOWN
    return f"{NONE} {found.why}".rstrip()


def headline(found: Listing, now: datetime) -> str:
    """How many there are: ``3 wait, 1 leaves, as of just now``."""
    waits = sum(row.waits for row in found.rows)
    leaves = len(found.rows) - waits
    parts = (
        [f"{waits}{' or more' if found.more else ''} wait{'s' if waits == 1 else ''}"] if waits else ["nothing waits"]
    )
    if leaves:
        parts.append(f"{leaves} leave{'s' if leaves == 1 else ''}")
    return f"{', '.join(parts)}, as of {ago(found.read_at, now)}"


def stops(found: Listing) -> list[str]:
    """What is paused, a sentence each."""
    return [pause(each) for each in found.pauses]


def pause(row: PauseRow) -> str:
    """A pause, in a sentence: ``Paused: support, "answers itself" (ben), 3 minutes ago.``"""
    parts = (row.agent, row.inbox and f"from {row.inbox}", row.thread and f"in {row.thread}")
    place = " ".join(filter(None, parts)) or "all agents"
    how = {"refuse": ", what it sends is refused", "silence": ", no call is answered"}.get(row.depth, "")
    return f"Paused: {place}{how}; {quoted(row.reason or 'no reason')} ({row.who}), {ago(row.at)}."


def people(row: HeldRow) -> str:
    """Whom it is to, in a few words."""
    more = f" and {len(row.to) - 2} more" if len(row.to) > 2 else ""
    return f"{', '.join(row.to[:2])}{more}" or "nobody any more"


def why(row: HeldRow) -> str:
    """Why it waits, in a few words."""
    return (row.paused and f"paused: {row.paused}") or (row.reasons[0] if row.reasons else "")


def standing(row: HeldRow, now: datetime) -> Phrase:
    """How it stands, and until when."""
    if row.state == "approved":
        left_s = (row.leaves_at - now).total_seconds() if row.leaves_at is not None else 0.0
        when = clock.ahead(left_s) if left_s > 0 else "now"
        return Phrase(f"leaves {when}", f"it is approved, and leaves {when}")
    if not row.waits:
        return Phrase(row.state, f"it {_ENDS.get(row.state, row.state)}")
    left_s = (row.expires_at - now).total_seconds() if row.expires_at is not None else 0.0
    until = f", for {clock.span(left_s)} more" if left_s > 0 else ""
    return Phrase("waits", f"it waits for a person{until}")


def claimed(row: HeldRow, me: str, now: datetime) -> str:
    """That somebody else reads it; empty where nobody does."""
    reads = row.claimed_by and row.claimed_by != me and row.claimed_until is not None and row.claimed_until > now
    return f"{row.claimed_by} is reading this" if reads else ""


def second(row: HeldRow) -> str:
    """Who approved it of those that are wanted; empty where one is enough."""
    if row.approvers <= 1:
        return ""
    so_far = f"; {listed(row.approvals)} did" if row.approvals else ""
    return f"{row.approvers} people have to approve it{so_far}"


def sentence(row: HeldRow, me: str, now: datetime) -> str:
    """A mail of the list, read out."""
    risk = f"Risk {row.risk}. " if row.risk else ""
    parts = (claimed(row, me, now), second(row), why(row))
    more = " ".join(f"{capital(each.removesuffix('.'))}." for each in parts if each)
    about = f"{row.agent} to {people(row)}, {quoted(row.subject)}"
    return f"{about}, asked {ago(row.made_at, now)}: {standing(row, now).plain}. {risk}{more}".rstrip()


# -- one of them -------------------------------------------------------------------------------------------------------


def checks(read: Read) -> list[str]:
    """What is odd about the words of a mail, as its reader would see them."""
    body, told = read.body, []
    if body.alarms:
        some = quoted(cut(rows.line(body.alarms[0].text), _MOST_SHOWN).removesuffix("."))
        told.append(f"{capital(number(len(body.alarms), 'part'))} of it would not be seen by its reader: {some}.")
    if body.invisible:
        told.append(f"{capital(number(body.invisible, 'character'))} in it cannot be seen.")
    if read.difference is not None and not read.difference.same:
        told.append("Its text and its HTML do not say the same. Below is the HTML, which most programs show.")
    if body.goes_on:
        told.append(f"It is too long to be shown whole: {body.unread:,} characters of it are not here.")
    return told


class Look(NamedTuple):
    """What stands about a mail before its text: ``facts`` are a word and what is said of it."""

    facts: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    concerns: Sequence[Concern]


def look(session: Session, whole: WholeRow, now: datetime) -> Look:
    """All that a person has to see of a mail before they decide, beside its text."""
    row, me = whole.held, listing(session).me
    people_of = [(label, ", ".join(who)) for label, who in (("to", whole.to), ("cc", whole.cc), ("bcc", whole.bcc))]
    facts = [
        ("agent", f"{row.agent}, from {row.inbox}"),
        *people_of,
        ("answers to", whole.reply_to),
        ("subject", row.subject or "(none)"),
        *(("file", file(each)) for each in whole.files),
        ("stands", capital(standing(row, now).plain)),
        ("asked", f"{moment(row.made_at)} ({ago(row.made_at, now)})"),
        ("decided by", row.by),
        ("told", whole.reason),
        ("in use", claimed(row, me, now)),
        ("approvals", second(row)),
        ("thread", conversation(whole)),
        ("rule", row.rule),
        ("version", f"{row.version}, edited by {whole.earlier[-1].by}" if whole.earlier else ""),
    ]
    reasons = [*([f"Paused: {row.paused}"] if row.paused else []), *row.reasons, *whole.given]
    if row.waits and not whole.seal:
        reasons.insert(0, NOT_READ)
    if whole.tried:
        reasons.append("It may have been on its way already, so its words stay as they are.")
    return Look([each for each in facts if each[1]], reasons, concerns(session, whole))


def conversation(whole: WholeRow) -> str:
    """How the conversation stood when the gate read it."""
    if not whole.held.thread_id:
        return "none: it begins a conversation"
    return f"{whole.status or 'no status'}, {whole.assignee or 'nobody'}'s" if whole.status or whole.assignee else ""


def file(row: FileRow) -> str:
    """A file of it, with what it holds."""
    return f"{row.name}, {size(row.size)}, {f'SHA-256 {row.sha256}' if row.sha256 else 'nobody could read it yet'}"


def concerns(session: Session, whole: WholeRow) -> list[Concern]:
    """What the review finds in it, as in a mail that is written here; the gravest first."""
    return [each for each in session.composer.concerns(_draft(session, whole)) if each.name not in _OF_WRITING]


def _draft(session: Session, whole: WholeRow) -> Draft:
    """The mail, as if somebody here had written it."""
    row = whole.held
    boxes = session.reads.inboxes()
    inbox = next((each.id for each in boxes if rows.line(each.address).lower() == row.inbox.lower()), None)
    return Draft(
        row.id, 0, 0, inbox, row.thread_id or None, known=whole.known, to=whole.to, cc=whole.cc, bcc=whole.bcc,
        subject=row.subject, body=whole.text,
        attachments=tuple(File.there(each.name, each.name, "", each.size) for each in whole.files),
    )  # fmt: skip


async def take(session: Session, thread_id: str) -> str:
    """Assign the conversation that a mail is about to the person here; what to say."""
    from commune_tui.actions.triage import ACTIONS

    came = await ACTIONS[TAKE].do(session, [thread_id], "")
    return came.about(session.reads.subject_of(thread_id) or "The conversation")


def told(session: Session, whole: WholeRow, now: datetime) -> list[str]:
    """The same, read out: before the text."""
    found = look(session, whole, now)
    facts = [f"{capital(word)}: {said}." for word, said in found.facts]
    weights = {"stop": "To be mended: ", "look": "Look: ", "know": ""}
    return [
        *facts,
        *(f"{each.removesuffix('.')}." for each in found.reasons),
        *(f"{weights[each.weight]}{each.sentence}" for each in found.concerns),
    ]

"""What waits and what became of it, as rows: what it is, what happened, what was kept, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from commune_tui import clock
from commune_tui.mail.compose.quote import own_text
from commune_tui.mail.conversation import clash
from commune_tui.mail.outbox.facts import thread_of
from commune_tui.mail.outbox.fate import Fate, fate
from commune_tui.mail.outbox.named import about, outcome
from commune_tui.mail.thread_state import WORDS
from commune_tui.sending.operation import TRIAGE, VANISHED, Operation
from commune_tui.sending.waiting import again_at, waits_for
from commune_tui.store.drafts import Draft
from commune_tui.text import cut, one_line
from commune_tui.text.size import size

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

Kind = Literal["conflict", "doubt", "vanished", "held", "waiting", "wire", "refused", "draft", "sent", "thrown"]
Does = tuple[tuple[str, str], ...]
_SECTIONS: tuple[tuple[Kind, str], ...] = (
    ("conflict", "To decide: somebody was quicker"),
    ("doubt", "In doubt: no answer came"),
    ("vanished", "Taken by the server, and never appeared"),
    ("held", "In the hold"),
    ("wire", "On the way"),
    ("waiting", "Waits to leave"),
    ("refused", "Refused"),
    ("draft", "Drafts, on this machine only"),
    ("sent", "Sent lately"),
    ("thrown", "Thrown away today"),
)
KINDS = tuple(kind for kind, _ in _SECTIONS)
_MOST_SENT = 10
_DAY_MS = 86_400_000
_STATES: dict[str, Kind] = {
    "conflict": "conflict", "unknown": "doubt", "held": "held", "sending": "wire", "ready": "waiting",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """``key`` is the id of an operation or a draft. ``does`` are (command, what it does) that work on this row.

    ``thread_id`` is the conversation it belongs to, as far as there is one.
    """

    kind: Kind
    key: str
    title: str
    about: str
    does: Does
    draft_id: str = ""
    is_mail: bool = True
    thread_id: str = ""


def rows(
    waiting: Sequence[Operation],
    settled: Sequence[Operation],
    drafts: Sequence[Draft],
    thrown: Sequence[Draft],
    now_ms: int,
    subject_of: Callable[[str], str] = lambda thread_id: "",
    fates: Mapping[str, Fate] | None = None,
) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows in their sections, and where each section begins. ``settled`` are mails, newest first.

    ``fates`` say of each that the server took how far it came.
    """
    found: dict[Kind, list[Row]] = {kind: [] for kind, _ in _SECTIONS}
    for operation in waiting:
        if operation.kind != "upload":
            row = _operation(operation, waits_for(operation, waiting, now_ms), now_ms, subject_of)
            found[row.kind].append(row)
    open_ids = {draft.id: draft for draft in drafts}
    refused = {each.draft_id: each for each in settled if each.state == "refused" and each.draft_id in open_ids}
    found["refused"] = [_refused(operation) for operation in refused.values()]
    found["draft"] = [_draft(draft) for draft in drafts if draft.id not in refused]
    fates = fates or {}
    taken = [each for each in settled if each.state == "confirmed"]
    found["vanished"] = [_vanished(each, now_ms) for each in taken if each.code == VANISHED]
    left = [each for each in taken if each.code != VANISHED][:_MOST_SENT]
    found["sent"] = [_sent(each, fates.get(each.id) or fate(each, (), now_ms)) for each in left]
    found["thrown"] = [_thrown(draft) for draft in thrown if now_ms - draft.saved_at < _DAY_MS]
    made: list[Row] = []
    groups = []
    for kind, heading in _SECTIONS:
        if found[kind]:
            groups.append((len(made), f"{heading} ({len(found[kind])})"))
            made += found[kind]
    return made, groups


def rows_of(session: Session) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows of an account as they stand now."""
    return rows(
        session.outbox.waiting(),
        session.outbox.settled(),
        session.drafts.open(),
        session.drafts.thrown_away(),
        clock.now_ms(),
        session.reads.subject_of,
        session.outbox.fates(),
    )


def _operation(operation: Operation, waits: str, now_ms: int, subject_of: Callable[[str], str]) -> Row:
    """``waits`` says what it waits for, where it waits for something here."""
    kind: Kind = "waiting" if operation.behind_mail else _STATES[operation.state]
    thread_id = operation.thread_id or ""
    if operation.kind in TRIAGE:
        return _triage(kind, operation, waits, subject_of(thread_id))
    title = f"Mail to {about(operation)}"
    reason = one_line(operation.reason)
    draft_id = operation.draft_id or ""
    does: Does = ()
    match kind:
        case "conflict":
            said = f"{clash(operation).sentence} The text is kept."
            does = (
                ("outbox.mine", "send mine all the same"),
                ("outbox.theirs", "make it a draft again, with what came"),
            )
        case "doubt":
            said = f"{reason or 'No answer came.'} It is looked for first, so it never leaves twice."
            does = (("outbox.was_sent", "it was sent"), ("outbox.not_sent", "it was not: make it a draft"))
        case "held":
            left_s = max(0, -(-(operation.next_at - now_ms) // 1000))
            said = f"Leaves {clock.ahead(left_s)}." if left_s < 600 else f"Leaves at {_time(operation.next_at)}."
            said = said if left_s else f"Its time is over. {waits or 'It leaves as soon as the server can be reached.'}"
            does = (("outbox.take_back", "take it back"), ("outbox.send_now", "send now"))
        case "wire":
            said = "It is being sent now and cannot be taken back."
        case _:
            said = f"{waits or 'It leaves as soon as it can.'} {_again(operation, now_ms)}"
            does = (("outbox.take_back", "take it back"),)
    return Row(kind, operation.id, title, said, _with_thread(does, thread_id), draft_id, thread_id=thread_id)


def _with_thread(does: Does, thread_id: str) -> Does:
    return (*does, ("list.open", "read the conversation")) if thread_id else does


def _again(operation: Operation, now_ms: int) -> str:
    when = again_at(operation, now_ms)
    return f"It is tried again by itself{f' {when}' if when else ''}."


def _triage(kind: Kind, operation: Operation, waits: str, subject: str) -> Row:
    thread_id = operation.thread_id or ""
    title = f"{_wish(operation)}: {one_line(subject) or 'a conversation without a subject'}"
    if kind == "conflict":
        said = clash(operation).sentence
        does: Does = (("outbox.mine", "mine"), ("outbox.theirs", "theirs"))
    else:
        tried = "" if operation.behind_mail else " It is tried again by itself."
        said, does = f"{waits or 'It leaves as soon as it can.'}{tried}", ()
    return Row(kind, operation.id, title, said, _with_thread(does, thread_id), is_mail=False, thread_id=thread_id)


def _wish(operation: Operation) -> str:
    """What is wanted of a thread, in words."""
    wish = operation.intent
    if operation.kind == "status":
        said = WORDS.get(str(wish.get("status")), str(wish.get("status")))
        return one_line(f"{said[:1].upper()}{said[1:]}")
    if operation.kind == "assign":
        return one_line(f"Assigned to @{wish['assigned_to']}") if wish.get("assigned_to") else "Nobody has it"
    added, removed = (", ".join(map(str, wish.get(name) or ())) for name in ("add", "remove"))
    said = ", ".join(filter(None, (f"tagged {added}" if added else "", f"without {removed}" if removed else "")))
    return one_line(f"{said[:1].upper()}{said[1:]}")


def _refused(operation: Operation) -> Row:
    reason = one_line(operation.reason) or "The server did not take it."
    does = (("list.open", "look at it and try again"), ("outbox.discard", "throw it away"))
    said = f"{reason} The draft is kept."
    draft_id = operation.draft_id or ""
    return Row("refused", draft_id, f"Mail to {about(operation)}", said, does, draft_id)


def _draft(draft: Draft) -> Row:
    to = one_line(draft.to[0]) if draft.to else "nobody yet"
    subject = one_line(draft.subject) or "no subject"
    words = one_line(own_text(draft.body))
    age = clock.age(clock.from_ms(draft.saved_at))
    when = "just now" if age == "now" else f"{age} ago"
    files = f", {len(draft.attachments)} attached" if draft.attachments else ""
    said = f"Saved {when}{files}. {words or 'Nothing written yet.'}"
    kind = "Reply" if draft.thread_id else "Mail"
    does = (("list.open", "go on"), ("outbox.discard", "throw it away"))
    return Row("draft", draft.id, f"{kind} to {cut(to, 40)} ({cut(subject, 40)})", said, does, draft.id)


def _vanished(operation: Operation, now_ms: int) -> Row:
    thread_id = thread_of(operation) or ""
    said = f"{_time(operation.settled_at or operation.made_at)} {fate(operation, (), now_ms).sentence}"
    does = _with_thread(
        (("outbox.not_sent", "make it a draft again"), ("outbox.was_sent", "it arrived all the same")), thread_id
    )
    return Row("vanished", operation.id, f"Mail to {about(operation)}", said, does, thread_id=thread_id)


def _sent(operation: Operation, came: Fate) -> Row:
    left_out = outcome(operation, named=False).removeprefix("Sent.").strip()
    said = f"{_time(operation.settled_at or operation.made_at)} {' '.join(filter(None, (came.sentence, left_out)))}"
    thread_id = thread_of(operation) or ""
    does = _with_thread((), thread_id)
    return Row("sent", operation.id, f"Mail to {about(operation)}", said, does, thread_id=thread_id)


def _thrown(draft: Draft) -> Row:
    to = one_line(draft.to[0]) if draft.to else "nobody yet"
    said = one_line(own_text(draft.body)) or f"{size(len(draft.body.encode('utf-8', 'replace')))} of quoted text"
    title = f"Mail to {cut(to, 40)} ({cut(one_line(draft.subject) or 'no subject', 40)})"
    return Row("thrown", draft.id, title, said, (("list.open", "bring it back"),), draft.id)


def _time(ms: int) -> str:
    return f"{clock.local(clock.from_ms(ms)):%H:%M}"

"""A thread as a person reads it: mails and notes in order, who wrote each, what was judged of it, what is undecided.

Pure: rows in, plain values out. Knows no screen, no width and no database.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from commune_tui import clock
from commune_tui.mail.outbox.named import who
from commune_tui.mail.thread_state import WORDS
from commune_tui.mail.timeline import Role
from commune_tui.risk.score import WORTH_SAYING, reasons
from commune_tui.risk.silence import Standing
from commune_tui.sending.operation import UNSEEN, VANISHED, Operation
from commune_tui.store.notes import Note
from commune_tui.store.rows import InboxRow, MessageRow, ThreadRow
from commune_tui.text import clean, cut, one_line
from commune_tui.text.address import Address, read_address
from commune_tui.wording import do

Hand = Literal["customer", "agent", "human", "you", "outbound"]

MIXED = f"The server answers with mails of another conversation too: they are left out. {do('app.sync')} asks again."
_MACHINES = {"auto_reply": "customer, an automatic reply", "bounce": "a mail system: this came back"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a mail, and the role it plays on the screen."""

    text: str
    role: Role = "plain"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the conversation. ``hand`` is who wrote it, ``writer`` the same in words."""

    message: MessageRow
    sender: Address
    hand: Hand
    writer: str

    @property
    def key(self) -> str:
        return self.message.id

    @property
    def at(self) -> datetime | None:
        return self.message.created_at


@dataclass(frozen=True, slots=True)
class Memo:
    """One internal note, or what was done in the conversation. ``text`` is clean, of several lines."""

    id: str
    text: str
    who: str
    made_at: datetime
    kind: Literal["note", "act"] = "note"

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def at(self) -> datetime:
        return self.made_at


Entry = Mail | Memo


@dataclass(frozen=True, slots=True)
class Clash:
    """A write that waits for the person's word: what they wanted, and what it is now."""

    operation_id: str
    sentence: str
    is_mail: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread with everything that its view draws."""

    thread: ThreadRow | None = None
    entries: tuple[Entry, ...] = ()
    clashes: tuple[Clash, ...] = ()
    afoot: tuple[Said, ...] = ()
    """Mails from here that the server took and does not show."""
    mixed: bool = False
    """The server answers with mails of another conversation too."""
    halves: tuple[tuple[str, str], ...] = ()
    """Conversations that belong to this one and stand apart: id and subject of each."""
    standing: Standing | None = None

    @property
    def elsewhere(self) -> str:
        """That the conversation goes on elsewhere, and where; empty where it does not."""
        if not self.halves:
            return ""
        more = f" and {len(self.halves) - 1} more" if len(self.halves) > 1 else ""
        return f"Another part of this conversation is “{cut(one_line(self.halves[0][1]) or 'no subject', 60)}”{more}."

    @property
    def newest(self) -> int:
        """The index of the newest mail; of the last entry where there is no mail."""
        mails = [index for index, entry in enumerate(self.entries) if isinstance(entry, Mail)]
        return mails[-1] if mails else len(self.entries) - 1


def join(
    thread: ThreadRow | None,
    messages: Sequence[MessageRow],
    notes: Sequence[Note],
    operations: Sequence[Operation],
    inboxes: Iterable[InboxRow],
) -> Conversation:
    """Put together what was read. ``operations`` are those of the thread, in any order."""
    known = {inbox.id: inbox for inbox in inboxes}
    mine = mine_among(operations)
    entries: list[Entry] = [mail(message, known.get(message.inbox_id), mine) for message in messages]
    entries += map(memo, notes)
    start = datetime.min.replace(tzinfo=UTC)
    entries.sort(key=lambda entry: entry.at or start)
    clashes = [clash(operation) for operation in operations if operation.state == "conflict"]
    return Conversation(thread, tuple(entries), tuple(clashes), tuple(afoot(operations, {m.id for m in messages})))


def afoot(operations: Iterable[Operation], held: Container[str]) -> Iterable[Said]:
    """What is to be said of mails from here that were sent and are not among the messages."""
    for operation in operations:
        if operation.kind != "send" or operation.state != "confirmed":
            continue
        at = clock.local(clock.from_ms(operation.settled_at or operation.made_at))
        if operation.code == VANISHED:
            yield Said(
                f"Your mail of {at:%H:%M} to {who(operation)} was taken and never appeared: {do('go.outbox')}.", "bad"
            )
        elif operation.code == UNSEEN:
            yield Said(f"Your mail of {at:%H:%M} to {who(operation)} was sent; it is not seen here yet.", "dim")


def mine_among(operations: Iterable[Operation]) -> Mapping[str, str]:
    """The ids of mails that were sent from this machine, with who sent each."""
    found: dict[str, str] = {}
    for operation in operations:
        if operation.kind == "send" and operation.state == "confirmed":
            for name, value in (operation.result or {}).items():
                if name.endswith("id") and name != "thread_id" and value:
                    found[str(value)] = operation.who
    return found


def mail(message: MessageRow, inbox: InboxRow | None, mine: Mapping[str, str]) -> Mail:
    """One message with who wrote it: the journal of this machine knows best, then the server, then the inbox."""
    raw = f"{message.sender_name} <{message.sender}>" if message.sender_name else message.sender
    sender = read_address(raw)
    if message.direction != "outbound":
        return Mail(message, sender, "customer", _MACHINES.get(message.automatic, "customer"))
    if message.id in mine or (message.smtp_id and message.smtp_id in mine):
        return Mail(message, sender, "you", "you, from here")
    if message.author == "human":
        return Mail(message, sender, "human", "a human of ours")
    agent = (inbox.agent_name or inbox.agent_id) if inbox else ""
    if message.author == "agent":
        return Mail(message, sender, "agent", f"agent {agent}".strip())
    # The API does not say who wrote an outbound mail (contract §4.4): the inbox's agent is the likely one, not a fact.
    return Mail(message, sender, "outbound", f"from our side, probably agent {agent}" if agent else "from our side")


def memo(note: Note) -> Memo:
    """A note fit for the screen."""
    made_at = clock.from_ms(note.made_at)
    return Memo(note.id, clean(note.body), one_line(note.who), made_at)


def clash(operation: Operation) -> Clash:
    """What two people wanted of the same thread, in a sentence."""
    theirs = operation.theirs or {}
    if operation.kind == "send":
        number = len(theirs.get("messages", ()))
        came = "1 new mail" if number == 1 else f"{number} new mails" if number else "new mail"
        return Clash(operation.id, f"Your reply was held back: {came} came since you wrote it.", is_mail=True)
    if operation.kind == "status":
        now, wish = (_status(each.get("status")) for each in (theirs, operation.intent))
        return Clash(operation.id, f"Status: yours {wish}, theirs {now}.")
    if operation.kind == "assign":
        now, wish = (_who(each.get("assigned_to")) for each in (theirs, operation.intent))
        return Clash(operation.id, f"Assigned: yours {wish}, theirs {now}.")
    return Clash(operation.id, f"Somebody else changed this first. {one_line(operation.reason)}".strip())


def _status(value: Any) -> str:
    return WORDS.get(str(value), one_line(str(value or "none")))


def _who(value: Any) -> str:
    return "@" + one_line(str(value)) if value else "nobody"


def verdicts(message: MessageRow) -> tuple[Said, ...]:
    """What the server judged of a mail, in words with its reasons (contract §4.4), and what its words say."""
    found: list[Said] = []
    if message.injection_detected or message.risk in ("medium", "high", "critical"):
        loud = message.injection_detected or message.risk in ("high", "critical")
        opening = "Tries to give orders to the agent" if loud else "May try to give orders to the agent"
        because = f" {_reasons(message.injection_signals)}" if message.injection_signals else ""
        words = f"{opening}: risk {message.risk}{_score(message.injection_score)}.{because}"
        found.append(Said(words, "bad" if loud else "warn"))
    else:
        ordered = [each for each in reasons(message.findings) if each.term == "orders"]
        found += [Said(each.sentence, "bad") for each in ordered if each.share >= WORTH_SAYING]
    if message.spam:
        action = f", the server would {message.spam_action} it" if message.spam_action else ""
        because = f" Because: {', '.join(message.spam_reasons)}." if message.spam_reasons else ""
        found.append(Said(f"Looks like spam{_score(message.spam_score)}{action}.{because}", "warn"))
    return tuple(found)


def _score(score: float | None) -> str:
    return "" if score is None else f" (score {score:.2f})"


def _reasons(signals: str) -> str:
    parts = [part.strip() for part in signals.replace("\n", ";").split(";") if part.strip()]
    return f"Because: {'; '.join(parts)}."  # a reason may have commas of its own


def reply_to(source: Any) -> str:
    """The Reply-To header in a message as the server sent it, cleaned; empty when it tells none."""
    if not isinstance(source, dict):
        return ""
    about = source.get("metadata")
    for place in (source, about if isinstance(about, dict) else {}):
        headers = place.get("headers")
        pairs = {**place, **(headers if isinstance(headers, dict) else {})}
        for name, value in pairs.items():
            if isinstance(name, str) and name.lower().replace("-", "_") in ("reply_to", "replyto"):
                lines = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
                if lines:
                    return one_line(", ".join(lines))
    return ""


def first_words(message: MessageRow) -> str:
    """The beginning of what a mail says itself, on one line: its first lines that quote no other."""
    own = [row for row in message.content[:2_000].splitlines() if row.strip() and not row.lstrip().startswith(">")]
    return one_line(" ".join(own)[:400])

"""The slow filter: a small model of an account, and what each query means, said again in plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from commune_tui.query import And, Node, Not, Or, Term, Words, flat
from commune_tui.query.spans import bytes_in, cutoff, during
from commune_tui.risk import elsewhere, silence
from commune_tui.risk.silence import Standing
from commune_tui.store.records import MessageRecord, ThreadRecord, TriageRecord
from commune_tui.store.words import find, phrase, tokens

RISKS = ["none", "low", "medium", "high", "critical"]
TROUBLE = {"delivery_delayed", "credit_limit", "blocked", "suppressed", "failed", "bounced", "complained"}
INBOXES = {"in1": "support@example.org", "in2": "sales@example.org", "in3": "support@example.net"}
WITHIN_DAYS = {"support@example.org": 1, "support@example.net": 4}
DOMAINS = {"dom1": "example.org", "dom2": "example.net"}
SIZES = {"a1": 2_000, "a2": 1_500}
DOMAIN_OF = {"in1": "dom1", "in2": "dom1", "in3": "dom2"}


@dataclass
class Thread:
    """Everything that the server and the person said about one thread."""

    listed: ThreadRecord
    triage: TriageRecord
    messages: list[MessageRecord] = field(default_factory=list)
    status_wish: str | None = None
    unread: bool = False
    snoozed: bool = False
    draft: bool = False
    note: bool = False
    peers: list[Thread] = field(default_factory=list, repr=False, compare=False)
    """All threads of the account."""

    @property
    def last_at(self) -> datetime:
        times = [m.created_at for m in self.messages if m.created_at]
        assert self.listed.last_message_at is not None
        return max([self.listed.last_message_at, *times])

    @property
    def newest(self) -> MessageRecord | None:
        return max(self.messages, key=lambda m: m.created_at or datetime.min, default=None)

    @property
    def direction(self) -> str:
        newest = self.newest
        if (
            newest is None
            or newest.created_at is None
            or newest.created_at < (self.listed.last_message_at or self.last_at)
        ):
            return self.listed.last_direction
        return newest.direction

    @property
    def risk(self) -> int:
        levels = [max(RISKS.index(m.injection_risk or "none"), 3 * m.injection_detected) for m in self.messages]
        return max(levels, default=0)

    @property
    def needs(self) -> bool:
        """Whether it needs a human by what can stand in these mails: an order to the agent, a mail of ours that
        failed."""
        ordered = any(m.direction == "inbound" and (m.injection_detected or m.injection_risk in RISKS[3:])
                      for m in self.messages)  # fmt: skip
        sent = [m for m in self.messages if m.direction == "outbound"]
        return ordered or (bool(sent) and sent[-1].delivery_status in ("bounced", "complained"))

    @property
    def delivery(self) -> set[str]:
        return {m.delivery_status for m in self.messages if m.direction == "outbound" and m.delivery_status}

    @property
    def answered(self) -> str:
        out = [m for m in self.messages if m.direction == "outbound"]
        return max(out, key=lambda m: m.created_at or datetime.min).author if out else ""

    @property
    def status(self) -> str:
        return self.status_wish or self.triage.status

    @property
    def waits_since(self) -> datetime | None:
        """Everything was read once, after the last mail: a thread that was closed there then is done with, one that
        is only wished closed, by an act that says of no mail that it covers it, is not."""
        asked = self.asked
        if self.status == "needs_reply":
            return min(asked, default=self.last_at)
        done = {"closed", "waiting"}
        return None if not asked or {self.status, self.triage.status} <= done else min(asked)

    def customer(self, now: datetime) -> str:
        """Who is active in it: whose mail came last, if that is one person and not one of ours."""
        came = [m for m in self.messages if m.direction == "inbound"]
        if not came or any(m.spam_flagged for m in self.messages) or self.last_at < elsewhere.since(now):
            return ""
        last = max(came, key=lambda m: m.created_at or datetime.min)
        sender = last.participants[0].identity.lower()
        ours = sender.partition("@")[2] in DOMAINS.values()
        over = self.status == "closed" and self.waits_since is None
        return sender if elsewhere.one_person(sender) and not ours and not over else ""

    @property
    def asked(self) -> list[datetime]:
        """When mail came in after the newest that went out, or at the same moment."""
        mails = [(m.created_at, m.direction) for m in self.messages if m.created_at]
        listed = self.listed.last_message_at
        if listed and all(at < listed for at, _ in mails):
            mails.append((listed, self.listed.last_direction))
        ours = [at for at, direction in mails if direction == "outbound"]
        return [at for at, direction in mails if direction == "inbound" and all(at >= word for word in ours)]

    @property
    def standing(self) -> Standing:
        """Nothing of it waits in the outbox but a status, nothing was lost, and no machine wrote in it."""
        out = [m for m in self.messages if m.direction == "outbound"]
        return Standing(
            status=self.status,
            waits_since_at=self.waits_since,
            asked=bool(self.asked),
            sleeps_until_at=self.last_at if self.snoozed else None,
            ours=bool(out) or self.direction == "outbound",
            delivery=max(out, key=lambda m: m.created_at or datetime.min).delivery_status if out else "",
        )


def fits(node: Node | None, thread: Thread, now: datetime, me: tuple[str, ...]) -> bool:
    """Whether a thread fits."""
    if node is None:
        return True
    if isinstance(node, Not):
        return not fits(node.inner, thread, now, me)
    if isinstance(node, Or):
        return any(fits(part, thread, now, me) for part in node.parts)
    if isinstance(node, And):
        parts = flat(node)
        texts = [part for part in parts if _is_text(part)]
        rest = [part for part in parts if not _is_text(part)]
        return all(fits(part, thread, now, me) for part in rest) and (not texts or _in_one_message(texts, thread))
    if _is_text(node):
        return _in_one_message([node], thread)
    assert isinstance(node, Term)
    if node.field.startswith("extracted."):
        return _extracted(node, thread)
    if _means_us(node):
        return _mail_from("outbound" if node.field == "from" else "inbound", thread)
    if node.field == "cc":
        return _copied(node, thread)
    return any(_value(node.field, value, thread, now, me) for value in node.values)


def _is_text(node: Node) -> bool:
    return isinstance(node, Words) or (
        isinstance(node, Term)
        and node.field in ("from", "to", "with", "subject", "body", "file")
        and not _means_us(node)
    )


def _means_us(node: Term) -> bool:
    return node.field in ("from", "to") and node.values == ("me",) and not node.exact


def _mail_from(side: str, thread: Thread) -> bool:
    return side in [thread.direction, *(message.direction for message in thread.messages)]


def _copied(node: Term, thread: Thread) -> bool:
    wanted = phrase(node.values[0], exact=node.exact)
    people = [p for m in thread.messages for p in m.participants if p.role == "cc"]
    return any(find(tokens(f"{p.name} {p.identity}"), wanted) for p in people)


def _fits_days(value: str, thread: Thread, now: datetime) -> bool:
    first, after = during(value, now)
    return (first is None or first <= thread.last_at) and (after is None or thread.last_at < after)


def _fits_size(value: str, thread: Thread) -> bool:
    weights = [sum(SIZES[each] for each in m.attachment_ids) for m in thread.messages if m.attachment_ids]
    return any(weight >= bytes_in(value) for weight in weights)


def _in_one_message(texts: list[Node], thread: Thread) -> bool:
    documents = [_document(message) for message in thread.messages]
    if not documents:
        documents = [{"subject": [thread.listed.subject], "body": [thread.listed.snippet]}]
    return any(all(_has(text, document) for text in texts) for document in documents)


def _document(message: MessageRecord) -> dict[str, list[str]]:
    people = message.participants
    return {
        "subject": [message.subject],
        "from": [f"{p.name} {p.identity}" for p in people if p.role == "sender"],
        "to": [f"{p.name} {p.identity}" for p in people if p.role != "sender"],
        "body": [message.content or message.reading],
        "fields": [f"{name} {value}" for name, value in message.extracted.items()],
    }


def _has(node: Node, document: dict[str, list[str]]) -> bool:
    if isinstance(node, Words):
        wanted, columns = phrase(node.text, exact=node.exact), list(document)
    else:
        assert isinstance(node, Term)
        wanted = phrase(node.values[0], exact=node.exact)
        columns = ["from", "to"] if node.field == "with" else [node.field]
    return any(find(tokens(text), wanted) for column in columns for text in [" ".join(document.get(column, []))])


def _extracted(node: Term, thread: Thread) -> bool:
    name, wanted = node.field.removeprefix("extracted.").casefold(), node.values[0]
    values = [str(v).casefold() for m in thread.messages for k, v in m.extracted.items() if k.casefold() == name]
    if wanted == "*" and not node.exact:
        return bool(values)
    if wanted[0] in "<>" and not node.exact:
        numbers = [float(v) for v in values if v.replace(".", "", 1).isdigit()]
        limit = float(wanted.lstrip("<>="))
        tests = {"<": float.__lt__, ">": float.__gt__, "<=": float.__le__, ">=": float.__ge__}
        return any(tests[wanted[: len(wanted) - len(wanted.lstrip("<>="))]](n, limit) for n in numbers)
    return wanted.casefold() in values


def _value(name: str, value: str, t: Thread, now: datetime, me: tuple[str, ...]) -> bool:
    assignee = (t.triage.assignee or "").lower()
    if name == "missing":
        return value.casefold() not in {key.casefold() for message in t.messages for key in message.extracted}
    if name == "status":
        return t.status == value
    if name == "assignee":
        if value in ("nobody", "someone"):
            return bool(assignee) == (value == "someone")
        return bool(assignee) and assignee in ([m.lower() for m in me] if value == "me" else [value.lower()])
    if name == "tag":
        return value.casefold() in {tag.casefold() for tag in t.triage.tags}
    if name == "in":
        address = INBOXES[t.listed.inbox_id]
        return value in (t.listed.inbox_id, address, address.split("@")[0])
    if name == "domain":
        domain = DOMAIN_OF[t.listed.inbox_id]
        return value in (domain, DOMAINS[domain])
    if name == "unanswered":
        span = value.lstrip("<>=")
        since, edge = t.waits_since, cutoff(span, now)
        if since is None:
            return False
        return {">": since < edge, ">=": since <= edge, "<": since > edge, "<=": since >= edge}[
            value[: len(value) - len(span)] or ">"
        ]
    if name == "late" or (name, value) == ("is", "late"):
        return _late(value, t, now)
    if (name, value) == ("is", "elsewhere"):
        others = [each for each in t.peers if each.listed.inbox_id != t.listed.inbox_id]
        return bool(t.customer(now)) and any(each.customer(now) == t.customer(now) for each in others)
    if name == "silent":
        return _silent(value, t, now)
    if name == "date":
        return _fits_days(value, t, now)
    if name == "larger":
        return _fits_size(value, t)
    if name == "older":
        return t.last_at < cutoff(value, now)
    if name == "newer":
        return t.last_at >= cutoff(value, now)
    return _mark(name, value, t)


def due(address: str | None, since_ms: int | None) -> int | None:
    """The targets of these inboxes, as a store asks for them."""
    days = WITHIN_DAYS.get(address or "")
    return since_ms + days * 86_400_000 if days and since_ms else None


def _late(value: str, t: Thread, now: datetime) -> bool:
    days = WITHIN_DAYS.get(INBOXES[t.listed.inbox_id])
    if t.waits_since is None or days is None or t.waits_since + timedelta(days=days) >= now:
        return False
    span = value.lstrip("<>=").replace("late", "0d")
    edge, due_at = cutoff(span, now), t.waits_since + timedelta(days=days)
    way = value[: len(value) - len(span)] if value != "late" else ">"
    return {">": due_at < edge, ">=": due_at <= edge, "<": due_at > edge, "<=": due_at >= edge}[way or ">"]


def _silent(value: str, t: Thread, now: datetime) -> bool:
    reason = silence.reason(t.standing)
    if value[0] not in "<>0123456789":
        return reason == value
    span = value.lstrip("<>=")
    edge = cutoff(span, now)
    way = value[: len(value) - len(span)] or ">"
    last = t.last_at
    return bool(reason) and {">": last < edge, ">=": last <= edge, "<": last > edge, "<=": last >= edge}[way]


def _mark(name: str, value: str, t: Thread) -> bool:
    if name == "risk":
        return t.risk == 0 if value == "none" else t.risk >= RISKS.index(value)
    if name == "delivery":
        return bool(t.delivery & TROUBLE) if value == "trouble" else value in t.delivery
    if name == "loop":
        return False  # three mails do not go round
    if name == "direction":
        return t.direction == value
    if name == "answered":
        return t.answered == ("" if value == "nobody" else value)
    if name == "id":
        return t.listed.id == value
    return {
        ("is", "unanswered"): t.waits_since is not None,
        ("is", "unread"): t.unread,
        ("is", "read"): not t.unread,
        ("is", "pending"): t.status_wish is not None,
        ("is", "snoozed"): t.snoozed,
        ("is", "spam"): any(m.spam_flagged for m in t.messages),
        ("is", "risky"): t.needs,
        ("is", "trouble"): bool(t.delivery & TROUBLE),
        ("is", "assigned"): bool(t.triage.assignee),
        ("has", "attachment"): t.listed.has_attachments or any(m.attachment_ids for m in t.messages),
        ("has", "tag"): bool(t.triage.tags),
        ("has", "extracted"): any(m.extracted for m in t.messages),
        ("has", "draft"): t.draft,
        ("has", "note"): t.note,
    }[name, value]

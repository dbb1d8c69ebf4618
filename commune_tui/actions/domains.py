"""Domains with their inboxes and DNS records, as a tree for every front: how each stands, and what is said of it.

A domain's own status does not tell: a server may leave it at ``not_started`` for good (vendor §13). Its records do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions.lists import ListQuery
from commune_tui.actions.speech import listed, number, quoted
from commune_tui.actions.splits import EVERYTHING
from commune_tui.actions.views import scope_of
from commune_tui.mail.administration.inbox import ACTIVE
from commune_tui.store import domains
from commune_tui.store.counts import Tally
from commune_tui.store.rows import InboxRow, line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import DnsRecord, DomainRow

NONE = "There is no domain and no inbox here yet."
_GOOD = ("verified", "active", "success")
_BAD = ("failed", "temporary_failure")


class Standing(NamedTuple):
    """How a domain stands: a word or two, a sentence, and whether that is ``good``, ``bad`` or ``warn``."""

    short: str
    plain: str
    role: str


class Node(NamedTuple):
    """A row of the tree: a domain, a record of it, or an inbox."""

    domain: DomainRow | None
    record: DnsRecord | None = None
    inbox: InboxRow | None = None
    tally: Tally = Tally()
    standing: Standing = Standing("", "", "dim")

    @property
    def id(self) -> str:
        """What it is found by again when the tree was read anew."""
        if self.inbox is not None:
            return f"inbox {self.inbox.id}"
        name = self.domain.id if self.domain is not None else ""
        return f"record {name} {self.record.type} {self.record.name}" if self.record is not None else f"domain {name}"


def called(row: InboxRow | DomainRow) -> str:
    """What an inbox or a domain is called for reading: its address or name, else its id, which may hold anything."""
    return (row.address if isinstance(row, InboxRow) else row.name) or line(row.id)


def verified(record: DnsRecord) -> bool:
    """Whether the server found a record in the DNS."""
    return record.status.lower() in _GOOD


def standing(domain: DomainRow) -> Standing:
    """How a domain stands, by its records; by its own status where the server lists none."""
    lacking = [record for record in domain.records if not verified(record)]
    if not domain.records:
        word = domain.status.replace("_", " ") or "not said"
        good = domain.status.lower() in _GOOD
        return Standing(word, f"its records are not known; the server calls it {word}", "good" if good else "dim")
    if not lacking:
        return Standing("verified", f"verified, all {len(domain.records)} records are found", "good")
    there = len(domain.records) - len(lacking)
    what = listed([f"{record.purpose} {record.type}".strip() for record in lacking])
    bad = any(record.status.lower() in _BAD for record in lacking)
    said = f"{there} of {len(domain.records)} records are found; {what} {'is' if len(lacking) == 1 else 'are'} missing"
    return Standing(f"{there} of {len(domain.records)}", said, "bad" if bad else "warn")


def tree(session: Session, unfolded: Collection[str] = ()) -> list[Node]:
    """All of it: each domain, its records where its id is ``unfolded``, its inboxes; last the inboxes of no domain that
    is listed."""
    rows, tallies = session.reads.read(domains.rows), session.reads.frame().inboxes
    made: list[Node] = []
    for domain in rows:
        made.append(Node(domain, standing=standing(domain)))
        made += [Node(domain, record) for record in domain.records if domain.id in unfolded]
        made += [Node(domain, None, row, tally) for row, tally in tallies if row.domain_id == domain.id]
    known = {domain.id for domain in rows}
    return made + [Node(None, None, row, tally) for row, tally in tallies if row.domain_id not in known]


def empty(session: Session) -> str:
    """Why there is nothing to see."""
    return f"{NONE} {session.status.sentence()}".strip()


def headline(nodes: Sequence[Node]) -> str:
    """``2 domains, 5 inboxes``; ``1 of 2 not verified, 5 inboxes``."""
    all_domains = [node for node in nodes if node.inbox is None and node.record is None]
    unsure = sum(node.standing.role != "good" for node in all_domains)
    inboxes = number(sum(node.inbox is not None for node in nodes), "inbox", "inboxes")
    waits = f"{unsure} of {len(all_domains)} not verified" if unsure else number(len(all_domains), "domain")
    return f"{waits}, {inboxes}"


def inbox_facts(row: InboxRow, secret: str = "") -> list[tuple[str, str]]:
    """What is known of an inbox: a word for each fact, and the fact. A ``secret`` only where it was asked for."""
    hook = [("events", ", ".join(row.webhook_events) or "not said"), ("secret", "••••••••")]
    return [
        *([("secret", secret)] if secret else []),
        ("name", row.name or "none"),
        (
            "status",
            "switched on" if (row.status or ACTIVE) == ACTIVE else row.status.replace("inactive", "switched off"),
        ),
        ("agent", row.agent_name or row.agent_id or "nobody named it"),
        ("webhook", row.webhook_url or "none: nobody is told of mail that comes"),
        *(hook[: 1 if secret else 2] if row.webhook_url else []),
        ("schema", "fields are taken out of its mail" if row.has_extraction_schema else "none"),
        ("id", line(row.id)),
    ]


def sentence(node: Node) -> str:
    """A row, read out."""
    if node.inbox is not None:
        row = node.inbox
        off = "" if (row.status or ACTIVE) == ACTIVE else ", switched off"
        hook = f", webhook {row.webhook_url}" if row.webhook_url else ", no webhook"
        schema = ", with an extraction schema" if row.has_extraction_schema else ""
        named = f" {quoted(row.name)}" if row.name else ""
        return f"Inbox {called(row)}{named}{off}{hook}{schema}, {number(node.tally.threads, 'thread')}."
    if node.record is not None:
        return f"Record {record_line(node.record)}. {node.record.status.replace('_', ' ') or 'Status not said'}."
    assert node.domain is not None
    return f"Domain {called(node.domain)}: {node.standing.plain}."


def record_line(record: DnsRecord) -> str:
    """A record in one line, as one writes it down."""
    priority = f"{record.priority} " if record.priority >= 0 else ""
    return f"{record.purpose}: {record.type} {record.name} {priority}{record.value}"


def threads(row: InboxRow) -> ListQuery:
    """The threads of an inbox."""
    return ListQuery(EVERYTHING, scope_of(row), "")

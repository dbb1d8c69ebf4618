"""Mails of agents that wait at a gate, as a screen shows them: every foreign text in them cleaned. Wire models in, rows
out; pure but for the time of reading."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from commune_tui import clock
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.api.models.gate import Earlier, HeldMail, Pause, Waiting, WholeHeldMail

ROLES: Final = ("look", "decide", "administer")
"""What an operator may do; each includes the one before."""


class HeldRow(NamedTuple):
    """A mail of an agent as a list shows it. ``state``: ``held`` waits for a person, ``approved`` is in the hold of its
    approval; of others it is how they ended. ``leaves_at`` is when that hold is over. ``risk`` is ``None`` where it is
    not known. ``claimed_by`` reads it until ``claimed_until``. ``approvals`` are those who approved what it is now, of
    ``approvers`` that are wanted."""

    id: str
    agent: str
    inbox: str
    to: tuple[str, ...]
    subject: str
    state: str
    version: int
    reasons: tuple[str, ...]
    rule: str
    risk: int | None
    thread_id: str
    made_at: datetime | None
    expires_at: datetime | None
    leaves_at: datetime | None
    by: str
    claimed_by: str
    claimed_until: datetime | None
    paused: str
    approvals: tuple[str, ...]
    approvers: int

    @property
    def waits(self) -> bool:
        """Whether it waits for a person."""
        return self.state == "held"


class FileRow(NamedTuple):
    """A file of it. ``sha256`` is empty while nobody could read it."""

    name: str
    size: int
    sha256: str


class EarlierRow(NamedTuple):
    """The version that an edit made, and what it changed: lines that begin with ``-`` or ``+``."""

    version: int
    by: str
    diff: tuple[str, ...]


class WholeRow(NamedTuple):
    """A mail with all that is known of it. ``text`` and ``html`` are not cleaned: whoever reads mails does that.
    ``given`` says what the agent had read. ``seal`` is what an approval is bound to, empty while there can be none.
    ``known`` are ids of the mails of its conversation that the gate saw."""

    held: HeldRow
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: str
    text: str
    html: str
    files: tuple[FileRow, ...]
    given: tuple[str, ...]
    seal: str
    status: str
    assignee: str
    known: tuple[str, ...]
    earlier: tuple[EarlierRow, ...]
    reason: str
    tried: bool


class PauseRow(NamedTuple):
    """What is stopped; an empty ``agent``, ``inbox`` or ``thread`` is every one."""

    agent: str
    inbox: str
    thread: str
    depth: str
    reason: str
    who: str
    at: datetime | None


class Listing(NamedTuple):
    """All that waits, the riskiest first. ``read_at`` is ``None`` before the gate answered; ``why`` says why it does
    not answer now, empty where it does."""

    rows: tuple[HeldRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    agents: tuple[str, ...] = ()
    me: str = ""
    role: str = ""
    more: bool = False
    read_at: datetime | None = None
    why: str = ""


def held(found: HeldMail) -> HeldRow:
    """A mail as a list shows it."""
    claim = found.claim
    return HeldRow(
        found.id, line(found.agent or ""), line(found.inbox or ""), tuple(map(line, found.to)),
        line(found.subject or ""), line(found.state or ""), found.version or 1, tuple(map(line, found.reasons)),
        line(found.rule or ""), found.risk, found.thread_id or "", found.made_at, found.expires_at, found.leaves_at,
        line(found.by or ""), line(claim.by or "") if claim is not None else "",
        claim.until if claim is not None else None, line(found.paused or ""), tuple(map(line, found.approvals)),
        found.approvers or 1,
    )  # fmt: skip


def whole(found: WholeHeldMail) -> WholeRow:
    """A mail with all that is known of it."""
    mail, stands = found.mail or {}, found.conversation or {}

    def text(name: str) -> str:
        return value if isinstance(value := mail.get(name), str) else ""

    def people(name: str) -> tuple[str, ...]:
        listed = value if isinstance(value := mail.get(name), list) else []
        return tuple(line(each) for each in listed if isinstance(each, str))

    return WholeRow(
        held(found), people("to"), people("cc"), people("bcc"), line(text("reply_to")), text("text"), text("html"),
        tuple(FileRow(line(each.name or each.id), each.size or 0, line(each.sha256 or "")) for each in found.files),
        tuple(map(line, found.was_given)), found.seal or "", line(str(stands.get("status") or "")),
        line(str(stands.get("assignee") or "")), _ids(stands.get("messages")),
        tuple(map(_earlier, found.earlier)), line(found.reason or ""), bool(found.tried),
    )  # fmt: skip


def _ids(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _earlier(found: Earlier) -> EarlierRow:
    return EarlierRow(found.version or 0, line(found.by or ""), tuple(map(line, found.diff)))


def listing(found: Waiting) -> Listing:
    """All that waits, as it was read just now."""
    name, role = (found.me.name or "", found.me.role or "") if found.me is not None else ("", "")
    return Listing(
        tuple(map(held, found.mails)), tuple(map(_pause, found.pauses)), tuple(map(line, found.agents)),
        line(name), line(role), bool(found.more), clock.now(),
    )  # fmt: skip


def _pause(found: Pause) -> PauseRow:
    said = (found.agent, found.inbox, found.thread, found.depth, found.reason, found.who)
    agent, inbox, thread, depth, reason, who = (line(each or "") for each in said)
    return PauseRow(agent, inbox, thread, depth, reason, who, found.at)

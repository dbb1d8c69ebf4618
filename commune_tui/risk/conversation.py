"""Why a conversation needs a human, by all its mails: the one place where what they show is put together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from commune_tui.risk import figures, loops, senders
from commune_tui.risk.loops import Loop
from commune_tui.risk.mail import Seen
from commune_tui.risk.terms import Finding

_FAILED: Final = {
    "bounced": "bounced", "complained": "reported as spam", "failed": "could not be sent",
    "suppressed": "not sent, the address is suppressed",
}  # fmt: skip


class Mail(NamedTuple):
    """A mail of a conversation. ``person``: one of ours wrote it. ``automatic``: by the rules of who waits, a machine
    did. ``status`` is what became of a mail of ours, ``length`` and ``likeness`` are of its own words."""

    inbound: bool
    at: int
    sender: str = ""
    name: str = ""
    seen: Seen = Seen()
    person: bool = False
    automatic: bool = False
    length: int = 0
    likeness: int = 0
    files: int = 0
    status: str = ""


class Found(NamedTuple):
    """What speaks for a human, strongest of each term only once weighed; and the loop, if there is one."""

    findings: tuple[Finding, ...] = ()
    loop: Loop | None = None


def judged(
    mails: Sequence[Mail], ours: Collection[str], *, stranger: bool = False, people: Collection[str] = ()
) -> Found:
    """What is found in a conversation, oldest mail first. ``ours`` are the hosts of our addresses; ``stranger``: its
    sender was never seen elsewhere. ``people`` are addresses of those whom we know better than its senders."""
    findings = [each for mail in mails if mail.inbound for each in mail.seen.findings]
    writers = dict.fromkeys((mail.name, mail.sender) for mail in mails if mail.inbound)
    findings += [each for who in writers if (each := senders.posing(*who, tuple(ours), people)) is not None]
    said = [figures.Said(not mail.inbound, mail.seen.figures, mail.seen.corrects) for mail in mails]
    sent = [mail for mail in mails if not mail.inbound]
    if (other := figures.contradiction(said)) is not None:
        findings.append(other)
    if sent and (failed := _FAILED.get(sent[-1].status)):
        findings.append(Finding("trouble", failed))
    if stranger and mails and not sent and any(mail.files for mail in mails):
        findings.append(Finding("file"))
    loop = round_and_round(mails, ours)
    if loop is not None and loop.going:
        findings.append(Finding("loop", loop.words))
    return Found(tuple(findings), loop)


def round_and_round(mails: Sequence[Mail], ours: Collection[str]) -> Loop | None:
    """The newest loop of a conversation."""
    return loops.loop([
        loops.Mail(
            mail.inbound, mail.at, mail.person, mail.automatic or mail.seen.machine, mail.length, mail.likeness,
            mail.inbound and mail.sender.lower().rpartition("@")[2] in ours,
        )
        for mail in mails
    ])  # fmt: skip

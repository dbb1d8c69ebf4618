"""Who sends: the one inbox that everything a mail says about its sender agrees on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from commune_tui.gate.mail import Mail
from commune_tui.gate.refusal import NotTaken

_AGENT = "agent"
"""The local part that sends where only a domain is named (contract §4.4)."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """An inbox of the organisation; its address is in small letters. ``pushes``: its mail also leaves by a webhook."""

    id: str
    address: str
    domain_id: str = ""
    pushes: bool = False

    @property
    def local_part(self) -> str:
        return self.address.partition("@")[0]


def own(inboxes: Sequence[Inbox], named: Collection[str] | None) -> tuple[Inbox, ...]:
    """Those that a key may use: by id or address; all of them where it names none."""
    if named is None:
        return tuple(inboxes)
    wanted = {name.lower() for name in named} | set(named)
    return tuple(inbox for inbox in inboxes if inbox.id in wanted or inbox.address in wanted)


def resolved(mail: Mail, inboxes: Sequence[Inbox]) -> Mail:
    """The mail with its inbox. ``inboxes`` are those of the agent: what is not among them does not exist for it.

    :raises NotTaken: no sender, several that differ, or one that the agent may not use.
    """
    named = (
        (mail.sender, [each for each in inboxes if mail.sender and each.address == mail.sender.lower()]),
        (mail.inbox_id, [each for each in inboxes if each.id == mail.inbox_id]),
        (mail.domain_id, [each for each in inboxes if each.domain_id == mail.domain_id and each.local_part == _AGENT]),
    )
    found = {each.id: each for said, fitting in named if said for each in fitting}
    if not any(said for said, _ in named):
        raise NotTaken(400, "The mail names no sender: from, inboxId or domainId is needed.")
    if any(said and len(fitting) != 1 for said, fitting in named):
        raise NotTaken(400, "The sender is no inbox that this key may send from.")
    if len(found) != 1:
        raise NotTaken(400, "The mail names two senders that differ.")
    [inbox] = found.values()
    return replace(mail, inbox_id=inbox.id, domain_id=None)

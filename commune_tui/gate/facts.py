"""What is known about a mail when it is judged. ``None`` always means: not known, and never: no. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The conversation as it stood when the mail was judged: what an approval is about.

    ``messages`` are the ids that its newest mails go by; all empty where the mail begins a conversation. ``suppressed``
    are the recipients that the API sends nothing to.
    """

    status: str = ""
    assignee: str = NOBODY
    messages: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()

    def packed(self) -> dict[str, Any]:
        return {
            "status": self.status, "assignee": self.assignee, "messages": list(self.messages),
            "suppressed": list(self.suppressed),
        }  # fmt: skip


def unpacked(kept: dict[str, Any]) -> Baseline:
    """What :meth:`Baseline.packed` gave."""
    return Baseline(kept["status"], kept["assignee"], tuple(kept["messages"]), tuple(kept["suppressed"]))


@dataclass(frozen=True, slots=True)
class Facts:
    """Beside the mail itself. ``at`` is local time. ``risk`` are the points of what it answers (0 where it answers
    nothing), ``loop`` how many mails go round there. ``says`` are terms of :mod:`commune_tui.risk.terms` that its own
    words fit. ``read_percent`` of the conversation's mails were given to the agent, ``read_newest``: its newest too;
    ``given_orders``: one that gives orders to agents was. ``money`` is the largest
    amount that it names, ``look_alike``: a recipient can be taken for somebody else, ``suppressed``: the API sends
    nothing to one of them. ``refusing``: what pauses it refuses it. ``lacking`` names
    what could not be read; while it holds anything, no rule lets the mail out.
    """

    agent: str
    inbox: str
    at: datetime
    status: str | None = None
    tags: frozenset[str] | None = None
    assignee: str | None = None
    risk: int | None = None
    loop: int | None = None
    recipients_known: bool | None = None
    says: frozenset[str] | None = None
    said_before: bool | None = None
    sent_last_hour: int | None = None
    money: float | None = None
    look_alike: bool | None = None
    suppressed: bool | None = None
    read_percent: int | None = None
    read_newest: bool | None = None
    given_orders: bool | None = None
    paused: str = ""
    refusing: bool = False
    lacking: tuple[str, ...] = ()


def changes(before: Baseline, now: Baseline) -> tuple[str, ...]:
    """What became otherwise in the state of the conversation, in sentences; new mail is found by the sending."""
    told = []
    if before.status != now.status:
        told.append(f"The conversation was {before.status or 'without status'} and is {now.status or 'without'} now.")
    if before.assignee != now.assignee:
        whose = f"{now.assignee} has it now" if now.assignee else "nobody has it now"
        told.append(f"The conversation was {before.assignee or 'nobody'}'s; {whose}.")
    if new := sorted(set(now.suppressed) - set(before.suppressed)):
        told.append(f"The API sends nothing to {', '.join(new)} any more.")
    return tuple(told)


def packed(facts: Facts) -> str:
    """As they are kept beside a mail: what was known when it was judged."""
    plain = {each.name: getattr(facts, each.name) for each in fields(facts)}
    sets = {name: sorted(value) for name, value in plain.items() if isinstance(value, frozenset)}
    return json.dumps({**plain, **sets, "at": facts.at.isoformat()})


def kept(text: str) -> Facts:
    """What :func:`packed` gave."""
    values = json.loads(text)
    sets = {name: None if values[name] is None else frozenset(values[name]) for name in ("tags", "says")}
    at, lacking = datetime.fromisoformat(values["at"]), tuple(values["lacking"])
    return Facts(**{**values, **sets, "at": at, "lacking": lacking})

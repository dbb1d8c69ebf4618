"""What a gate tells its operators (docs/gate.md, *Operators over HTTP*)."""

from __future__ import annotations

from typing import Annotated

from .fields import Count, Flag, Id, Moment, Object, Text, Texts
from .wire import Wire, many, names, one


class Claim(Wire):
    """Somebody reads a mail, until then."""

    by: Text = None
    until: Moment = None


class Pause(Wire):
    """What is stopped; an empty ``agent``, ``inbox`` or ``thread`` is every one. ``depth``: ``hold refuse silence``."""

    agent: Text = None
    inbox: Text = None
    thread: Text = None
    depth: Text = None
    reason: Text = None
    who: Text = None
    at: Moment = None


class Earlier(Wire):
    """A version that an edit made: ``diff`` are the lines by which it differs from the one before."""

    version: Count = None
    by: Text = None
    diff: Texts = ()


class HeldMail(Wire):
    """A mail of an agent in a list: it waits (``held``), or is in the hold of its approval (``approved``)."""

    id: Id
    agent: Text = None
    inbox: Text = None
    to: Texts = ()
    subject: Text = None
    state: Text = None
    version: Count = None
    reasons: Texts = ()
    rule: Text = None
    risk: Count = None
    thread_id: Text = None
    made_at: Moment = None
    expires_at: Moment = None
    leaves_at: Moment = None
    by: Text = None
    claim: Annotated[Claim | None, one(Claim)] = None
    paused: Text = None
    approvals: Texts = ()
    approvers: Count = None


class HeldFile(Wire):
    """A file of a held mail; ``sha256`` is empty while nobody could read it."""

    id: Id
    name: Text = None
    size: Count = None
    sha256: Text = None


class WholeHeldMail(HeldMail):
    """A mail with all that is known of it: ``mail`` are the fields as they will leave (contract §4.4), ``was_given``
    what the agent had read of the conversation, in sentences, ``seal`` what an approval is bound to (empty while it
    cannot be approved)."""

    also = names({"was_given": ("read",)})

    mail: Object = None
    files: Annotated[tuple[HeldFile, ...], many(HeldFile)] = ()
    was_given: Texts = ()
    conversation: Object = None
    seal: Text = None
    earlier: Annotated[tuple[Earlier, ...], many(Earlier)] = ()
    result: Object = None
    reason: Text = None
    tried: Flag = None


class Operator(Wire):
    """Whose key it is. ``role``: ``look``, ``decide`` or ``administer``."""

    name: Text = None
    role: Text = None


class Waiting(Wire):
    """All that waits for a person, the riskiest first. ``moved`` is given back to be told of what comes after it."""

    also = names({"mails": ("data",)})

    mails: Annotated[tuple[HeldMail, ...], many(HeldMail)] = ()
    moved: Count = None
    me: Annotated[Operator | None, one(Operator)] = None
    pauses: Annotated[tuple[Pause, ...], many(Pause)] = ()
    agents: Texts = ()
    more: Flag = None

"""How much of a conversation an agent has been given to read, and what may follow from that. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from commune_tui.api.models import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """A mail of a conversation: the ids that it goes by, the hash of its words, whether it gives orders to agents."""

    ids: tuple[str, ...]
    hash: str
    orders: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """``given`` of ``of`` mails were given to the agent, ``newest``: the newest among them, ``orders``: one that gives
    orders. ``unread_orders``: such a mail is there and was not given. ``pushed``: mail of that inbox also leaves the
    API by a webhook, so the agent may know those that were not given.
    """

    given: int = 0
    of: int = 0
    newest: bool = True
    orders: bool = False
    unread_orders: bool = False
    pushed: bool = False

    def packed(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def percent(self) -> int | None:
        """Of 100 mails so many were given; 100 where there is none. ``None``: not known."""
        if self.given == self.of:
            return 100
        return None if self.pushed else self.given * 100 // self.of

    @property
    def has_newest(self) -> bool | None:
        return True if self.newest else None if self.pushed else False

    @property
    def has_orders(self) -> bool | None:
        """Whether it was given a mail that gives orders to agents. Of one that it was not given it may know how it
        begins, which lists and searches show."""
        return True if self.orders else None if self.unread_orders else False

    @property
    def _share(self) -> str:
        every = "the only mail" if self.of == 1 else f"all {self.of} mails"
        if self.given == self.of:
            return f"The agent was given {every} of the conversation."
        if not self.given:
            nothing = "nothing" if self.of == 1 else f"none of the {self.of} mails"
            return f"The agent was given {nothing} of the conversation."
        newest = "the newest among them" if self.newest else "and not the newest"
        return f"The agent was given {self.given} of {self.of} mails of the conversation, {newest}."

    @property
    def words(self) -> tuple[str, ...]:
        """For the person who decides, in sentences; none where the conversation has no mail."""
        if not self.of:
            return ()
        told = [self._share]
        if self.given < self.of and self.pushed:
            told.append("It may know the others: mail of that inbox is also pushed by a webhook, past the gate.")
        if self.orders:
            told.append("It was given a mail that gives orders to agents.")
        return tuple(told)


NOTHING = Sight()
"""Of a mail that answers nothing, and of one whose conversation was not read."""


def hashed(message: Message) -> str:
    """What a mail says, as the gate remembers that it was given: 32 hexadecimal digits."""
    parts = (message.message_id, message.content or "", message.content_html or "")
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


def mails(answer: Any) -> list[Message]:
    """The mails in an answer of the API, whatever list of it they stand in."""
    lists = answer if isinstance(answer, dict) else {"": answer}
    inner = lists.get("data")
    if isinstance(inner, dict):
        lists = {**lists, **inner}
    found = (Message.read(each) for listed in lists.values() if isinstance(listed, list) for each in listed)
    return [each for each in found if each is not None and (each.direction or each.content or each.content_html)]


def of(newest_first: Sequence[Seen], known: Sequence[bool], *, pushed: bool) -> Sight:
    """``known``: which of them the agent was given, or wrote itself."""
    orders = [has for each, has in zip(newest_first, known, strict=True) if each.orders]
    newest = not known or known[0]
    return Sight(sum(known), len(known), newest, any(orders), not all(orders), pushed)

"""Mail bodies as they are read: short plain text at once, everything else by the worker process; kept while they fit.

One for a reader of conversations. Knows no screen; :mod:`commune_tui.mail.body` knows how mail is read.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui.store.rows import MessageRow

if TYPE_CHECKING:
    from commune_tui.mail.body.compare import Difference
    from commune_tui.mail.body.lines import Body
    from commune_tui.mail.body.worker import BodyReader

SHORT = 20_000
_KEPT_CHARACTERS = 4_000_000
_COMPARED = 60_000


@dataclass(frozen=True, slots=True)
class Read:
    """A mail that was read. ``difference`` compares what the agent was given with it, where there is HTML to compare
    and both are short enough to do it unasked."""

    body: Body
    difference: Difference | None = None

    @property
    def size(self) -> int:
        return self.body.characters + 200


Key = tuple[str, str, bool]  # message id, "mail" or "text", whole


class Bodies:
    """Call :meth:`ready` first; what is not ready is read by :meth:`read`. End with :meth:`close`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[int, Read]] = OrderedDict()
        self._size = 0
        self._reader: BodyReader | None = None
        self._closed = False

    def ready(self, message: MessageRow, face: str = "mail", *, whole: bool = False) -> Read | None:
        """What is at hand or can be read in a moment. ``face`` is ``mail`` (HTML where there is any) or ``text``."""
        key, version = (message.id, face, whole), _version(message)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(key)
            return kept[1]
        html = message.content_html if face == "mail" else ""
        if html.strip() or len(message.content) > SHORT:
            return None
        from commune_tui.mail.body import plain
        from commune_tui.mail.body.lines import Body

        body = plain.parse(message.content) if message.content else Body()
        return self._keep(key, version, Read(body))

    async def read(self, message: MessageRow, face: str = "mail", *, whole: bool = False) -> Read:
        """The mail, read beside this process. Never raises for what a mail contains."""
        if (found := self.ready(message, face, whole=whole)) is not None:
            return found
        from commune_tui.mail.body.worker import BodyReader

        if self._reader is None:
            self._reader = BodyReader()
        html = message.content_html if face == "mail" else ""
        body = await self._reader.read(html or None, message.content, whole)
        difference = None
        if html.strip() and len(html) <= _COMPARED and len(message.content) <= _COMPARED:
            difference = await self._compare(message, body)
        return self._keep((message.id, face, whole), _version(message), Read(body, difference))

    async def difference(self, message: MessageRow) -> tuple[Difference, Body]:
        """What the agent was given against what a person sees, and the person's body."""
        read = await self.read(message)
        return read.difference or await self._compare(message, read.body), read.body

    async def _compare(self, message: MessageRow, person: Body) -> Difference:
        from commune_tui.mail.body import plain
        from commune_tui.mail.body.compare import compare

        def work() -> Difference:
            return compare(plain.parse(message.content), person)

        if len(message.content) < SHORT and sum(len(line.text) for line in person.lines) < SHORT:
            return work()
        return await asyncio.to_thread(work)

    def _keep(self, key: Key, version: int, read: Read) -> Read:
        if self._closed:
            return read
        if (before := self._kept.pop(key, None)) is not None:
            self._size -= before[1].size
        self._kept[key] = version, read
        self._size += read.size
        while self._size > _KEPT_CHARACTERS and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1][1].size
        return read

    async def close(self) -> None:
        """End the worker process, if one was started."""
        self._closed = True
        self._kept.clear()
        if self._reader is not None:
            await self._reader.close()


def _version(message: MessageRow) -> int:
    return hash((message.content, message.content_html))

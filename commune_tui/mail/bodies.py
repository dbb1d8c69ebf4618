"""Mail bodies as they are read: short plain text at once, everything else by the worker process; kept while they fit.

One for a reader of conversations. Knows no screen; :mod:`commune_tui.body` knows how mail is read.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commune_tui.store.rows import MessageRow

if TYPE_CHECKING:
    from commune_tui.body.compare import Difference
    from commune_tui.body.lines import Body
    from commune_tui.body.worker import BodyReader
    from commune_tui.mail.folding import Conversations, Folding, Stamps

SHORT = 20_000
_KEPT_CHARACTERS = 4_000_000
_COMPARED = 60_000
_AT_ONCE = 300_000
"""Characters of a mail that are folded without a thread."""


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
    """Call :meth:`ready` first; what is not ready is read by :meth:`read`. End with :meth:`close`.

    Each mail is folded by what is known of its conversation at the time; ``conversations`` know it.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._folding: Folding | None = None
        self._folded: dict[Key, tuple[int, Stamps, Read]] = {}
        self._kept: OrderedDict[Key, tuple[int, Read]] = OrderedDict()
        self._size = 0
        self._reader: BodyReader | None = None
        self._closed = False

    def ready(self, message: MessageRow, face: str = "mail", *, whole: bool = False) -> Read | None:
        """What is at hand or can be read in a moment. ``face`` is ``mail`` (HTML where there is any) or ``text``."""
        read = self._parsed(message, face, whole)
        return self._known(read, message, (message.id, face, whole)) if read is not None else None

    def _parsed(self, message: MessageRow, face: str, whole: bool) -> Read | None:
        key, version = (message.id, face, whole), _version(message)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(key)
            return kept[1]
        html = message.content_html if face == "mail" else ""
        if html.strip() or len(message.content) > SHORT:
            return None
        from commune_tui.body import plain
        from commune_tui.body.lines import Body

        body = plain.parse(message.content) if message.content else Body()
        return self._keep(key, version, Read(body))

    async def read(self, message: MessageRow, face: str = "mail", *, whole: bool = False) -> Read:
        """The mail, read beside this process. Never raises for what a mail contains."""
        if (found := self.ready(message, face, whole=whole)) is not None:
            return found
        read = self._parsed(message, face, whole) or await self._read(message, face, whole)
        return await self._fold(read, message, (message.id, face, whole))

    async def _read(self, message: MessageRow, face: str, whole: bool) -> Read:
        html = message.content_html if face == "mail" else ""
        body = await self._worker.read(html or None, message.content, whole)
        difference = None
        if html.strip() and len(html) <= _COMPARED and len(message.content) <= _COMPARED:
            difference = await self._compare(message, body)
        return self._keep((message.id, face, whole), _version(message), Read(body, difference))

    # -- folding by what is known of the conversation ----------------------------------------------------------------

    @property
    def _known_before(self) -> Folding:
        if self._folding is None:
            from commune_tui.mail.folding import Folding

            self._folding = Folding(self._conversations)
        return self._folding

    def _known(self, read: Read, message: MessageRow, key: Key) -> Read | None:
        """The mail folded by what is known; ``None`` when that takes more than a moment."""
        if not read.body.passages:
            return read
        stamps = self._known_before.stamps(message)
        kept = self._folded.get(key)
        if kept is not None and kept[:2] == (_version(message), stamps):
            return kept[2]
        from commune_tui.body.earlier import Words
        from commune_tui.body.quotes import knowing

        folding = self._known_before
        mails = folding.mails(message, stamps)
        if mails is not None and sum(len(text) for mail in mails for text in mail) > _COMPARED:
            return None
        if read.body.characters > _AT_ONCE:
            return None
        if mails is not None:
            folding.keep(message, stamps, Words(mails))
        return self._keep_folded(
            key, message, stamps, replace(read, body=knowing(read.body, folding.earlier(message, stamps)))
        )

    async def _fold(self, read: Read, message: MessageRow, key: Key) -> Read:
        """As :meth:`_known`, beside what the screen does."""
        if (found := self._known(read, message, key)) is not None:
            return found
        from commune_tui.body.earlier import Words
        from commune_tui.body.quotes import knowing

        folding = self._known_before
        stamps = folding.stamps(message)
        if (mails := folding.mails(message, stamps)) is not None:
            folding.keep(message, stamps, await asyncio.to_thread(Words, mails))
        body = await asyncio.to_thread(knowing, read.body, folding.earlier(message, stamps))
        return self._keep_folded(key, message, stamps, replace(read, body=body))

    def _keep_folded(self, key: Key, message: MessageRow, stamps: Stamps, read: Read) -> Read:
        if key in self._kept:
            self._folded[key] = _version(message), stamps, read
        return read

    def at_hand(self, message: MessageRow) -> Body | None:
        """How the whole of a mail reads, if that needs no waiting."""
        found = self.ready(message)
        if found is not None and found.body.goes_on:
            found = self.ready(message, whole=True)
        return found.body if found is not None else None

    async def whole(self, message: MessageRow) -> Body:
        """How a mail reads, to its end: an answer and a forward have all of it."""
        read = await self.read(message)
        if read.body.goes_on:
            read = await self.read(message, whole=True)
        return read.body

    async def read_apart(self, html: str, text: str) -> Read:
        """What is no mail of a conversation yet, to its end: as its reader would see it, nothing of it folded, and
        where it has both, its text compared with that. Never raises for what it contains."""
        from commune_tui.body import plain
        from commune_tui.body.compare import compare

        if not html.strip() and len(text) <= SHORT:
            return Read(plain.parse(text))
        body = await self._worker.read(html or None, text, True)
        if not html.strip() or not text.strip():
            return Read(body)
        return Read(body, await asyncio.to_thread(lambda: compare(plain.parse(text), body)))

    async def read_file(self, kind: str, data: bytes) -> Body | None:
        """A calendar file or an attached mail, read beside this process; ``None`` when it took too long."""
        from commune_tui.body.wire import Attached
        from commune_tui.mail.zone_tables import tables

        return await self._worker.read_file(Attached(kind, data, await asyncio.to_thread(tables, data)))

    async def difference(self, message: MessageRow) -> tuple[Difference, Body]:
        """What the agent was given against what a person sees, and the person's body."""
        read = await self.read(message)
        return read.difference or await self._compare(message, read.body), read.body

    @property
    def _worker(self) -> BodyReader:
        from commune_tui.body.worker import BodyReader

        if self._reader is None:
            self._reader = BodyReader()
        return self._reader

    async def _compare(self, message: MessageRow, person: Body) -> Difference:
        from commune_tui.body import plain
        from commune_tui.body.compare import compare

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
            gone, (_, forgotten) = self._kept.popitem(last=False)
            self._size -= forgotten.size
            self._folded.pop(gone, None)
        return read

    def forget(self) -> None:
        """Let go of every mail that was read: some of them are not to be had any more."""
        self._kept.clear()
        self._folded.clear()
        self._folding, self._size = None, 0

    async def close(self) -> None:
        """End the worker process, if one was started."""
        self._closed = True
        self._kept.clear()
        self._folded.clear()
        if self._reader is not None:
            await self._reader.close()


def _version(message: MessageRow) -> int:
    return hash((message.content, message.content_html))

"""The outbox's side of the API: makes the requests that attempts ask for.

The client must not repeat requests by itself (``RetryPolicy(attempts=1)``): a send that got lost may be repeated only
after a wait and a look, and that is decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from commune_tui import outcomes
from commune_tui.api import errors
from commune_tui.mail.outbox.checks import MOST_FILE_BYTES
from commune_tui.sending.effects import Effect, Failure, Other, ReadMessages, ReadTriage, Send, Upload, Write
from commune_tui.sending.operation import Json, Operation
from commune_tui.store.drafts import UNNAMED, attachment_of
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api.client import Commune
    from commune_tui.store.vault import Vault

Progress = Callable[[str, int, int], None]
"""Told of uploads: operation id, bytes done, bytes in all."""


class Kind(NamedTuple):
    """A write that is known to others only by name: ``perform`` makes it, ``ask`` finds out whether it was made."""

    perform: Callable[[Operation], Awaitable[Json]]
    ask: Callable[[Operation], Awaitable[bool]]


class Gateway:
    """``vault`` keeps the attachments of drafts, by digest."""

    def __init__(
        self, client: Commune, vault: Vault, progress: Progress | None = None, kinds: Mapping[str, Kind] | None = None
    ) -> None:
        self._client = client
        self._vault = vault
        self._progress = progress or (lambda operation_id, done, total: None)
        self._kinds = dict(kinds or {})

    async def perform(self, effect: Effect) -> Any:
        """The answer to one effect; every failure of the API comes back as a Failure."""
        try:
            return await self._perform(effect)
        except errors.CommuneError as error:
            if isinstance(error, errors.NotFound) and isinstance(effect, ReadMessages) and effect.gone_is_empty:
                return []
            return outcomes.failure(error, wrote=not isinstance(effect, ReadTriage | ReadMessages))

    async def _perform(self, effect: Effect) -> Any:
        client = self._client
        match effect:
            case ReadTriage(thread_id):
                return outcomes.triage(await client.threads.metadata(thread_id))
            case ReadMessages():
                return await outcomes.messages(client, effect)
            case Write("status", thread_id, value):
                return outcomes.triage(await client.threads.set_status(thread_id, str(value)))
            case Write("assign", thread_id, value):
                return outcomes.triage(await client.threads.assign(thread_id, None if value is None else str(value)))
            case Write("add", thread_id, value):
                return outcomes.triage(await client.threads.add_tags(thread_id, tuple(value or ())))
            case Write(_, thread_id, value):
                return outcomes.triage(await client.threads.remove_tags(thread_id, tuple(value or ())))
            case Send(payload, key):
                return await self._send(payload, key)
            case Upload(operation):
                return await self._upload(operation)
            case Other(operation, ask):
                kind = self._kinds.get(operation.kind)
                if kind is None:
                    return Failure("paused", "This version of the program does not know how to do this.", "kind")
                return await (kind.ask(operation) if ask else kind.perform(operation))
        raise TypeError(effect)

    async def _send(self, payload: Json, key: str) -> Json:
        return outcomes.taken(await self._client.messages.send(idempotency_key=key, **payload))

    async def _upload(self, operation: Operation) -> str | Failure:
        found = await self._file(operation.intent)
        if isinstance(found, Failure):
            return found
        content, name, kind = found
        self._progress(operation.id, 0, len(content))
        result = await self._client.attachments.upload(content, name, kind)
        self._progress(operation.id, len(content), len(content))
        return result.attachment_id or Failure("unknown", "The server gave the file no id.")

    async def _file(self, intent: Json) -> tuple[bytes, str, str] | Failure:
        """Bytes, name and kind of a file: from the disk, or from the mail that it came with.

        Whether a mail may carry the attachment of another by its id, no document says, so it is uploaded anew.
        """
        digest, name, kind = (str(intent[key]) for key in ("digest", "filename", "mime_type"))
        try:
            if not (there := attachment_of(digest)):
                return await asyncio.to_thread(self._vault.read, digest), name, kind
            if name == UNNAMED:  # its mail was handed on before the name was read
                about = await self._client.attachments.get(there)
                name, kind = one_line(about.filename or name), one_line(about.mime_type or kind)
            return await self._client.attachments.read(there, most_bytes=MOST_FILE_BYTES), name, kind
        except OSError:
            return Failure("refused", f"The file {name} is not there any more.", "attachment")
        except errors.CommuneError as error:
            return replace(outcomes.failure(error), reason=f"The file {name} could not be fetched: {error.sentence}")

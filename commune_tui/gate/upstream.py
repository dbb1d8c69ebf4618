"""The API behind the gate: requests of agents passed on under the real key, and the gate's own.

The real key is here and nowhere else. What an agent sends brings no header of its own along but those of ``PASSED``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commune_tui import outcomes
from commune_tui.api import errors
from commune_tui.api.address import clean_base_url
from commune_tui.api.auth import ApiKey, Secret
from commune_tui.api.client import Commune
from commune_tui.api.exchange import Outgoing, Timing
from commune_tui.api.retry import RetryPolicy
from commune_tui.api.transport import Transport
from commune_tui.gate.refusal import NotTaken
from commune_tui.gate.sender import Inbox
from commune_tui.sending.effects import Effect, Failure, ReadMessages, ReadTriage, Send
from commune_tui.sending.operation import Json

PASSED = ("content-type", "accept", "x-filename")
"""Headers of an agent's request that go on."""
BACK = ("content-type", "retry-after", "x-ratelimit-")
"""Headers of an answer that go back, by how they begin."""
AWAY = "The API cannot be reached now. Reading works again when it can; mail that is given to the gate is kept."
NO_KEY = "The API does not accept the gate's own key. Whoever runs the gate has to look at it."
_TIMING = Timing(connect_s=5.0, read_s=20.0, total_s=30.0)


JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to whoever called."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def answered(value: Any) -> Answer:
    """What went well, with this value as JSON."""
    return Answer(200, json.dumps(value).encode(), JSON)


class Upstream:
    """One server, one real key."""

    def __init__(self, base_url: str, key: Secret) -> None:
        self.base_url = clean_base_url(base_url)
        self._key, self._credential = key, ApiKey(key)
        self._transport = Transport(_TIMING, tls=self.base_url.startswith("https:"))
        self.client = Commune(key, base_url=self.base_url, timing=_TIMING, retry=RetryPolicy(attempts=1))

    async def aclose(self) -> None:
        await self._transport.aclose()
        await self.client.aclose()

    async def forward(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Pass a request on. ``target`` is path and query as they are to be written.

        :raises NotTaken: 503 where no answer came; 502 for one that must not go back.
        """
        passed = {name: headers[name] for name in PASSED if name in headers}
        outgoing = Outgoing(method, self.base_url + target, {**passed, "Accept-Encoding": "identity"}, body)
        try:
            flow, answer = await self._transport.exchange(outgoing, self._credential)
        except errors.Unreachable:
            raise NotTaken(503, AWAY) from None
        except errors.CommuneError:
            raise NotTaken(502, "The API's answer could not be read.") from None
        if flow.status == 401:
            raise NotTaken(503, NO_KEY)
        if 300 <= flow.status < 400 or self._key.reveal().encode() in answer:
            raise NotTaken(502, "The API's answer is not one that the gate passes on.")
        back = {name: value for name, value in flow.headers.items() if name.startswith(BACK)}
        return Answer(flow.status, answer, back)

    async def inboxes(self) -> list[Inbox]:
        """All inboxes of the organisation. Raises CommuneError."""
        return [
            Inbox(each.id, each.address.lower(), each.domain_id or "", each.webhook is not None)
            async for each in self.client.inboxes.list()
            if each.address
        ]

    async def perform(self, effect: Effect, raw: bytes) -> Any:
        """One effect of :mod:`commune_tui.sending`; a mail leaves as the bytes ``raw``, which were approved."""
        try:
            match effect:
                case ReadTriage(thread_id):
                    return outcomes.triage(await self.client.threads.metadata(thread_id))
                case ReadMessages():
                    return await outcomes.messages(self.client, effect)
                case Send(_, key):
                    return await self._send(raw, key)
        except errors.CommuneError as error:
            if isinstance(error, errors.NotFound) and isinstance(effect, ReadMessages) and effect.gone_is_empty:
                return []
            return outcomes.failure(error, wrote=isinstance(effect, Send))
        raise TypeError(effect)

    async def _send(self, raw: bytes, key: str) -> Json | Failure:
        return outcomes.taken(await self.client.messages.send_raw(raw, idempotency_key=key))

"""``Commune``: one caller of one server. Holds the connections and hangs the nouns on itself.

::

    async with Commune() as client:                      # COMMUNE_API_KEY, COMMUNE_BASE_URL
        async for inbox in client.inboxes.list():
            page = await client.threads.list(inbox_id=inbox.id)
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from commune_tui.network import Network

from .address import DEFAULT_BASE_URL, clean_base_url, is_loopback
from .agent import Agent
from .attachments import Attachments
from .auth import AgentKey, ApiKey, Credential, Nobody, Secret
from .caller import Caller, Exchanged
from .deletion import Deletion
from .delivery import Delivery
from .dmarc import Dmarc
from .domains import Domains
from .errors import Misused, OtherOrganisation
from .events import Events, StreamPolicy
from .exchange import Timing
from .inboxes import Inboxes
from .limits import Limits
from .messages import Messages
from .owner import Found, Other, Owner
from .rate import RateLimits
from .registration import Registration
from .retry import RetryPolicy
from .search import Search
from .threads import Threads
from .transport import DIRECT, Transport
from .webhook_deliveries import WebhookDeliveries


class Commune:
    """The API, for one API key or one agent. Use it as an async context manager, or call :meth:`aclose`.

    ``api_key`` and ``base_url`` default to ``COMMUNE_API_KEY`` and ``COMMUNE_BASE_URL``; ``agent`` replaces the key.
    ``on_exchange(method, path, status, bytes_in, bytes_out)`` is called after every attempt, with the bytes of the
    bodies on the wire and status 0 where no answer came. ``network`` is a proxy and a further certificate authority.
    Raises :class:`Misused` when there is no key, or the base URL must not be used.
    """

    def __init__(
        self,
        api_key: str | Secret | None = None,
        *,
        base_url: str | None = None,
        agent: AgentKey | None = None,
        timing: Timing | None = None,
        retry: RetryPolicy | None = None,
        streaming: StreamPolicy | None = None,
        on_exchange: Exchanged | None = None,
        network: Network = DIRECT,
    ) -> None:
        self._open(_credential(api_key, agent), base_url, timing, retry, streaming, on_exchange, network)

    @classmethod
    def anonymous(
        cls,
        base_url: str | None = None,
        *,
        timing: Timing | None = None,
        retry: RetryPolicy | None = None,
        network: Network = DIRECT,
    ) -> Self:
        """A client without a credential, for ``registration``."""
        client = cls.__new__(cls)
        client._open(Nobody(), base_url, timing, retry, None, None, network)
        return client

    def _open(
        self,
        credential: Credential,
        base_url: str | None,
        timing: Timing | None,
        retry: RetryPolicy | None,
        streaming: StreamPolicy | None,
        on_exchange: Exchanged | None,
        network: Network,
    ) -> None:
        base = clean_base_url(base_url or os.environ.get("COMMUNE_BASE_URL") or DEFAULT_BASE_URL)
        if is_loopback(urlsplit(base).hostname):
            network = replace(network, proxy="")  # what runs on this machine is not asked through another
        self._network = network
        transport = Transport(timing or Timing(), tls=base.startswith("https:"), network=network)
        caller = self._caller = Caller(base, credential, transport, retry or RetryPolicy(), on_exchange)
        self.domains = Domains(caller)
        self.inboxes = Inboxes(caller)
        self.threads = Threads(caller)
        self.messages = Messages(caller)
        self.search = Search(caller)
        self.attachments = Attachments(caller)
        self.delivery = Delivery(caller)
        self.webhook_deliveries = WebhookDeliveries(caller)
        self.agent = Agent(caller)
        self.registration = Registration(caller)
        self.deletion = Deletion(caller)
        self.dmarc = Dmarc(caller)
        self.limits = Limits(caller)
        self.events = Events(caller, streaming or StreamPolicy())

    def belongs_to(self, org: str, found: Found, other: Other) -> None:
        """From now on only this organisation may answer: see :class:`.owner.Owner`. An agent's key too."""
        self._caller.owner = Owner(self.agent.org, org, found, other)

    def __repr__(self) -> str:
        return f"Commune({self.base_url!r})"

    @property
    def base_url(self) -> str:
        """The server, without a trailing ``/`` or ``/v1``."""
        return self._caller.base_url

    def calls_with(self, prefix: str, other: Secret | None = None) -> bool:
        """Whether the key of this client, or the ``other``, is the one that a list shows by this beginning; an agent
        has none."""
        credential = self._caller.credential if other is None else ApiKey(other)
        return isinstance(credential, ApiKey) and credential.begins(prefix)

    def own_text(self) -> Secret | None:
        """The key of this client, to be put back where another one did not work; ``None`` for an agent."""
        credential = self._caller.credential
        return credential.secrets()[0] if isinstance(credential, ApiKey) else None

    @property
    def agent_id(self) -> str:
        """The agent that signs the requests; empty where a key is sent."""
        credential = self._caller.credential
        return credential.agent_id if isinstance(credential, AgentKey) else ""

    async def try_key(self, key: Secret) -> None:
        """Use another key once, for what any key may ask, on connections of its own. Raises CommuneError where it does
        not work, and OtherOrganisation where it is somebody else's."""
        caller = self._caller
        async with Commune(key, base_url=self.base_url, retry=RetryPolicy(attempts=1), network=self._network) as other:
            org = await other.agent.org()
        name = org.id or org.slug or ""
        if caller.owner is not None and caller.owner.org and name and name != caller.owner.org:
            raise OtherOrganisation("That key belongs to another organisation.")

    def call_with(self, key: Secret) -> None:
        """Call with another key from now on."""
        self._caller.credential = ApiKey(key)

    @property
    def rate_limits(self) -> RateLimits:
        """What the latest answer that stated rate limits said."""
        return self._caller.rate_limits

    @property
    def ahead(self) -> timedelta:
        """How far the server's clock was ahead of this machine's at the latest dated answer, to the second."""
        return self._caller.ahead

    async def aclose(self) -> None:
        await self._caller.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _credential(api_key: str | Secret | None, agent: AgentKey | None) -> Credential:
    if agent is not None:
        if api_key is not None:
            raise Misused("Give an API key or an agent, not both.")
        return agent
    given = api_key or os.environ.get("COMMUNE_API_KEY")
    if not given:
        raise Misused("No API key: set COMMUNE_API_KEY, or give one.")
    return ApiKey(given)

"""The calls that an agent may make through the gate; every other one does not exist. Pure.

There is none for administration, keys, the organisation, deletion, claims, SMS, calls, OAuth or agents of other kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import quote, unquote_to_bytes


class Some(Enum):
    """How a call is bounded for a key that has some inboxes only."""

    INBOXES = auto()
    """Its list of inboxes has those of the agent."""
    INBOX = auto()
    """The last id is an inbox of the agent."""
    DOMAINS = auto()
    """Its list has the domains of these inboxes, with no other inbox in them."""
    DOMAIN = auto()
    """The first id is such a domain."""
    ONE_INBOX = auto()
    """The query names one inbox of the agent, and items that name another are left out."""
    THREAD = auto()
    """The first id is a conversation all of whose mails are in inboxes of the agent."""
    FILE = auto()
    """The id is a file that the agent uploaded, or that a mail which it was given has."""
    ANY = auto()
    NONE = auto()
    """It mixes inboxes in a way that cannot be parted."""


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` has ``:`` where an id stands. ``params`` are those that a key with some inboxes may say."""

    method: str
    path: str
    scope: str
    some: Some
    params: tuple[str, ...] = ()
    most_bytes: int = 64_000

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.path.split("/"))

    @property
    def triage(self) -> bool:
        """Whether it changes the state of a conversation."""
        return self.scope == "threads:write"


SEND = Route("POST", "messages/send", "messages:write", Some.ANY, most_bytes=21_000_000)
UPLOAD = Route("POST", "attachments/upload", "attachments:write", Some.ANY, most_bytes=15_000_000)
_PAGE = ("limit", "order", "cursor", "before", "after", "offset")
ROUTES = (
    SEND,
    UPLOAD,
    Route("GET", "domains", "domains:read", Some.DOMAINS),
    Route("GET", "domains/:", "domains:read", Some.DOMAIN),
    Route("GET", "domains/:/records", "domains:read", Some.DOMAIN),
    Route("GET", "inboxes", "inboxes:read", Some.INBOXES),
    Route("GET", "inboxes/:", "inboxes:read", Some.INBOX),
    Route("GET", "domains/:/inboxes", "inboxes:read", Some.INBOXES),
    Route("GET", "domains/:/inboxes/:", "inboxes:read", Some.INBOX),
    Route("GET", "threads", "threads:read", Some.ONE_INBOX, _PAGE),
    Route("GET", "threads/:", "threads:read", Some.THREAD),
    Route("GET", "threads/:/messages", "threads:read", Some.THREAD, ("limit", "order")),
    Route("GET", "threads/:/metadata", "threads:read", Some.THREAD),
    Route("PUT", "threads/:/status", "threads:write", Some.THREAD),
    Route("POST", "threads/:/tags", "threads:write", Some.THREAD),
    Route("DELETE", "threads/:/tags", "threads:write", Some.THREAD),
    Route("POST", "threads/:/tags/remove", "threads:write", Some.THREAD),
    Route("PUT", "threads/:/assign", "threads:write", Some.THREAD),
    Route("PATCH", "threads/:", "threads:write", Some.THREAD),
    Route("GET", "search/threads", "threads:read", Some.ONE_INBOX, ("q", "limit")),
    Route("GET", "messages", "messages:read", Some.ONE_INBOX, _PAGE),
    Route("GET", "attachments/:", "attachments:read", Some.FILE),
    Route("GET", "attachments/:/url", "attachments:read", Some.FILE, ("expires_in",)),
    Route("GET", "delivery/metrics", "messages:read", Some.ONE_INBOX, ("period",)),
    Route("GET", "delivery/events", "messages:read", Some.ONE_INBOX, ("event_type", "limit")),
    Route("GET", "delivery/suppressions", "messages:read", Some.NONE),
    Route("GET", "webhooks/deliveries", "messages:read", Some.ONE_INBOX, ("status", "endpoint", "limit", "offset")),
    Route("GET", "webhooks/deliveries/:", "messages:read", Some.NONE),
    Route("GET", "webhooks/health", "messages:read", Some.NONE),
    Route("GET", "dmarc/reports", "domains:read", Some.NONE),
    Route("GET", "dmarc/summary", "domains:read", Some.NONE),
)
_VERSION = "/v1/"
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AMBIGUOUS = re.compile(r"[/\\%\x00-\x1f\x7f-\x9f]")
_QUERY = re.compile(r"[\x21\x24-\x7e]*")


@dataclass(frozen=True, slots=True)
class Call:
    """A call on the list. ``ids`` are decoded; ``path`` is how it is written to the API."""

    route: Route
    ids: tuple[str, ...]
    path: str


def found(method: str, raw_path: bytes) -> Call | None:
    """The call that a request line means, or none. An id that a server in between could read as another path is none:
    one that is ``.`` or ``..``, or holds a slash, a backslash, a percent sign or a control character.
    """
    try:
        text = raw_path.decode("ascii")
    except UnicodeDecodeError:
        return None
    if not text.startswith(_VERSION) or not _QUERY.fullmatch(text) or "?" in text:
        return None
    parts = text.removeprefix(_VERSION).split("/")
    for route in ROUTES:
        if route.method == method and len(parts) == len(route.parts):
            ids = _ids(route, parts)
            if ids is not None:
                rest = iter(ids)
                written = (quote(next(rest), safe="") if part == ":" else part for part in route.parts)
                return Call(route, ids, _VERSION + "/".join(written))
    return None


def _ids(route: Route, parts: list[str]) -> tuple[str, ...] | None:
    ids: list[str] = []
    for wanted, part in zip(route.parts, parts, strict=True):
        if wanted != ":":
            if part != wanted:
                return None
            continue
        name = _decoded(part)
        if name is None:
            return None
        ids.append(name)
    return tuple(ids)


def _decoded(part: str) -> str | None:
    if _ESCAPE.search(part):
        return None
    try:
        name = unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if name in ("", ".", "..") or _AMBIGUOUS.search(name) or len(name) > 1000:
        return None
    return name


def is_query(raw: bytes) -> bool:
    """Whether a query string is one that can be passed on as it is."""
    return _QUERY.fullmatch(raw.decode("latin-1")) is not None and len(raw) <= 8_000

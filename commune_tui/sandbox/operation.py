"""One operation of the API, the call that reaches it, and the answers it can give.

Routes are tables of :class:`Operation`; the application finds one, and the OpenAPI document is made from them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from commune_tui import clock

if TYPE_CHECKING:
    from commune_tui.sandbox.state import State

Handler = Callable[["Call"], Response | Awaitable[Response]]


class Problem(Exception):
    """An answer that is an error: ``error`` is a sentence for a person, ``extra`` stands beside it (contract §3.1).

    ``error`` may be what another server said, as an object.
    """

    def __init__(self, status: int, error: Any, /, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.status, self.error, self.headers, self.extra = status, error, headers, extra

    def response(self) -> Response:
        """The JSON answer."""
        return JSONResponse(
            {"error": self.error, "message": self.error, **self.extra}, self.status, headers=self.headers
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter for the document; ``schema`` is its JSON Schema."""

    name: str
    about: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path (``{name}`` in it is a parameter), who may call it, and how it is described."""

    method: str
    path: str
    handler: Handler
    summary: str
    scope: str | None = None  # needs this permission; None: any valid credential
    public: bool = False  # needs no credential at all
    query: tuple[Query, ...] = ()
    body: dict[str, Any] | None = None  # JSON Schema of the request body
    status: int = 200
    errors: tuple[int, ...] = ()
    wrapped: str = "record"  # the shape of the answer: record, list, bare, or stream


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: an API key or an agent; ``permissions`` as given, an agent may do everything."""

    kind: str
    id: str
    permissions: tuple[str, ...] = ()

    def may(self, scope: str) -> bool:
        """Is this permission there? ``read`` and ``write`` stand for all of theirs, but never for ``admin``.

        ``admin`` and ``data:delete`` are the same permission to delete data (contract §2.3).
        """
        if self.kind == "agent" or scope in self.permissions:
            return True
        if scope == "data:delete":
            return "admin" in self.permissions
        return scope.rpartition(":")[2] in self.permissions


@dataclass(slots=True)
class Call:
    """One request, read and identified."""

    state: State
    request: Request
    params: dict[str, str]
    body: bytes
    who: Identity

    def text(self, *names: str) -> str | None:
        """The first of these query parameters that is there and not empty."""
        return next((value for name in names if (value := self.request.query_params.get(name))), None)

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """A query parameter as a number, clamped to its range; nonsense is the default (contract §3.3)."""
        try:
            number = int(self.request.query_params.get(name, default))
        except ValueError:
            number = default
        return max(low, min(high, number))

    def moment(self, name: str) -> datetime | None:
        """A query parameter as a time, or a 400."""
        value = self.text(name)
        if value is None:
            return None
        moment = clock.parse_iso(value)
        if moment is None:
            raise Problem(400, f'Invalid "{name}" date format. Use ISO 8601.')
        return moment

    def descending(self, default: bool) -> bool:
        """``order=desc`` or ``asc``; anything else is the default."""
        return {"desc": True, "asc": False}.get(self.text("order") or "", default)

    def json(self) -> dict[str, Any]:
        """The body as an object; an empty body is an empty object."""
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body)
            # Half a surrogate pair is JSON, but no text that could be stored or sent again.
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            reason = "it is not UTF-8" if isinstance(error, UnicodeError) else str(error) or "nested too deeply"
            raise Problem(400, f"The request body is not valid JSON: {reason}.", code="invalid_json") from None
        if not isinstance(value, dict):
            raise Problem(400, "The request body must be a JSON object.", code="invalid_json")
        return value


def record(value: dict[str, Any], status: int = 200, beside: dict[str, Any] | None = None) -> Response:
    """One object: under ``data`` and again at top level, which every client reads (discrepancies §3)."""
    return JSONResponse({**value, **(beside or {}), "data": value}, status)


def listing(items: list[Any], next_cursor: str | None = None, **beside: Any) -> Response:
    """A list: ``data`` with the paging keys, always (discrepancies §4)."""
    return JSONResponse({"data": items, **beside, "next_cursor": next_cursor, "has_more": next_cursor is not None})


def bare(value: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An object that the published API does not wrap."""
    return JSONResponse(value, status, headers=headers)

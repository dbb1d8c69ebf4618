"""The application: finds the operation of a request, lets the right people call it, and answers JSON, always.

An ASGI application without routes of its own; they are the tables in ``routes/``. Paths are matched segment by
segment before they are decoded, so an id may hold any character, ``/`` included, when it is percent-encoded.
"""

from __future__ import annotations

import hmac
import inspect
import logging
import re
from urllib.parse import quote, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from commune_tui.sandbox import openapi
from commune_tui.sandbox.auth import NOBODY, authorise, identify
from commune_tui.sandbox.breakage import Breakage
from commune_tui.sandbox.form import Form
from commune_tui.sandbox.forms import STRICT
from commune_tui.sandbox.operation import Call, Identity, Operation, Problem, bare
from commune_tui.sandbox.routes.gates import ask_for_payment
from commune_tui.sandbox.state import State
from commune_tui.sandbox.world.database import iso

LARGEST_BODY = 15 * 1024 * 1024  # ten megabytes in base64, and the JSON around them
MOST_DRAINED = 64 * 1024 * 1024
LOOPBACK = re.compile(r"^(127\.|::1$|::ffff:127\.|localhost$|testclient$)")


class Table:
    """The operations by path."""

    def __init__(self, operations: list[Operation]) -> None:
        self._paths: dict[int, list[tuple[list[str], dict[str, Operation]]]] = {}
        for operation in operations:
            segments = operation.path.strip("/").split("/")
            group = self._paths.setdefault(len(segments), [])
            methods = next((methods for known, methods in group if known == segments), None)
            if methods is None:
                methods = {}
                group.append((segments, methods))
            methods[operation.method] = operation
        for group in self._paths.values():  # a fixed word goes before a parameter
            group.sort(key=lambda entry: sum(segment.startswith("{") for segment in entry[0]))

    def find(self, segments: list[str]) -> tuple[dict[str, Operation], dict[str, str]] | None:
        """The methods of a path and its parameters; ``segments`` are still percent-encoded."""
        for pattern, methods in self._paths.get(len(segments), []):
            params: dict[str, str] = {}
            for want, got in zip(pattern, segments, strict=True):
                if want.startswith("{") and got:
                    params[want[1:-1]] = unquote(got)
                elif want != got:
                    break
            else:
                return methods, params
        return None


class Application:
    """One sandbox over HTTP."""

    def __init__(self, state: State, form: Form) -> None:
        self.state, self._form = state, form
        self._table = Table(
            [
                *form.operations,
                Operation("GET", "/openapi.json", self._document, "This document", public=True, wrapped="document"),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever goes wrong is an answer in JSON."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except Problem as problem:
            response = self._form.refuse(problem, request)
        except ClientDisconnect:
            return  # whoever asked is gone, and there is nobody to answer
        except Exception:
            logging.getLogger(__name__).exception("%s %s failed", request.method, scope["path"])
            response = Problem(500, "Internal server error", code="internal_error").response()
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        found = self._table.find(segments_of(request.scope))
        if found is None:
            return self._form.nowhere(request, ())
        methods, params = found
        operation = methods.get(request.method)
        if operation is None:
            return self._form.nowhere(request, list(methods))
        body = await read_body(request)
        who = self._admit(request, operation, body)
        response = operation.handler(Call(self.state, request, params, body, who))
        if inspect.isawaitable(response):
            response = await response
        response = self._form.finish(operation, response)
        if who.kind == "agent":
            response.headers["X-Commune-Server-Time"] = iso(self.state.world.database.now_ms()) or ""
        return response

    def _admit(self, request: Request, operation: Operation, body: bytes) -> Identity:
        if operation.public:
            return NOBODY
        if operation.wrapped == "control":
            self._admit_control(request)
            return Identity("control", "control")
        ask_for_payment(self.state, operation, request.headers)
        who = identify(self.state.world, request.headers, body, stamped=self.state.options.timestamp_required)
        authorise(operation, who)
        return who

    def _admit_control(self, request: Request) -> None:
        """The control routes outlive the world's keys, so they compare with the printed one; never from outside."""
        host = request.client.host if request.client else "localhost"
        if not LOOPBACK.match(host):
            raise Problem(403, "Control routes are for this machine only", code="forbidden")
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not hmac.compare_digest(given, self.state.key.encode()):
            raise Problem(401, "Control routes need the key that the sandbox printed", code="unauthorized")

    def _document(self, call: Call) -> Response:
        return bare(openapi.document(self._form.operations))


def segments_of(scope: Scope) -> list[str]:
    """The path in its encoded segments; ``/v1/v1`` is ``/v1``, and a slash at the end does not matter."""
    raw = scope.get("raw_path")
    path = raw.split(b"?")[0].decode("latin-1") if raw else quote(scope["path"])
    if path.startswith("/v1/v1/"):
        path = path[3:]
    return path.strip("/").split("/")


async def read_body(request: Request) -> bytes:
    """The whole body, or a 413. A body that is too large is read on without being kept, up to a point: a client that
    is still writing would otherwise meet a broken pipe instead of the answer."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            chunks.append(chunk)
        elif size > MOST_DRAINED:
            break
    if size > LARGEST_BODY:
        raise Problem(413, "The request body is larger than 15 MB", code="too_large", limit_mb=LARGEST_BODY >> 20)
    return b"".join(chunks)


def build(state: State, form: Form = STRICT) -> ASGIApp:
    """The application with its faults around it; facts of the world reach the live feed from here on."""
    world, feed = state.world, state.feed

    def tell(kind: str, message_id: str) -> None:
        row = world.messages.row(message_id)
        if row is not None and feed.listeners:
            message = world.messages.answer(row)
            place = {"inbox_id": row["inbox_id"], "domain_id": row["domain_id"], "thread_id": row["thread_id"]}
            feed.publish(kind, {"type": kind, **place, **message})

    world.intake.on_received.append(lambda received: tell("email.received", received.message_id))
    world.outgoing.on_sent.append(lambda message_id: tell("email.sent", message_id))
    world.intake.names.raw_thread_ids = state.options.raw_thread_ids
    return Breakage(Application(state, form), state.plan)

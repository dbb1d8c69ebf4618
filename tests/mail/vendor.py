"""A server that takes every mail with 202 under one id, lists it under another, and drops what it does not like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.api.server import Answer, Request, Server, answer, serving

ADDRESS = "support@acme.example"


@dataclass
class Vendor:
    """``dropped`` are hosts that are never mailed; a mail with others too is listed with all its recipients."""

    server: Server = field(default_factory=lambda: Server(lambda _: answer({})))
    sent: list[dict[str, Any]] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=list)
    hidden: bool = False
    """Whether what was taken is not shown yet."""
    late: bool = False
    """Whether lists fail."""
    failed: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """One for each list that failed."""
    refused: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """One for each mail that was refused."""
    refusal: Answer | None = None
    dropped: tuple[str, ...] = ("gone.invalid",)
    nameless: dict[str, Any] | None = None
    """What a send is answered with in place of ids."""

    @property
    def url(self) -> str:
        return self.server.url

    def handle(self, request: Request) -> Answer:
        if request.method == "POST" and request.path == "/v1/messages/send":
            if self.refusal:
                self.refused.release()
            return self.refusal or self._take(request.json)
        if request.path.endswith("/messages"):
            if self.late:
                self.failed.release()
            return answer({"error": "down"}, 503) if self.late else answer({"data": self.shown(request)})
        if "/threads/" in request.path and request.method != "GET":
            return answer({"data": {"thread_id": "t1", "status": "closed", "tags": [], "assigned_to": None}})
        if request.path.endswith("/metadata"):
            return answer({"data": {"thread_id": "t1", "status": "open", "tags": [], "assigned_to": None}})
        return answer({"data": []})

    def shown(self, request: Request) -> list[dict[str, Any]]:
        thread = request.path.split("/")[3] if "/threads/" in request.path else None
        found = [] if self.hidden else self.listed
        return [each for each in reversed(found) if thread in (None, each["thread_id"])]

    def _take(self, body: dict[str, Any]) -> bytes:
        number = len(self.sent) + 1
        self.sent.append(body)
        thread_id = body.get("thread_id") or f"thread_{number}"
        people = [*body["to"], *body.get("cc", [])]
        if not all(each.endswith(self.dropped) for each in people):
            self.listed.append(
                {
                    "message_id": f"81d4-{number}", "thread_id": thread_id, "direction": "outbound", "channel": "email",
                    "content": body["text"], "created_at": f"2026-11-28T22:00:{number:02}.000Z",
                    "participants": [
                        {"role": "sender", "identity": ADDRESS},
                        *({"role": "to", "identity": each} for each in body["to"]),
                    ],
                    "metadata": {
                        "subject": body["subject"], "commune_message_id": f"msg_{number}", "inbox_id": "i1",
                        "message_id": f"<81d4-{number}@mailer.example>", "delivery_status": "sent",
                    },
                }
            )  # fmt: skip
        if self.nameless is not None:
            return answer(self.nameless, 202)
        return answer({"data": {"id": f"msg_{number}", "thread_id": thread_id, "status": "queued"}}, 202)


@asynccontextmanager
async def vendor() -> AsyncIterator[Vendor]:
    """The server on a free port."""
    made = Vendor()
    async with serving(made.handle) as server:
        made.server = server
        yield made

"""The gate's side of HTTP: who calls, whether the call is on the list, and what of it goes on. An ASGI application."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from commune_tui.gate import agents, keys, pauses
from commune_tui.gate.database import Database
from commune_tui.gate.keys import Agent
from commune_tui.gate.news import News, within
from commune_tui.gate.passing import Passing
from commune_tui.gate.people import People
from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.request import Message, Request
from commune_tui.gate.routes import SEND, Call, found, is_query
from commune_tui.gate.sends import Sends, about
from commune_tui.gate.upstream import JSON, Answer, answered

log = logging.getLogger(__name__)
_OWN = b"/gate/v1/sends/"
_LONGEST_WAIT_S = 60
_UNDECIDED = frozenset({"received", "held"})


class App:
    """``people`` answers the calls of operators, ``news`` is told whenever a mail has made a step."""

    def __init__(self, db: Database, sends: Sends, passing: Passing, people: People, news: News) -> None:
        self._db, self._sends, self._passing = db, sends, passing
        self._people, self._news = people, news

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            return
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        request = Request(scope["method"], scope["raw_path"], scope["query_string"], headers, receive)
        try:
            answer = await self._answer(request)
        except NotTaken as refused:
            answer = _said(refused)
        except Exception as error:
            log.error("gate: a request failed by a fault of the program", exc_info=error)
            answer = _said(NotTaken(500, "The gate failed. Nothing is known to have been done."))
        done = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
        done.append((b"content-length", str(len(answer.body)).encode()))
        if answer.status in (400, 408, 413):
            done.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": done})
        await send({"type": "http.response.body", "body": answer.body, "more_body": True})
        await request.read_on()
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, request: Request) -> Answer:
        if self._people.answers(request):
            return await self._people.answer(request)
        key = keys.said(request.all("authorization"))
        agent = agents.calling(self._db.conn, key) if key is not None else None
        if agent is None:
            raise NotTaken(401, "The gate does not know this key. A key of the API itself does not work here.")
        if pauses.silent(self._db.conn, agent.name):
            raise NotTaken(403, "This key is paused. Ask whoever runs the gate.")
        if request.path.startswith(_OWN) and request.method in ("GET", "DELETE"):
            return await self._look(agent, request) if request.method == "GET" else self._withdrawn(agent, request)
        call = found(request.method, request.path)
        if call is None:
            raise not_found()
        if call.route.scope not in agent.scopes:
            more = {"required": [call.route.scope], "hint": "Ask whoever runs the gate."}
            raise NotTaken(403, "This key may not do that.", more)
        if not is_query(request.query):
            raise NotTaken(400, "The query is not written as one.")
        request.as_it_is()
        return await self._do(agent, request, call)

    async def _do(self, agent: Agent, request: Request, call: Call) -> Answer:
        body = await request.body(call.route.most_bytes)
        if call.route is SEND:
            request.as_json("A mail")
            return await self._sends.take(agent, body, request.one("idempotency-key"))
        headers = {name: value for name in ("content-type", "accept", "x-filename") if (value := request.one(name))}
        return await self._passing.on(agent, call, request.query, headers, body)

    def _withdrawn(self, agent: Agent, request: Request) -> Answer:
        if SEND.scope not in agent.scopes:
            raise NotTaken(403, "This key may not do that.", {"required": [SEND.scope]})
        held = self._sends.withdraw(agent, request.path.removeprefix(_OWN).decode("latin-1"))
        return answered({"data": about(held)})

    async def _look(self, agent: Agent, request: Request) -> Answer:
        name = request.path.removeprefix(_OWN).decode("latin-1")
        wait_s = _wait_s(request.query)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        while True:
            news = self._news.next
            held = self._sends.look(agent, name)
            left_s = until - loop.time()
            if held.state not in _UNDECIDED or left_s <= 0 or self._news.over:
                return answered({"data": about(held)})
            await within(news, left_s)


def _wait_s(query: bytes) -> int:
    if not query:
        return 0
    name, _, value = query.partition(b"=")
    if name != b"wait" or not value.isdigit() or len(value) > 3 or int(value) > _LONGEST_WAIT_S:
        raise NotTaken(400, f"wait is a number of seconds, at most {_LONGEST_WAIT_S}.")
    return int(value)


def _said(refused: NotTaken) -> Answer:
    body = {"error": refused.sentence, **refused.more}
    wait = {"retry-after": str(refused.more["retryAfter"])} if "retryAfter" in refused.more else {}
    return Answer(refused.status, json.dumps(body).encode(), {**JSON, **wait})

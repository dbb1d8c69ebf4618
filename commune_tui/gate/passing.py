"""Calls that are passed on: bounded first for a key with some inboxes, and their answers bounded after."""

from __future__ import annotations

import json
from collections.abc import Mapping

from commune_tui.api import errors
from commune_tui.gate import bounds, given, journal, reading, sight
from commune_tui.gate.database import Database
from commune_tui.gate.directory import Directory
from commune_tui.gate.keys import Agent
from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.routes import UPLOAD, Call, Some
from commune_tui.gate.rulefile import RuleFile
from commune_tui.gate.upstream import AWAY, Answer, Upstream

_ALL_OF_IT = 1000


class Passing:
    """The list of calls is :mod:`.routes`; a send is not passed on by this."""

    def __init__(self, db: Database, upstream: Upstream, directory: Directory, rules: RuleFile) -> None:
        self._db, self._upstream, self._directory, self._rules = db, upstream, directory, rules

    async def on(self, agent: Agent, call: Call, query: bytes, headers: Mapping[str, str], body: bytes) -> Answer:
        """Make the call. Raises NotTaken."""
        if agent.inboxes is not None:
            await self._directory.of(agent)
            query = await self._bounded(agent, call, query)
        if call.route.triage:
            await self._left_to_agents(call.ids[0])
        if call.route.method != "GET":
            with self._db.write() as conn:
                journal.add(conn, "called", agent.name, f"{call.route.method} {call.path}")
        target = call.path + (f"?{query.decode('latin-1')}" if query else "")
        answer = await self._upstream.forward(call.route.method, target, headers, body)
        if not 200 <= answer.status < 300:
            return answer
        if agent.inboxes is not None:
            answer = self._answered(agent, call, answer)
        if call.route.method == "GET":
            self._given(agent, answer.body)
        return answer

    def _given(self, agent: Agent, body: bytes) -> None:
        """Remember which mails it reads by this answer."""
        try:
            named = given.missing(self._db.conn, agent.name, sight.mails(json.loads(body)))
        except (ValueError, RecursionError):
            return
        if named:
            with self._db.write() as conn:
                given.give(conn, agent.name, named)

    async def _bounded(self, agent: Agent, call: Call, query: bytes) -> bytes:
        inboxes = self._directory.ids(agent) or frozenset()
        some = call.route.some
        if some is Some.NONE:
            raise bounds.refused()
        if (
            (some is Some.INBOX and call.ids[-1] not in inboxes)
            or (some is Some.DOMAIN and call.ids[0] not in self._directory.domains(agent))
            or (some is Some.FILE and not self._directory.has(agent, call.ids[0]))
        ):
            raise not_found()
        if some is Some.THREAD:
            await self._placed(call.ids[0], inboxes)
        return bounds.query(call.route, query, inboxes)

    async def _placed(self, thread_id: str, inboxes: frozenset[str]) -> None:
        try:
            page = await self._upstream.client.threads.messages(thread_id, limit=_ALL_OF_IT)
            if page.unreadable or len(page) >= _ALL_OF_IT:
                raise not_found()
            reading.placed({each.metadata.inbox_id for each in page}, inboxes)
        except (reading.Foreign, errors.NotFound):
            raise not_found() from None
        except errors.CommuneError:
            raise NotTaken(503, AWAY) from None

    async def _left_to_agents(self, thread_id: str) -> None:
        """An agent does not change the state of a conversation that a person has: it would take it back from them."""
        operators = self._rules.now().operators
        if not operators:
            return
        try:
            state = await self._upstream.client.threads.metadata(thread_id)
        except errors.NotFound:
            raise not_found() from None
        except errors.CommuneError:
            raise NotTaken(503, AWAY) from None
        if (state.assigned_to or "").lower() in operators:
            raise NotTaken(403, "A person has this conversation.")

    def _answered(self, agent: Agent, call: Call, answer: Answer) -> Answer:
        inboxes, some = self._directory.ids(agent) or frozenset(), call.route.some
        if call.route is UPLOAD:
            self._directory.give(agent, _uploaded(answer.body))
            return answer
        if some is Some.THREAD and call.path.endswith("/messages"):
            some = Some.ONE_INBOX
        body, kept = bounds.bounded(answer.body, some, inboxes, self._directory.domains(agent))
        self._directory.give(agent, bounds.files_of(kept))
        return Answer(answer.status, body, answer.headers)


def _uploaded(body: bytes) -> set[str]:
    try:
        said = json.loads(body)
        about = said.get("data", said)
        names = (about.get("attachment_id"), about.get("id"))
    except (ValueError, AttributeError, RecursionError):
        return set()
    return {name for name in names if isinstance(name, str) and name}

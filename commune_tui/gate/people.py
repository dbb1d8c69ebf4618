"""The operators' side of HTTP: who calls, whether the role allows it, and the decision, made as on the command line."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.gate import agents, brief, decisions, keys, operator_calls, operators, pauses, queue
from commune_tui.gate.database import Database
from commune_tui.gate.decisions import CannotDecide
from commune_tui.gate.news import News, within
from commune_tui.gate.operator_calls import Route
from commune_tui.gate.operators import Operator
from commune_tui.gate.pauses import CannotPause, Pause, Place
from commune_tui.gate.queue import Held, Moved
from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.request import Request
from commune_tui.gate.upstream import Answer, answered

_SHALLOW = "hold"
"""How deep somebody may pause who decides, and does not administer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call whose body was read, in the transaction that carries it out."""

    conn: sqlite3.Connection
    operator: Operator
    said: Mapping[str, Any]

    @property
    def who(self) -> str:
        return self.operator.name


class People:
    """``changed`` is called whenever one of them has changed something, ``news`` is told whenever anything moved."""

    def __init__(self, db: Database, news: News, changed: Callable[[], None]) -> None:
        self._db, self._news, self._changed = db, news, changed

    def answers(self, request: Request) -> bool:
        """Whether a request is for operators, whoever makes it."""
        return operator_calls.is_theirs(request.path)

    async def answer(self, request: Request) -> Answer:
        """Carry it out. Raises NotTaken."""
        key = keys.said(request.all("authorization"), keys.OPERATOR)
        operator = self._calling(key)
        found = operator_calls.found(request.method, request.path)
        if found is None:
            raise not_found()
        route, name = found
        _allowed(operator, route.role)
        if route.name == "list":
            return await self._list(key, request)
        if request.query:
            raise NotTaken(400, "This call takes no query.")
        if route.name == "show":
            with self._db.read() as conn:
                return answered({"data": brief.whole(conn, _mail(conn, name))})
        request.as_it_is()
        request.as_json("What an operator says")
        said = operator_calls.read(route, await request.body(route.most_bytes))
        return answered({"data": self._do(key, route, name, said)})

    def _calling(self, key: Secret | None) -> Operator:
        operator = operators.calling(self._db.conn, key) if key is not None else None
        if operator is None:
            raise NotTaken(401, "The gate knows no operator with this key.")
        return operator

    async def _list(self, key: Secret | None, request: Request) -> Answer:
        since, wait_s = operator_calls.waits(request.query)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        while True:
            news, operator = self._news.next, self._calling(key)  # it may have been revoked since the last look
            with self._db.read() as conn:
                moved = self._db.moved
                left_s = until - loop.time()
                if since != moved or left_s <= 0 or self._news.over:
                    return answered({**brief.listed(conn), **self._frame(conn, operator), "moved": moved})
            await within(news, left_s)

    def _frame(self, conn: sqlite3.Connection, operator: Operator) -> dict[str, Any]:
        now = clock.now_ms()
        working = [each.name for each in agents.every(conn) if each.works(now)]
        return {"me": {"name": operator.name, "role": operator.role}, "agents": working}

    def _do(self, key: Secret | None, route: Route, name: str, said: Mapping[str, Any]) -> Any:
        try:
            with self._db.write() as conn:
                operator = self._calling(key)  # reading the body took its time
                asked = Asked(conn, operator, said)
                if not name:
                    told: Any = _PAUSES[route.name](asked)
                else:
                    held = _mail(conn, name)
                    told = brief.whole(conn, _DECISIONS[route.name](asked, held))
        except (CannotDecide, CannotPause) as why:
            raise NotTaken(409, why.sentence) from None
        except Moved:
            raise NotTaken(409, "It went on while you decided. Nothing was done; look at it again.") from None
        self._changed()
        return told


def _allowed(operator: Operator, role: str) -> None:
    if not operator.may(role):
        raise NotTaken(403, f"Your key may not do that: it wants the role {role}.", {"required": role})


def _mail(conn: sqlite3.Connection, name: str) -> Held:
    held = queue.get(conn, name)
    if held is None:
        raise not_found()
    return held


def _approve(asked: Asked, held: Held) -> Held:
    seal = asked.said["seal"]
    if decisions.has_approved(asked.conn, held, seal, asked.who):
        return held
    return decisions.approve(asked.conn, held.id, seal, asked.who, asked.said["hold_s"])


def _reject(asked: Asked, held: Held) -> Held:
    reason = asked.said["reason"]
    if decisions.has_rejected(held, reason, asked.who):
        return held
    return decisions.reject(asked.conn, held.id, reason, asked.who)


def _edit(asked: Asked, held: Held) -> Held:
    text, subject = asked.said["text"], asked.said["subject"]
    if text is None and subject is None:
        raise NotTaken(400, "An edit has text or subject.")
    return decisions.edit(asked.conn, held.id, text, subject, asked.who, asked.said["seal"])


def _pause(asked: Asked) -> list[dict[str, str]]:
    place, depth, reason = _place(asked.said), asked.said["depth"], asked.said["reason"].strip()
    if not reason:
        raise CannotPause("A pause needs a reason: whoever comes next wants to know.")
    stands = pauses.at(asked.conn, place)
    if depth != _SHALLOW or (stands is not None and stands.depth != _SHALLOW):  # it takes the place of that one
        _allowed(asked.operator, "administer")
    pauses.begin(asked.conn, Pause(place, depth, reason, asked.who))
    return _all(asked)


def _resume(asked: Asked) -> list[dict[str, str]]:
    place = _place(asked.said)
    stands = pauses.at(asked.conn, place)
    if stands is None:
        raise NotTaken(404, "There is no such pause.")
    if stands.depth != _SHALLOW:
        _allowed(asked.operator, "administer")
    pauses.end(asked.conn, place, asked.who)
    return _all(asked)


def _place(said: Mapping[str, Any]) -> Place:
    return Place(said["agent"], said["inbox"].lower(), said["thread"])


def _all(asked: Asked) -> list[dict[str, str]]:
    return [brief.pause(each) for each in pauses.every(asked.conn)]


_DECISIONS: Mapping[str, Callable[[Asked, Held], Held]] = {
    "approve": _approve,
    "undo": lambda asked, held: decisions.undo(asked.conn, held.id, asked.who),
    "reject": _reject,
    "edit": _edit,
    "claim": lambda asked, held: decisions.claim(asked.conn, held.id, asked.who),
    "unclaim": lambda asked, held: decisions.unclaim(asked.conn, held.id, asked.who),
}
_PAUSES: Mapping[str, Callable[[Asked], list[dict[str, str]]]] = {"pause": _pause, "resume": _resume}

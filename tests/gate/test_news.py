"""Whoever waits for news at the list of approvals misses none, whoever made it and whenever."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commune_tui.gate import decisions, pauses
from commune_tui.gate.holders import OPERATORS
from commune_tui.gate.pauses import Pause, Place
from commune_tui.gate.queue import Held
from tests.gate.gates import PATIENCE_S, Gate, made, process
from tests.gate.quick import running
from tests.servers import Server


def look(guarded: Gate, key: str, since: int | None = None, wait: int = 0) -> dict[str, Any]:
    query = f"?since={since}&wait={wait}" if since is not None else f"?wait={wait}"
    answer = guarded.server.get(f"/gate/v1/approvals{query}", key=key)
    assert answer.status == 200, answer
    return dict(answer.body)


class Waiting:
    """A look that waits, begun."""

    def __init__(self, guarded: Gate, key: str, since: int, wait: int = 19) -> None:
        self.answer: Any = None
        self._thread = threading.Thread(target=self._look, args=(guarded, key, since, wait))
        self._thread.start()

    def _look(self, guarded: Gate, key: str, since: int, wait: int) -> None:
        self.answer = guarded.server.get(f"/gate/v1/approvals?since={since}&wait={wait}", key=key)

    def came(self) -> Any:
        """The answer; it is there before the wait is over by itself."""
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.answer


def test_what_moved_is_told_at_once_and_what_did_not_is_not(guarded: Gate, box: str) -> None:
    key, held = guarded.operator("ann", "administer"), guarded.held(box)
    moved = look(guarded, key)["moved"]
    assert look(guarded, key, moved - 1, 60)["moved"] == moved
    assert look(guarded, key, None, 60)["moved"] == moved
    assert look(guarded, key, moved, 1)["moved"] == moved  # nothing moved: the wait is over
    assert guarded.ask(key, held.id).status == 200 and guarded.server.get("/v1/inboxes").status == 200
    assert look(guarded, key, moved, 0)["moved"] == moved

    def by_command(does: Callable[[Any], object]) -> None:
        with guarded.db() as db, db.write() as conn:
            does(conn)

    steps: list[Callable[[], object]] = [
        lambda: guarded.ask(key, f"{held.id}/claim"),
        lambda: guarded.ask(key, f"{held.id}/unclaim"),
        lambda: by_command(lambda conn: pauses.begin(conn, Pause(Place(), "hold", "x", "ben"))),
        lambda: guarded.pause(key, "/end"),
        lambda: guarded.agent("sales"),
        lambda: guarded.send(box, subject="another"),
        lambda: by_command(lambda conn: decisions.approve(conn, held.id, held.sealed, "ben", 3600)),
        lambda: guarded.ask(key, f"{held.id}/undo"),
        lambda: by_command(lambda conn: decisions.reject(conn, held.id, "No.", "ben")),
    ]
    for number, step in enumerate(steps):
        moved = look(guarded, key)["moved"]
        waiting = Waiting(guarded, key, moved)
        step()
        assert waiting.came().body["moved"] > moved, number


def test_a_wait_ends_with_the_key(guarded: Gate) -> None:
    key = guarded.operator("ann")
    waiting = Waiting(guarded, key, look(guarded, key)["moved"])
    with guarded.db() as db, db.write() as conn:
        OPERATORS.revoke(conn, "ann", "root")
    assert waiting.came().status == 401


def test_nothing_is_missed_however_many_decide(guarded: Gate, box: str) -> None:
    """Other connections change mails while one waits, whose looks never end with nothing new."""
    key, ben = guarded.operator("ann"), guarded.operator("ben")
    helds = [guarded.held(box, subject=f"mail {number}") for number in range(24)]
    last = guarded.held(box, subject="last")
    gone, seen, idle = set[str](), dict[str, set[str]](), list[bool]()

    def watch() -> None:
        answer = look(guarded, key)
        while True:
            states = {each["id"]: each["state"] for each in answer["data"]}
            for name, state in states.items():
                seen.setdefault(name, set()).add(state)
            gone.update({held.id for held in helds} - states.keys())
            if last.id not in states:
                return
            before, answer = answer["moved"], look(guarded, key, answer["moved"], 15)
            idle.append(before == answer["moved"])

    def command(part: list[Held]) -> None:
        for held in part:
            with guarded.db() as db, db.write() as conn:
                decisions.reject(conn, held.id, "No.", "carl")

    def http(part: list[Held]) -> None:
        for held in part:
            assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=3600).status == 200

    random.Random(7).shuffle(helds)
    watching = threading.Thread(target=watch)
    workers = [
        threading.Thread(target=does, args=(helds[n::4],)) for n, does in enumerate((command, http, command, http))
    ]
    for thread in (watching, *workers):
        thread.start()
    for thread in workers:
        thread.join(PATIENCE_S)
    command([last])
    watching.join(PATIENCE_S)
    assert not watching.is_alive() and idle and not any(idle)
    by_http = {held.id for held in (*helds[1::4], *helds[3::4])}
    assert gone == {held.id for held in helds} - by_http
    assert all("approved" in seen[name] for name in by_http)


def test_the_number_goes_on_when_the_gate_is_started_anew(sandbox: Server, box: str, tmp_path: Any) -> None:
    guarded = Gate(sandbox, "", tmp_path / "gate", tmp_path / "rules.toml")
    guarded.key = made(guarded.store, "support")
    key = guarded.operator("ann")
    with running(guarded):
        held = guarded.held(box)
        moved = look(guarded, key)["moved"]
    with guarded.db() as db, db.write() as conn:
        decisions.reject(conn, held.id, "No.", "ben")
    with running(guarded):
        told = look(guarded, key, moved, 19)
        assert told["moved"] > moved and told["data"] == []
        assert look(guarded, key, told["moved"], 0)["moved"] == told["moved"]


def test_a_gate_that_is_stopped_answers_who_waits_and_says_nothing_of_it(sandbox: Server, tmp_path: Path) -> None:
    """A screen waits all day: each stop tore its look away, and printed where."""
    with process(sandbox, tmp_path) as (guarded, running_gate):
        key = guarded.operator("ann")
        waiting = Waiting(guarded, key, look(guarded, key)["moved"], 50)
        agent = made(guarded.store, "support")
        held = guarded.send(next(iter(sandbox.inboxes().values())), key=agent).body["id"]
        asks = threading.Thread(target=lambda: guarded.server.get(f"/gate/v1/sends/{held}?wait=50", key=agent))
        asks.start()
        assert waiting.came().status == 200
        again = Waiting(guarded, key, look(guarded, key)["moved"], 50)
        running_gate.send_signal(signal.SIGTERM)
        assert again.came().status == 200
        asks.join(10)
        assert not asks.is_alive() and running_gate.wait(10) == 0
        assert "Traceback" not in (said := running_gate.stderr.read()) and "ERROR" not in said

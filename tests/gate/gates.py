"""A gate on a sandbox, on real ports: in a thread with short waits, or as the process that a user starts."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from commune_tui.api.auth import Secret
from commune_tui.gate import agents, decisions, journal, keys, operators, queue
from commune_tui.gate.database import Database
from commune_tui.gate.keys import SCOPES, Agent
from commune_tui.gate.operators import Operator
from commune_tui.gate.queue import Held
from commune_tui.gate.serve import serve
from commune_tui.sending.policy import Policy
from tests import forked
from tests.servers import Answer, Server

QUICK = Policy(
    doubt_s=0.3, backoff_s=0.1, backoff_max_s=0.3, paused_s=0.2, sight_first_s=0.1, sight_s=2.0, foreign_s=0.05
)
PATIENCE_S = 20.0
ALLOW = '[[rule]]\nname = "all"\nthen = "allow"\n'


@dataclass
class Gate:
    """A running gate, the sandbox behind it, and its store. ``key`` is that of an agent with all inboxes."""

    sandbox: Server
    base_url: str
    store: Path
    rules: Path
    key: str = ""
    complaints: list[str] = field(default_factory=list)

    @property
    def server(self) -> Server:
        """The gate as a server that an agent calls."""
        return Server(self.base_url, self.key, self.sandbox.process)

    @contextmanager
    def db(self) -> Iterator[Database]:
        """A connection as an operator's command has it."""
        found = Database(self.store)
        try:
            yield found
        finally:
            found.close()

    def agent(self, name: str, *inboxes: str, scopes: tuple[str, ...] = SCOPES, **limits: Any) -> str:
        """The key of a new agent, for these inboxes or for all."""
        return made(self.store, name, *inboxes, scopes=scopes, **limits)

    def operator(self, name: str, role: str = "decide", **more: Any) -> str:
        """The key of a new operator."""
        key = keys.new(keys.OPERATOR)
        with self.db() as db, db.write() as conn:
            operators.make(conn, Operator(name, role, **more), key, "root")
        return key.reveal()

    def ask(self, key: str, what: str = "", **body: Any) -> Answer:
        """A call of an operator: a look, or with words in a body a decision, such as ``ID/approve``."""
        path = f"/gate/v1/approvals{f'/{what}' if what else ''}"
        if "/" not in what:
            return self.server.get(path, key=key)
        return self.server.post(path, body, key=key, headers={"Content-Type": "application/json"})

    def pause(self, key: str, what: str = "", **body: Any) -> Answer:
        """A pause as an operator asks for it, or ``/end`` of one."""
        body = {"agent": "", "inbox": "", "thread": "", **body}
        return self.server.post(f"/gate/v1/pauses{what}", body, key=key, headers={"Content-Type": "application/json"})

    def send(self, inbox: str, key: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> Answer:
        """A send of an agent."""
        body = {"to": "ann@customer.example", "subject": "Your order", "text": "It left.", "inboxId": inbox, **more}
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self.server.call("POST", "/v1/messages/send", body, key=key or self.key, headers=sent)

    def get(self, name: str) -> Held:
        with self.db() as db:
            found = queue.get(db.conn, name)
            assert found is not None
            return found

    def held(self, inbox: str, **more: Any) -> Held:
        """A mail that was given and waits, with its conversation read."""
        answer = self.send(inbox, **more)
        assert answer.status == 202, answer
        return self.sealed(answer.body["id"])

    def sealed(self, name: str) -> Held:
        """The mail, once it can be approved."""
        return self.until(name, lambda held: held.state == "held" and bool(held.sealed))

    def until(self, name: str, fits: Callable[[Held], bool]) -> Held:
        """Wait for a fact about a mail."""
        until = time.monotonic() + PATIENCE_S
        while not fits(held := self.get(name)):
            assert time.monotonic() < until, held
            time.sleep(0.02)
        return held

    def in_state(self, name: str, *states: str) -> Held:
        return self.until(name, lambda held: held.state in states)

    def approve(self, held: Held, seal: str | None = None) -> None:
        with self.db() as db, db.write() as conn:
            decisions.approve(conn, held.id, held.sealed if seal is None else seal, "anna")

    def write(self, rules: str) -> None:
        """Other rules; the file gets another time whatever the clock says."""
        self.rules.write_text(rules)
        at = time.time_ns() + len(rules) * 1_000_000_000
        os.utime(self.rules, ns=(at, at))

    def sound(self) -> None:
        """The journal holds."""
        with self.db() as db:
            assert journal.verify(db.conn) == ""

    def sent(self, subject: str) -> list[dict[str, Any]]:
        """Outbound mails of this subject that the sandbox has, by all its inboxes."""
        found = []
        for inbox in self.sandbox.inboxes().values():
            listed = self.sandbox.get(f"/v1/messages?inbox_id={inbox}&limit=1000").body["data"]
            found += [
                each for each in listed
                if each["direction"] == "outbound" and subject in (each["metadata"].get("subject") or "")
            ]  # fmt: skip
        return found


def made(store: Path, name: str, *inboxes: str, scopes: tuple[str, ...] = SCOPES, **limits: Any) -> str:
    """The key of a new agent."""
    key, db = keys.new(), Database(store)
    try:
        with db.write() as conn:
            agents.make(conn, replace(Agent(name, inboxes or None, scopes), **limits), key, "anna")
    finally:
        db.close()
    return key.reveal()


@contextmanager
def gate(
    sandbox: Server, folder: Path, rules: str = "", base_url: str = "", policy: Policy = QUICK, **where: Any
) -> Iterator[Gate]:
    """One in a thread. ``base_url`` where it is not the sandbox itself that it asks; ``where`` it listens."""
    made_here = Gate(sandbox, "", folder / "gate", folder / "rules.toml")
    if rules:
        made_here.write(rules)
    made_here.key = made(made_here.store, "support")
    ready, loop = threading.Event(), asyncio.new_event_loop()
    ended: list[BaseException] = []

    def started(address: str) -> None:
        made_here.base_url = address
        ready.set()

    async def work() -> None:
        await serve(
            made_here.store, base_url or sandbox.base_url, Secret(sandbox.key), port=0, rules=made_here.rules,
            started=started, complain=made_here.complaints.append, policy=policy, **where,
        )  # fmt: skip

    async def rest() -> None:
        """Calls that were kept back are answered now that it ends; what is asked still is left, as by asyncio.run."""
        for _ in range(20):
            await asyncio.sleep(0)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for transport in [*loop._transports.values()]:  # type: ignore[attr-defined]  # a call that was cut off in
            transport.abort()  # the middle leaves its connection to the end of its process, which this thread has not
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    task = loop.create_task(work())

    def run() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            ended.append(error)
        finally:
            loop.run_until_complete(rest())
            loop.close()
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(PATIENCE_S) and not ended, ended
        yield made_here
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE_S)
        assert not thread.is_alive() and not ended, ended


@contextmanager
def process(
    sandbox: Server, folder: Path, base_url: str = "", more: Sequence[str] = ()
) -> Iterator[tuple[Gate, forked.Forked]]:
    """The process that ``commune-tui gate serve`` with ``more`` words is; killed at the end."""
    made_here = Gate(sandbox, "", folder / "gate", folder / "rules.toml")
    before = dict(os.environ)
    os.environ.update({"COMMUNE_API_KEY": sandbox.key, "COMMUNE_BASE_URL": base_url or sandbox.base_url})
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    try:
        words = ["gate", "serve", "--port", "0", "--store", str(made_here.store), "--rules", str(made_here.rules)]
        started = forked.start([*words, *more])
    finally:
        os.environ.clear()
        os.environ.update(before)
    said = []
    while (line := started.stderr.readline()) and not line.startswith("Serving on http"):
        said.append(line)
    assert line, said
    made_here.base_url = line.split()[2].rstrip(",")
    try:
        yield made_here, started
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait(10)
        started.close()


def plain(answer: Answer) -> str:
    """A body as text, for looking for words in it."""
    return json.dumps(answer.body) if not isinstance(answer.body, bytes) else answer.body.decode("utf-8", "replace")

"""The demo's gate: it stands before the demo's server in a process beside this one, and agents ask it for eight mails.

It waits until the server is up, which begins after the first frame; its store is in the folder of the world.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import child, paths, tasks
from commune_tui.cli.privacy import end_with_parent
from commune_tui.start.held_mails import MAILS, RULES, Asked

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.auth import Secret
    from commune_tui.api.gate import Gate

OPERATOR = "alex"
ENDED = "The demo's gate has ended."
_WAIT = ("/bin/sh", "-c", 'read -r COMMUNE_BASE_URL && export COMMUNE_BASE_URL && exec "$@" < /dev/null', "sh")
"""Becomes the gate behind it when a line says where the server is, and ends when none can come any more."""


@contextmanager
def beside(folder: Path) -> Iterator[DemoGate]:
    """One that lives as long as the block. No thread may run yet."""
    where = folder / "gate"
    where.mkdir(mode=0o700)
    rules, key = where / "rules.toml", where / "api.key"
    paths.write_private(rules, RULES.encode())
    words = ["--port", "0", "--store", str(where), "--rules", str(rules), "--key-file", str(key)]
    process = subprocess.Popen(  # noqa: S603 - our own module, arguments of our own
        [*_WAIT, sys.executable, *(["-I"] if sys.flags.isolated else []), "-m", "commune_tui", "gate", "serve", *words],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=child.environment(),
        preexec_fn=end_with_parent, process_group=0,
    )  # fmt: skip
    try:
        yield DemoGate(where, key, process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class DemoGate:
    """Once :meth:`start` is over, :meth:`client` is that of the operator."""

    def __init__(self, where: Path, key: Path, process: subprocess.Popen[bytes]) -> None:
        self._where, self._key, self._process = where, key, process
        self._url = ""
        self._operator: Secret | None = None
        self._asking: asyncio.Task[None] | None = None  # held, or it could be thrown away while it runs

    async def start(self, server: Commune) -> None:
        """Let it serve before this server, and the agents ask. Raises NeverConnected."""
        from commune_tui.api.errors import NeverConnected

        secret = server.own_text()
        assert secret is not None and self._process.stdin is not None
        paths.write_private(self._key, secret.reveal().encode())
        with suppress(OSError):  # it has ended already
            os.write(self._process.stdin.fileno(), f"{server.base_url}\n".encode())
        self._url = await self._told()
        if not self._url:
            raise NeverConnected(ENDED)
        keys = self._made()
        self._asking = tasks.begin(self._ask(server, keys), "demo gate", lambda error: None)

    async def _told(self) -> str:
        """Where it serves; empty when it ended."""
        reader = asyncio.StreamReader()
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._process.stderr
        )
        try:
            while line := (await reader.readline()).decode():
                if (at := line.find("http://127.0.0.1:")) >= 0:
                    return line[at:].split()[0].rstrip(",.")
        finally:
            pipe.close()
        return ""

    def _made(self) -> dict[str, Secret]:
        """The keys of the agents, by name, and that of the operator."""
        from commune_tui.gate import agents, keys, operators
        from commune_tui.gate.database import Database
        from commune_tui.gate.keys import Agent
        from commune_tui.gate.operators import Operator

        made = {each.agent: keys.new() for each in MAILS}
        self._operator = keys.new(keys.OPERATOR)
        db = Database(self._where)
        try:
            with db.write() as conn:
                operators.make(conn, Operator(OPERATOR, "administer"), self._operator, OPERATOR)
                for name, key in made.items():
                    agents.make(conn, replace(Agent(name, None)), key, OPERATOR)
        finally:
            db.close()
        return made

    async def _ask(self, server: Commune, keys: dict[str, Secret]) -> None:
        from commune_tui.api.errors import CommuneError

        inboxes = {each.address.partition("@")[0]: each.id async for each in server.inboxes.list() if each.address}
        for asked in MAILS:
            if (inbox_id := inboxes.get(asked.inbox)) is not None:
                with suppress(CommuneError):  # another seed has another company, and a rule may refuse it there
                    await self._send(server, keys[asked.agent], asked, inbox_id)

    async def _send(self, server: Commune, key: Secret, asked: Asked, inbox_id: str) -> None:
        from commune_tui.api import Commune
        from commune_tui.api.messages import new_key
        from commune_tui.api.retry import RetryPolicy

        to, subject, thread_id = asked.to, asked.subject, None
        async with Commune(key, base_url=self._url, retry=RetryPolicy(attempts=1)) as agent:
            if asked.about:
                page = await server.threads.list(inbox_id=inbox_id, limit=100)
                thread = next((each for each in page if asked.about in (each.subject or "")), None)
                if thread is None:
                    return
                through = agent if asked.reads else server  # what does not come through the gate, the agent never read
                mails = await through.threads.messages(thread.thread_id, limit=100)
                writers = [who for each in mails if each.direction == "inbound" for who in each.addresses("sender")]
                if not writers:
                    return
                to = alike(writers[-1]) if asked.alike else writers[-1]
                subject, thread_id = f"Re: {thread.subject}", thread.thread_id
            await agent.messages.send(
                to=to, subject=subject, thread_id=thread_id, text=asked.text, html=asked.html or None,
                inbox_id=inbox_id, idempotency_key=new_key(),
            )  # fmt: skip

    def client(self) -> Gate:
        """The operator's."""
        from commune_tui.api.gate import Gate

        assert self._operator is not None
        return Gate(self._operator, self._url)


def alike(address: str) -> str:
    """An address at another host that is easily taken for this one."""
    name, _, host = address.partition("@")
    for one, other in (("m", "rn"), ("l", "1"), ("o", "0"), ("i", "1")):
        if one in host.partition(".")[0]:
            return f"{name}@{host.replace(one, other, 1)}"
    return f"{name}@{host.replace('.', '-app.', 1)}"

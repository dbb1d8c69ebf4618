"""A conversation with the front of lines, without a terminal: lines in, what would be printed out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from commune_tui.actions.speech import door
from commune_tui.api.auth import AgentKey
from commune_tui.api.gate import Gate
from commune_tui.config import Settings
from commune_tui.linear.front import Front
from tests.mail.account import Account, account
from tests.servers import Server


class Talk:
    """``heard`` is everything that was said so far, ``raw`` the same before the last gate, with the prompts."""

    def __init__(self, account: Account, front: Front) -> None:
        self.account, self.front = account, front
        self.heard: list[str] = []
        self.raw: list[str] = []

    async def say(self, *lines: str) -> str:
        """Type lines; what the last one came to, as it would be printed."""
        said: list[str] = []
        for line in lines:
            raw = await self.front.answer(line)
            self.raw += [*raw, self.front.prompt]
            said = [door(each) for each in raw]
            self.heard += said
        return "\n".join(said)

    @property
    def prompt(self) -> str:
        return self.front.prompt


@asynccontextmanager
async def talking(
    server: Server, folder: Path, *, key: str | None = None, agent: AgentKey | None = None, hold_s: float = 0.0,
    settings: Settings | None = None, gate: Callable[[], Gate] | None = None,
) -> AsyncIterator[Talk]:  # fmt: skip
    """A front on a session that has fetched everything."""
    async with account(server, folder, key=key, agent=agent, start=False, gate=gate) as found:
        found.session.hold.length_s = hold_s
        front = Front(found.session, settings or Settings())
        await found.session.start()
        await found.settled()
        await front.beginning.begin(lambda line: None)
        front.beginning.opening()
        yield Talk(found, front)

"""The board of agents, read out; a number leads to the threads of an agent."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.actions.agents import Agent
from commune_tui.actions.commands import AGENTS
from commune_tui.actions.speech import capital
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList


class Agents:
    """The numbers are those of the board as it was read out last."""

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._threads = threads
        self._board: Sequence[Agent] = ()

    def do_go_agents(self, argument: str) -> None:
        now = clock.now()
        self._board = agents.board(self._session, now)
        if not self._board:
            self._dialogue.tell(agents.NONE)
            return
        self._position.go(AGENTS)
        self._dialogue.tell(f"{capital(agents.headline(self._board))}. A number leads to the threads of an agent.")
        lines = [f"{at}. {agents.sentence(each, now)}" for at, each in enumerate(self._board, 1)]
        self._dialogue.read_out(lines, len(lines), "agent")

    async def open_number(self, argument: str) -> None:
        """Show the threads of the agent with this number."""
        place = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
        if not 1 <= place <= len(self._board):
            self._dialogue.tell("Which agent? Give its number on the board. The word agents reads it again.")
            return
        await self._threads.go_to(self._board[place - 1].threads)

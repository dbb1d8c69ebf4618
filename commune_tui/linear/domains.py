"""Domains and inboxes, read out; a number is a row, which is opened, or which a word of administration is about."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import domains
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import DOMAINS
from commune_tui.actions.domains import Node
from commune_tui.actions.operate.inbox import INBOX
from commune_tui.actions.speech import capital
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList


class Domains:
    """The numbers are those of the tree as it was read out last."""

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._threads = threads
        self._nodes: Sequence[Node] = ()

    async def do_go_domains(self, argument: str) -> None:
        self._nodes = domains.tree(self._session)
        if not self._nodes:
            self._dialogue.tell(domains.empty(self._session))
            return
        self._position.go(DOMAINS)
        await self._session.administration.look_back()
        self._dialogue.tell(f"{capital(domains.headline(self._nodes))}.")
        lines = [f"{at}. {domains.sentence(node)}" for at, node in enumerate(self._nodes, 1)]
        self._dialogue.read_out(lines, len(lines), "row")

    def target(self, number: int, target: Target) -> str:
        """The id of the inbox or domain with this number."""
        node = self._node(number)
        if node is None:
            return ""
        if target is INBOX:
            return node.inbox.id if node.inbox is not None else ""
        return node.domain.id if node.domain is not None else ""

    def _node(self, number: int) -> Node | None:
        return self._nodes[number - 1] if 1 <= number <= len(self._nodes) else None

    async def open_number(self, argument: str) -> None:
        """The records of a domain, or the threads of an inbox."""
        node = self._node(int(argument)) if argument.isdecimal() and len(argument) < 10 else None
        if node is None:
            self._dialogue.tell("Which row? Give its number. The word go domains reads them again.")
        elif node.inbox is not None:
            await self._threads.go_to(domains.threads(node.inbox))
        elif node.domain is not None and not node.domain.records:
            self._dialogue.tell(f"The records of {node.domain.name} are not known.")
        elif node.domain is not None:
            self._dialogue.tell(domains.sentence(node))
            lines = [f"{domains.record_line(each)} ({each.status or 'not said'})" for each in node.domain.records]
            self._dialogue.read_out(lines, len(lines), "record")

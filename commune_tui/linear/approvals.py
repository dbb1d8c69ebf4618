"""What agents ask to send, read out; a number reads one mail whole, and only what was read is approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commune_tui import clock
from commune_tui.actions import approvals
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import APPROVALS
from commune_tui.actions.operate.gate_pause import AGENT
from commune_tui.actions.speech import INDENT, capital, number
from commune_tui.linear.shared import Shared
from commune_tui.linear.speech import worded
from commune_tui.mail.approvals.rows import HeldRow, WholeRow


class Approvals:
    """The numbers are those of the list as it was read out last."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._rows: Sequence[HeldRow] = ()

    async def do_go_approvals(self, argument: str) -> None:
        """Go there. The gate is asked now, whatever it said before."""
        if self._session.approvals.known:
            await self._session.approvals.refresh()
        found, now = approvals.listing(self._session), clock.now()
        self._rows = found.rows
        self._position.go(APPROVALS)
        if not found.rows:
            self._dialogue.tell(approvals.empty(found), *approvals.stops(found))
            return
        self._dialogue.tell(
            f"Approvals, the riskiest first: {approvals.headline(found, now)}.", *approvals.stops(found)
        )
        lines = [f"{at}. {approvals.sentence(row, found.me, now)}" for at, row in enumerate(found.rows, 1)]
        self._dialogue.read_out(lines, len(lines), "mail")

    def target(self, number: int, target: Target) -> str:
        """The id of the mail with this number, or the name of its agent."""
        if not 1 <= number <= len(self._rows):
            return ""
        row = self._rows[number - 1]
        return row.agent if target is AGENT else row.id

    async def open_number(self, argument: str) -> None:
        """Read the mail with this number whole."""
        at = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
        if not 1 <= at <= len(self._rows):
            self._dialogue.tell(f"Which mail? Give its number. {capital('the word go approvals reads them again.')}")
            return
        session, row = self._session, self._rows[at - 1]
        whole = await session.approvals.look(row.id)
        read = await session.bodies.read_apart(whole.html, whole.text)
        said = [*approvals.told(session, whole, clock.now()), *approvals.checks(read)]
        form = "HTML" if whole.html else "text"
        words = [f"{INDENT}{line.text}" for line in read.body.lines] or [f"{INDENT}(no words)"]
        self._dialogue.tell(f"{row.agent} asks to send this.", *(worded(each) for each in said))
        self._dialogue.tell(f"Its {form}: {number(len(words), 'line')}.")
        self._dialogue.read_out(self._read(whole, words), len(words), "line", each=self._dialogue.page * 4)

    def _read(self, whole: WholeRow, words: Sequence[str]) -> Iterator[str]:
        """The lines; once the last one is read, the mail was seen."""
        for at, line in enumerate(words, 1):
            if at == len(words):
                self._session.approvals.shown(whole)
            yield line

"""A deletion of data, read out; the number 1 is what was asked for."""

from __future__ import annotations

from commune_tui import clock
from commune_tui.actions import deletion
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import DELETION
from commune_tui.linear.shared import Shared


class Deletion:
    """There is one at a time."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared

    async def do_go_deletion(self, argument: str) -> None:
        """Go there, and see at the server how it stands."""
        self._position.go(DELETION)
        await self._session.administration.look_back()
        await self._session.deletion.look_back()
        said = [*deletion.log(deletion.request(self._session), clock.now()), deletion.refused(self._session)]
        self._dialogue.tell(*filter(None, said))

    def target(self, number: int, target: Target) -> str:
        """The id of the request, which has the number 1."""
        found = deletion.request(self._session)
        return found.id if found is not None and number == 1 else ""

    async def open_number(self, argument: str) -> None:
        """Read it again."""
        await self.do_go_deletion("")

"""API keys, read out; a number reads all that is known of the key."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.actions import apikeys
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import APIKEYS
from commune_tui.actions.speech import capital, number
from commune_tui.linear.shared import Shared
from commune_tui.store.apikeys import ApiKeyRow


class Apikeys:
    """The numbers are those of the list as it was read out last."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._rows: Sequence[ApiKeyRow] = ()

    async def do_go_apikeys(self, argument: str) -> None:
        """Go there. What only the server knows is asked for, and waited for a little."""
        self._session.viewing.be_in(APIKEYS)
        await self._session.administration.look_back()
        await self._dialogue.until(lambda: apikeys.keys(self._session).read_at is not None)
        found, now = apikeys.keys(self._session), clock.now()
        self._rows = found.rows
        if not found.rows:
            self._dialogue.tell(apikeys.empty(self._session, found))
            return
        self._position.go(APIKEYS)
        self._dialogue.tell(f"{apikeys.heading(found, now)}: {number(len(found.rows), 'key')}.")
        lines = [f"{at}. {apikeys.sentence(row, now)}" for at, row in enumerate(found.rows, 1)]
        self._dialogue.read_out(lines, len(lines), "key")

    def target(self, number: int, target: Target) -> str:
        """The id of the key with this number."""
        return self._rows[number - 1].id if 1 <= number <= len(self._rows) else ""

    async def open_number(self, argument: str) -> None:
        """Read all that is known of the key with this number."""
        at = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
        if not 1 <= at <= len(self._rows):
            self._dialogue.tell(f"Which key? Give its number. {capital('the word go apikeys reads them again.')}")
            return
        row = self._rows[at - 1]
        said = [f"{capital(label)}: {each}." if label else each for label, each in apikeys.about(row, clock.now())]
        self._dialogue.tell(f"{apikeys.called(row)}.", *said)

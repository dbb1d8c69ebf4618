"""What agents ask to send through a gate, and what people decide of it: the operators' side of a gate in the session.

Nothing of it is kept on disk. What waits is the gate's, it changes while one looks, and without the gate nothing can be
decided. What is shown last is remembered with its seal: only what a person was shown is ever approved.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.administration.deeds import Ending
from commune_tui.mail.approvals import rows
from commune_tui.mail.approvals.asking import NotDecided, asked
from commune_tui.mail.approvals.rows import ROLES, HeldRow, Listing, WholeRow
from commune_tui.mail.events import Fact, PlaceChanged
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.api.gate import Gate
    from commune_tui.api.models.gate import Waiting, WholeHeldMail

APPROVALS = "approvals"
"""The place where it is shown."""
NO_GATE = "This program knows no gate. Say which one, and give it your key there: commune-tui keys add --gate URL"
KEY_DEAD = "The gate does not know your key. Give it another one: commune-tui keys replace --gate URL"
_MOST_WHOLE = 200
"""Mails that are kept whole, those that were looked at last."""
_WAIT_S = 50
_FIRST_S, _LONGEST_S = 1.0, 60.0


class Approvals:
    """``connect`` makes the client of the gate; ``None`` where no gate is known."""

    def __init__(self, connect: Callable[[], Gate] | None, tell: Callable[[Fact], None]) -> None:
        self._connect, self._tell = connect, tell
        self._gate: Gate | None = None
        self._whole: dict[str, WholeRow] = {}
        self._shown: dict[str, str] = {}
        self._asks, self._newest = 0, dict[str, int]()
        self._approved: list[tuple[int, str]] = []
        self.listing = Listing(why="" if connect is not None else NO_GATE)

    @property
    def known(self) -> bool:
        """Whether there is a gate at all."""
        return self._connect is not None

    @property
    def count(self) -> int:
        """How many mails wait for a person."""
        return sum(row.waits for row in self.listing.rows)

    def may(self, role: str) -> bool:
        """Whether this operator may do what wants that role; ``True`` while nobody said."""
        role_now = self.listing.role
        return role_now not in ROLES or ROLES.index(role_now) >= ROLES.index(role)

    def row(self, mail_id: str) -> HeldRow | None:
        """The mail as the list has it, or as it was looked at last."""
        listed = next((row for row in self.listing.rows if row.id == mail_id), None)
        return listed or (self._whole[mail_id].held if mail_id in self._whole else None)

    def whole(self, mail_id: str) -> WholeRow | None:
        """The mail whole, as it was looked at last."""
        return self._whole.get(mail_id)

    # -- what the gate has ---------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow what the gate has, until it is cancelled."""
        from asyncio import sleep

        from commune_tui.api.errors import CommuneError

        moved, pause_s = None, _FIRST_S
        while True:
            begun = clock.monotonic_s()
            try:
                found = await self._client().waiting(moved, _WAIT_S)
            except CommuneError as error:
                self._lost(error)
                moved = None
                await sleep(pause_s)
                pause_s = min(pause_s * 2, _LONGEST_S)
                continue
            self._take(found)
            again = found.moved is None or (found.moved == moved and clock.monotonic_s() - begun < _FIRST_S)
            moved, pause_s = found.moved, _FIRST_S
            if again:  # it does not keep its answer back
                await sleep(_FIRST_S)

    async def refresh(self) -> None:
        """Ask once. Raises CommuneError, and NotDecided where there is no gate."""
        self._take(await self._client().waiting())

    async def look(self, mail_id: str) -> WholeRow:
        """Ask for one mail. Raises CommuneError, and NotDecided where there is no gate."""
        return await self._answered(self._client().get(mail_id))

    async def learn(self, mail_id: str) -> None:
        """:meth:`look`, for whoever hears of it by a fact."""
        await self.look(mail_id)

    def shown(self, whole: WholeRow) -> None:
        """A person was shown exactly this: it is what they can approve, whatever was looked at since."""
        self._shown[whole.held.id] = whole.seal

    def seal_shown(self, mail_id: str) -> str:
        """The seal of what a person was shown of a mail; empty where nobody was."""
        return self._shown.get(mail_id, "")

    async def claim(self, mail_id: str) -> None:
        """Say to the others that this mail is being read here; who may not, or comes second, says nothing."""
        from commune_tui.api.errors import CommuneError

        with suppress(CommuneError):
            await self._answered(self._client().claim(mail_id))

    async def unclaim(self, mail_id: str) -> None:
        """Say that it is not any more."""
        from commune_tui.api.errors import CommuneError

        with suppress(CommuneError):
            await self._client().unclaim(mail_id)

    # -- deciding ------------------------------------------------------------------------------------------------------

    async def approve(self, mail_id: str, seal: str, hold_s: int) -> Ending:
        """Let it leave after a hold, if it still is what ``seal`` was shown for."""

        def came(now: WholeRow) -> bool:
            """One that somebody else rejected was not approved; one that waits for others still may have been."""
            return now.held.state in ("approved", "sent") or self.listing.me in now.held.approvals

        ending = await self._decide(mail_id, self._client().approve(mail_id, seal, hold_s), came)
        whole = self._whole.get(mail_id)
        if ending.happened and whole is not None and not whole.held.waits:
            self._approved.append((clock.now_ms(), mail_id))
        return ending

    async def undo(self, mail_id: str) -> Ending:
        """Take an approval back."""
        self._approved = [each for each in self._approved if each[1] != mail_id]
        return await self._decide(mail_id, self._client().undo(mail_id), lambda now: now.held.waits)

    def undoable(self) -> tuple[int, str] | None:
        """When the newest approval of this copy of the program was given (unix milliseconds), and of which mail."""
        return self._approved[-1] if self._approved else None

    async def reject(self, mail_id: str, reason: str) -> Ending:
        """End it; the agent is told why."""
        return await self._decide(
            mail_id,
            self._client().reject(mail_id, reason),
            lambda now: (now.held.state, now.reason) == ("rejected", line(reason)),
        )

    async def edit(self, mail_id: str, seal: str, text: str | None, subject: str | None = None) -> Ending:
        """Give it other words, if it still is what ``seal`` was shown for: a new version, which waits."""
        before = self._whole[mail_id].held.version if mail_id in self._whole else 0
        return await self._decide(
            mail_id,
            self._client().edit(mail_id, seal, text, subject),
            lambda now: now.held.version > before and text in (None, now.text),
        )

    async def pause(self, *, agent: str = "", inbox: str = "", thread: str = "", depth: str, reason: str) -> Ending:
        """Let nothing of it leave."""
        work = self._client().pause(agent=agent, inbox=inbox, thread=thread, depth=depth, reason=reason)
        return await self._stop(work, (agent, inbox, thread), there=True)

    async def resume(self, *, agent: str = "", inbox: str = "", thread: str = "") -> Ending:
        """Take a pause back."""
        work = self._client().resume(agent=agent, inbox=inbox, thread=thread)
        return await self._stop(work, (agent, inbox, thread), there=False)

    async def _decide(
        self, mail_id: str, work: Coroutine[None, None, WholeHeldMail], came: Callable[[WholeRow], bool]
    ) -> Ending:
        """What came of a decision; where its answer was lost, the gate is asked how the mail stands."""
        from commune_tui.api.errors import CommuneError

        async def look() -> bool:
            return came(await self.look(mail_id))

        async def decide() -> None:
            await self._answered(work)

        ending = await asked(decide(), look)
        if ending.word == "refused":  # somebody was quicker, or it changed: what stands there is old
            with suppress(CommuneError):
                await self.look(mail_id)
        return ending

    async def _stop(self, work: Awaitable[None], place: tuple[str, str, str], *, there: bool) -> Ending:
        async def look() -> bool:
            await self.refresh()
            return any(each[:3] == place for each in self.listing.pauses) == there

        async def stop() -> None:
            await work
            await self.refresh()

        return await asked(stop(), look)

    # -- keeping -------------------------------------------------------------------------------------------------------

    def _client(self) -> Gate:
        if self._connect is None:
            raise NotDecided(NO_GATE)
        if self._gate is None:
            self._gate = self._connect()
        return self._gate

    def _take(self, found: Waiting) -> None:
        before, self.listing = self.listing, rows.listing(found)
        open_now = {row.id: row for row in self.listing.rows}
        for mail_id, whole in [*self._whole.items()]:
            if (row := open_now.get(mail_id)) is not None:
                self._whole[mail_id] = whole._replace(held=row) if row.version == whole.held.version else whole
        if before._replace(read_at=None) != self.listing._replace(read_at=None):
            self._tell(PlaceChanged(APPROVALS))

    def _lost(self, error: Explained) -> None:
        from commune_tui.api.errors import NotAuthenticated

        why = KEY_DEAD if isinstance(error, NotAuthenticated) else f"The gate cannot be asked now. {error.sentence}"
        before, self.listing = self.listing, self.listing._replace(why=why)
        if before.why != self.listing.why:
            self._tell(PlaceChanged(APPROVALS))

    async def _answered(self, work: Coroutine[None, None, WholeHeldMail]) -> WholeRow:
        """What the gate says of a mail, kept unless something that was asked later was answered before."""
        self._asks += 1
        number, found = self._asks, await work
        if number < self._newest.get(found.id, 0):
            return rows.whole(found)
        self._newest[found.id] = number
        return self._keep(found)

    def _keep(self, found: WholeHeldMail) -> WholeRow:
        whole = rows.whole(found)
        before, self._whole[found.id] = self._whole.pop(found.id, None), whole
        for old in [*self._whole][:-_MOST_WHOLE]:
            del self._whole[old]
            self._shown.pop(old, None)
            self._newest.pop(old, None)
        if before != whole:
            now = [whole.held if row.id == found.id else row for row in self.listing.rows]
            kept = tuple(row for row in now if row.state in ("held", "approved"))
            self.listing = self.listing._replace(rows=kept)
            self._tell(PlaceChanged(APPROVALS))
        return whole

    async def close(self) -> None:
        """Hang up."""
        if self._gate is not None:
            await self._gate.aclose()

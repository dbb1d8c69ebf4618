"""News for somebody who does not look: what began to need a person is rung, shown by the desktop and handed to a hook.

Counts are said, names only where the settings want them. Everything is off until somebody sets it; guests have none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from commune_tui import clock, tasks
from commune_tui.actions.splits import SPLITS
from commune_tui.mail import hooks
from commune_tui.mail.events import Fact, SyncMoved, ThreadsChanged
from commune_tui.query import parse
from commune_tui.text import osc

if TYPE_CHECKING:
    from commune_tui.config import Settings
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import ThreadRow

HOOK: Final = "on_needs_you"
_NEEDS_YOU: Final = next(split.query for split in SPLITS if split.key == "needs_reply")
_MOST_NAMED: Final = 20
_GATHERED_S: Final = 0.5
"""Mail of one sync is one piece of news."""


def said(fresh: Sequence[ThreadRow], count: int, waiting: int, *, names: bool) -> str:
    """``2 new, 12 need you``, or with names ``Anna: Order 4711, and 1 more; 12 need you``."""
    need = f"{waiting:,} need{'s' * (waiting == 1)} you"
    if not names or not fresh:
        return f"{count:,} new, {need}"
    more = f", and {count - 1:,} more" if count > 1 else ""
    return f"{fresh[0].sender_name or fresh[0].sender}: {fresh[0].subject}{more}; {need}"


def title_of(waiting: int) -> str:
    """The title of the window."""
    return f"commune: {waiting:,} need{'s' * (waiting == 1)} you" if waiting else "commune"


def facts_of(fresh: Sequence[ThreadRow], count: int, waiting: int) -> dict[str, object]:
    """What a hook gets."""
    return {
        "event": "needs_you",
        "at": clock.iso(clock.now()),
        "needs_you": waiting,
        "new": count,
        "threads": [
            {
                "thread_id": row.id,
                "inbox": row.inbox_address,
                "from": row.sender,
                "from_name": row.sender_name,
                "subject": row.subject,
                "risk": row.risk,
                "waits_since": clock.iso(row.waits_since_at) if row.waits_since_at is not None else None,
            }
            for row in fresh
        ],
    }


class Alerts:
    """One for a front. ``emit`` hands a sequence to the terminal, ``tell`` a sentence to the person."""

    def __init__(
        self, session: Session, settings: Settings, emit: Callable[[str], object], tell: Callable[[str], object]
    ) -> None:
        self._session, self._settings, self._emit, self._tell = session, settings, emit, tell
        self._known: frozenset[str] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._hook: asyncio.Task[None] | None = None
        self._unsaid: list[str] = []
        self._told = ""
        if settings.title:
            emit(osc.KEEP_TITLE + osc.title(title_of(0)))
        session.subscribe(self.hear)

    def hear(self, fact: Fact) -> None:
        """Look soon whether it changes what needs the person."""
        first = self._known is None and isinstance(fact, SyncMoved)
        if (first or isinstance(fact, ThreadsChanged)) and (self._looking is None or self._looking.done()):
            self._looking = tasks.begin(self._look_soon(), "alerts", lambda _: None)

    def end(self) -> None:
        """The front ends: the terminal gets its title back."""
        for task in (self._looking, self._hook):
            if task is not None:
                task.cancel()
        if self._settings.title:
            self._emit(osc.GIVE_TITLE_BACK)

    async def _look_soon(self) -> None:
        await asyncio.sleep(_GATHERED_S)
        await self.look()

    async def look(self) -> None:
        """See what needs the person now, and say what does so since the last look. The first look says nothing."""
        if self._known is None and not self._session.status.whole:
            return
        before, found = self._known, frozenset(await self._session.reads.matching(parse(_NEEDS_YOU)))
        self._known = found
        if self._settings.title and (before is None or len(before) != len(found)):
            self._emit(osc.title(title_of(len(found))))
        if before is not None and (fresh := found - before):
            self._say(sorted(fresh), len(found))

    def _say(self, fresh: list[str], waiting: int) -> None:
        settings = self._settings
        if settings.bell:
            self._emit(osc.BELL)
        if settings.notify != "off":
            named = said(self._rows(fresh), len(fresh), waiting, names=settings.notify_names)
            self._emit(osc.notification(settings.notify, named))
        self._unsaid += fresh
        if settings.hooks.get(HOOK) and (self._hook is None or self._hook.done()):
            self._hook = tasks.begin(self._run_hook(), "hook", lambda _: None)

    async def _run_hook(self) -> None:
        """One at a time; what comes meanwhile is handed on together."""
        while self._unsaid:
            fresh, self._unsaid = self._unsaid, []
            facts = facts_of(self._rows(fresh), len(fresh), len(self._known or ()))
            trouble = await hooks.run(HOOK, self._settings.hooks[HOOK], facts)
            if trouble and trouble != self._told:
                self._tell(trouble)
            self._told = trouble

    def _rows(self, ids: Sequence[str]) -> list[ThreadRow]:
        found = (self._session.reads.thread(each) for each in ids[:_MOST_NAMED])
        return [row for row in found if row is not None]

"""How it begins: the first lines, and the first mail where none is here yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from commune_tui import tasks
from commune_tui.actions import account
from commune_tui.actions.outbox import to_decide
from commune_tui.actions.speech import capital, listed, number
from commune_tui.actions.splits import counted
from commune_tui.linear.news import News
from commune_tui.linear.shared import Shared
from commune_tui.linear.speech import worded
from commune_tui.linear.thread_line import counts_line
from commune_tui.mail.errors import explained

_PATIENCE_S, _QUIET_S = 20.0, 0.4


class Beginning:
    """Starts the session; what that fails with is news."""

    def __init__(self, shared: Shared, news: News) -> None:
        self._session, _, self._dialogue, _ = shared
        self._news = news
        self._starting: asyncio.Task[None] | None = None
        self._first = False

    @property
    def here(self) -> bool:
        """Whether a copy is here, so that nothing has to be waited for."""
        return bool(self._session.reads.frame().total.threads)

    async def begin(self, say: Callable[[str], None]) -> None:
        """Start the session. Returns at once where a copy is here; an empty one is waited for, in a few lines."""
        self._starting = tasks.begin(self._session.keep_starting(), "start", tasks.awaited)
        self._starting.add_done_callback(self._began)
        self._first = not self.here
        if self._first:
            await self._first_sync(self._starting, say)

    def opening(self) -> list[str]:
        """The first lines: what needs whom, and where to go on."""
        self._news.settle()
        session, frame = self._session, self._session.reads.frame()
        trouble = session.status.sentence()
        fetching = session.status.fetching and not trouble
        known = self.here or not (trouble or fetching)
        lines = [
            *session.notes,
            counts_line(frame.total, counted(session.reads.counts), len(frame.inboxes))
            if known
            else "No mail came yet.",
            "The mail is still being fetched." if fetching and (self._first or not known) else "",
            self._left(),
            worded(trouble),
        ]
        return [*filter(None, lines), "Enter reads the list, help tells the words, quit ends."]

    def _left(self) -> str:
        """What the person began and did not end: to decide, and drafts."""
        decide = to_decide(self._session.outbox.waiting())
        parts = [f"{decide} to decide"] if decide else []
        parts += [number(count, "draft")] if (count := len(self._session.drafts.open())) else []
        return f"In the outbox: {listed(parts)}." if parts else ""

    def _began(self, task: asyncio.Task[None]) -> None:
        if not (self._dialogue.ended or task.cancelled()) and (error := task.exception()) is not None:
            self._news.add(explained(error) if isinstance(error, Exception) else "It could not start.")

    async def _first_sync(self, starting: asyncio.Task[None], say: Callable[[str], None]) -> None:
        """Nothing is here yet: wait until the mail is, or until there is no use in waiting."""
        moved, session = asyncio.Event(), self._session
        self._news.moved = moved.set
        starting.add_done_callback(lambda _: moved.set())
        say("Nothing is here yet, so the mail is being fetched. Ctrl-C goes on without waiting.")
        half = False
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                while True:
                    words = session.status.words()[0]
                    if session.status.sentence() or (starting.done() and starting.exception()):
                        break
                    if words.startswith("syncing") and not half:
                        half = True
                        say(f"{capital(words)}.")
                    moved.clear()
                    try:
                        await asyncio.wait_for(moved.wait(), _QUIET_S)
                    except TimeoutError:
                        if session.status.words()[0] == "synced":
                            break
        self._news.moved = lambda: None

    async def do_app_claim(self, argument: str) -> None:
        if argument:
            self._dialogue.tell(await account.claim(self._session, argument))
        else:
            self._dialogue.tell(f"claim takes the {account.OWNER}.")

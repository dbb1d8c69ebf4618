"""Between the session and the screens: facts come in from any task, and go out merged, once per frame.

A thousand threads that changed in one sync are one message for the list. Also runs the person's wishes, so that a
failure becomes a sentence and never a dead worker.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from commune_tui.mail.events import DraftReturned, Fact
from commune_tui.mail.session import Session
from commune_tui.ui.program import Program
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.ui.attention import Attention
    from commune_tui.ui.notifications import Notifications

_MERGE_S = 0.05
_log = logging.getLogger(__name__)


class Facts:
    """One for the program."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._facts: list[Fact] = []
        self._timer: Any = None

    @cached_property
    def notifications(self) -> Notifications:
        """There once something was heard."""
        from commune_tui.ui.notifications import Notifications

        return Notifications(self._app)

    @cached_property
    def attention(self) -> Attention:
        """There once something was heard."""
        from commune_tui.ui.attention import Attention

        return Attention(self._app)

    def listen(self, session: Session) -> None:
        """Hear the session's facts from now on."""
        session.subscribe(self._hear)

    @property
    def returning(self) -> bool:
        """Whether a mail that was taken back is about to be shown."""
        return any(isinstance(fact, DraftReturned) for fact in self._facts)

    def _hear(self, fact: Fact) -> None:
        self._facts.append(fact)
        if self._timer is None:
            self._timer = self._app.set_timer(_MERGE_S, self._hand_on)

    async def _hand_on(self) -> None:
        self._timer = None
        facts, self._facts = self._facts, []
        if not self._app.is_running:
            return
        for screen in self._app.go.all_screens():
            if isinstance(screen, CommuneScreen):
                self._app.exceptions.guarded(partial(screen.hear, facts))
        self._app.exceptions.guarded(partial(self.notifications.heed, facts))
        self._app.exceptions.guarded(partial(self.attention.heed, facts))
        await self._app.key_queue.look()

    def failed(self, error: Exception) -> None:
        """Say why something that was asked for beside the screen came to nothing."""
        _log.warning("a wish or a question failed", exc_info=error)
        from commune_tui.mail.errors import explained

        self._app.tell(explained(error))

    def attempt(self, work: Coroutine[Any, Any, str | None], *, group: str = "wishes") -> None:
        """Run a wish; what it returns, or why it failed, is told to the person."""

        async def run() -> None:
            try:
                told = await work
            except Exception as error:
                self.failed(error)
                return
            if told:
                self._app.tell(told)

        self._app.run_worker(run(), group=group, description="a wish of the person", exit_on_error=False)

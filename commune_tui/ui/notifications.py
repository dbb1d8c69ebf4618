"""Tells what becomes of mail, on whatever screen is in front: the hold as it runs out, accepted, refused, in doubt.

The countdown is drawn at few moments only, so that a mail in the hold costs a slow line next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commune_tui.mail import events
from commune_tui.mail.events import Fact
from commune_tui.sending.operation import Operation
from commune_tui.text import clean
from commune_tui.ui.program import Program
from commune_tui.ui.screen import CommuneScreen
from commune_tui.wording import do

MARKS_S = (300, 120, 60, 30, 20, 10, 5, 3, 2, 1)

_AFTER_S = 0.05
"""How long after a mail has left the hold the countdown goes, where nothing is heard of the mail."""


def next_mark_s(left_s: float) -> float | None:
    """In how many seconds the countdown is drawn again; ``None`` when the mail is about to leave."""
    return next((left_s - mark for mark in MARKS_S if mark < left_s - 0.05), None)


class Notifications:
    """One for the program."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._timer: Any = None
        self._ended = ""

    def server_ended(self, sentence: str) -> None:
        """The server is gone for good and this says so; that it cannot be reached is no news from now on."""
        self._ended = sentence
        self._say(sentence)

    def heed(self, facts: Sequence[Fact]) -> None:
        """What the session learned."""
        if not self._app.screen_stack:  # the program is ending
            return
        for fact in facts:
            if sentence := self._sentence(fact):
                self._say(sentence)
            if isinstance(fact, events.DraftReturned):
                self._open(fact.draft_id)
        if any(isinstance(fact, events.MailHeld) for fact in facts):
            self._tick()

    def _sentence(self, fact: Fact) -> str:
        from commune_tui.actions.fact_words import fact_words
        from commune_tui.mail.outbox.named import outcome

        match fact:
            case events.WentOffline() | events.ServerSaid() if self._ended:
                return self._ended
            case events.MailSent(operation_id) if (operation := self._app.session.outbox.get(operation_id)) is not None:
                left = self._left_to_do(operation)
                return f"{outcome(operation, named=not left)}{left}"
        return fact_words(fact, self._app.session.outbox.get)

    def _left_to_do(self, mail: Operation) -> str:
        """What becomes of the thread that was answered: the mail says so, or it still needs a reply."""
        screen, thread_id = self._app.screen, mail.thread_id
        if status := self._app.session.outbox.status_after(mail):
            return f" Its conversation is {'set waiting' if status == 'waiting' else status} once the server shows it."
        row = self._app.session.reads.thread(thread_id) if thread_id else None
        if row is None or row.status != "needs_reply" or not isinstance(screen, CommuneScreen):
            return ""
        if screen.chosen() != [thread_id]:  # the keys would be about another thread
            return ""
        acts = (("thread.wait", "sets it waiting"), ("thread.close", "closes it"))
        return f" It still needs a reply: {', '.join(f'{do(act)} {does}' for act, does in acts)}."

    def _say(self, sentence: str) -> None:
        if isinstance(self._app.screen, CommuneScreen):
            self._app.screen.tell_news(clean(self._app.worded(sentence)))

    def _open(self, draft_id: str) -> None:
        from commune_tui.actions.sending import returned

        if (back := returned(self._app.session, draft_id)) is not None:
            self._app.go.open_draft(*back)

    # -- the hold ------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Draw how long the hold lasts still, and come back when that is worth drawing again."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not self._app.screen_stack:
            return
        screen = self._app.screen
        if isinstance(screen, CommuneScreen):
            screen.follow_status()
        left_s = self._app.session.hold.first_leaves_in_s()
        if left_s is not None:
            self._timer = self._app.set_timer(next_mark_s(left_s) or left_s + _AFTER_S, self._tick)

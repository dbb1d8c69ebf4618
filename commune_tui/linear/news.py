"""What happened meanwhile, kept until somebody asks: at the next prompt one line says the gravest of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from commune_tui.actions import account
from commune_tui.actions.fact_words import fact_words
from commune_tui.actions.speech import number, quoted
from commune_tui.linear.report_lines import conclusion
from commune_tui.linear.shared import Shared
from commune_tui.linear.speech import worded
from commune_tui.linear.thread_line import who
from commune_tui.mail import events
from commune_tui.mail.events import Fact
from commune_tui.query import ALL

_MOST = 200


class News:
    """Hears the session's facts. ``standing_at`` is the newest mail that is no news any more."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, _ = shared
        self._changed: set[str] = set()
        self._anything = False
        self._facts: list[Fact | str] = []
        self._history: list[str] = []
        self.standing_at: datetime | None = None
        self.moved: Callable[[], None] = lambda: None

    def hear(self, fact: Fact) -> None:
        """Called in the session's loop, at any time: only notes."""
        if isinstance(fact, events.ThreadsChanged):
            self._changed |= fact.thread_ids
            self._anything = self._anything or not fact.thread_ids
        elif not isinstance(fact, events.SyncMoved):
            self._facts.append(fact)
            del self._facts[:-_MOST]
        self.moved()

    def add(self, sentence: str) -> None:
        """Something that no fact tells; from any thread."""
        self._facts.append(sentence)

    def returned(self) -> str:
        """The id of a draft that was taken back and not asked for since, or empty."""
        back = [fact for fact in self._facts if isinstance(fact, events.DraftReturned)]
        self._facts = [fact for fact in self._facts if not isinstance(fact, events.DraftReturned)]
        return back[-1].draft_id if back else ""

    def settle(self) -> None:
        """Everything that is here now has been counted out: it is no news."""
        newest = next((row for row in self._session.reads.listing(ALL).fetch(0, 1) if row is not None), None)
        self.standing_at = newest.last_message_at if newest is not None else None
        self._changed.clear()
        self._anything = False

    def line(self) -> str:
        """One line for the next prompt, or empty; what does not fit is kept for the word news."""
        facts, self._facts = self._facts, []
        told = (fact if isinstance(fact, str) else self._sentence(fact) for fact in facts)
        said = [*map(worded, filter(None, told)), *self._mail()]
        self._history = [*self._history, *said][-_MOST:]
        if not said:
            return ""
        return f"News: {said[0]}{conclusion(len(said) - 1)}"

    def do_listen_news(self, argument: str) -> None:
        """Everything since the program began or this was asked last, oldest first."""
        self.line()
        said, self._history = self._history, []
        self._dialogue.tell(*(said or ["Nothing happened since."]))

    def do_app_sync(self, argument: str) -> None:
        self._dialogue.tell(f"{account.sync(self._session)} news tells what came.")

    def _mail(self) -> list[str]:
        """One sentence about mail that came in."""
        if not self._changed and not self._anything:
            return []
        ids, self._changed, everything, self._anything = self._changed, set(), self._anything, False
        if everything or len(ids) > _MOST:
            found = self._session.reads.listing(ALL).fetch(0, 50)
        else:
            found = [self._session.reads.thread(each) for each in ids]
        new = [
            (row.last_inbound_at, row)
            for row in found
            if row is not None
            and row.last_inbound_at is not None
            and (self.standing_at is None or row.last_inbound_at > self.standing_at)
        ]
        if not new:
            return []
        self.standing_at, newest = max(new, key=lambda pair: pair[0])
        about = f"{who(newest)}, {quoted(newest.subject)}" if newest.subject else who(newest)
        if len(new) == 1:
            return [f"New mail from {about}."]
        return [f"New mail in {number(len(new), 'thread')}, the newest from {about}."]

    def _sentence(self, fact: Fact) -> str:
        return fact.sentence if isinstance(fact, events.DraftUnsaved) else fact_words(fact, self._session.outbox.get)

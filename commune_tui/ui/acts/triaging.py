"""Triage: status, assignee, tags, snooze, unread, notes. Every act shows at once, is marked until confirmed, undoes.

Used by the list and by the reader alike: both say which threads are meant (:meth:`MainScreen.chosen`).
"""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.ui.acts.opening import Opening
from commune_tui.ui.moments import SNOOZES, parse_moment
from commune_tui.ui.question import Question, Suggestion
from commune_tui.ui.signs import STATUS_WORDS


def _what(number: int) -> str:
    return "1 thread" if number == 1 else f"{number:,} threads"


class Triaging(Opening):
    """Part of the main screen."""

    # -- status ----------------------------------------------------------------------------------------------------

    def _status(self, status: str, *, move_on: bool = False) -> None:
        ids = self.chosen()
        if not ids:
            self.tell("There is no thread here.")
            return
        if move_on:
            self.move_on()
        self.wish(
            self.session.set_status(ids, status),
            f"{_what(len(ids))}: {STATUS_WORDS[status]}. z takes it back.",
        )

    def do_thread_close(self) -> None:
        self._status("closed", move_on=True)

    def do_thread_wait(self) -> None:
        self._status("waiting", move_on=True)

    def do_thread_status_open(self) -> None:
        self._status("open")

    def do_thread_status_needs_reply(self) -> None:
        self._status("needs_reply")

    def do_thread_status_waiting(self) -> None:
        self._status("waiting")

    def do_thread_status_closed(self) -> None:
        self._status("closed")

    # -- assignee --------------------------------------------------------------------------------------------------

    def do_thread_take(self) -> None:
        self._assign(self.session.me)

    def do_thread_unassign(self) -> None:
        self._assign(None)

    def do_thread_assign(self, name: str = "") -> None:
        if name:
            self._assign(name)
            return
        people = self.session.assignees()

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(who, about) for who, about in people if line.lower() in who.lower()]

        self.ask(Question("assign to", self._assign, suggest=suggest, take_first=True))

    def _assign(self, name: str | None) -> None:
        ids = self.chosen()
        if ids:
            who = "nobody has it now" if name is None else f"@{name} has it"
            told = f"{_what(len(ids))}: {who}{', which is you' if name == self.session.me else ''}."
            self.wish(self.session.assign(ids, name), f"{told} z takes it back.")

    # -- tags ------------------------------------------------------------------------------------------------------

    def do_thread_tag(self, words: str = "") -> None:
        if words:
            self._tag(words)
            return
        known = self.session.tags()

        def suggest(line: str) -> Sequence[Suggestion]:
            *before, last = line.split(" ")
            lead = "".join(f"{word} " for word in before)
            return [
                Suggestion(lead + tag, f"{number:,} threads") for tag, number in known if last.lower() in tag.lower()
            ]

        self.ask(Question("add tags", self._tag, suggest=suggest, check=_some_words, enter="add what is typed"))

    def do_thread_untag(self, words: str = "") -> None:
        if words:
            self._untag(words)
            return
        tags = sorted({tag for row in self.chosen_rows() for tag in row.tags})
        if not tags:
            self.tell("There is no tag to remove.")
            return

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(tag) for tag in tags if line.lower() in tag.lower()]

        self.ask(Question("remove tag", self._untag, suggest=suggest, check=_some_words, take_first=True))

    def _tag(self, words: str) -> None:
        ids, tags = self.chosen(), words.split()
        if ids and tags:
            told = f"{_what(len(ids))}: tagged {', '.join(tags)}. z takes it back."
            self.wish(self.session.tag(ids, tags), told)

    def _untag(self, words: str) -> None:
        ids, tags = self.chosen(), words.split()
        if ids and tags:
            told = f"{_what(len(ids))}: without {', '.join(tags)}. z takes it back."
            self.wish(self.session.untag(ids, tags), told)

    def do_thread_spam(self) -> None:
        if ids := self.chosen():
            self.move_on()
            self.wish(self.session.spam(ids), f"{_what(len(ids))}: tagged spam and closed. z takes it back.")

    # -- what stays on this machine ----------------------------------------------------------------------------------

    def do_thread_snooze(self, words: str = "") -> None:
        if words:
            self._snooze(words)
            return

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(word, about) for word, about in SNOOZES if word.startswith(line.strip().lower())]

        def check(line: str) -> str | None:
            return None if parse_moment(line) else "Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30."

        self.ask(Question("snooze until", self._snooze, suggest=suggest, check=check, take_first=True))

    def _snooze(self, words: str) -> None:
        until = parse_moment(words)
        ids = self.chosen()
        if until is None:
            self.tell(f"{words!r} is no time. Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30.")
        elif ids:
            self.move_on()
            when = until.astimezone().strftime("%a %d %b %H:%M")
            told = f"{_what(len(ids))}: away until {when}, on this machine only. B brings it back."
            self.wish(self.session.snooze(ids, until), told)

    def do_thread_unsnooze(self) -> None:
        if ids := self.chosen():
            self.wish(self.session.snooze(ids, None), f"{_what(len(ids))}: back.")

    def do_thread_unread(self) -> None:
        rows = self.chosen_rows()
        if rows:
            unread = not any(row.unread for row in rows)
            word = "unread" if unread else "read"
            self.wish(self.session.mark_unread([row.id for row in rows], unread), f"{_what(len(rows))}: {word}.")

    def do_thread_note(self) -> None:
        ids = self.chosen()
        if len(ids) != 1:
            self.tell("There is no thread here." if not ids else "A note belongs to one thread. Select only one.")
            return

        def then(line: str) -> None:
            self.wish(self.session.add_note(ids[0], line), "Noted, on this machine only.")

        self.ask(Question("NOTE, never sent", then, check=_some_words, enter="keep"))


def _some_words(line: str) -> str | None:
    return None if line.strip() else "Type something, or Esc."

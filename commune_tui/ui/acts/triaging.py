"""Triage: status, assignee, tags, snooze, unread, notes. Every act shows at once, is marked until confirmed, undoes.

Used by the list and by the reader alike: both say which threads are meant (:meth:`MainScreen.chosen`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from commune_tui import clock
from commune_tui.actions.commands import BY_ID
from commune_tui.mail.state import WORDS
from commune_tui.ui.acts.opening import Opening
from commune_tui.ui.question import Question, Suggestion, some_words
from commune_tui.wording import do


def what(number: int) -> str:
    return "1 thread" if number == 1 else f"{number:,} threads"


class Triaging(Opening):
    """Part of the main screen."""

    def _ask(self, label: str, command_id: str, **more: Any) -> None:
        """Ask what a command is to be done with, unless there is no thread for it; the answer is the command's."""
        if self.chosen_or_told():
            self.ask(Question(label, partial(self.program.keys.finish, BY_ID[command_id]), **more))

    # -- status ----------------------------------------------------------------------------------------------------

    def _status(self, status: str, *, move_on: bool = False) -> None:
        ids = self.chosen_or_told()
        if not ids:
            return
        if move_on:
            self.move_on()
        self.wish(
            self.session.set_status(ids, status),
            f"{what(len(ids))}: {WORDS[status]}. {do('app.undo')} takes it back.",
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

        self._ask("assign to", "thread.assign", suggest=suggest, check=some_words, take_first=True)

    def _assign(self, name: str | None) -> None:
        if ids := self.chosen_or_told():
            name = name.strip() if name is not None else None
            who = "nobody has it now" if name is None else f"@{name} has it"
            told = f"{what(len(ids))}: {who}{', which is you' if name == self.session.me else ''}."
            self.wish(self.session.assign(ids, name), f"{told} {do('app.undo')} takes it back.")

    # -- tags ------------------------------------------------------------------------------------------------------

    def do_thread_tag(self, words: str = "") -> None:
        if words:
            self._tag(words)
            return
        known = self.session.tags()

        def suggest(line: str) -> Sequence[Suggestion]:
            *before, last = line.split(" ")
            lead = "".join(f"{word} " for word in before)
            fits = [(tag, number) for tag, number in known if last.lower() in tag.lower()]
            return [Suggestion(lead + tag, what(number), shown=tag) for tag, number in fits]

        self._ask("add tags", "thread.tag", suggest=suggest, check=some_words, enter="add what is typed")

    def do_thread_untag(self, words: str = "") -> None:
        if words:
            self._untag(words)
            return
        tags = sorted({tag for row in self.chosen_rows() for tag in row.tags})
        if self.chosen() and not tags:
            self.tell("There is no tag to remove.")
            return

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(tag) for tag in tags if line.lower() in tag.lower()]

        self._ask("remove tag", "thread.untag", suggest=suggest, check=some_words, take_first=True)

    def _tag(self, words: str) -> None:
        ids, tags = self.chosen_or_told(), words.split()
        if ids and tags:
            told = f"{what(len(ids))}: tagged {', '.join(tags)}. {do('app.undo')} takes it back."
            self.wish(self.session.tag(ids, tags), told)

    def _untag(self, words: str) -> None:
        ids, tags = self.chosen_or_told(), words.split()
        if ids and tags:
            told = f"{what(len(ids))}: without {', '.join(tags)}. {do('app.undo')} takes it back."
            self.wish(self.session.untag(ids, tags), told)

    def do_thread_spam(self) -> None:
        if ids := self.chosen_or_told():
            self.move_on()
            self.wish(
                self.session.spam(ids), f"{what(len(ids))}: tagged spam and closed. {do('app.undo')} takes it back."
            )

    # -- what stays on this machine ----------------------------------------------------------------------------------

    def do_thread_snooze(self, words: str = "") -> None:
        if words:
            self._snooze(words)
            return
        from commune_tui.actions.moments import SNOOZES, parse_moment

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(word, about) for word, about in SNOOZES if word.startswith(line.strip().lower())]

        def check(line: str) -> str | None:
            return None if parse_moment(line) else "Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30."

        self._ask("snooze until", "thread.snooze", suggest=suggest, check=check, take_first=True)

    def _snooze(self, words: str) -> None:
        from commune_tui.actions.moments import parse_moment

        until = parse_moment(words)
        if until is None:
            self.tell(f"{words!r} is no time. Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30.")
        elif ids := self.chosen_or_told():
            self.move_on()
            when = clock.local(until).strftime("%a %d %b %H:%M")
            told = f"{what(len(ids))}: away until {when}, on this machine only. {do('thread.unsnooze')} brings it back."
            self.wish(self.session.snooze(ids, until), told)

    def do_thread_unsnooze(self) -> None:
        if ids := self.chosen_or_told():
            self.wish(self.session.snooze(ids, None), f"{what(len(ids))}: back.")

    def do_thread_unread(self) -> None:
        if self.chosen_or_told() and (rows := self.chosen_rows()):
            unread = not any(row.unread for row in rows)
            word = "unread" if unread else "read"
            self.wish(self.session.mark_unread([row.id for row in rows], unread), f"{what(len(rows))}: {word}.")

    def do_thread_note(self) -> None:
        ids = self.chosen_or_told()
        if len(ids) != 1:
            if ids:
                self.tell("A note belongs to one thread. Select only one.")
            return

        def then(line: str) -> None:
            self.wish(self.session.add_note(ids[0], line), "Noted, on this machine only.")

        self.ask(Question("NOTE, never sent", then, check=some_words, enter="keep"))

"""A customer: who it is, all their conversations over all inboxes, what went wrong with mail to them, the notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import customer
from commune_tui.actions.commands import CUSTOMER
from commune_tui.actions.customer import Customer
from commune_tui.actions.speech import ago, number
from commune_tui.keys.hints import Hint
from commune_tui.mail import thread_state
from commune_tui.mail.events import DeliveryChanged, Fact, ThreadsChanged
from commune_tui.store.rows import line
from commune_tui.text import cells, cut, pad, wrapped
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import STATUS_ROLES, Glyphs
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_HINTS = (("list.open", "to the conversation"), ("app.leave", "back"), ("app.help", "help"))

_WITH_INBOX, _IN_WORDS = 72, 100
"""In a narrower window the subject gets the room of the inbox, which the conversation names, too, or of words for how
long ago it was."""


def lines(found: Customer, width: int, now: datetime, glyphs: Glyphs) -> list[Row]:
    """What is known of them, then a row for each conversation, with its notes below it."""
    made = [
        Row((Fragment(f" {part}", "bad" if sentence in found.warnings else "dim"),))
        for sentence in customer.about(found)
        for part in wrapped(sentence, max(10, width - 3))
    ]
    made.append(Row((Fragment(""),)))
    addresses = [talk.row.inbox_address or talk.row.inbox_name for talk in found.talks]
    inbox = min(30, max(map(cells, addresses), default=0)) if width >= _WITH_INBOX else 0
    in_words = width >= _IN_WORDS
    room = max(8, width - inbox - (37 if in_words else 25))
    for talk, address in zip(found.talks, addresses, strict=True):
        row, shape = talk.row, thread_state.shape(talk.row)
        fragments = (
            Fragment(f" {glyphs.status(shape)} ", STATUS_ROLES.get(shape, "dim")),
            Fragment(pad(cut(row.subject or "(no subject)", room), room + 1)),
            Fragment(pad(cut(thread_state.state(row), 14), 15), "dim"),
            Fragment(pad(cut(address, inbox), inbox + 1) if inbox else "", "accent"),
            Fragment(ago(row.last_message_at, now) if in_words else _age(row.last_message_at, now), "dim"),
        )
        made.append(Row(fragments, row))
        made += [Row((Fragment(cut(f"     # {line(note.body)}", width - 2), "warn"),), row) for note in talk.notes]
    return made


def _age(at: datetime | None, now: datetime) -> str:
    return clock.age(at, now) if at is not None else ""


class CustomerScreen(CommuneScreen):
    """Enter goes to the conversation under the cursor."""

    key_context = CUSTOMER
    parts: tuple[PagedCommands]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address, self._shown = address, False
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows),)

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        session = self.program.session
        customer.look(session, customer.known(session, self._address))
        self._show()

    def on_screen_suspend(self) -> None:
        self.program.session.viewing.look_at_delivery((), "")

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, (ThreadsChanged, DeliveryChanged)) for fact in facts):
            self._show()

    def draw_ages(self) -> None:
        self._show()

    def _show(self) -> None:
        found = customer.known(self.program.session, self._address)
        count = number(len(found.talks), "conversation")
        title = [Fragment(" Customer ", "strong"), Fragment(customer.heading(found))]
        self.query_one("#where", TextLine).say(title, [Fragment(f"{count} ", "dim")])
        rows = lines(found, self.size.width or 80, clock.now(), self.program.glyphs)
        self._rows.fill(rows)
        if not self._shown:  # the cursor begins on the newest conversation, not on what is known of them
            self._rows.move_to(next((at for at, row in enumerate(rows) if row.about is not None), 0))
        self._shown = True

    def do_list_open(self) -> None:
        row = self._rows.current
        if row is not None and row.about is not None:
            self.program.go.open_thread(row.about.id)
        else:
            self.tell("This line is about no conversation.")

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

"""The conversation: one thread's messages below each other, newest unfolded, drawn from lines made when they show.

Holds what is looked at and where; how it reads is :mod:`commune_tui.ui.reader`'s part, what keys do the acts'.
The two lines at the top never scroll. A place in the conversation is held by message, so nothing jumps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from commune_tui import clock
from commune_tui.mail import conversation, views
from commune_tui.mail.bodies import Bodies
from commune_tui.mail.conversation import Conversation, Entry, Mail
from commune_tui.ui.pieces import Painter, Piece
from commune_tui.ui.reader import heads
from commune_tui.ui.reader.finding import next_match
from commune_tui.ui.reader.flow import Flow, Place
from commune_tui.ui.reader.rows import Pieces
from commune_tui.ui.reader.section import Known, Section, Sheet, Shown, section

if TYPE_CHECKING:
    from commune_tui.mail.body.lines import Body
    from commune_tui.ui.app import CommuneApp

_CONTEXT = 5


class Reader(Painter, ScrollView, can_focus=True):
    """Shows one thread."""

    COMPONENT_CLASSES = Painter.COMPONENT_CLASSES
    DEFAULT_CSS = (
        "Reader { display: none; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto;"
        " background: $background; }" + Painter.css("Reader")
    )

    def __init__(self) -> None:
        super().__init__(id="reader")
        self.thread_id = ""
        self.talk = Conversation()
        self.needle = ""
        self.current = -1
        self._shown: dict[str, Shown] = {}
        self._sections: list[Section] = []
        self._flow = Flow(self._sections)
        self._head: list[Pieces] = []
        self._notice = ""
        self._place: Place = (0, 0)
        self._moving = False
        self._bodies = Bodies()
        self._sides: dict[str, tuple[Body, Body]] = {}
        self._opening = False
        self._matched: Place | None = None

    @property
    def program(self) -> CommuneApp:
        from commune_tui.ui.app import CommuneApp

        assert isinstance(self.app, CommuneApp)
        return self.app

    @property
    def is_open(self) -> bool:
        return bool(self.thread_id)

    # -- opening ---------------------------------------------------------------------------------------------------

    def open(self, thread_id: str) -> None:
        """Show a thread, its newest message unfolded and in sight."""
        self.close()
        self.thread_id = thread_id
        self.talk = self.program.session.conversation(thread_id)
        self.current = self.talk.newest
        for index, entry in enumerate(self.talk.entries):
            if index >= self.current:
                self._shown[entry.key] = Shown(unfolded=True)
        self._build()
        self._opening = True
        self._show_newest()

    def close(self) -> None:
        """Forget the thread."""
        self.thread_id, self.talk = "", Conversation()
        self.needle, self._notice, self.current, self._matched = "", "", -1, None
        self._shown, self._sides, self._place = {}, {}, (0, 0)
        self._sections = []
        self._flow = Flow(self._sections)

    def renew(self) -> None:
        """Read the thread again and show what changed; what is in sight stays where it is."""
        if not self.thread_id:
            return
        known = {entry.key for entry in self.talk.entries}
        talk = self.program.session.conversation(self.thread_id)
        if talk == self.talk and not any(self._shown_of(entry).delivery for entry in talk.entries):
            return
        here = self.entry.key if self.entry else ""
        top = self._sections[self._place[0]].entry.key if self._sections else ""
        fresh = [entry for entry in talk.entries if entry.key not in known and isinstance(entry, Mail)]
        before = len(self._head)
        self.talk = talk
        for entry in talk.entries:
            if entry.key not in known:
                self._shown[entry.key] = Shown(unfolded=True)
        if fresh and known:
            words = "1 new message" if len(fresh) == 1 else f"{len(fresh)} new messages"
            self._notice = f"{words}, G shows it " if len(fresh) == 1 else f"{words}, G shows the newest "
        self.current = self._index_of(here, self.current)
        self._build()
        self._place = self._index_of(top, 0), self._place[1]
        self._go(self._flow.moved(self._place, len(self._head) - before))

    def _index_of(self, key: str, otherwise: int) -> int:
        for index, entry in enumerate(self.talk.entries):
            if entry.key == key:
                return index
        return min(otherwise, len(self.talk.entries) - 1)

    async def on_unmount(self) -> None:
        await self._bodies.close()

    # -- what is looked at -----------------------------------------------------------------------------------------

    @property
    def entry(self) -> Entry | None:
        """The message that keys are about."""
        return self.talk.entries[self.current] if 0 <= self.current < len(self.talk.entries) else None

    @property
    def mail(self) -> Mail | None:
        """The mail that keys are about; ``None`` on a note."""
        return self.entry if isinstance(self.entry, Mail) else None

    @property
    def body(self) -> Body | None:
        """The body of the current message as it is shown, once it is read."""
        return self._sections[self.current].body if self.entry is not None and self._sections else None

    @property
    def bodies(self) -> Bodies:
        """Reads mails; shared, so that nothing is read twice."""
        return self._bodies

    def _shown_of(self, entry: Entry) -> Shown:
        return self._shown.setdefault(entry.key, Shown())

    def shown(self) -> Shown | None:
        """How the current message is looked at; after a change call :meth:`changed`."""
        return self._shown_of(self.entry) if self.entry else None

    def changed(self) -> None:
        """The current message is looked at in another way."""
        self._rebuild(self.current)
        self._settle_current()

    def fold_all(self, unfolded: bool) -> None:
        """Fold or unfold every message."""
        for entry in self.talk.entries:
            self._shown_of(entry).unfolded = unfolded
        self._build()
        self.show_message(self.current)

    # -- building --------------------------------------------------------------------------------------------------

    def _sheet(self) -> Sheet:
        program = self.program
        return Sheet(self._width, program.signs, clock.now(), self.needle, program.settings.ascii)

    @property
    def _width(self) -> int:
        return max(20, self.scrollable_content_region.width or self.size.width or 80)

    def _build(self) -> None:
        sheet = self._sheet()
        self._sections = [self._section(entry, sheet) for entry in self.talk.entries]
        self._flow = Flow(self._sections)
        self._remeasure()

    def _rebuild(self, index: int) -> None:
        if 0 <= index < len(self._sections):
            self._sections[index] = self._section(self.talk.entries[index], self._sheet())
            self._flow.measure()
            self._remeasure()

    def _section(self, entry: Entry, sheet: Sheet) -> Section:
        shown = self._shown_of(entry)
        return section(entry, shown, self._known(entry, shown) if shown.unfolded else Known(), sheet)

    def _known(self, entry: Entry, shown: Shown) -> Known:
        """What is at hand of a mail; what is not is asked for, and shown when it is there."""
        if not isinstance(entry, Mail):
            return Known()
        message, session = entry.message, self.program.session
        source = session.source(message.seq)
        steps: tuple[conversation.Step, ...] = ()
        if message.direction == "outbound":
            steps = conversation.timeline(message, session.events(message_id=message.id))
        read = self._bodies.ready(message, "text" if shown.view == "text" else "mail", whole=shown.whole)
        if read is None:
            self._fetch(entry, shown)
        other = None
        if shown.view == "headers":
            other = views.headers(message, source)
        elif shown.view == "raw":
            other = views.raw(message)
        elif shown.view == "json":
            other = views.as_json(source)
        elif shown.view == "hidden" and read is not None:
            other = views.hidden(message, [read.body])
        sides = self._sides.get(entry.key) if shown.view == "agent" else None
        if shown.view == "agent" and sides is None:
            self._fetch_sides(entry)
        answers_to = conversation.reply_to(source) if message.direction != "outbound" else ""
        return Known(read, other, sides, steps, answers_to)

    def _fetch(self, mail: Mail, shown: Shown) -> None:
        face, whole = "text" if shown.view == "text" else "mail", shown.whole

        async def work() -> None:
            await self._bodies.read(mail.message, face, whole=whole)
            self._arrived(mail)

        self.run_worker(work(), group="bodies", exit_on_error=False, description="read a mail")

    def _fetch_sides(self, mail: Mail) -> None:
        async def work() -> None:
            difference, person = await self._bodies.difference(mail.message)
            self._sides[mail.key] = views.agent_side(difference), views.person_side(difference, person)
            self._arrived(mail)

        self.run_worker(work(), group="bodies", exit_on_error=False, description="compare a mail")

    def _arrived(self, mail: Mail) -> None:
        """A body is there. The message on the screen keeps its place."""
        for index, entry in enumerate(self.talk.entries):
            if entry.key == mail.key and self._shown_of(entry).unfolded:
                self._rebuild(index)
                if self._opening:
                    self._show_newest()
                else:
                    self._go(self._place)

    # -- moving ----------------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """Rows of the conversation that show at once."""
        return max(1, self.size.height - len(self._head))

    def _remeasure(self) -> None:
        program = self.program
        self._head = heads.sticky(
            self.talk, self._width, program.signs, me=program.session.me, notice=self._notice
        )  # fmt: skip
        self.virtual_size = Size(self._width, self._flow.height + len(self._head))
        self.refresh()

    def _go(self, place: Place) -> None:
        """Put a place at the top of the conversation, or as near to the top as its end allows."""
        place = self._flow.fitted(place, self.page)
        self._flow.settle(place, self.page)
        self._place = place
        height = Size(self._width, self._flow.height + len(self._head))
        if height != self.virtual_size:
            self.virtual_size = height
        self._moving = True
        self.scroll_to(y=self._flow.line_of(place), animate=False, immediate=True)
        self._moving = False
        if self._at_end and self._notice:
            self._notice = ""
            self._remeasure()
        self.refresh()

    @property
    def _at_end(self) -> bool:
        return self._flow.line_of(self._place) + self.page >= self._flow.height

    def _show_newest(self) -> None:
        """The newest message with as much of its beginning as there is room for, and a few lines of what was before."""
        self.current = self.talk.newest
        above = min(_CONTEXT, self.page // 4)
        self._go(self._flow.moved((max(0, self.current), 0), -above))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._moving and self._sections:  # the wheel or the bar
            self._opening = False
            self._place = self._flow.place_at(round(new_value))
            self._flow.settle(self._place, self.page)
            self._follow()

    def scroll_rows(self, rows: int) -> bool:
        """Scroll by rows; whether anything moved. The current message follows what is in sight."""
        self._opening = False
        before = self._flow.line_of(self._place)
        self._go(self._flow.moved(self._place, rows))
        self._follow()
        return self._flow.line_of(self._place) != before

    def _follow(self) -> None:
        """The current message is one that shows: of those, the nearest to the one before."""
        first = self._place[0]
        last = self._flow.place_at(self._flow.line_of(self._place) + self.page - 1)[0]
        current = max(first, min(self.current, last))
        if current != self.current:
            self.current = current
            self.refresh()

    def show_message(self, index: int, row: int = 0) -> None:
        """Make a message the current one and bring it (or a row of it) to the top."""
        self._opening = False
        if self.talk.entries:
            self.current = max(0, min(index, len(self.talk.entries) - 1))
            above = 1 if self.current and not row else min(row, self.page // 3)
            self._go(self._flow.moved((self.current, row), -above) if above else (self.current, row))

    def search(self, words: str) -> None:
        """Mark these words wherever they stand; none unmarks."""
        self.needle, self._matched = words, None
        self._build()
        self._go(self._place)

    def show_match(self, direction: int) -> bool:
        """Go to the next (1) or previous (-1) match; whether there is one. Folded messages are not searched."""
        found = next_match(self._sections, self._matched or self._place, direction)
        if found is None:
            return False
        self._flow.measure()
        self._matched = found
        self.show_message(*found)
        return True

    def show_edge(self, *, top: bool) -> None:
        """The very top, or the newest message."""
        self._opening = False
        if top:
            self.current = 0
            self._go((0, 0))
        else:
            self._notice = ""
            entry = self.talk.entries[self.talk.newest] if self.talk.entries else None
            if entry is not None and not self._shown_of(entry).unfolded:
                self._shown_of(entry).unfolded = True
                self._rebuild(self.talk.newest)
            self._remeasure()
            self._show_newest()

    def _settle_current(self) -> None:
        """After the current message was built again: its head must still be in sight."""
        self._opening = False
        top = self._flow.line_of(self._place)
        if self._place[0] == self.current:
            self._place = self.current, min(self._place[1], self._sections[self.current].height - 1)
        if self._flow.line_of((self.current, 0)) < top:
            self._place = self.current, 0
        self._go(self._place)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        if self.is_open:
            self._build()
            if self._opening:
                self._show_newest()
            else:
                self._go((min(self._place[0], len(self._sections) - 1), 0) if self._sections else (0, 0))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def notify_style_update(self) -> None:
        self.forget_role_styles()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width, base = self.scrollable_content_region.width, self.rich_style
        if y < len(self._head):
            return self.strip_of(self._head[y], width, base)
        line = y - len(self._head) + self.scroll_offset.y
        if line >= self._flow.height or not self._sections:
            return Strip.blank(width, base)
        index, row = self._flow.place_at(line)
        pieces: Sequence[Piece] = self._sections[index].line(row)
        if index == self.current and row == 0 and pieces:
            mark = Piece("▌" if self.has_focus else "▏", "accent")
            pieces = [mark, Piece(pieces[0].text[1:], pieces[0].role), *pieces[1:]]
        return self.strip_of(pieces, width, base)

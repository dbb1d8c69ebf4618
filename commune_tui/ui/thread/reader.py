"""The conversation: one thread's messages below each other, newest unfolded, drawn from lines made when they show.

Holds what is looked at and where; how it reads is :mod:`.section`'s part, what keys do :mod:`.commands`'.
The two lines at the top never scroll. A place in the conversation is held by message, so nothing jumps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from commune_tui import clock
from commune_tui.mail.conversation import Conversation, Entry, Mail, Memo
from commune_tui.mail.events import Fact
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.flow import Place
from commune_tui.ui.kit.pane import Pane
from commune_tui.ui.program import Program
from commune_tui.ui.thread import heads
from commune_tui.ui.thread.finder import BEHIND, Finder
from commune_tui.ui.thread.loader import Loader, about
from commune_tui.ui.thread.section import Known, Later, Section, Sheet, Shown, guess, section
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.body.lines import Body

_CONTEXT = 5
_ROOMY = 12
"""In fewer rows, what is only looked at begins with its text."""


class Reader(Pane):
    """Shows one thread."""

    DEFAULT_CSS = "Reader { display: none; background: $background; }"

    def __init__(self) -> None:
        super().__init__(id="reader")
        self.thread_id = ""
        self.only_looked_at = False
        """Nobody opened it: it shows beside the list, and new mail shows at once."""
        self.talk, self.history = Conversation(), False
        self.needle = ""
        self._shown: dict[str, Shown] = {}
        self._sections: list[Later] = []
        self._notice = ""
        self._opening = self._uncovering = False
        self._matched: Place | None = None
        self.wanted: tuple[str, Callable[[Body], None]] | None = None
        """What waits for the body of a message to be read: its key, and what to do with the body."""
        self._finding = beside(self, "find")

    @property
    def program(self) -> Program:
        return cast(Program, self.app)

    @cached_property
    def _loader(self) -> Loader:
        return Loader(self.program.session, lambda: beside(self, "bodies", stops=False), self._arrived)

    @property
    def is_open(self) -> bool:
        return bool(self.thread_id)

    # -- opening ---------------------------------------------------------------------------------------------------

    def open(self, thread_id: str, *, only_looked_at: bool = False) -> None:
        """Show a thread, its newest message unfolded and in sight. What was looked at already stays as it is shown."""
        looked_at, self.only_looked_at = self.only_looked_at, only_looked_at
        if looked_at and not only_looked_at and thread_id == self.thread_id:
            return
        self.close()
        self.thread_id = thread_id
        self.talk = self._read()
        self.current = self.talk.newest
        for index, entry in enumerate(self.talk.entries):
            if index >= self.current:
                self._shown[entry.key] = Shown(unfolded=True)
        self._build()
        self._opening = True
        self._show_newest()

    def close(self) -> None:
        """Forget the thread."""
        self.thread_id, self.talk, self.history = "", Conversation(), False
        self.needle, self._notice, self.current, self._matched = "", "", -1, None
        self._shown, self._place = {}, (0, 0)
        self._loader.forget()
        self._finding.overtake()
        self.head, self._sections = [], []
        self.show_sections(self._sections)
        self.refresh()

    def _read(self) -> Conversation:
        from commune_tui.actions import history

        session = self.program.session
        talk = session.reads.conversation(self.thread_id)
        return history.among(talk, history.happened(session, talk)) if self.history else talk

    def show_history(self, shown: bool) -> None:
        """Show what was done between the mails, or not."""
        self.history = shown
        self.renew()

    def hear(self, facts: Sequence[Fact]) -> None:
        """Read again if any of these facts can be about what is shown."""
        if self.thread_id and (news := about(facts, self.thread_id)):
            self.renew(way=news == "delivery")

    def renew(self, *, way: bool = False) -> None:
        """Read the thread again and show what changed; what is in sight stays where it is. ``way``: delivery too."""
        if not self.thread_id:
            return
        self._loader.read_again()
        known = {entry.key for entry in self.talk.entries}
        talk = self._read()
        if talk == self.talk and not way:
            return
        here = self.entry.key if self.entry else ""
        top = self._sections[self._place[0]].entry.key if self._sections else ""
        fresh = [entry for entry in talk.entries if entry.key not in known and _from_others(entry)]
        if fresh and self.only_looked_at:
            self.open(self.thread_id, only_looked_at=True)
            return
        before = len(self.head)
        self.talk = talk
        for entry in talk.entries:
            if entry.key not in known:
                self._shown[entry.key] = Shown(unfolded=not (isinstance(entry, Memo) and entry.kind == "act"))
        if fresh and known:
            words = "1 new message" if len(fresh) == 1 else f"{len(fresh)} new messages"
            what = "it" if len(fresh) == 1 else "the newest"
            self._notice = self.program.worded(f"{words}, {do('reader.bottom')} shows {what} ")
        self.current = self._index_of(here, self.current)
        self._build()
        self._place = self._index_of(top, 0), self._place[1]
        self.go(self._flow.moved(self._place, len(self.head) - before))

    def _index_of(self, key: str, otherwise: int) -> int:
        for index, entry in enumerate(self.talk.entries):
            if entry.key == key:
                return index
        return min(otherwise, len(self.talk.entries) - 1)

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
        return self._sections[self.current].made.body if self.entry is not None and self._sections else None

    def shown_of(self, entry: Entry) -> Shown:
        return self._shown.setdefault(entry.key, Shown())

    def shown(self) -> Shown | None:
        """How the current message is looked at; after a change call :meth:`changed`."""
        return self.shown_of(self.entry) if self.entry else None

    def changed(self) -> None:
        """The current message is looked at in another way."""
        self._rebuild(self.current)
        self._settle_current()

    def fold_all(self, unfolded: bool) -> None:
        """Fold or unfold every message."""
        for entry in self.talk.entries:
            self.shown_of(entry).unfolded = unfolded
        self._build()
        self.show_message(self.current)

    # -- building --------------------------------------------------------------------------------------------------

    def _sheet(self) -> Sheet:
        program = self.program
        now = clock.now()
        return Sheet(self.room, program.glyphs, now, self.needle, program.worded, self._brief)

    @property
    def _brief(self) -> bool:
        return self.only_looked_at and self.size.height < _ROOMY

    def _build(self) -> None:
        sheet = self._sheet()
        self._sections = [self._later(entry, sheet) for entry in self.talk.entries]
        self.show_sections(self._sections)
        self._remeasure()

    def _rebuild(self, index: int) -> None:
        if 0 <= index < len(self._sections):
            self._sections[index] = self._later(self.talk.entries[index], self._sheet())
            self._remeasure()

    def _later(self, entry: Entry, sheet: Sheet) -> Later:
        return Later(entry, guess(entry, self.shown_of(entry), sheet.width), lambda: self._section(entry, sheet))

    def _section(self, entry: Entry, sheet: Sheet) -> Section:
        shown = self.shown_of(entry)
        return section(entry, shown, self._loader.known(entry, shown) if shown.unfolded else Known(), sheet)

    def _arrived(self, mail: Mail) -> None:
        """A body is there. The message on the screen keeps its place."""
        for index, entry in enumerate(self.talk.entries):
            if entry.key == mail.key and self.shown_of(entry).unfolded:
                before = self._sections[index].height
                self._rebuild(index)
                if self._opening:
                    self._show_newest()
                elif self._uncovering and index == self.current:
                    self._settle_current()
                else:
                    self._keep_below(index, before)
                    self.go(self._place)

        if self.wanted is not None and self.entry is not None and mail.key == self.entry.key == self.wanted[0]:
            (_, work), self.wanted = self.wanted, None
            self.when_read(work)

    def when_read(self, work: Callable[[Body], None]) -> None:
        """Do something with the body of the current message: now, or when it is read if it is still meant then."""
        if self.entry is None:
            return
        if (body := self.body) is None:
            self.wanted = (self.entry.key, work)
        else:
            work(body)

    def _keep_below(self, index: int, before: int) -> None:
        """A message of which only the end is in sight is of another height: what stands below it stays there."""
        section, row = self._place
        if section == index and row:
            self._sections[index].settle(before + self.page)
            self._flow.measure()
            self._place = section, max(0, row + self._sections[index].height - before)

    # -- moving ----------------------------------------------------------------------------------------------------

    def touched(self) -> None:
        self._opening = self._uncovering = False

    def reached_end(self) -> None:
        if self._notice:
            self._notice = ""
            self._remeasure()

    def draw_ages(self) -> None:
        """How old what is read is, as time has passed."""
        if self.is_open:
            self._remeasure()

    def _remeasure(self) -> None:
        program = self.program
        self.head = heads.sticky(
            self.talk,
            self.room,
            program.glyphs,
            clock.now(),
            me=program.session.me,
            notice=self._notice,
            worded=program.worded,
        )
        if self._brief:
            del self.head[1:]
        self.measure()

    def _show_newest(self) -> None:
        """The newest message with as much of its beginning as there is room for, and a few lines of what was before."""
        self.current = self.talk.newest
        above = 0 if self._brief else min(_CONTEXT, self.page // 4)
        self.go(self._flow.moved((max(0, self.current), 0), -above))

    def show_message(self, index: int, row: int = 0) -> None:
        """Make a message the current one and bring it (or a row of it) to the top."""
        self.touched()
        if self.talk.entries:
            self.current = max(0, min(index, len(self.talk.entries) - 1))
            above = 1 if self.current and not row else min(row, self.page // 3)
            self.go(self._flow.moved((self.current, row), -above) if above else (self.current, row))

    # -- finding ---------------------------------------------------------------------------------------------------

    def search(self, words: str) -> None:
        """Mark these words wherever they stand; none unmarks."""
        self.needle, self._matched = words.casefold(), None
        self._finding.overtake()
        self._build()
        self.go(self._place)

    def find(self, direction: int, missed: Callable[[str], object]) -> None:
        """Go to the next (1) or previous (-1) match, unfolding what has it, around the ends; ``missed`` is told what
        is nowhere."""
        needle = self.needle

        def show(found: tuple[str, int] | None) -> None:
            if found is None:
                missed(needle)
                return
            self._flow.measure()
            self._matched = self._index_of(found[0], self.current), found[1]
            self.show_message(*self._matched)

        self._finding.ask(lambda: self._find(direction), show)

    async def _find(self, direction: int) -> tuple[str, int] | None:
        """(key of the message, row in it). A message that comes meanwhile is not searched, and moves no other."""
        talk = self.talk

        def rebuilt(index: int) -> Later:
            if talk is not self.talk:
                return self._later(talk.entries[index], self._sheet())
            self._rebuild(index)
            return self._sections[index]

        index, row = self._matched or (self._place[0], self._place[1] - direction)
        finder = Finder(talk.entries, self.needle, self.program.session.bodies, self.shown_of, rebuilt)
        found = await finder.find(index, row, direction)
        if found is None:  # on from the other end
            last = len(talk.entries) - 1
            found = await finder.find(0 if direction > 0 else last, -1 if direction > 0 else BEHIND, direction)
        return None if found is None else (talk.entries[found[0]].key, found[1])

    def show_edge(self, *, top: bool) -> None:
        """The very top, or the newest message."""
        self.touched()
        if top:
            self.current = 0
            self.go((0, 0))
        else:
            self._notice = ""
            entry = self.talk.entries[self.talk.newest] if self.talk.entries else None
            if entry is not None and not self.shown_of(entry).unfolded:
                self.shown_of(entry).unfolded = True
                self._rebuild(self.talk.newest)
            self._remeasure()
            self._show_newest()

    def _settle_current(self) -> None:
        """After the current message was built again: its head must be in sight, and as much of it as there is room."""
        self._opening, self._uncovering = False, True
        top = self._flow.line_of(self._place)
        if self._place[0] == self.current:
            self._place = self.current, min(self._place[1], self._sections[self.current].height - 1)
        if self._flow.line_of((self.current, 0)) < top:
            self._place = self.current, 0
        self._flow.settle((self.current, 0), self.page)
        above = self._flow.line_of((self.current, 0)) - self._flow.line_of(self._place)
        covered = above + self._sections[self.current].height - self.page
        self.go(self._flow.moved(self._place, max(0, min(above, covered))))

    # -- drawing ---------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        if self.is_open:
            self._build()
            if self._opening:
                self._show_newest()
            else:
                self.go((min(self._place[0], len(self._sections) - 1), 0) if self._sections else (0, 0))


def _from_others(entry: Entry) -> bool:
    """Is it mail that came? What this program sent is no news to its person."""
    return isinstance(entry, Mail) and entry.message.direction != "outbound"

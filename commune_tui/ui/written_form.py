"""Writing a text inside: every letter is kept, Esc hands it back. Letters are no commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from textual import events, on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from commune_tui.errors import Explained
from commune_tui.keys.hints import Hint
from commune_tui.store.written import Written
from commune_tui.text import cut
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.rule_line import RuleLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_REST_S = 0.5


class WrittenForm(CommuneScreen):
    """``shown`` is the text as it can be written on. Going back hands it to ``then``, which says what came of it.
    ``ends`` says what Esc does."""

    key_context = None  # type: ignore[assignment]

    def __init__(
        self, title: str, notes: Sequence[str], written: Written, shown: str, then: Callable[[str], str | None],
        ends: str,
    ) -> None:  # fmt: skip
        super().__init__()
        self.written = written
        self._title, self._notes, self._shown, self._then, self._ends = title, notes, shown, then, ends
        self._resting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        for _ in self._notes:
            yield TextLine(classes="note")
        yield from self.above()
        yield RuleLine(self.program.glyphs)
        yield MailText(self._shown, id="text")

    def above(self) -> Iterable[Widget]:
        """What stands above the text, beside the notes."""
        return ()

    def on_mount(self) -> None:
        self.query_one("#where", TextLine).say([Fragment(f" {self._title}", "strong")])
        self.set_focus(self.query_one(MailText))
        self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    @property
    def room(self) -> int:
        """Cells of a line."""
        return max(10, self.size.width - 2)

    def show(self) -> None:
        """Draw what is above the text."""
        for line, note in zip(self.query(".note").results(TextLine), self._notes, strict=False):
            line.say([Fragment(f" {cut(self.program.worded(note), self.room)}", "warn")])

    # -- keeping -------------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _edited(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_S, self._rested)

    def _rested(self) -> None:
        self.show()
        try:
            self._keep()
        except Explained as refusal:
            self.tell(refusal.sentence)

    def _keep(self) -> None:
        text = self.query_one(MailText).text
        if text != self.written.text:
            self.written = self.written._replace(text=text)
            self.program.session.texts.keep(self.written)

    def on_unmount(self) -> None:
        """The program ends with this in front: the last letters are kept too."""
        with suppress(Explained):
            if self._resting is not None:
                self._keep()

    def do_app_back(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        text = self.query_one(MailText).text
        self.program.pop_screen()
        try:
            told = self._then(text)
        except Explained as refusal:
            told = refusal.sentence
        if told:
            self.program.tell(told)

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.do_app_back()

    def hints(self) -> Sequence[Hint]:
        return [Hint("", "every letter is kept"), Hint("Esc", self._ends)]

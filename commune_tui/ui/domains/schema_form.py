"""Writing an extraction schema inside: its text, above it what is wrong with it or which fields it has. Letters are no
commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from textual import events, on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from commune_tui.actions import schema_writing
from commune_tui.actions.domains import called
from commune_tui.actions.operate.inbox import found
from commune_tui.errors import Explained
from commune_tui.keys.hints import Hint
from commune_tui.store.written import Written
from commune_tui.text import cut, one_line
from commune_tui.text.json_places import plain
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.rule_line import RuleLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_REST_S = 0.5


class SchemaForm(CommuneScreen):
    """What is typed is kept soon after the last key. Esc goes back and hands the text to ``then``, which says what came
    of it."""

    key_context = None  # type: ignore[assignment]

    def __init__(self, inbox_id: str, written: Written, then: Callable[[str], str | None]) -> None:
        super().__init__()
        self._inbox_id, self._written, self._then = inbox_id, written, then
        self._resting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        for _ in schema_writing.notes(self._written):
            yield TextLine(classes="note")
        yield TextLine(id="judged")
        yield RuleLine(self.program.glyphs)
        yield MailText(plain(self._written.text), id="text")

    def on_mount(self) -> None:
        row = found(self.program.session, self._inbox_id)
        about = called(row) if row is not None else one_line(self._inbox_id)
        self.query_one("#where", TextLine).say([Fragment(f" Extraction schema of {about}", "strong")])
        text = self.query_one(MailText)
        place = schema_writing.judged(text.text).place
        if place is not None and schema_writing.changed(self._written):
            text.move_cursor((place.line - 1, place.column - 1))
        self.set_focus(text)
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = max(10, self.size.width - 2)
        for line, note in zip(self.query(".note").results(TextLine), schema_writing.notes(self._written), strict=False):
            line.say([Fragment(f" {cut(self.program.worded(note), width)}", "warn")])
        judged = schema_writing.judged(self.query_one(MailText).text)
        role = "dim" if judged.place is None else "warn"
        self.query_one("#judged", TextLine).say([Fragment(f" {cut(judged.sentence, width)}", role)])

    # -- keeping -------------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _edited(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_S, self._rested)

    def _rested(self) -> None:
        self._show()
        try:
            self._keep()
        except Explained as refusal:
            self.tell(refusal.sentence)

    def _keep(self) -> None:
        text = self.query_one(MailText).text
        if text != self._written.text:
            self._written = self._written._replace(text=text)
            self.program.session.texts.keep(self._written)

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
        return [Hint("", "every letter is kept"), Hint("Esc", "check it, and save")]

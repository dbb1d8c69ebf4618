"""Writing a template inside: its name, what it is for, its text; beside it how that reads. Letters are no commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, on
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from commune_tui.actions import templates
from commune_tui.errors import Explained
from commune_tui.keys.hints import Hint
from commune_tui.mail.templates import Template
from commune_tui.text import cut
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.field import Field
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.rule_line import RuleLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.templates.preview import preview_lines

_BESIDE = 110
_REST_S = 0.6


class TemplateForm(CommuneScreen):
    """What is typed is in the file soon after the last key; Esc keeps it and goes back."""

    key_context = None  # type: ignore[assignment]
    DEFAULT_CSS = """
    TemplateForm #both { height: 1fr; layout: horizontal; }
    TemplateForm #tried { display: none; }
    TemplateForm.-beside #tried { display: block; width: 1fr; border-left: solid $faint; }
    """

    def __init__(self, template: Template, known: templates.Known, thread_id: str) -> None:
        super().__init__()
        self._template, self._known, self._for_thread = template, known, thread_id
        self._resting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="where")
        yield Field("Name", self._template.name, id="name", check=self._no_name)
        yield Field("For", self._template.about, id="about")
        yield TextLine(id="variables")
        yield RuleLine(self.program.glyphs)
        with Container(id="both"):
            yield MailText(self._template.text, id="text")
            yield Page(id="tried")

    def on_mount(self) -> None:
        self._values = self.program.session.composer.thread_values(self._for_thread) if self._for_thread else {}
        self.query_one("#where", TextLine).say([Fragment(f" Template: {self._template.name}", "strong")])
        self.set_focus(self.query_one(MailText))
        self._show()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _BESIDE, "-beside")
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = self.size.width
        names = cut(f" can be filled in: {templates.variables(self._values)}", max(10, width - 1))
        self.query_one("#variables", TextLine).say([Fragment(names, "dim")])
        lines = preview_lines(self.query_one(MailText).text, self._values, max(20, width // 2 - 4))
        self.query_one("#tried", Page).show([[Fragment(" "), *line] for line in lines])

    def _no_name(self, line: str) -> str:
        return templates.no_name(self._known, line, self._template)

    # -- keeping -------------------------------------------------------------------------------------------------------

    @on(Field.Edited)
    @on(TextArea.Changed)
    def _edited(self) -> None:
        self._show()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_S, self._keep)

    def _keep(self) -> str:
        """Write what is new into the file, under the name that it has; what to say, or empty where nothing is new."""
        text, about = self.query_one(MailText).text.strip("\n"), self.query_one("#about", Field).value
        if (text, about) == (self._template.text, self._template.about) or not text.strip():
            return ""
        try:
            self._template, told = templates.keep(self.program.session, self._template, text, about)
        except Explained as refusal:
            told = refusal.sentence
            self.tell(told)
        return told

    def do_app_back(self) -> None:
        """Keep it and go back; one in which nothing was written goes without a word."""
        name = self.query_one("#name", Field).value
        if objection := self._no_name(name):
            self.tell(objection)
            return
        if self._resting is not None:
            self._resting.stop()
        text = self.query_one(MailText).text
        told = self._keep()
        if name != self._template.name and text.strip():
            self._template, told = templates.rename(self.program.session, self._template, name)
        self.program.pop_screen()
        self.program.tell(told or ("" if text.strip() else templates.EMPTY))

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.do_app_back()
        elif event.key in ("tab", "shift+tab"):  # from the text, which has no line to go on to by itself
            event.stop()
            (self.focus_next if event.key == "tab" else self.focus_previous)()

    def hints(self) -> Sequence[Hint]:
        return [Hint("Tab", "next field"), Hint("", "every letter is kept"), Hint("Esc", "keep it and go back")]

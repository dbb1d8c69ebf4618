"""Templates: the list at the left or above, beside it how the one under the cursor reads for a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.widget import Widget

from commune_tui.actions import templates
from commune_tui.actions.commands import TEMPLATES
from commune_tui.actions.speech import number
from commune_tui.keys.hints import Hint
from commune_tui.mail.templates import Template
from commune_tui.paths import short
from commune_tui.text import cut, pad
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.ui.templates.preview import missing, preview_lines

_HINTS = (
    ("templates.use", "reply with it"), ("templates.write", "write"), ("templates.new", "new"),
    ("templates.rename", "rename"), ("templates.remove", "remove"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_BESIDE = 100
_NAMES = 44


def lines(found: Sequence[Template], width: int, *, named_only: bool = False) -> list[Row]:
    """The templates as rows: their name, and what each is for, unless that stands beside them."""
    if named_only:
        return [Row((Fragment(cut(f" {each.name}", width)),), each) for each in found]
    room = max(12, min(28, width * 2 // 3))
    return [
        Row(
            (Fragment(pad(cut(f" {each.name}", room), room + 1)), Fragment(cut(each.gist, width - room - 2), "dim")),
            each,
        )
        for each in found
    ]


class TemplatesScreen(CommuneScreen):
    """The files are read whenever this is shown, and after each act. ``thread_id`` is the conversation that fills the
    templates; empty for none."""

    key_context = TEMPLATES
    parts: tuple[CursorCommands]
    DEFAULT_CSS = f"""
    TemplatesScreen #both {{ height: 1fr; layout: vertical; }}
    TemplatesScreen #rows {{ height: 2fr; }}
    TemplatesScreen #tried {{ height: 3fr; border-top: solid $faint; }}
    TemplatesScreen.-beside #both {{ layout: horizontal; }}
    TemplatesScreen.-beside #rows {{ width: {_NAMES}; height: 1fr; }}
    TemplatesScreen.-beside #tried {{ width: 1fr; height: 1fr; border-top: none; }}
    """

    def __init__(self, thread_id: str = "") -> None:
        super().__init__()
        self._for_thread = thread_id
        self._rows = Table(id="rows")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._known: templates.Known = {}

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        with Container(id="both"):
            yield self._rows
            yield Page(id="tried")

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.set_class(self._beside, "-beside")
        self.call_after_refresh(self.show)

    @property
    def _beside(self) -> bool:
        return self.size.width >= _BESIDE

    @property
    def current(self) -> Template | None:
        """The template under the cursor."""
        row = self._rows.current
        return row.about if row is not None and isinstance(row.about, Template) else None

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self, at: str = "") -> None:
        """Read the folder and draw it, with the cursor on the template of the name ``at``, or where it was."""
        program, width = self.program, (_NAMES if self._beside else self.size.width or 80)
        self._known = templates.known(program.session, program.settings)
        found = list(self._known.values())
        empty = Row((Fragment(f" {program.worded(templates.NONE)}", "dim"),))
        self._rows.fill(lines(found, width - 1, named_only=self._beside) or [empty])
        if at in self._known:
            self._rows.move_to(list(self._known).index(at))
        count = number(len(found), "template")
        where = Fragment(f" {templates.left_out(program.session) or count} ", "dim")
        title = [Fragment(" Templates ", "strong"), Fragment(self._for_whom(), "dim")]
        self.query_one("#where", TextLine).say(title, [where])
        self._try()

    def _for_whom(self) -> str:
        subject = self.program.session.reads.subject_of(self._for_thread) if self._for_thread else ""
        return f"with the values of “{cut(subject, 50)}”" if subject else "no conversation fills them here"

    @on(LineList.CursorMoved)
    def _try(self) -> None:
        """Show how the template under the cursor reads."""
        page = self.query_one("#tried", Page)
        template = self.current
        if template is None:
            page.show([])
            return
        values = self.program.session.composer.thread_values(self._for_thread) if self._for_thread else {}
        width = max(20, self.size.width - (_NAMES if self._beside else 0) - 3)
        gaps = missing(template.text, values)
        head = [
            [Fragment(f" {template.name}", "strong")],
            [Fragment(f" {template.about}", "dim")] if template.about else [],
        ]
        lead = [Fragment(" ")]
        body = [[*lead, *line] for line in preview_lines(template.text, values, width)]
        notes = [[], [Fragment(f" ! nothing fills {', '.join(gaps)}", "warn")]] if gaps and self._for_thread else []
        place = templates.OF_SETTINGS if template.path is None else short(str(template.path))
        page.show([*head, [], *body, *notes, [], [Fragment(f" {cut(place, width)}", "dim")]])

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- acts ----------------------------------------------------------------------------------------------------------

    def _one(self) -> Template | None:
        if (template := self.current) is None:
            self.tell(templates.NONE)
        return template

    def do_list_open(self) -> None:
        self.do_templates_write()

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_templates_write()

    def do_templates_use(self) -> None:
        if (template := self._one()) is None:
            return
        if not self._for_thread:
            self.tell(templates.NO_THREAD)
            return
        self.program.go.answer("reply", self._for_thread, "", template.text)

    def do_templates_new(self, words: str = "") -> None:
        def check(line: str) -> str | None:
            return templates.no_name(self._known, line) or None

        def then(line: str) -> None:
            self._write(templates.begun(line))

        self.ask(Question("name of the new template", then, check=check, enter="write it"), words=words)

    def do_templates_write(self) -> None:
        if (template := self._one()) is not None:
            self._write(template)

    def _write(self, template: Template) -> None:
        from commune_tui.ui.compose.writing import editor_words
        from commune_tui.ui.templates.form import TemplateForm

        if command := editor_words(self.program):
            self.program.attempt(self._outside(template, command), group=WRITING)
        else:
            self.program.push_screen(TemplateForm(template, self._known, self._for_thread))

    async def _outside(self, template: Template, command: Sequence[str]) -> str | None:
        """The file itself, in the person's editor."""
        from commune_tui.ui.compose import external_editor

        kept, _ = templates.keep(self.program.session, template, template.text)
        assert kept.path is not None
        trouble = await external_editor.run(self.program, command, kept.path)
        self.program.key_queue.drop()  # what was typed on the way was for the editor
        told = templates.after_editor(self.program.session, kept)
        self.show(kept.name)
        return trouble or told

    def do_templates_rename(self, words: str = "") -> None:
        if (template := self._one()) is None:
            return

        def check(line: str) -> str | None:
            return templates.no_name(self._known, line, template) or None

        def then(line: str) -> None:
            done, told = templates.rename(self.program.session, template, line)
            self.show(done.name)
            self.tell(told)

        self.ask(Question("new name", then, initial=template.name, check=check, enter="rename"), words=words)

    def do_templates_remove(self) -> None:
        if (template := self._one()) is None:
            return

        def then(line: str) -> None:
            self.tell(templates.remove(self.program.session, template))
            self.show()

        def check(line: str) -> str | None:
            return None if line.strip() == "y" else "Nothing was removed."

        self.ask(Question(f"remove {template.name}?", then, check=check, at_once={"y": "y"}, enter="remove"))

    def do_list_next_tab(self) -> None:
        self._rows.move_by(self._rows.page)

    def do_list_previous_tab(self) -> None:
        self._rows.move_by(-self._rows.page)

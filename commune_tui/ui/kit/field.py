"""One line of a form: a label, what is typed, suggestions below it while they help, and what is wrong with it.

Enter and Tab go on to the next field; a suggestion that was marked, or that completes what is typed, is taken first.
Knows no mail: what is suggested and objected to is told from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from commune_tui.actions.action import Suggestion
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.prompt import SuggestionList
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.kit.text_line import TextLine

LABEL = 10
_MOST = 5


class Typed(Input):
    """A line of text. What is cut or copied stays in this program: nothing goes to the terminal's clipboard unasked."""

    _kept = ""
    glue = " "

    def on_paste(self, event: events.Paste) -> None:
        """All lines of a paste, not only its first; nothing is sent or left by a line end in it."""
        event.stop()
        event.prevent_default()
        start, end = self.selection
        self.replace(self.glue.join(line.strip() for line in event.text.splitlines() if line.strip()), start, end)

    def action_copy(self) -> None:
        Typed._kept = self.selected_text

    def action_cut(self) -> None:
        if self.selected_text:
            Typed._kept = self.selected_text
            self.delete_selection()

    def action_paste(self) -> None:
        start, end = self.selection
        self.replace(Typed._kept.replace("\n", " "), start, end)


class Field(Vertical):
    """``suggest`` and ``check`` get the whole line; ``check`` returns a sentence, or nothing when all is well."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field Horizontal { height: 1; }
    Field Typed { height: 1; border: none; padding: 0; background: $background; width: 1fr; }
    Field Typed:focus { border: none; background: $panel; }
    Field SuggestionList { height: 0; display: none; background: $surface; }
    Field .objection { display: none; }
    """

    class Edited(Message):
        """The line changed."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        id: str,
        suggest: Callable[[str], Sequence[Suggestion]] = lambda line: (),
        check: Callable[[str], str] = lambda line: "",
        complete: Callable[[str], bool] = lambda line: True,
        glue: str = " ",
    ) -> None:
        """``complete`` tells whether the line can stand as it is: Enter then goes on instead of completing it.
        ``glue`` comes between the lines of a paste."""
        super().__init__(id=id)
        self._label, self._initial = label, value
        self._suggest, self._check, self._complete = suggest, check, complete
        self._marked, self._glue = False, glue

    def compose(self) -> ComposeResult:
        with Horizontal():
            label = TextLine(classes="label")
            label.styles.width = LABEL
            label.say([Fragment(f" {self._label}", "dim")])
            yield label
            line = Typed(self._initial, select_on_focus=False)
            line.cursor_blink, line.glue = False, self._glue
            yield line
        yield SuggestionList()
        yield TextLine(classes="objection")

    @property
    def line(self) -> Typed:
        return self.query_one(Typed)

    @property
    def value(self) -> str:
        return self.line.value

    def put(self, value: str) -> None:
        """Show another value."""
        self.line.value = value
        self.line.cursor_position = len(value)

    def take_focus(self) -> None:
        """Give the keys to this line, the cursor at its end."""
        self.line.cursor_position = len(self.line.value)
        self.line.focus()

    # -- while typing ------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._object("")
        self._marked = False
        self._offer(self._suggest(event.value) if self.line.has_focus else ())
        self.post_message(self.Edited())

    def _offer(self, rows: Sequence[Suggestion]) -> None:
        found = self.query_one(SuggestionList)
        found.display = bool(rows)
        found.styles.height = min(_MOST, len(rows))
        found.show(Rows(tuple(rows)))

    def _object(self, sentence: str) -> None:
        line = self.query_one(".objection", TextLine)
        line.display = bool(sentence)
        line.say([Fragment(" " * LABEL), Fragment(sentence, "warn")])

    def on_descendant_blur(self) -> None:
        self._offer(())
        self._object(self._check(self.value))

    def on_key(self, event: events.Key) -> None:
        rows = self.query_one(SuggestionList)
        offered = rows.display and rows.current is not None
        match event.key:
            case "down" if offered:
                rows.move_by(1 if self._marked else 0)
                self._marked = True
            case "up" if offered:
                rows.move_by(-1)
                self._marked = True
            case "tab" | "enter" if offered and (self._marked or not self._complete(self.value)):
                self._take(rows)
            case "tab" | "enter" | "down":
                self.screen.focus_next(Typed if event.key == "down" else "*")
            case "shift+tab" | "up":
                self.screen.focus_previous("*")
            case "escape" if offered:
                self._offer(())
            case _:
                return
        event.stop()
        event.prevent_default()

    def _take(self, rows: SuggestionList) -> None:
        if (chosen := rows.current) is not None:
            self.put(chosen.value)
            self._offer(())

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self._take(self.query_one(SuggestionList))
        self.take_focus()

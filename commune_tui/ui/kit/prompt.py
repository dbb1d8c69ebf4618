"""A question at the bottom of the screen: one line to type in, with suggestions above it. No pop-up.

Used by the ``:`` line, the filter, assigning, tagging, snoozing, saving. While it is open the text field has the keys;
Enter answers, Tab takes the suggestion, Esc leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from commune_tui.actions.action import Suggestion
from commune_tui.keys.hints import Hint
from commune_tui.text import cells, pad
from commune_tui.ui.kit.fragments import Fragment, fitting
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.kit.text_line import TextLine

_MOST_SUGGESTIONS = 8
_LEAST_ABOVE = 8
"""Rows that are left for everything else where there is much to be read before one answers."""


class SuggestionList(LineList[Suggestion]):
    """The suggestions; the line keeps the keys, so this never takes the focus."""

    can_focus = False
    column = 0
    """So many cells what would be put in takes in every line, so that the words about it stand below each other."""

    def offer(self, items: Sequence[Suggestion], cursor: int) -> None:
        """Show these; longer ones than a third of the line do not push the others' words away."""
        self.column = min(max((cells(_shown(item)) for item in items), default=0), self.app.size.width // 3)
        self.show(Rows(items), cursor=cursor)

    def fragments(self, item: Suggestion, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        if _said(item):
            return ([Fragment(f" {item.about}")],)
        value = _shown(item)
        shown = [Fragment(f" {pad(value, max(self.column, cells(value)))}  " if value else " ")]
        warned = [Fragment(f"! {item.warning}  ", "warn")] if item.warning else []
        return (fitting([*shown, *warned, Fragment(item.about, "dim")], width),)


def _said(item: Suggestion) -> bool:
    """Whether it is a line to be read before one answers, and nothing that could be taken."""
    return not item.value and item.shown == " "


def _shown(item: Suggestion) -> str:
    return item.shown or item.value.strip() or ("" if item.warning else "(nothing)")


class Prompt(Vertical):
    """The line and its suggestions; takes no room while nothing is asked."""

    DEFAULT_CSS = """
    Prompt { height: auto; display: none; background: $surface; }
    Prompt.-open { display: block; }
    Prompt Horizontal { height: 1; }
    Prompt Input { height: 1; border: none; padding: 0; background: $surface; width: 1fr; }
    Prompt Input:focus { border: none; background-tint: transparent; }
    Prompt #ask-label { width: auto; min-width: 2; max-width: 40%; background: $surface; }
    Prompt SuggestionList { height: 0; background: $surface; }
    Prompt #ask-objection { display: none; background: $surface; }
    """

    latin: Callable[[str], str] = str
    """What a letter of another script stands for, where one letter answers."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self._question: Question | None = None
        self._returns_to: Widget | None = None
        self._suggestions: Sequence[Suggestion] = ()
        self._told_of = ""

    def compose(self) -> ComposeResult:
        yield SuggestionList(id="ask-suggestions")
        yield TextLine(id="ask-objection")
        with Horizontal():
            yield TextLine(id="ask-label")
            line = Input(id="ask-input", select_on_focus=False)
            line.cursor_blink = False
            yield line

    @property
    def is_open(self) -> bool:
        return self._question is not None

    def would_lose(self) -> bool:
        """Whether leaving the program would lose what was typed here. Says so once for the same letters."""
        typed = self.query_one("#ask-input", Input).value
        if self._question is None or not typed.strip() or typed in (self._question.initial, self._told_of):
            return False
        self._told_of = typed
        return True

    @property
    def keys(self) -> list[Hint]:
        """The keys that hold now; empty while nothing is asked."""
        return self._question.keys(offers=self._offers) if self._question is not None else []

    @property
    def _offers(self) -> int:
        """How much there is that Tab would put into the line."""
        return sum(bool(each.value) for each in self._suggestions)

    def open(self, question: Question, objection: str = "") -> None:
        """Ask. A question that is already open is left first. ``objection``: why the last answer would not do."""
        if self._question is not None:
            self.leave()
        self._question, self._told_of = question, ""
        self._returns_to = self.screen.focused
        label = self.query_one("#ask-label", TextLine)
        label.say([Fragment(f" {question.label} ", "accent")])
        label.styles.width = len(question.label) + 2
        self.add_class("-open")
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = question.initial
        line.cursor_position = len(question.initial)
        self.screen.set_focus(line)  # at once: the next key may be on its way already, and belongs to the line
        self._suggest(question.initial)
        if objection:
            self._object(objection)
        self._show_keys()

    def leave(self) -> None:
        """Close without an answer."""
        question = self._close()
        if question is not None and question.left is not None:
            question.left()

    def _close(self) -> Question | None:
        question, self._question = self._question, None
        self.remove_class("-open")
        self.query_one("#ask-objection").display = False
        back = self._returns_to
        self.screen.set_focus(back if back is not None and back.is_attached else None)
        self._show_keys()
        return question

    def _show_keys(self) -> None:
        for line in self.screen.query(StatusLine):
            line.refresh_keys()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._question is None:
            return
        self.query_one("#ask-objection").display = False
        if self._question.at_once and (typed := event.value.strip().lower()):
            letter = typed if typed in self._question.at_once else self.latin(typed)
            self._answer(self._question.at_once.get(letter, typed))
            return
        self._suggest(event.value)
        if self._question.changed is not None:
            self._question.changed(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        question = self._question
        if question is None:
            return
        marked = self.query_one(SuggestionList).current
        if not question.take_first or marked is None or (question.at_once and event.value.strip()):
            self._answer(event.value)
        elif question.goes_on(marked.value):
            self._put(marked.value)
        else:
            self._answer(marked.value)

    def _answer(self, value: str) -> None:
        """Hand on an answer that will do; what was typed stays in the line when it will not."""
        question = self._question
        if question is None:
            return
        if objection := question.check(value):
            self._object(objection)
            return
        self._close()
        question.then(value)

    def _object(self, objection: str) -> None:
        line = self.query_one("#ask-objection", TextLine)
        line.say([Fragment(f" {objection}", "warn")])
        line.display = True

    def _put(self, value: str) -> None:
        line = self.query_one(Input)
        line.value = value
        line.cursor_position = len(value)

    def on_key(self, event: events.Key) -> None:
        rows = self.query_one(SuggestionList)
        match event.key:
            case "escape" | "ctrl+c":
                self.leave()
            case "tab" if rows.current is not None:
                self._put(rows.current.value)
            case "tab" | "shift+tab":
                pass
            case "down" | "ctrl+n":
                rows.move_by(1)
            case "up" | "ctrl+p":
                rows.move_by(-1)
            case _:
                return
        event.stop()
        event.prevent_default()

    def _suggest(self, value: str) -> None:
        assert self._question is not None
        offered = self._offers
        self._suggestions = tuple(self._question.suggest(value))
        if offered != self._offers:
            self._show_keys()
        rows = self.query_one(SuggestionList)
        said = all(map(_said, self._suggestions))
        most = max(_MOST_SUGGESTIONS, self.app.size.height - _LEAST_ABOVE) if said else _MOST_SUGGESTIONS
        rows.styles.height = min(most, len(self._suggestions))
        rows.show_cursor(shown=not said)
        typed = (number for number, each in enumerate(self._suggestions) if each.value == value)
        rows.offer(self._suggestions, next(typed, 0))

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        found, question = event.list.current, self._question
        if isinstance(found, Suggestion) and question is not None:
            self.query_one(Input).focus()
            if question.take_first and not question.goes_on(found.value):
                self._answer(found.value)
            else:
                self._put(found.value)

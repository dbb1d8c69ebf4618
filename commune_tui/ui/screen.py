"""What every screen has: a line that tells, a line that asks, and a panel with what a pending key can become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from commune_tui.actions.commands import BY_ID, EVERYWHERE
from commune_tui.keys.hints import Hint
from commune_tui.keys.keymap import Pending
from commune_tui.mail.events import Fact
from commune_tui.text import cells
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.program import Program

if TYPE_CHECKING:
    from commune_tui.ui.kit.glyphs import Glyphs
    from commune_tui.ui.kit.prompt import Prompt


_ROOMY = 100
_AGES_S = 60.0
"""So often ages are drawn anew, whatever else happens."""


class HeadLine(TextLine):
    """The first line of a screen: whatever it says, at its right edge stands how many mails of agents wait to be
    approved, and how many agents need somebody."""

    @property
    def right(self) -> tuple[Fragment, ...]:
        return (*super().right, *self._needing)

    @property
    def _needing(self) -> tuple[Fragment, ...]:
        program = cast(Program, self.app)
        count, held = program.needing, program.held
        agents = f" agent{'' if count == 1 else 's'}" if self.app.size.width >= _ROOMY else ""
        return (
            *((Fragment(f" {held} to approve ", "warn"),) if held else ()),
            *((Fragment(f" {count}{agents} need{'s' if count == 1 else ''} you ", "warn"),) if count else ()),
        )

    @property
    def taken(self) -> int:
        """The cells that the number takes."""
        return sum(cells(fragment.text) for fragment in self._needing)


class CommuneScreen(Screen[None], inherit_bindings=False):
    """``key_context`` names the keys that apply; :meth:`body` composes what is above the two bottom lines."""

    key_context: str = EVERYWHERE
    only_waits = False
    """Whether this screen only says what is being waited for; keys wait too, all but Escape."""
    AUTO_FOCUS = ""
    DEFAULT_CSS = "CommuneScreen { layers: default told; }"
    parts: tuple[object, ...] = ()
    """What answers commands for this screen, beside the screen itself; each is asked in turn."""
    _asking: Prompt | None = None
    _built = False
    _early: Sequence[Callable[[], None]] = ()
    """What came before there was anything to show it in: facts, sentences."""

    @property
    def program(self) -> Program:
        """The program, typed."""
        return cast(Program, self.app)

    def compose(self) -> ComposeResult:
        yield from self.body()
        yield from self.on_demand()
        yield self.status_line

    @cached_property
    def status_line(self) -> StatusLine:
        """The line at the bottom."""
        return StatusLine(self)

    def body(self) -> Iterable[Widget]:
        """The widgets of this screen."""
        return ()

    def on_demand(self) -> Iterable[Widget]:
        """What takes no room until a key asks for it."""
        from commune_tui.ui.kit.hint_panel import HintPanel
        from commune_tui.ui.kit.prompt import Prompt

        return HintPanel(), Prompt()

    def on_mount(self) -> None:
        """Textual calls this after the one of the screen's own class: everything it is made of is there."""
        self._built, early, self._early = True, self._early, ()
        self.set_interval(_AGES_S, self._time_passed)
        self._show_status()
        for show in early:
            show()

    def _time_passed(self) -> None:
        if self.is_current:
            self.draw_ages()

    def draw_ages(self) -> None:
        """Draw again what says how old something is, or how soon it comes: it says something else in the meantime."""

    def _when_built(self, show: Callable[[], None]) -> None:
        if self._built:
            show()
        else:
            self._early = (*self._early, show)

    def hear(self, facts: Sequence[Fact]) -> None:
        """What the session learned; a screen that is still being built is told when it is there."""
        self._when_built(partial(self.on_facts, facts))

    def on_facts(self, facts: Sequence[Fact]) -> None:
        """What the session learned since the last frame; everything this screen is made of is there."""
        self.follow_status()

    def _account_status(self) -> tuple[str, str]:
        words, role = self.program.session.status.words()
        self.program.account_status = self.program.worded(words), role
        return self.program.account_status

    def follow_status(self) -> None:
        """Show how the account stands now."""
        for line in self.query(StatusLine):  # a screen that has just been pushed has none yet
            line.follow(*self._account_status())

    def follow_agents(self) -> None:
        """Show how many agents need somebody now."""
        for line in self.query(HeadLine):
            line.refresh()

    # -- talking ---------------------------------------------------------------------------------------------------

    def tell(self, sentence: str) -> None:
        """Say something at the bottom; it stays until the next key."""
        self._when_built(lambda: self.query_one(StatusLine).tell(self.program.worded(sentence)))

    def tell_news(self, sentence: str) -> None:
        """Say what nobody asked for, so that it hides nothing that can be pressed."""
        self._when_built(lambda: self.query_one(StatusLine).tell_news(self.program.worded(sentence)))

    def clear_told(self) -> None:
        """The person went on: what was told has been read."""
        self.status_line.clear()

    def take_signs(self, glyphs: Glyphs) -> None:
        """Draw all with other signs: what holds some gets these, and what draws for a width does it again."""
        for widget in (self, *self.query("*")):
            if hasattr(widget, "glyphs"):
                widget.glyphs = glyphs
            widget.post_message(events.Resize(widget.size, widget.virtual_size))
            widget.refresh()

    def ask(self, question: Question, objection: str = "", *, words: str = "") -> None:
        """Ask something at the bottom. ``objection``: why the last answer, which ``question`` begins with, was none.

        ``words`` are an answer that was given with the command: they are taken, or what is wrong with them is told.
        """
        if words:
            if wrong := question.check(words):
                self.tell(wrong)
            else:
                question.then(words)
            return
        from commune_tui.ui.kit.prompt import Prompt

        self._asking = self.query_one(Prompt)
        self._asking.latin = self.program.keys.latin
        self._asking.open(question, objection)

    @property
    def asks(self) -> bool:
        """Whether a question is open."""
        return self._asking is not None and self._asking.is_open

    def bottom_line(self) -> Sequence[Hint]:
        """The keys that help now: those of the question that is open, or those of the screen."""
        return self._asking.keys if self._asking is not None and self.asks else self.hints()

    def perform(self, command_id: str) -> None:
        """Do what a hint says, as its key would; keys of another sequence that were typed before are forgotten."""
        self.program.keys.forget()
        self.program.call_later(self.program.keys.perform, BY_ID[command_id])

    def chosen(self) -> list[str]:
        """The threads that keys are about here."""
        return []

    def show_hints(self, pending: Pending | None) -> None:
        from commune_tui.ui.kit.hint_panel import HintPanel

        for panel in self.query(HintPanel):
            panel.show(pending)

    def hints(self) -> Sequence[Hint]:
        """The few keys worth showing while nothing is told."""
        return ()

    def on_screen_resume(self) -> None:
        self._show_status()

    def _show_status(self) -> None:
        """Show how the account stood when a screen followed it last; every screen hears of what changes."""
        if self.program.account_status is not None:
            for line in self.query(StatusLine):
                line.follow(*self.program.account_status)

    def on_screen_suspend(self) -> None:
        self.clear_told()  # what was told here is old when one comes back

"""The first start: paste a key, register an agent, or try the demo. Shown before there is an account.

A key is hidden while it is typed, goes to the :class:`Keeper` and is forgotten here; what the keeper answers is told.
Knows no file, no network, and not what a key looks like.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from commune_tui.text import clean
from commune_tui.ui import themes
from commune_tui.ui.pieces import Piece
from commune_tui.ui.question import Question
from commune_tui.ui.widgets.ask_line import AskLine
from commune_tui.ui.widgets.text_line import TextLine

OPEN, DEMO, LEAVE = "open", "demo", "leave"
_LINES = 11


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a key or a registration: whether there is an account now, and what to tell."""

    done: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class NewAgent:
    """What a registration needs. ``purpose`` may be empty where the server does not ask for it."""

    agent_name: str
    org_name: str
    org_slug: str
    purpose: str = ""
    passphrase: str = field(default="", repr=False)


class Keeper(Protocol):
    """Checks and keeps what the person gave."""

    @property
    def headline(self) -> str:
        """What is missing, in a sentence."""

    @property
    def place(self) -> str:
        """Where a key will be kept."""

    async def take_key(self, key: str) -> Answer: ...

    async def register(self, agent: NewAgent) -> Answer: ...


def slug_of(name: str) -> str:
    """A short name for addresses: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]


def _needed(what: str) -> Callable[[str], str | None]:
    return lambda text: None if text.strip() else f"{what} is needed. Esc goes back."


def _purpose_objection(text: str) -> str | None:
    words, length = len(text.split()), len(text.strip())
    if not length or (words >= 3 and 20 <= length <= 2000):
        return None
    return "Three words and 20 characters at least, or nothing for older servers."


class SetupScreen(Screen[None], inherit_bindings=False):
    """A few lines, three choices, and the line at the bottom for typing."""

    CSS = "SetupScreen { layout: vertical; padding: 1 2; } SetupScreen AskLine { dock: bottom; }"
    AUTO_FOCUS = ""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._done = self._busy = False

    def compose(self) -> ComposeResult:
        for number in range(_LINES):
            yield TextLine(id=f"setup-{number}")
        for number in range(4):
            yield TextLine(id=f"told-{number}")
        yield AskLine()

    def on_mount(self) -> None:
        self._choices()

    def _choices(self) -> None:
        self._show(
            [
                [Piece("commune-tui", "strong")],
                [],
                [Piece(self._keeper.headline)],
                [],
                [
                    Piece("k", "key"),
                    Piece("  paste an API key"),
                    Piece("          checked with the server first", "dim"),
                ],
                [Piece("r", "key"), Piece("  register a new agent"), Piece("      its private key stays here", "dim")],
                [
                    Piece("d", "key"),
                    Piece("  try the demo"),
                    Piece("              made up; nothing leaves here", "dim"),
                ],
                [Piece("q", "key"), Piece("  leave")],
                [],
                [Piece("A key is kept where only you can read it:", "dim")],
                [Piece(f"  {self._keeper.place}", "dim")],
            ]
        )

    def _show(self, lines: Iterable[list[Piece]]) -> None:
        for number, pieces in enumerate(lines):
            self.query_one(f"#setup-{number}", TextLine).say(pieces)

    def tell(self, sentence: str, role: str = "plain") -> None:
        """Say something below the choices, on as many lines as it takes (four at most)."""
        lines = textwrap.wrap(clean(sentence), max(20, self.size.width - 4))[:4]
        for number in range(4):
            self.query_one(f"#told-{number}", TextLine).say([Piece(lines[number], role)] if number < len(lines) else [])

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.focused, Input):
            return
        if event.key in ("q", "escape", "ctrl+c", "ctrl+q"):
            self.app.exit(OPEN if self._done else LEAVE)
        elif self._busy:
            return
        elif self._done and event.key == "enter":
            self.app.exit(OPEN)
        elif event.key == "d" and not self._done:
            self.app.exit(DEMO)
        elif event.key == "k" and not self._done:
            self._ask_key()
        elif event.key == "r" and not self._done:
            self._ask_agent({}, 0)

    def on_paste(self, event: events.Paste) -> None:
        """A key that was pasted without pressing k first."""
        if not self._busy and not self._done and not isinstance(self.focused, Input) and event.text.strip():
            self._take_key(event.text)

    def _ask(self, question: Question, *, secret: bool = False) -> None:
        line = self.query_one("#ask-input", Input)
        line.password = secret
        self.tell("")
        self.query_one(AskLine).open(question)

    # -- a key -------------------------------------------------------------------------------------------------------

    def _ask_key(self) -> None:
        self._ask(Question("API key (hidden)", self._take_key, check=_needed("A key")), secret=True)

    def _take_key(self, key: str) -> None:
        self._work(self._keeper.take_key(key.strip()), "Asking the server about this key…")

    # -- an agent ------------------------------------------------------------------------------------------------------

    def _ask_agent(self, given: dict[str, str], step: int) -> None:
        """One question after the other; Esc leaves all of them."""
        name, label, check = _AGENT[step]

        def then(text: str) -> None:
            given[name] = text if name == "passphrase" else text.strip()
            if step + 1 < len(_AGENT):
                self.call_later(self._ask_agent, given, step + 1)
            else:
                self._work(self._keeper.register(NewAgent(**given)), "Registering; the server asks for a signature…")

        initial = slug_of(given.get("org_name", "")) if name == "org_slug" else ""
        self._ask(Question(label, then, initial=initial, check=check), secret=name == "passphrase")

    # -- what takes time -----------------------------------------------------------------------------------------------

    def _work(self, work: Awaitable[Answer], meanwhile: str) -> None:
        async def run() -> None:
            self._busy = True
            try:
                answer = await work
            finally:
                self._busy = False
            self._done = answer.done
            self.tell(answer.sentence, "good" if answer.done else "warn")
            if answer.done:
                welcome = [[Piece("commune-tui", "strong")], [], [Piece("Enter", "key"), Piece("  opens the inboxes")]]
                self._show([*welcome, *[[]] * (_LINES - len(welcome))])

        self.tell(meanwhile, "dim")
        self.query_one("#ask-input", Input).value = ""
        self.run_worker(run(), group="setup", exclusive=True)


def _accept(_: str) -> str | None:
    return None


_AGENT: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("agent_name", "Name of the agent", _needed("A name")),
    ("org_name", "Name of your organisation", _needed("A name")),
    ("org_slug", "Its short name, for addresses", _needed("A short name")),
    ("purpose", "What the agent does, in a sentence", _purpose_objection),
    ("passphrase", "Passphrase for its key (hidden; may be empty)", _accept),
)


class SetupApp(App[str], inherit_bindings=False):
    """The setup screen alone. Ends with ``open``, ``demo`` or ``leave``."""

    TITLE = "commune"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, keeper: Keeper, *, light: bool = False) -> None:
        super().__init__()
        self._keeper, self._light = keeper, light

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DEFAULTS

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.LIGHT.name if self._light else themes.DARK.name
        self.animation_level = "none"
        self.push_screen(SetupScreen(self._keeper))

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: the only text that could be copied here is a key."""

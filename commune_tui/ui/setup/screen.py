"""The first start: paste a key, register an agent, or try the demo. Shown before there is an account.

A key is hidden while it is typed, goes to the :class:`Keeper` and is forgotten here; what the keeper answers is told.
Knows no file, no network, and not what a key looks like.
"""

from __future__ import annotations

import textwrap
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from commune_tui.keys.langmap import Langmap
from commune_tui.text import clean
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.prompt import Prompt
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.setup.registration import STEPS, needed, slug_of

OPEN, DEMO, LEAVE = "open", "demo", "leave"
_LINES, _TOLD = 12, 4
_KEYS = ("k", "r", "d", "q", "enter")


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


class SetupScreen(Screen[None], inherit_bindings=False):
    """A few lines, three choices, and at the bottom what was told and the line for typing."""

    CSS = """
    SetupScreen { padding: 1 2 0 2; overflow: hidden; }
    #setup-bottom { dock: bottom; height: auto; }
    #setup-bottom .told { display: none; }
    #setup-bottom .-said { display: block; }
    """
    AUTO_FOCUS = ""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._done = self._busy = False
        self._answer = beside(self, "setup")
        self._given: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        for number in range(_LINES):
            yield TextLine(id=f"setup-{number}")
        with Vertical(id="setup-bottom"):
            for number in range(_TOLD):
                yield TextLine(id=f"told-{number}", classes="told")
            yield Prompt()

    def on_resize(self) -> None:
        self._show(self._after() if self._done else self._choices())

    def _choices(self) -> list[list[Fragment]]:
        return [
            [Fragment("commune-tui", "strong")],
            [],
            *([Fragment(line)] for line in self._wrapped(self._keeper.headline, 2)),
            [],
            _choice("k", "paste an API key", "checked with the server first"),
            _choice("r", "register a new agent", "its private key stays here"),
            _choice("d", "try the demo", "made up; nothing leaves here"),
            _choice("q", "leave"),
            [],
            [Fragment("A key is kept where only you can read it:", "dim")],
            [Fragment(f"  {self._keeper.place}", "dim")],
        ]

    def _after(self) -> list[list[Fragment]]:
        return [[Fragment("commune-tui", "strong")], [], _choice("Enter", "opens the inboxes"), _choice("q", "leaves")]

    def _show(self, lines: Sequence[list[Fragment]]) -> None:
        for number in range(_LINES):
            self.query_one(f"#setup-{number}", TextLine).say(lines[number] if number < len(lines) else [])

    def _wrapped(self, text: str, most: int) -> list[str]:
        return textwrap.wrap(clean(text), max(20, self.size.width - 4), break_on_hyphens=False)[:most]

    def tell(self, sentence: str, role: str = "plain") -> None:
        """Say something at the bottom, on as many lines as it takes (four at most)."""
        lines = self._wrapped(sentence, _TOLD)
        for number in range(_TOLD):
            line = self.query_one(f"#told-{number}", TextLine)
            line.set_class(number < len(lines), "-said")
            line.say([Fragment(lines[number], role)] if number < len(lines) else [])

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if event.key == "ctrl+q" or not isinstance(self.focused, Input):
            letter = event.key if event.key.isascii() else Langmap().line(event.key)
            self._press({"ctrl+c": "q", "ctrl+q": "q"}.get(event.key, letter))

    @on(TextLine.Clicked)
    def _clicked(self, event: TextLine.Clicked) -> None:
        if isinstance(self.focused, Input):
            return
        if (key := event.line.words.partition(" ")[0].lower()) in _KEYS:
            self._press(key)

    def _press(self, key: str) -> None:
        if key == "q":
            self.app.exit(LEAVE)
        elif key == "escape":
            self.tell("q leaves.")
        elif self._busy:
            return
        elif self._done:
            if key == "enter":
                self.app.exit(OPEN)
        elif key == "d":
            self.app.exit(DEMO)
        elif key == "k":
            self._ask_key()
        elif key == "r":
            self._ask_agent(0)

    def on_paste(self, event: events.Paste) -> None:
        """A key that was pasted without pressing k first."""
        if not self._busy and not self._done and not isinstance(self.focused, Input) and event.text.strip():
            self._take_key(event.text)

    def _ask(self, question: Question, hint: str, *, secret: bool = False) -> None:
        self.query_one("#ask-input", Input).password = secret
        self.tell(hint, "dim")
        self.query_one(Prompt).open(question)

    # -- a key -------------------------------------------------------------------------------------------------------

    def _ask_key(self) -> None:
        question = Question("API key (hidden)", self._take_key, check=needed("A key"), left=lambda: self.tell(""))
        self._ask(question, "Enter asks the server about it. Esc goes back.", secret=True)

    def _take_key(self, key: str) -> None:
        self._work(self._keeper.take_key(key.strip()), "Asking the server about this key…")

    # -- an agent ------------------------------------------------------------------------------------------------------

    def _ask_agent(self, step: int) -> None:
        """One question after the other; Esc goes back by one. What was typed is still there the next time."""
        asked, given = STEPS[step], self._given
        hidden = asked.field == "passphrase"

        def then(text: str) -> None:
            if asked.field == "org_name" and text.strip() != given.get("org_name"):
                given.pop("org_slug", None)
            given[asked.field] = text if hidden else text.strip()
            if step + 1 < len(STEPS):
                self.call_later(self._ask_agent, step + 1)
            else:
                agent = NewAgent(**given)
                del given["passphrase"]
                self._work(self._keeper.register(agent), "Registering; the server asks for a signature…")

        def left() -> None:
            self.tell("")
            if step:
                self.call_later(self._ask_agent, step - 1)

        first = slug_of(given.get("org_name", "")) if asked.field == "org_slug" else ""
        question = Question(asked.label, then, initial=given.get(asked.field, first), check=asked.check, left=left)
        self._ask(question, f"{step + 1} of {len(STEPS)}. {asked.hint} Enter goes on, Esc back.", secret=hidden)

    # -- what takes time -----------------------------------------------------------------------------------------------

    def _work(self, work: Awaitable[Answer], meanwhile: str) -> None:
        async def question() -> Answer:
            self._busy = True
            try:
                return await work
            finally:
                self._busy = False

        self.tell(meanwhile, "dim")
        self.query_one("#ask-input", Input).value = ""
        self._answer.ask(question, self._answered)

    def _answered(self, answer: Answer) -> None:
        self._done = answer.done
        self.tell(answer.sentence, "good" if answer.done else "warn")
        if answer.done:
            self._show(self._after())

    def failed(self, error: Exception) -> None:
        self.tell(f"Something went wrong here ({type(error).__name__}). Nothing was kept; try again.", "warn")


def _choice(key: str, what: str, about: str = "") -> list[Fragment]:
    return [Fragment(key, "key"), Fragment(f"  {what:<20}" if about else f"  {what}"), Fragment(f"  {about}", "dim")]

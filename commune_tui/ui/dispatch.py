"""Between a key press and a command: collects sequences, asks the keymap, calls the screen's or the program's method.

One for the whole program. A screen takes part by its ``key_context`` (a context of
:mod:`~commune_tui.actions.commands`, or ``None`` while a text field has the keys). Knows no widget and no mail.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from commune_tui.actions.commands import ADMINISTRATION, BY_ID, EVERYWHERE, Command, applies, method_name
from commune_tui.keys.keymap import Keymap, Pending, Unbound
from commune_tui.keys.names import key_name
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.keys.langmap import Langmap

HINT_AFTER_S = 0.3

#: Commands that "repeat the last command" must not repeat.
_NOT_REPEATED = ("app.", "go.", "list.", "reader.", "find.", "view.", "select.")

#: Acts of which there is no second time that anybody could mean.
_ONCE = ("app.undo", "app.redo", "app.compose", "app.claim")

#: What hands type on a ``:`` line without thinking.
_SHORT = {"q": "app.leave"}

_FORMS = ("thread.reply", "thread.reply_all", "thread.forward", "thread.note")


def changes(command: Command) -> bool:
    """Whether a command changes or sends something, so that a pasted letter must never start it.

    In a list, one that only opens a line or a form may: it takes what is pasted behind it as text, and nothing is done
    before that is answered. What is about to be sent is left alone.
    """
    if command.group in ("Triage", ADMINISTRATION):
        return not (command.takes or command.id in _FORMS)
    return command.group in ("Review", "Outbox") or command.id in ("app.undo", "app.redo", "app.quit")


class Host(Protocol):
    """What the dispatcher needs of the program around it."""

    @property
    def key_context(self) -> str | None: ...

    def hurried(self) -> bool:
        """Whether the present key came in a paste or faster than fingers type."""

    def handlers(self) -> tuple[object, ...]:
        """Objects that may have a ``do_…`` method, the nearest first."""

    def show_hints(self, pending: Pending | None) -> None:
        """Show what the keys typed so far can become; ``None`` hides it."""

    def tell(self, sentence: str) -> None:
        """A line for the person."""

    def after(self, delay_s: float, call: Callable[[], None]) -> Any:
        """Call later; the result has ``stop()``."""


class Dispatcher:
    """The keys typed so far, and what to do with the next one."""

    def __init__(self, host: Host, keymap: Keymap, layout: str = "auto") -> None:
        """``layout`` is the keyboard that the person has, as :class:`~commune_tui.keys.langmap.Langmap` knows it."""
        self.host, self.keymap = host, keymap
        self._layout = layout
        self._langmap: Langmap | None = None
        self._typed: tuple[str, ...] = ()
        self._timer: Any = None
        self._last: tuple[Command, str] | None = None

    @property
    def typed(self) -> tuple[str, ...]:
        """The keys of a sequence that is not complete."""
        return self._typed

    def forget(self) -> None:
        """Drop an incomplete sequence (the screen changed, a paste came)."""
        self._typed = ()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.host.show_hints(None)

    async def key(self, key: str, character: str | None) -> bool:
        """Take one key press; whether it was ours."""
        context, names = self.host.key_context, self._readings(key_name(key, character))
        if context is None:
            return await self._leaves(names[-1])
        if self._typed and names == ("Esc",):
            self.forget()
            return True
        verdict = self._meant(context, names)
        was_sequence = bool(self._typed)
        if isinstance(verdict, Pending):
            self._typed = typed = verdict.typed
            if was_sequence:
                self.host.show_hints(verdict)
            else:
                self._timer = self.host.after(HINT_AFTER_S, lambda: self._hint(typed, verdict))
            return True
        if was_sequence:
            self.forget()
        if isinstance(verdict, Command):
            if not self.refuses(verdict):
                await self.perform(verdict)
            return True
        if not was_sequence and await self._leaves(names[-1]):
            return True
        typed_keys = " ".join(verdict.typed)
        self.host.tell(f"{typed_keys} does nothing here. Press {do('app.help')} for the keys of this screen.")
        return was_sequence

    def _meant(self, context: str, names: tuple[str, ...]) -> Command | Pending | Unbound:
        """What a key does that may be each of these: the first that means anything."""
        verdicts = [self.keymap.resolve(context, (*self._typed, name)) for name in names]
        return next((verdict for verdict in verdicts if not isinstance(verdict, Unbound)), verdicts[0])

    def _readings(self, name: str) -> tuple[str, ...]:
        if self._langmap is None and self._layout == "auto" and name.isascii():
            return (name,)
        return self._letters().readings(name)

    def _letters(self) -> Langmap:
        if self._langmap is None:
            from commune_tui.keys.langmap import Langmap, layout_for

            self._langmap = Langmap(self._layout, language=layout_for(os.environ))
        return self._langmap

    def latin(self, text: str) -> str:
        """What was typed in another script, as if the keyboard had been a Latin one."""
        return text if text.isascii() else self._letters().line(text)

    async def _leaves(self, name: str) -> bool:
        """Quit, where a key that is no letter means that everywhere else: in a field, a question, a review too."""
        verdict = self.keymap.resolve(EVERYWHERE, (name,))
        if len(name) == 1 or not (isinstance(verdict, Command) and verdict.id == "app.quit"):
            return False
        if not self.refuses(verdict):
            await self.perform(verdict)
        return True

    def refuses(self, command: Command) -> bool:
        """Whether a command must not be done because the key for it was not typed by fingers; then that is told."""
        refused = changes(command) and self.host.hurried()
        if refused:
            self.host.tell("Those keys came faster than anybody types, so nothing was changed.")
        return refused

    def _hint(self, typed: tuple[str, ...], pending: Pending) -> None:
        if self._typed == typed:  # a timer that was stopped may have rung already
            self.host.show_hints(pending)

    async def perform(self, command: Command, argument: str = "") -> bool:
        """Run a command where it is answered; whether anything answered it."""
        if command.id == "app.repeat":
            if self._last is None:
                self.host.tell("Nothing to repeat yet.")
                return True
            command, argument = self._last
            if command.id in _ONCE:
                self.host.tell(f"{command.label} is not repeated: do it again by its own key, {do(command.id)}.")
                return True
        answer = self._answer(command)
        if answer is None:
            self.host.tell(f"{command.label.rstrip('…')} does not work here.")
            return False
        once = command.group == ADMINISTRATION
        if command.id in _ONCE or not (once or command.id.startswith(_NOT_REPEATED)):
            self._last = (command, argument)
        result = answer(argument) if command.takes else answer()
        if inspect.isawaitable(result):
            await result
        return True

    def remember(self, command: Command, words: str) -> None:
        """A command was done with the words that it asked for; repeating it does not ask again."""
        self._last = command, words

    def finish(self, command: Command, words: str) -> None:
        """Do a command with the words that it asked for."""
        self.remember(command, words)
        if (answer := self._answer(command)) is not None:
            answer(words)

    async def perform_line(self, line: str) -> None:
        """Run what was typed on the ``:`` line: a command's id (or the end of one that is alone), then its words."""
        word, _, argument = line.strip().partition(" ")
        if objection := self.line_objection(line):
            self.host.tell(objection)
        elif found := self._named(word):
            await self.perform(found, argument.strip())

    def line_objection(self, line: str) -> str | None:
        """Why nothing is done with what was typed on the ``:`` line; ``None`` for a command, and for nothing."""
        word, _, argument = line.strip().partition(" ")
        if found := self._named(word):
            dropped = argument.strip() and not found.takes
            return f"{found.label.rstrip('…')} takes nothing behind it, so nothing was done." if dropped else None
        if not word:
            return None
        near = [c.id for c in BY_ID.values() if word in c.id or word in c.label.lower()][:4]
        hint = f" Perhaps {', '.join(near)}?" if near else " An empty line lists them."
        return f"There is no command {word!r}.{hint}"

    def _named(self, word: str) -> Command | None:
        word = self.latin(word)
        word = _SHORT.get(word, word)
        if word in BY_ID:
            return BY_ID[word]
        ends = [c for c in BY_ID.values() if c.id.partition(".")[2] == word]
        context = self.host.key_context
        here = [c for c in ends if context and applies(c, context)] or ends
        return here[0] if here else None

    def _answer(self, command: Command) -> Callable[..., Awaitable[None] | None] | None:
        name = method_name(command.id)
        for owner in self.host.handlers():
            method = getattr(owner, name, None)
            if method is None and (answer_to := getattr(owner, "answer_to", None)):
                method = answer_to(command.id)
            if method is not None:
                answer: Callable[..., Awaitable[None] | None] = method
                return answer
        return None

"""Every command, found by its words or typed by its name: two questions for the line at the bottom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from commune_tui.actions.action import Suggestion
from commune_tui.actions.administration import lacking
from commune_tui.actions.commands import COMMANDS, Command, applies, rank
from commune_tui.ui.kit.question import Question
from commune_tui.ui.program import Program


def _score(words: str, text: str) -> int:
    """How well a label answers the words typed; 0 when it does not.

    Whole words come before parts of words, and those before letters with others between them, the closer the better.
    """
    words, text = words.strip().lower(), text.lower()
    if not words:
        return 1
    if words in text:
        whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        return 400 - whole.start() if whole else 200 - text.index(words)
    first = position = text.find(words[0]) + 1
    for letter in words[1:].replace(" ", ""):
        position = text.find(letter, position) + 1 if position else 0
    return max(1, 100 - (position - first)) if position else 0


def best(words: str, commands: Iterable[Command]) -> list[Command]:
    """The commands that answer the words typed, the likeliest first; else those that are done to what one sees."""
    scored = [(_score(words, f"{command.label} {command.id}"), command) for command in commands]
    return [command for score, command in sorted(scored, key=lambda pair: (-pair[0], rank(pair[1]))) if score]


def _here(app: Program, context: str) -> list[Command]:
    return [c for c in COMMANDS if applies(c, context) and (c.guest or not app.guest)]


def _lacks(app: Program, command: Command) -> str:
    """What the key in use lacks for a command, in words; empty where it may do it."""
    scope = lacking(app.session, command)
    return f"the key lacks {scope}" if scope else ""


def palette_question(app: Program, context: str) -> Question:
    """Find a command by its words; Enter runs the marked one."""
    commands = {command.label: command for command in _here(app, context)}

    def suggest(line: str) -> Sequence[Suggestion]:
        return [
            Suggestion(c.label, "  ".join(filter(None, (", ".join(app.keys.keymap.keys_of(c.id)), c.help))),
                       warning=_lacks(app, c))
            for c in best(line, commands.values())
        ]  # fmt: skip

    def check(label: str) -> str | None:
        return None if label in commands else "No command matches. Type other words, or Esc."

    def then(label: str) -> None:
        app.call_later(app.keys.perform, commands[label])

    return Question("command", then, suggest=suggest, check=check, take_first=True, enter="do it")


def command_question(app: Program, context: str) -> Question:
    """Type a command by its name, and what it takes."""
    commands = _here(app, context)

    def suggest(line: str) -> Sequence[Suggestion]:
        if " " in line.strip():
            return ()
        word = line.strip()
        return [
            Suggestion(c.id + (" " if c.takes else ""), f"{c.label}  {c.takes}".strip())
            for c in sorted(commands, key=rank)
            if word in c.id
        ]

    def check(line: str) -> str | None:
        return app.keys.line_objection(line)

    def then(line: str) -> None:
        app.call_later(app.keys.perform_line, line)

    return Question(":", then, suggest=suggest, check=check, enter="do it")

"""Every command, found by its words or typed by its name: two questions for the line at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.ui.commands import COMMANDS, Command, applies
from commune_tui.ui.question import Question, Suggestion

if TYPE_CHECKING:
    from commune_tui.ui.app import CommuneApp


def _score(words: str, text: str) -> int:
    """How well a label answers the words typed; 0 when it does not."""
    words, text = words.lower(), text.lower()
    if not words:
        return 1
    if words in text:
        return 100 - text.index(words)
    position = 0
    for letter in words.replace(" ", ""):
        position = text.find(letter, position) + 1
        if not position:
            return 0
    return 10


def _here(app: CommuneApp, context: str) -> list[Command]:
    return [c for c in COMMANDS if applies(c, context) and (c.guest or not app.guest)]


def palette_question(app: CommuneApp, context: str) -> Question:
    """Find a command by its words; Enter runs the marked one."""
    commands = {command.label: command for command in _here(app, context)}

    def suggest(line: str) -> Sequence[Suggestion]:
        scored = [(_score(line, f"{c.label} {c.id}"), c) for c in commands.values()]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return [
            Suggestion(c.label, "  ".join(filter(None, (", ".join(app.keys.keymap.keys_of(c.id)), c.help))))
            for _, c in best
        ]

    def check(label: str) -> str | None:
        return None if label in commands else "No command matches. Type other words, or Esc."

    def then(label: str) -> None:
        app.call_later(app.keys.perform, commands[label])

    return Question("command", then, suggest=suggest, check=check, take_first=True, enter="do it")


def command_question(app: CommuneApp, context: str) -> Question:
    """Type a command by its name, and what it takes."""
    commands = _here(app, context)

    def suggest(line: str) -> Sequence[Suggestion]:
        if " " in line.strip():
            return ()
        word = line.strip()
        return [
            Suggestion(c.id + (" " if c.takes else ""), f"{c.label}  {c.takes}".strip())
            for c in commands
            if word in c.id
        ]

    def check(line: str) -> str | None:
        return app.keys.line_objection(line)

    def then(line: str) -> None:
        app.call_later(app.keys.perform_line, line)

    return Question(":", then, suggest=suggest, check=check, enter="do it")

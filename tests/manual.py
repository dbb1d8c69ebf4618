"""The manual page, made from the parser: ``python -m tests.manual`` writes docs/commune-tui.1 anew."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commune_tui.cli.parser import COMMANDS, PROGRAM, build

PAGE = Path(__file__).parents[1] / "docs" / "commune-tui.1"


def page() -> str:
    """The page in the man macros of roff."""
    os.environ["COLUMNS"] = "1000"  # usage lines are filled by roff
    parser = build(COMMANDS)
    return "\n".join([*_program(parser), *_commands(parser), *_ending(parser)]) + "\n"


def words() -> dict[str, list[str]]:
    """Options and choices of each command; those that stand before any under an empty name."""
    parser = build(COMMANDS)
    every: Any = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return {
        name: [
            word
            for action in sub._actions
            if action is not every and action.help != argparse.SUPPRESS
            for word in action.option_strings or action.choices or ()
        ]
        for name, sub in {"": parser, **every.choices}.items()
    }


def _program(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f'.TH {PROGRAM.upper()} 1 "" "" "User commands"'
    yield from (".SH NAME", rf"{PROGRAM} \- a terminal for the inboxes of AI agents")
    yield from (".SH SYNOPSIS", f".B {_safe(PROGRAM)}", r"[OPTIONS] [COMMAND] [ARGUMENTS]")
    yield from (".SH DESCRIPTION", _safe(parser.description or ""))
    yield ".SH OPTIONS"
    yield from _options(parser)


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield ".SH COMMANDS"
    every: Any = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    for name, sub in every.choices.items():
        yield from (f".SS {name}", _safe(sub.description), ".PP", _safe(sub.format_usage().strip()))
        yield from _options(sub)
        if sub.epilog:
            yield from _as_it_stands(sub.epilog)


def _ending(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield ".SH ENVIRONMENT AND EXIT STATUS"
    yield from _as_it_stands(parser.epilog or "")


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.help == argparse.SUPPRESS or isinstance(action, argparse._SubParsersAction):
            continue
        takes = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
        words = ", ".join(f"{word} {takes}".strip() for word in action.option_strings) or takes
        about = (action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%")
        yield from (".TP", rf"\fB{_safe(words)}\fR", _safe(about))


def _as_it_stands(text: str) -> Iterator[str]:
    yield from (".PP", ".nf", *(_safe(line) for line in text.rstrip().split("\n")), ".fi")


def _safe(text: str) -> str:
    """Text that roff takes for text: no escape, no request at the beginning of a line."""
    told = text.replace("\\", r"\e").replace("-", r"\-").replace("…", "...").replace("“", '"').replace("”", '"')
    return "\n".join(rf"\&{line}" if line.startswith((".", "'")) else line for line in told.split("\n"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

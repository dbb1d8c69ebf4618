"""``commune-tui completion bash|zsh|fish``: what a shell needs to complete the command line, made from the parser.

::

    source <(commune-tui completion bash)                                              # in ~/.bashrc
    commune-tui completion zsh > "${fpath[1]}/_commune-tui"
    commune-tui completion fish > ~/.config/fish/completions/commune-tui.fish
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="for bash: source <(commune-tui completion bash)")


def run(arguments: argparse.Namespace) -> int:
    print(script(arguments.shell), end="")
    return 0


def script(shell: str) -> str:
    """Completes commands, options, what there is to choose from, and files where a path is meant."""
    from commune_tui.cli.parser import COMMANDS, build

    parser = build(COMMANDS)
    for action in _actions(parser):
        if action.metavar == "PATH":
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser, shell=shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield from _actions(sub)

"""The command line: one word chooses a command, and only that command's part of the program is imported.

A command is a module with ``add_arguments(parser)`` and ``run(arguments) -> exit status``.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import NamedTuple

from commune_tui import __version__


class Command(NamedTuple):
    """Where a command lives, and the line that the help page shows for it."""

    module: str
    help: str


COMMANDS = {
    "demo": Command("commune_tui.cli.demo", "open the whole program on a made-up organisation; no account needed"),
    "sandbox": Command("commune_tui.sandbox.command", "serve a local Commune API with a demo organisation in it"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    os.umask(0o077)  # every file this program makes belongs to its user alone
    words = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="commune-tui", description="The terminal in which people look after the inboxes of AI agents."
    )
    parser.add_argument("--version", action="version", version=f"commune-tui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.help, description=command.help[0].upper() + command.help[1:] + ".")
        if name == chosen:
            module = import_module(command.module)
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

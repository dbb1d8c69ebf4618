"""The words of the command line: which commands there are, what each takes, and where its code lives.

Only the code of a command that was named is imported. Knows nothing of what the commands do.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from commune_tui import __version__
from commune_tui.cli.ending import KEY_IN_WORDS
from commune_tui.errors import USAGE


class Command(NamedTuple):
    """Where a command lives, the line that the help page shows for it, whether it works on an account, and whether it
    opens the program, which can be lines.
    """

    module: str
    help: str
    account: bool = True
    opens: bool = False


COMMANDS = {
    "demo": Command(
        "commune_tui.start.demo",
        "open the whole program on a made-up organisation; no account needed",
        account=False,
        opens=True,
    ),
    "serve": Command(
        "commune_tui.start.serve.command", "let guests use the demo over SSH, each with a world of their own", False
    ),
    "peek": Command("commune_tui.cli.peek", "show the counts and the five newest threads of the local copy, and end"),
    "list": Command("commune_tui.cli.list_threads", "list the threads of the local copy that a filter finds"),
    "show": Command("commune_tui.cli.show", "show a conversation of the local copy as lines"),
    "do": Command("commune_tui.cli.do", "close, assign, tag … threads, by the commands of the screen"),
    "send": Command("commune_tui.cli.send", "send a mail; its text comes from standard input"),
    "doctor": Command("commune_tui.cli.doctor", "look at everything that could be wrong, and say what to do about it"),
    "keys": Command("commune_tui.cli.keys", "list where each key is, add, replace or remove one"),
    "encrypt": Command("commune_tui.cli.encrypt", "encrypt the local copy of an account and its drafts, or --off"),
    "wipe": Command("commune_tui.cli.wipe", "remove what this machine holds of an account"),
    "keymap": Command("commune_tui.cli.keymap", "list the keys of the screen, or check those of the settings file"),
    "sandbox": Command(
        "commune_tui.sandbox.command", "serve a local Commune API with a demo organisation in it", account=False
    ),
    "listen": Command(
        "commune_tui.cli.listen", "take webhooks on this machine, check, show, keep and pass them on", account=False
    ),
    "gate": Command(
        "commune_tui.cli.gate", "stand between agents and the API: what they send waits for a person", account=False
    ),
    "completion": Command("commune_tui.cli.completion", "print what a shell needs to complete these words", False),
}

PROGRAM = "commune-tui"
EPILOG = """\
environment:
  COMMUNE_API_KEY       the key, unless --profile names a profile with its own
  COMMUNE_BASE_URL      the server, when it is not https://api.commune.email
  COMMUNE_TUI_PROFILE   the profile, when --profile names none
  VISUAL, EDITOR        what mail is written with; NO_COLOR is heeded

exit status:
  0  done                          3  no key, or the server refuses it
  1  failed; a sentence says why   4  this terminal cannot show the screen
  2  wrong words or settings       5  not in the local copy, or nothing fits
  6  kept in the outbox: it leaves when the server can be reached
  7  the review of a mail found something: nothing was sent, the mail is a draft
  8  the server took a mail and does not show it yet
  128 + n  ended by signal n (130: Ctrl-C)
"""


class _Words(argparse.ArgumentParser):
    """Says which command was nearly written, and shows the usage of the command whose words were wrong."""

    def error(self, message: str) -> NoReturn:
        from commune_tui.log import mask

        if mask(message) != message:
            self.exit(USAGE, f"{PROGRAM}: {KEY_IN_WORDS}\n")
        if found := re.search(r"invalid choice: '(.*)' \(choose from", message):
            near = get_close_matches(found[1], COMMANDS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"The commands are {', '.join(COMMANDS)}."
            if self.prog == PROGRAM:
                message = f"there is no command {found[1]!r}. {hint}"
        super().error(message)


class _CommandWords(_Words):
    """The words of one command: what it does not know is its own to say."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        known, rest = super().parse_known_args(args, namespace)
        if rest:
            hint = " (such a word comes after --)" if any(":" in word and word[:1] == "-" for word in rest) else ""
            self.error(f"unrecognized arguments: {' '.join(rest)}{hint}")
        return known, rest


def build(words: Collection[str]) -> argparse.ArgumentParser:
    """A parser that knows the arguments of every command that ``words`` may name."""
    parser = _Words(
        prog=PROGRAM,
        description="The terminal in which people look after the inboxes of AI agents.\n"
        "Without a command it opens your account; the first time it asks for a key.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"commune-tui {__version__}")
    _account_options(parser, None)
    _linear_option(parser, False)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND", parser_class=_CommandWords)
    for name, command in COMMANDS.items():
        description = command.help[0].upper() + command.help[1:] + "."
        sub = commands.add_parser(name, help=command.help, description=description, allow_abbrev=False)
        if command.account:
            _account_options(sub, argparse.SUPPRESS)  # what stands before the command is not to be forgotten
        if command.opens:
            _linear_option(sub, argparse.SUPPRESS)
        if name in words:
            module = import_module(command.module)
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def _account_options(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument("--profile", metavar="NAME", default=default, help="the account to use, when you have several")
    parser.add_argument("--config", metavar="PATH", type=Path, default=default, help="another settings file")


def _linear_option(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--linear", action="store_true", default=default, help="lines instead of a screen, as for speech and braille"
    )

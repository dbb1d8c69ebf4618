"""The command line: one word chooses a command, and only that command's part of the program is imported.

A command is a module with ``add_arguments(parser)`` and ``run(arguments) -> exit status``.
"""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

NOTHING_SAID = {"command": None, "profile": None, "config": None, "linear": False}
"""What a parser makes of no words at all; a test compares."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; ``--help`` lists them."""
    os.umask(0o077)  # every file this program makes belongs to its user alone
    words = sys.argv[1:] if argv is None else argv
    arguments = _understood(words)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has enough
        return 141
    except Exception as error:
        from commune_tui.cli.ending import explain
        from commune_tui.cli.tell import tell

        status, sentence = explain(error)
        tell(f"commune-tui: {sentence}", sys.stderr)
        return status
    finally:
        _let_go()


def _let_go() -> None:
    """What was printed goes out now; where nobody takes it any more, its end does not change the exit status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _understood(words: list[str]) -> Any:
    """The arguments, with the function that answers them as ``run``."""
    if words:
        from commune_tui.cli import parser

        arguments: Any = parser.build(words).parse_args(words)
    else:  # the usual start does not wait until a parser is made
        arguments = SimpleNamespace(**NOTHING_SAID)
    if arguments.command is None:
        from commune_tui.cli import account

        arguments.run = account.run
    return arguments


if __name__ == "__main__":
    sys.exit(main())

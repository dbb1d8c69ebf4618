"""The command line: one word chooses a command, and only that command's part of the program is imported.

A command is a module with ``add_arguments(parser)`` and ``run(arguments) -> exit status``.
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; ``--help`` lists them."""
    os.umask(0o077)  # every file this program makes belongs to its user alone
    words = sys.argv[1:] if argv is None else argv
    from commune_tui.cli import parser

    arguments = parser.build(words).parse_args(words)
    if arguments.command is None:
        from importlib import import_module

        arguments.run = import_module(parser.OPEN).run
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as error:
        from commune_tui.cli.ending import explain

        status, sentence = explain(error)
        print(f"commune-tui: {sentence}", file=sys.stderr)
        return status


if __name__ == "__main__":
    sys.exit(main())

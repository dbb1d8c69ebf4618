"""The command line: one word chooses a command, and only that command's part of the program is imported.

A command is a module with ``add_arguments(parser)`` and ``run(arguments) -> exit status``.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

NOTHING_SAID = {"command": None, "profile": None, "config": None, "linear": False}
"""What a parser makes of no words at all; a test compares."""


def program() -> int:
    """Run :func:`main` as a process of its own: the status that it earned is the one that is told, whatever comes late.

    From its end on signals are ignored: while Python takes itself apart they would kill it. And an interruption that
    was handled is forgotten: Python remembers one that came while it ran a text as a program, as ``dataclasses`` does
    during imports, and would kill itself with it at the very end; the next such text clears that.
    """
    try:
        try:
            return main()
        finally:
            import signal

            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
                signal.signal(number, signal.SIG_IGN)
            exec("")  # noqa: S102
    except KeyboardInterrupt:  # one more, between its end and here
        return 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; ``--help`` lists them."""
    _stand_in()
    os.umask(0o077)  # every file this program makes belongs to its user alone
    words = sys.argv[1:] if argv is None else argv
    try:
        arguments = _understood(words)
        status = int(arguments.run(arguments))
        _written()
        return status
    except SystemExit as ended:  # help, the version, words that were not understood
        return _ended(ended)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has enough
        return 141
    except NotWritten as error:
        print(f"commune-tui: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        from commune_tui.cli.ending import explain
        from commune_tui.cli.tell import tell

        status, sentence = explain(error)
        tell(f"commune-tui: {sentence}", sys.stderr)
        return status
    finally:
        with suppress(KeyboardInterrupt):  # one more, long after the first
            _let_go()


class NotWritten(Exception):
    """What was printed did not get to where it was to go."""


def _ended(ended: SystemExit) -> int:
    try:
        if not (isinstance(ended.code, int) and ended.code > 128):  # after a signal nobody waits for what was printed
            _written()
    except NotWritten as error:
        print(f"commune-tui: {error}", file=sys.stderr)
        return 1
    raise ended


def _stand_in() -> None:
    """Streams that were closed when we were started: their numbers must not become those of our own files."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for the whole process
    sys.stderr = sys.stderr or io.StringIO()
    sys.stdout = sys.stdout or io.StringIO()


def _written() -> None:
    """See to it that what was printed is out. A reader that has gone has had enough, and is no failure."""
    if isinstance(sys.stdout, io.StringIO):
        if sys.stdout.getvalue():
            raise NotWritten("standard output is closed, so nothing of what was to be printed could be.")
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return
    except OSError as error:
        raise NotWritten(f"what was to be printed could not be written: {error.strerror}.") from None


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
        from commune_tui.start import account

        arguments.run = account.run
    return arguments


if __name__ == "__main__":
    sys.exit(program())

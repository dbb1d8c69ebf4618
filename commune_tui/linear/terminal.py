"""The line terminal: reads a line, prints what it comes to. The main thread owns it; the session lives in another.

So nothing is ever printed while a line is being typed: only this loop prints, and only between two prompts. It writes
no escape sequence; editing the line in a terminal is readline's work.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import get_terminal_size
from types import FrameType
from typing import Any, TypeVar

from commune_tui import child
from commune_tui.actions import writing
from commune_tui.actions.speech import door, wrapped
from commune_tui.linear.front import Front
from commune_tui.linear.speech import worded
from commune_tui.mail.errors import explained
from commune_tui.patience import Patience

T = TypeVar("T")
_END_S = 10.0
_log = logging.getLogger(__name__)


class TimedOut(Exception):
    """A guest typed nothing for long, or has been here long enough."""


class Loop:
    """An event loop in a thread of its own. Its work is waited for in the main thread, where Ctrl-C ends it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="session", daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, T], *, patience_s: float | None = None) -> T:
        """Run it there and wait; an interruption here ends it there."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience_s)
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_END_S)
        if not self._thread.is_alive():
            self._loop.close()


class Terminal:
    """``typed`` says whether a person types: then there is a prompt, and lines are broken to the width."""

    def __init__(self, *, patience: Patience | None = None) -> None:
        self.typed = sys.stdin.isatty()
        self._wide = sys.stdout.isatty()
        self._patience = patience
        self._edits = False
        self.trouble = ""
        """What a part of the talk failed with last: while that goes on it is said once."""
        for stream in (sys.stdout, sys.stdin):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    def say(self, line: str) -> None:
        """One line, through the last gate."""
        width = get_terminal_size((80, 24)).columns - 1 if self._wide else 0
        with _hung_up():
            for row in wrapped(door(line), width):
                sys.stdout.write(f"{row}\n")
            sys.stdout.flush()

    def read(self, prompt: str) -> str:
        """The next line. Raises EOFError when there is none, KeyboardInterrupt for Ctrl-C, TimedOut for guests."""
        with _hung_up(), _Alarm(self._patience):
            if self._edits:
                return input(prompt)
            if self.typed:
                sys.stdout.write(prompt)
                sys.stdout.flush()
            line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    def edit_lines(self, complete: Callable[[str, str], list[str]]) -> None:
        """Keys that edit the line, a history of this session, and Tab: where Python has readline."""
        try:
            import readline
        except ImportError:
            return

        def offer(text: str, state: int) -> str | None:
            try:
                found = complete(readline.get_line_buffer(), text)
            except Exception:
                return None
            return found[state] if state < len(found) else None

        readline.set_completer(offer)
        readline.set_completer_delims(" ")
        readline.parse_and_bind("tab: complete")
        self._edits = True

    def run(self, command: Sequence[str], path: Path) -> str:
        """A program that has the terminal meanwhile; a sentence when it did not end well."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            status = subprocess.run(  # noqa: S603 - the person's editor
                [*command, str(path)], env=child.environment(), check=False
            ).returncode
        except OSError as error:
            return writing.editor_not_started(command, error)
        finally:
            signal.signal(signal.SIGINT, before)
        return writing.editor_trouble(command, status)


@contextmanager
def _hung_up() -> Iterator[None]:
    """A terminal that is gone says so once: then this ends as after SIGHUP, which only its own session is sent."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise SystemExit(128 + signal.SIGHUP) from None


class _Alarm:
    """While a guest is waited for: rings when the time is over."""

    def __init__(self, patience: Patience | None) -> None:
        self._patience = patience
        self._before: Any = signal.SIG_DFL

    def __enter__(self) -> None:
        if self._patience is not None:
            self._before = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, max(0.01, self._patience.left_s()))

    @staticmethod
    def _ring(_number: int, _frame: FrameType | None) -> None:
        raise TimedOut

    def __exit__(self, *_: object) -> None:
        if self._patience is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
            self._patience.touch()


def converse(terminal: Terminal, make: Callable[[], Coroutine[Any, Any, Front]], greeting: Sequence[str] = ()) -> int:
    """Talk until the person leaves; the exit status. ``make`` is awaited in the session's loop."""
    loop = Loop()
    front: Front | None = None
    try:
        for line in greeting:
            terminal.say(line)
        front = loop.call(make())
        _open(terminal, loop, front)
        if terminal.typed and not front.guest:
            offers = front.completion.offers
            terminal.edit_lines(lambda line, word: loop.call(_now(lambda: offers(line, word)), patience_s=2.0))
        _talk(terminal, loop, front)
    except TimedOut:
        terminal.say("Nobody typed for long, or this session was open long enough: it ends here. Nothing was lost.")
    finally:
        if front is not None:
            with suppress(TimeoutError, KeyboardInterrupt):
                loop.call(front.ending.end(), patience_s=_END_S)
        loop.close()
    return 0


def _open(terminal: Terminal, loop: Loop, front: Front) -> None:
    """The first lines: of the copy before anything heavy is begun, else when there is one."""
    here = _netted(terminal, loop, _now(lambda: front.beginning.here), False)
    if here:
        _say(terminal, _netted(terminal, loop, _now(front.beginning.opening), []))
    with suppress(KeyboardInterrupt):
        _netted(terminal, loop, front.beginning.begin(terminal.say), None)
    if not here:
        _say(terminal, _netted(terminal, loop, _now(front.beginning.opening), []))


def _netted(terminal: Terminal, loop: Loop, work: Coroutine[Any, Any, T], instead: T) -> T:
    """What it comes to; where it fails that is said, and the talk goes on with ``instead``."""
    try:
        found = loop.call(work)
    except Exception as error:
        _log.error("a part of the talk failed", exc_info=error)
        if (sentence := explained(error)) != terminal.trouble:
            terminal.trouble = sentence
            terminal.say(worded(sentence))
        return instead
    terminal.trouble = ""
    return found


def _talk(terminal: Terminal, loop: Loop, front: Front) -> None:
    while not front.dialogue.ended:
        try:
            if news := _netted(terminal, loop, _now(front.next_line), ""):
                terminal.say(news)
            line = terminal.read(front.prompt)
        except EOFError:
            if terminal.typed:
                terminal.say("")
            _say(terminal, _netted(terminal, loop, front.hang_up(), []))
            return
        except KeyboardInterrupt:
            terminal.say("")
            _netted(terminal, loop, front.drop(), None)
            _say(terminal, loop.call(_now(front.dialogue.said)))
            continue
        _answer(terminal, loop, front, line)


def _answer(terminal: Terminal, loop: Loop, front: Front, line: str) -> None:
    try:
        _say(terminal, loop.call(front.answer(line)))
        while (outside := front.dialogue.outside) is not None:
            trouble = terminal.run(outside.command, outside.path)
            _say(terminal, loop.call(front.come_back(trouble)))
    except KeyboardInterrupt:
        terminal.say("")
        terminal.say("Stopped.")


async def _now(work: Callable[[], T]) -> T:
    return work()


def _say(terminal: Terminal, lines: Sequence[str]) -> None:
    for line in lines:
        terminal.say(line)

"""The last gate under Textual's output: no control character of any data leaves, whatever went wrong above.

Textual 8.2.8 writes the text and the link of a segment to the terminal as they are (in ``Strip.render``), prints local
variables when it crashes, and hands any text to the clipboard. :func:`install` closes these, gives Textual the table
of :mod:`commune_tui.text` to measure with, and proves it with a text of every kind through the real render path.
The patched functions are private: another version of Textual is refused, not trusted. Knows nothing of the screens.
"""

from __future__ import annotations

import io
import logging
import sys
from typing import Any

import rich.cells
import textual
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from commune_tui.errors import Explained
from commune_tui.log import describe_error
from commune_tui.text import cells, clean, spans
from commune_tui.ui.terminal.outgoing import outgoing

TEXTUAL = "8.2.8"
"""The version whose private functions were read. Raise it only together with ``tests/hostile``."""

_log = logging.getLogger(__name__)


class OutputNotSafe(Explained):
    """The gate does not hold, so nothing may be drawn; the message is for the person."""


def install() -> None:
    """Close the gate for this process; may be called again. Call before the first ``App`` is made.

    :raises OutputNotSafe: Textual is not the version that was read, or the test text got out.
    """
    if textual.__version__ != TEXTUAL:
        raise OutputNotSafe(
            f"This program draws with Textual {TEXTUAL} and found {textual.__version__}. Nothing was shown, because it "
            f"is not known whether mail could reach your terminal. Fix: pip install 'textual=={TEXTUAL}'"
        )
    Strip.render = _render  # type: ignore[method-assign]
    Strip.render_style = classmethod(_render_style)  # type: ignore[method-assign, assignment]
    rich.cells._cell_len = _cell_len
    rich.cells.split_graphemes = _split_graphemes
    App._fatal_error = _fatal_error  # type: ignore[method-assign]
    App._print_error_renderables = _print_error_renderables  # type: ignore[method-assign]
    App.copy_to_clipboard = _copy_to_clipboard  # type: ignore[method-assign]
    self_test()


def self_test() -> None:
    """One text with every kind of control through the render path of Textual, in a segment and in a link.

    :raises OutputNotSafe: any of it came out.
    """
    hostile = "A\x1b]0;t\x07\x1b[2J\x9b2J\x9d\r\n\u202e\u2066\U000e0041\ud800Z"
    console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False)
    style = Style(bold=True, link=f"http://e/{hostile}")
    plain = Strip([Segment(hostile)]).render(console)
    styled = Strip([Segment(hostile, style)]).render(console)
    direct = Strip.render_style(style, hostile, ColorSystem.TRUECOLOR)
    own = "\x1b[1mA]0;t[2J2JZ\x1b[0m"
    link = f"\x1b]8;id={style._link_id};http://e/A]0;t[2J2JZ\x1b\\{own}\x1b]8;;\x1b\\"
    if plain != "A]0;t[2J2JZ" or styled != link or direct != link:
        raise OutputNotSafe(
            "A test text got through to the terminal with its control characters, so nothing was drawn. "
            "This is an error of the program or of the installed Textual; please report it."
        )


def _render_style(cls: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
    ansi = style._ansi if style._ansi is not None else cls.render_ansi(style, color_system)
    text = outgoing(text)
    output = f"\x1b[{ansi}m{text}\x1b[0m" if ansi else text
    if style._link:
        output = f"\x1b]8;id={outgoing(style._link_id)};{outgoing(style._link)}\x1b\\{output}\x1b]8;;\x1b\\"
    return output


def _render(self: Strip, console: Console) -> str:
    if self._render_cache is None:
        color_system = console._color_system or ColorSystem.TRUECOLOR
        self._render_cache = "".join(
            outgoing(text) if style is None else self.render_style(style, text, color_system)
            for text, style, _ in self._segments
        )
    return self._render_cache


def _cell_len(text: str, unicode_version: str = "auto") -> int:
    return cells(text) if text.isprintable() else sum(width for _, width in spans(text))


def _split_graphemes(text: str, unicode_version: str = "auto") -> tuple[list[tuple[int, int, int]], int]:
    found: list[tuple[int, int, int]] = []
    at = total = 0
    for grapheme, width in spans(text):
        found.append((at, at + len(grapheme), width))
        at += len(grapheme)
        total += width
    return found, total


def _fatal_error(self: App[Any]) -> None:
    """Instead of a traceback with every local variable: what it was, and where the rest stands."""
    error = sys.exc_info()[1]
    words = describe_error(error) if error is not None else "unknown error"
    if error is not None:
        _log.critical("the screen crashed", exc_info=error)
    sentence = f"commune-tui stopped because of an error of its own: {outgoing(clean(words))}"
    self._exit_renderables.append(Segments([Segment(sentence), Segment.line()]))
    self._close_messages_no_wait()


def _print_error_renderables(self: App[Any]) -> None:
    """After the screen is closed: plain lines on stderr, from whatever was left to say."""
    for renderable in self._exit_renderables:
        if isinstance(renderable, str):  # App.exit(message=…), which Textual would read as markup
            text = renderable
        else:
            text = "".join(segment.text for segment in self.console.render(renderable) if not segment.control)
        print("\n".join(outgoing(line) for line in clean(text).splitlines()), file=sys.stderr)
    self._exit_renderables.clear()


_copy = App.copy_to_clipboard


def _copy_to_clipboard(self: App[Any], text: str) -> None:
    _copy(self, clean(text))

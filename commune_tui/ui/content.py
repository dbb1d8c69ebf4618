"""The only module that makes Textual ``Content`` out of text. Nothing is ever read as markup here.

Widgets take what these functions return; ``tests/hostile/test_lint.py`` refuses a plain string in any widget. Text
passes the door once more (cheap for clean text), so a string that came another way does no harm. Styles are words of
our own style sheets; they never come from data.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from commune_tui.text import clean, cut, one_line, pad

Part = str | tuple[str, str] | Content
"""Text, or text with a style such as ``"bold $warning"``."""

BLOCK_CHARACTERS = 20_000
"""More than this is for the body viewer, which draws only the lines that show."""


def line(*parts: Part) -> Content:
    """Parts one after the other on one line: ``line("From ", (name, "bold"))``."""
    return Content.assemble(*(_part(part, one=True) for part in parts))


def block(*parts: Part) -> Content:
    """Like :func:`line`, but line breaks in the parts stay; for help, notices and previews."""
    return Content.assemble(*(_part(part, one=False) for part in parts))


def lines(rows: Iterable[Content]) -> Content:
    """Rows below each other."""
    return Content("\n").join(rows)


def join(separator: str, parts: Iterable[Part]) -> Content:
    """Parts on one line with a separator between them."""
    return Content(_spaced(separator)).join(line(part) for part in parts)


def column(text: str, width: int, style: str = "") -> Content:
    """Text in exactly ``width`` cells: cut with ``…`` or filled with blanks."""
    return Content.styled(pad(one_line(text), width), style)


def short(text: str, width: int, style: str = "") -> Content:
    """Text in at most ``width`` cells."""
    return Content.styled(cut(one_line(text), width), style)


def key_hints(hints: Iterable[tuple[str, str]], key_style: str = "bold $accent") -> Content:
    """``e archive  d delete``: keys with what they do."""
    return join("  ", (line((key, key_style), " ", label) for key, label in hints))


def plain(content: Content) -> str:
    """The text of a content, without its styles."""
    return content.plain


def _part(part: Part, one: bool) -> Content:
    if isinstance(part, Content):
        return part
    text, style = part if isinstance(part, tuple) else (part, "")
    return Content.styled(_spaced(text) if one else clean(text, BLOCK_CHARACTERS), style)


def _spaced(text: str) -> str:
    """One line, with the blanks at its ends: they part it from its neighbours."""
    stripped = text.strip(" ")
    if not stripped:
        return text[:8]
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return " " * min(before, 8) + one_line(stripped) + " " * min(after, 8)

"""The HTML alternative of a mail: the person's own words read as Markdown, everybody else's as they stand. Pure.

What others wrote is quoted with ``>``, introduced by a line that ends in ``wrote:``, or forwarded: it is escaped, and
none of its characters is a mark-up of ours. What variables filled in is others' as well, wherever it stands. In the
person's own words only a mark-up that is one loses its characters.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from commune_tui.mail.compose.veil import SIGN, Veil

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

FORWARDED = "---------- Forwarded message"
_STRANGE_HOST = re.compile(rf"https?:[/\\]*[^/?#\\]*{SIGN}", re.IGNORECASE)
_SPACES = re.compile(r"^ | (?= )")
Kind = Literal["own", "quoted", "theirs"]


def html(text: str, filled: Sequence[str] = ()) -> str:
    """A small HTML document with no script, style sheet or remote picture in it.

    Line ends stay line ends, as they do in the text. Pictures become their words: nothing is fetched to show a mail.
    ``filled`` is what variables filled in: read as it stands.
    """
    veil = Veil(text, filled)
    parts = [_part(kind, lines, veil) for kind, lines in parted(veil.text)]
    inner = "\n".join(filter(None, parts))
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def parted(text: str) -> Iterator[tuple[Kind, list[str]]]:
    """The text in pieces of one hand each. A line without ``>`` ends a quotation; a forwarded mail goes to the end."""
    kind: Kind = "own"
    lines: list[str] = []
    rows = re.split("\r\n|\r|\n", text)
    for place, row in enumerate(rows):
        if row.startswith(FORWARDED):
            yield kind, lines
            yield "theirs", rows[place:]
            return
        following = next((each for each in rows[place + 1 : place + 3] if each.strip()), "")
        now: Kind = "own"
        if row.startswith(">"):
            now = "quoted"
        elif row.rstrip().endswith("wrote:") and following.startswith(">"):
            now = "theirs"
        if now != kind:
            yield kind, lines
            kind, lines = now, []
        lines.append(row)
    yield kind, lines


def _part(kind: Kind, lines: list[str], veil: Veil) -> str:
    if not any(line.strip() for line in lines):
        return ""
    if kind == "quoted":
        return _quotation([line.removeprefix(">").removeprefix(" ") for line in lines], veil)
    return _literal(lines, veil) if kind == "theirs" else _own(lines, veil)


def _quotation(lines: list[str], veil: Veil) -> str:
    parts = []
    here: list[str] = []
    deeper = False
    for line in [*lines, None]:
        if line is None or line.startswith(">") != deeper:
            if here:
                inner = [each.removeprefix(">").removeprefix(" ") for each in here] if deeper else here
                parts.append(_quotation(inner, veil) if deeper else _literal(inner, veil))
            here, deeper = [], not deeper
        if line is not None:
            here.append(line)
    return f"<blockquote>{''.join(parts)}</blockquote>"


def _literal(lines: list[str], veil: Veil) -> str:
    """Lines as they were written: no character of them means anything in HTML."""
    shown = (_SPACES.sub("\u00a0", entities.escape(veil.lifted(line), quote=False)) for line in lines)
    joined = "<br>\n".join(shown)
    return f"<div>{joined}</div>"


def _own(lines: list[str], veil: Veil) -> str:
    """Markdown, up to the line that mail programs know a signature by; the signature is Markdown of its own."""
    if "-- " not in lines:
        return _rendered(lines, veil)
    at = lines.index("-- ")
    above, below = _rendered(lines[:at], veil), _rendered(lines[at + 1 :], veil)
    return "\n".join(filter(None, (above, "<div>--\u00a0</div>", below)))


def _rendered(lines: list[str], veil: Veil) -> str:
    return str(_reader().render("\n".join(lines), {"veil": veil})).strip()


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    reader.enable(["table", "strikethrough"])
    reader.disable(["image", "entity", "reference", "lheading", "blockquote"])  # they take characters away unasked
    reader.inline.ruler.at("escape", _backslash)
    reader.inline.ruler.before("emphasis", "inside_word", _inside_word)
    reader.core.ruler.push("numbers", lambda state: _numbers(state.tokens))
    reader.core.ruler.push("filled", _unveil)
    reader.validateLink = _may_be_linked  # type: ignore[method-assign]
    return reader


def _backslash(state: StateInline, silent: bool) -> bool:
    """``\\*`` is no mark-up, and both its characters stay: a path of Windows has them too."""
    if state.src[state.pos] != "\\":
        return False
    size = 1 if state.src[state.pos + 1 : state.pos + 2] in ("", "\n") else 2
    if not silent:
        state.pending += state.src[state.pos : state.pos + size]
    state.pos += size
    return True


def _inside_word(state: StateInline, silent: bool) -> bool:
    """Stars between letters or digits are times and patterns, no emphasis: ``5*3*2``."""
    start = end = state.pos
    while end < state.posMax and state.src[end] == "*":
        end += 1
    between = state.src[start - 1 : start] + state.src[end : end + 1]
    if start == end or start == 0 or len(between) < 2 or not between.isalnum():
        return False
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _numbers(tokens: list[Token]) -> None:
    """Each point of a numbered list keeps the number that it was given."""
    for token in tokens:
        if token.type == "list_item_open" and token.info.isdecimal():
            token.attrSet("value", token.info)


def _unveil(state: StateCore) -> None:
    """What was filled in stands where its sign stood, as text; in a target of ours it is a part behind the host."""
    veil: Veil = state.env["veil"]
    for token in (each for block in state.tokens for each in (block, *(block.children or ()))):
        if token.type != "inline":
            token.content = veil.lifted(token.content)
        token.info = veil.lifted(token.info)
        for name, value in token.attrs.items():
            token.attrs[name] = veil.quoted(str(value)) if name == "href" else veil.lifted(str(value))


def _may_be_linked(url: str) -> bool:
    return url.lower().startswith(("https://", "http://", "mailto:")) and not _STRANGE_HOST.match(url)

"""Reads style text far enough to know what it hides. Scans with find(), in linear time; fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from commune_tui.body.colours import is_unknown, number, parse
from commune_tui.body.lengths import resolved
from commune_tui.body.media import holds
from commune_tui.body.names import words
from commune_tui.body.selectors import Compound, parted, selector, unescape

# Only properties that can make text invisible are kept; everything else is noise here.
RELEVANT = words(
    "display visibility opacity font-size font color background background-color "
    "background-image position left top right "
    "bottom clip clip-path text-indent height width max-height max-width "
    "overflow overflow-x overflow-y transform scale "
    "filter -webkit-text-fill-color margin margin-left margin-top margin-right content-visibility "
    "letter-spacing white-space zoom mask mask-image -webkit-mask -webkit-mask-image inset "
    "-webkit-transform translate font-weight font-style "
    "background-clip -webkit-background-clip text-shadow -webkit-text-stroke mix-blend-mode backdrop-filter "
    "color-scheme float box-shadow text-decoration text-decoration-line vertical-align margin-bottom "
    "all content white-space-collapse list-style list-style-type "
)
_HIDDEN = ("none", False)
_MAX_RULES = 4_000
_DEEPEST, _MOST_NESTED, _LONGEST = 4, 20, 10_000

_OPAQUE = re.compile(
    r"""/\*(?P<remark>.*?)(?:\*/|\Z)|"(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|url\(\s*+(?!["'])[^)]*+\)?""",
    re.DOTALL | re.IGNORECASE,
)
"""What a style sheet says no mark in counts: comments, strings, addresses. Each ends somewhere, so time is linear."""
_MARKS = str.maketrans({mark: f"\\{ord(mark):x} " for mark in "{};!"})
_GENERATED = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
_ANY = words("inherit initial unset revert revert-layer")
_GROUND = words("none repeat repeat-x repeat-y no-repeat scroll fixed local center left right top bottom")
_DISPLAY = words(
    "none contents block inline inline-block flow flow-root run-in flex inline-flex grid inline-grid table "
    "inline-table list-item ruby math table-row table-cell table-row-group table-header-group table-footer-group "
    "table-column table-column-group table-caption ruby-base ruby-text "
    "-webkit-box -webkit-inline-box -webkit-flex -ms-flexbox"
)

Declarations = dict[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector from right to left with its combinators, its weight, and what it declares.

    ``sure`` is False where it depends on the window or the program whether the rule holds at all. ``place`` is
    ``before`` or ``after`` for text that the style sheet sets there, ``elsewhere`` for a rule of other screens that
    shows something; else empty.
    """

    parts: tuple[Compound, ...]
    combinators: tuple[str, ...]
    weight: tuple[int, int, int]
    declarations: Declarations
    sure: bool = True
    place: str = ""


def strip_comments(text: str) -> tuple[str, list[str]]:
    """The text with every CSS comment replaced by a blank, and the comments. Marks in strings and addresses become
    escapes: from here on every brace and semicolon is one."""
    comments: list[str] = []

    def plain(found: re.Match[str]) -> str:
        if found["remark"] is None:
            return found[0].translate(_MARKS)
        comments.append(found["remark"])
        return " "

    return _OPAQUE.sub(plain, text), comments


@lru_cache(maxsize=1_024)
def declarations(text: str) -> Declarations:
    """``property: (value, important)`` of one style attribute or rule body; lower case, only what can hide. ``content``
    stands as it is written.

    The answer is shared: nobody may change it.
    """
    if any(mark in text for mark in "\"'(*"):
        text = strip_comments(text)[0]
    found: Declarations = {}
    for piece in text.split(";"):
        name, colon, value = piece.partition(":")
        if not colon:
            continue
        name = unescape(name).strip().lower()
        if name not in RELEVANT:
            continue
        value, mark, flag = value.partition("!")
        important = bool(mark)
        if important and unescape(flag).strip().lower() != "important":
            continue
        value = value.strip() if name == "content" else resolved(unescape(value).strip().lower())
        if (name in found and found[name][1] and not important) or not _heeded(name, value):
            continue
        found.pop(name, None)
        found[name] = (value, important)
    return found


def _heeded(name: str, value: str) -> bool:
    """Is this a value that a browser heeds? What it does not know leaves the one before it standing."""
    if value in _ANY or "(" in value:
        return True
    if name in ("color", "background-color"):
        return parse(value) is not None or is_unknown(value)
    if name == "background":
        return not value.isalpha() or value in _GROUND or parse(value) is not None or is_unknown(value)
    if name == "display":
        return all(word in _DISPLAY for word in value.split())
    if name.endswith(("height", "width", "size")):
        return (number(value) or 0) >= 0
    return True


def rules(text: str) -> tuple[list[Rule], list[str]]:
    """The rules of a style sheet that apply on a screen, and its comments."""
    text, comments = strip_comments(text.replace("<!--", "").replace("-->", ""))
    found: list[Rule] = []
    for chosen, block, sure in _blocks(text, 0, True, ""):
        declared = declarations(block)
        if not declared or (sure is None and declared.get("display", _HIDDEN)[0] == "none"):
            continue
        for each in parted(chosen):
            place = _GENERATED.search(each)
            read = selector(_GENERATED.sub("", each).strip() or "*") if place else selector(each)
            if read is not None:
                weight = (read.weight[0], read.weight[1], read.weight[2])
                where = "elsewhere" if sure is None else place[1].lower() if place else ""
                found.append(Rule(tuple(read.parts), tuple(read.combinators), weight, declared, bool(sure), where))
        if len(found) >= _MAX_RULES:
            break
    return found, comments


def is_css(attributes: Mapping[str, str | None]) -> bool:
    """Is a ``<style>`` with these attributes one that browsers read?"""
    return (attributes.get("type") or "text/css").strip().lower() == "text/css"


def heeded(attributes: Mapping[str, str | None], found: list[Rule]) -> list[Rule]:
    """The rules of a ``<style>`` with these attributes: none of another language, and those for its media."""
    if not is_css(attributes):
        return []
    answer = holds(f"@media {(attributes.get('media') or '').strip().lower()}")
    return found if answer else [replace(rule, sure=False) for rule in found] if answer is None else []


def _blocks(text: str, depth: int, sure: bool, around: str) -> Iterator[tuple[str, str, bool | None]]:
    """Selectors, what they declare, and whether that surely holds (None: on other screens); ``around`` are the
    selectors this is nested in."""
    at = 0
    while (start := text.find("{", at)) >= 0:
        prelude = _prelude(text[at:start], around)
        end = _matching(text, start)
        inside = text[start + 1 : end]
        if prelude.startswith("@"):
            answer = holds(prelude.lower())
            if answer is not False and depth < _DEEPEST:
                if around:
                    yield around, _own(inside), sure and answer is True
                yield from _blocks(inside, depth + 1, sure and answer is True, around)
            elif prelude[:6].lower() == "@media" and "print" not in prelude.lower() and depth < _DEEPEST:
                yield from ((chosen, block, None) for chosen, block, _ in _blocks(inside, depth + 1, False, around))
        else:
            chosen = _within(prelude, around)
            yield chosen, _own(inside) if "{" in inside else inside, sure
            if "{" in inside and depth < _DEEPEST:
                yield from _blocks(inside, depth + 1, sure, chosen)
        at = end + 1


def _prelude(text: str, around: str) -> str:
    """What stands before a block: without finished statements before it, and nothing where it is broken, as browsers
    have it."""
    text = text.strip()
    while text.startswith("@") and ";" in text:
        text = text.partition(";")[2].strip()
    if around:
        text = text.rpartition(";")[2].strip()
    return "" if ("}" in text or ";" in text) and not text.startswith("@") else text


def _within(prelude: str, around: str) -> str:
    """The selectors of a nested rule, written out."""
    if not around:
        return prelude
    outer = parted(around)[:_MOST_NESTED]
    inner = [option.strip() for option in parted(prelude)[:_MOST_NESTED] if option.strip()]
    made = (one.replace("&", out.strip()) if "&" in one else f"{out.strip()} {one}" for out in outer for one in inner)
    return ",".join(made)[:_LONGEST]


def _own(text: str) -> str:
    """What a rule declares itself, without the rules nested in it."""
    kept, at = [], 0
    while (start := text.find("{", at)) >= 0:
        kept.append(text[at:start].rpartition(";")[0] + ";")
        at = _matching(text, start) + 1
    return "".join([*kept, text[at:]])


def _matching(text: str, start: int) -> int:
    """The index of the brace that closes the one at ``start``."""
    level, at = 0, start
    while True:
        close = text.find("}", at)
        if close < 0:
            return len(text)
        level += text.count("{", at, close) - 1
        if level <= 0:
            return close
        at = close + 1

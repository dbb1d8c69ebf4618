"""Reads style text far enough to know what it hides. Scans with find(), in linear time; fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from commune_tui.mail.body.names import words

# Only properties that can make text invisible are kept; everything else is noise here.
RELEVANT = words(
    "display visibility opacity font-size font color background background-color "
    "background-image position left top right "
    "bottom clip clip-path text-indent height width max-height max-width "
    "overflow overflow-x overflow-y transform scale "
    "filter -webkit-text-fill-color margin margin-left margin-top margin-right content-visibility "
    "letter-spacing white-space zoom mask mask-image -webkit-mask -webkit-mask-image inset "
    "-webkit-transform translate font-weight font-style "
)
_MAX_RULES = 4_000

Declarations = dict[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Compound:
    """One simple-selector run: ``td.hide#x[align=left]``. Empty fields match anything."""

    tag: str = ""
    ident: str = ""
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector from right to left with its combinators (" " or ">"), its weight, and what it declares."""

    parts: tuple[Compound, ...]
    combinators: tuple[str, ...]
    weight: tuple[int, int, int]
    declarations: Declarations


def unescape(text: str) -> str:
    """CSS escapes resolved: ``d\\69splay`` is ``display``."""
    if "\\" not in text:
        return text
    out: list[str] = []
    at = 0
    while (found := text.find("\\", at)) >= 0:
        out.append(text[at:found])
        at = found + 1
        end = at
        while end < len(text) and end - at < 6 and text[end] in "0123456789abcdefABCDEF":
            end += 1
        if end > at:
            code = int(text[at:end], 16)
            out.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
            at = end + 1 if text[end : end + 1].isspace() else end
        else:
            out.append(text[at : at + 1])
            at += 1
    out.append(text[at:])
    return "".join(out)


def strip_comments(text: str) -> tuple[str, list[str]]:
    """The text with every CSS comment replaced by a blank, and the comments."""
    out: list[str] = []
    comments: list[str] = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        out.append(text[at:start])
        end = text.find("*/", start + 2)
        if end < 0:
            comments.append(text[start + 2 :])
            return " ".join(out), comments
        comments.append(text[start + 2 : end])
        at = end + 2
    out.append(text[at:])
    return " ".join(out), comments


@lru_cache(maxsize=1_024)
def declarations(text: str) -> Declarations:
    """``property: (value, important)`` of one style attribute or rule body; lower case, only what can hide.

    The answer is shared: nobody may change it.
    """
    if "/*" in text:
        text = strip_comments(text)[0]
    found: Declarations = {}
    for piece in text.split(";"):
        name, colon, value = piece.partition(":")
        if not colon:
            continue
        name = unescape(name).strip().lower()
        if name not in RELEVANT:
            continue
        value = unescape(value).strip().lower()
        important = False
        if "!" in value:
            value, _, flag = value.rpartition("!")
            important = flag.strip() == "important"
            value = value.strip()
        if name in found and found[name][1] and not important:
            continue
        found.pop(name, None)
        found[name] = (value, important)
    return found


def rules(text: str) -> tuple[list[Rule], list[str]]:
    """The rules of a style sheet that apply on a screen, and its comments."""
    text, comments = strip_comments(text.replace("<!--", "").replace("-->", ""))
    found: list[Rule] = []
    for prelude, block in _blocks(text, 0):
        declared = declarations(block)
        if not declared:
            continue
        for selector in prelude.split(","):
            rule = _rule(selector.strip(), declared)
            if rule is not None:
                found.append(rule)
        if len(found) >= _MAX_RULES:
            break
    return found, comments


def _blocks(text: str, depth: int) -> Iterator[tuple[str, str]]:
    at = 0
    while (start := text.find("{", at)) >= 0:
        prelude = text[at:start].rpartition(";")[2].rpartition("}")[2].strip()
        if not prelude.startswith("@"):
            end = text.find("}", start)
            yield prelude, text[start + 1 : len(text) if end < 0 else end]
            if end < 0:
                return
            at = end + 1
            continue
        end = _matching(text, start)
        if _applies(prelude.lower()) and depth < 4:
            yield from _blocks(text[start + 1 : end], depth + 1)
        at = end + 1


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


def _applies(prelude: str) -> bool:
    """Does this at-rule hold in a usual desktop window? Widths, dark mode and print do not."""
    name, _, query = prelude.partition(" ")
    if name in ("@supports", "@layer", "@container"):
        return True
    if not name.startswith("@media"):
        return False
    query = (prelude[6:]).strip()
    for option in query.split(","):
        words = option.replace("(", " (").split()
        if (
            not words
            or words[0] == "all"
            or (words[0] in ("screen", "only") and "(" not in option and "print" not in option)
        ):
            return True
        if "min-width" in option and "max-" not in option and "print" not in option:
            value = option.partition("min-width")[2].lstrip(": ").partition("px")[0].strip()
            if value.isdigit() and int(value) <= 800:
                return True
    return False


def _rule(selector: str, declared: Declarations) -> Rule | None:
    """None for what cannot be matched exactly (pseudo classes, siblings): such a rule is not applied."""
    if not selector or len(selector) > 512:
        return None
    parts: list[Compound] = []
    combinators: list[str] = []
    weight = [0, 0, 0]
    for piece in selector.replace(">", " > ").split():
        if piece in (">", "+", "~"):
            if piece != ">" or not parts or len(combinators) != len(parts) - 1:
                return None
            combinators.append(">")
            continue
        if parts and len(combinators) < len(parts):
            combinators.append(" ")
        compound = _compound(piece, weight)
        if compound is None or len(parts) > 12:
            return None
        parts.append(compound)
    if not parts or len(combinators) != len(parts) - 1:
        return None
    return Rule(tuple(reversed(parts)), tuple(reversed(combinators)), (weight[0], weight[1], weight[2]), declared)


def _compound(text: str, weight: list[int]) -> Compound | None:
    tag, ident = "", ""
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    at = 0
    while at < len(text):
        mark = text[at]
        if mark == ":":
            return None if text[at:] not in (":root", ":not(:root)") else Compound(tag)
        if mark == "[":
            end = text.find("]", at)
            if end < 0:
                return None
            attributes.append(_attribute(text[at + 1 : end]))
            weight[1] += 1
            at = end + 1
            continue
        start = at + (mark in ".#")
        end = start
        while end < len(text) and text[end] not in ".#[:":
            end += 2 if text[end] == "\\" else 1
        name = unescape(text[start:end])
        if mark == ".":
            classes.append(name)
            weight[1] += 1
        elif mark == "#":
            ident = name
            weight[0] += 1
        elif name != "*":
            tag = name.lower()
            weight[2] += 1
        at = max(end, at + 1)
    return Compound(tag, ident, tuple(classes), tuple(attributes))


def _attribute(text: str) -> tuple[str, str, str]:
    name, equals, value = text.partition("=")
    operator = ""
    if equals:
        operator = "="
        if name[-1:] in ("~", "^", "$", "*", "|"):
            operator, name = name[-1] + "=", name[:-1]
    return name.strip().lower(), operator, value.strip().strip("\"'")

"""Decides which hidden parts are an alarm: those that speak to a reader and that honest mail does not have.

An order is an alarm wherever it stands. Other words are none where build tools, mail programs and newsletters put
them: comments, scripts, titles, the preview line, labels for screen readers, copies of what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from commune_tui.body.lines import HiddenPart, Line
from commune_tui.body.orders import orders

_PREHEADER = 400
_PIECE, _OVERLAP = 3_600, 400
# A form token, or "Message ID: acme/api/1": one word that only machines read.
_REFERENCE = re.compile("(?:[A-Za-z ]{1,20}: ?)?[!-~]{1,300}")
_WORD = re.compile("[^\\W_]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_SPEAKS = re.compile("[.!?。！？…]\\s|[.!?。！？]$|\\d|@|://")
_SHOWN = 0.6
_LABEL = 8
_FEW = 2

MACHINERY = (
    "comment", "script", "document title", "data for Outlook", "frame", "noframes", "noembed", "object element",
    "audio element", "video element", "canvas element", "datalist", "closed details", "hidden form field", "attribute",
    "alternative text of hidden", "meta", "style sheet", "document type", "microdata", "note in a formula", "drawing",
    "caption", "shown on other screens",
)  # fmt: skip
"""Beginnings of the reasons of parts that only an order makes an alarm."""

_LABELS = ("clipped", "zero ", "text moved off", "height", "width", "one-pixel", "scaled", "opacity", "visibility")
_SMUGGLED = ("tag characters", "variation", "run of", "text direction", "may be hidden")


def order_in(text: str) -> str:
    """The piece of a long text that gives an order to an agent, or empty."""
    return next((piece for piece in _pieces(text) if orders(piece)), "")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, max(len(text), 1), _PIECE):
        yield text[start : start + _PIECE + _OVERLAP]


def judged(lines: list[Line], parts: list[HiddenPart]) -> list[int]:
    """Settles in place what is an alarm; the indexes of the parts that are the preview line of the mail."""
    preheaders = _preheaders(lines, parts)
    if not parts:
        return preheaders
    shown = "\n".join(line.text for line in lines)
    plain, words = _plain(shown), frozenset(_words(shown))
    for index, part in enumerate(parts):
        if part.quiet or part.reason.startswith(_SMUGGLED):
            continue
        if _usual(part, plain, words) and not (orders(part.text, shown) and not _copied(part, plain)):
            parts[index] = replace(part, quiet=True)
    for index in preheaders:
        part = parts[index]
        if not orders(part.text, shown):
            parts[index] = replace(part, reason=f"preheader ({part.reason})", quiet=True)
    return [index for index in preheaders if parts[index].quiet]


def _usual(part: HiddenPart, plain: str, words: frozenset[str]) -> bool:
    """Does honest mail have such a part, as long as it gives no order?"""
    if part.reason.startswith(MACHINERY):
        return True
    if not part.path:
        return False
    if _copied(part, plain) or _REFERENCE.fullmatch(part.text):
        return True
    said = _words(part.text)
    if len(said) <= _FEW or (len(said) <= _LABEL and part.reason.startswith(_LABELS)):
        return not _SPEAKS.search(part.text)
    return sum(word in words for word in said) >= _SHOWN * len(said)


def _copied(part: HiddenPart, plain: str) -> bool:
    """Does a person read the same words in the mail (a version for small screens)? An attribute copies nothing."""
    return bool(part.path) and _plain(part.text) in plain


def _words(text: str) -> list[str]:
    words: list[str] = []
    for match in _WORD.finditer(text.casefold()):
        words += list(match[0]) if _CJK.search(match[0]) else [match[0]]
    return words


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _preheaders(lines: list[Line], parts: list[HiddenPart]) -> list[int]:
    """The hidden parts above the first words that a person sees: what a list of mails shows beside the subject."""
    first = next((index for index, line in enumerate(lines) if _seen(line)), len(lines))
    if first == len(lines):
        return []
    found = []
    for index, part in enumerate(parts):
        if part.where > first:
            break
        candidate = not part.quiet and part.path and len(part.text) <= _PREHEADER
        if candidate and not part.reason.startswith((*MACHINERY, *_SMUGGLED, "template", "noscript")):
            if not _before_text(lines, part, index, first):
                break
            found.append(index)
    return found


def _seen(line: Line) -> bool:
    """Has a line words besides the names of images?"""
    return any(
        span.style not in ("hidden", "mark") and span.text.strip() and not _image(span.text) for span in line.spans
    )


def _image(text: str) -> bool:
    return text.strip().startswith("[image: ") and text.rstrip().endswith("]")


def _before_text(lines: list[Line], part: HiddenPart, index: int, first: int) -> bool:
    """Does the mark of this part stand before the first visible words?"""
    if part.where < first:
        return True
    for span in lines[first].spans:
        if span.style == "hidden" and span.link == index + 1:
            return True
        if span.style not in ("hidden", "mark") and span.text.strip():
            return False
    return False

"""One mail to one Body, with every fallback: HTML, then its text part, then no tags. Pure and total."""

from __future__ import annotations

from dataclasses import replace

from commune_tui.body import html as html_body
from commune_tui.body import plain
from commune_tui.body.limiter import stripped
from commune_tui.body.lines import FIRST, Body, Limits

_FAILED = "The HTML of this mail could not be read; "


def read(html: str | None, text: str | None, limits: Limits = FIRST) -> Body:
    """The Body that a person sees: of the HTML where there is any, else of the text. Never raises on any input."""
    if not html or not html.strip():
        return plain.parse(text or "", limits) if text else Body()
    try:
        body = html_body.parse(html, limits)
    except (MemoryError, RecursionError, ValueError, AttributeError, TypeError, LookupError, RuntimeError):
        return fallback(html, text, limits)
    if not body.lines and not body.hidden and text and text.strip():
        return plain.parse(text, limits)
    return body


def fallback(html: str | None, text: str | None, limits: Limits = FIRST) -> Body:
    """What is shown when the HTML could not be read: the text part, or the words without their tags. Says so."""
    if text and text.strip():
        body = plain.parse(text, limits)
        note = _FAILED + "this is its text part."
    else:
        body = plain.parse(stripped(html or "", limits), limits, "stripped")
        note = _FAILED + "this is its text without any tags. Hidden parts are not told apart."
    return replace(body, notes=(note, *body.notes))

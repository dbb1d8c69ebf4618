"""The reader against a browser: what Chromium shows is never taken out, what it hides is hidden or named.

The verdicts were recorded by ``chromium.py``.
"""

from __future__ import annotations

import json

import pytest

from commune_tui.body.reading import read
from tests.body.chromium import VERDICTS
from tests.body.techniques import techniques

WORD = "Xmhxmhxm"
SEEN: dict[str, bool] = json.loads(VERDICTS.read_text("utf-8"))
PAGES = techniques()
KNOWN_SHOWN = {'div clip-path:path("M0 0")', "div contain:strict;height:0"}
"""Hidden by the browser, and shown here as if it were seen: the safe side of two."""
KNOWN_NAMED = {
    "span font-size:.01em",  # this browser draws no relative size below six pixels; others do
    "span font-size:1%",
    "span letter-spacing:-50px",  # letters over each other are drawn, and cannot be read
    "page <object>{0}</object>",  # what stands in for a thing; most mail programs drop both
    "page <canvas>{0}</canvas>",
}
"""Drawn by the browser, and named as hidden here."""


def test_every_technique_was_judged() -> None:
    assert SEEN.keys() == PAGES.keys() and len(SEEN) >= 350


@pytest.mark.parametrize("name", [name for name, seen in SEEN.items() if seen and name not in KNOWN_NAMED])
def test_what_a_person_sees_is_shown(name: str) -> None:
    body = read(PAGES[name].format(WORD), None)
    assert WORD in body.text and body.alarms == ()


@pytest.mark.parametrize("name", [name for name, seen in SEEN.items() if not seen])
def test_what_a_person_does_not_see_is_hidden_or_named(name: str) -> None:
    body = read(PAGES[name].format(WORD), None)
    named = any(WORD in part.text for part in body.hidden)
    assert named or WORD not in body.text or name in KNOWN_SHOWN


def test_the_known_differences_are_as_they_are_told() -> None:
    """A technique that the reader learns leaves its list."""
    for name in KNOWN_NAMED:
        body = read(PAGES[name].format(WORD), None)
        assert SEEN[name] and any(WORD in part.text for part in body.hidden)
    for name in KNOWN_SHOWN:
        body = read(PAGES[name].format(WORD), None)
        assert WORD in body.text and not SEEN[name]

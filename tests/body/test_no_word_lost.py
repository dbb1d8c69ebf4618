"""No word of a mail is lost: each is in the lines, in a named hidden part, or behind a named "more"; any input."""

from __future__ import annotations

from html import escape
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from commune_tui.actions.mail_lines import spoken
from commune_tui.body import html, plain
from commune_tui.body.lines import Body, Limits
from commune_tui.body.reading import read
from commune_tui.mail.compose import quote
from commune_tui.text import clean_text
from tests.body import wordy
from tests.mail.test_compose import message

LONG = 125_000
_quick = settings(deadline=None, suppress_health_check=list(HealthCheck))


def plain_words_are_kept(text: str) -> None:
    body = plain.parse(text)
    words = wordy.of(clean_text(text, None).text)
    assert wordy.lost(words, body) == set()
    assert words <= wordy.of("\n".join(spoken(body, quotes=True)))
    quotations_have_all(body)


def html_words_are_kept(source: str) -> None:
    body = html.parse(source)
    root = LexborHTMLParser(source.encode("utf-8", "replace")).root
    assert root is not None
    assert wordy.lost(_text_of(root), body) == set()
    shown = wordy.of(body.text) | {word for line in body.lines for word in wordy.of(line.marker)}
    assert shown <= wordy.of("\n".join(spoken(body, quotes=True)))
    quotations_have_all(body)


def quotations_have_all(body: Body) -> None:
    """A forward has every line; an answer all but what is folded, and a signature."""
    shown = {word for line in body.lines if line.kind not in ("hidden", "preheader") for word in wordy.of(line.text)}
    assert shown <= wordy.of(quote.forward(message(), body).text)
    folded = {at for fold in body.folds for at in range(fold.first, fold.last + 1)}
    own = {
        word
        for at, line in enumerate(body.lines)
        if at not in folded and line.kind not in ("hidden", "preheader", "signature", "marker")
        for word in wordy.of(line.text)
    }
    assert own <= wordy.of(quote.reply(message(), body).text)


def _text_of(root: LexborNode) -> set[str]:
    """The words of the text nodes, as another reader of the same tree finds them."""
    return set().union(
        *(wordy.of(node.text_content or "") for node in root.traverse(include_text=True) if node.tag == "-text")
    )


@given(wordy.texts())
@settings(_quick, max_examples=100)
def test_plain_text(text: str) -> None:
    plain_words_are_kept(text)


@given(wordy.pages())
@settings(_quick, max_examples=120)
def test_html(source: str) -> None:
    html_words_are_kept(source)


@pytest.mark.campaign
@pytest.mark.timeout(0)
def test_for_long() -> None:
    """Texts and pages by seed, as many of each as LONG says."""
    for seed in range(LONG):
        chance = Random(seed)
        plain_words_are_kept(wordy.random_text(chance))
        html_words_are_kept(wordy.random_page(chance))


@given(wordy.texts(), st.integers(1, 300))
@settings(_quick, max_examples=60)
def test_what_a_limit_cuts_off_is_named(text: str, room: int) -> None:
    for body in (plain.parse(text, Limits(text=room)), read(f"<p>{escape(text)}", None, Limits(text=room))):
        if wordy.of(clean_text(text, None).text) - wordy.of(body.text) - wordy.named(body):
            assert body.goes_on
            assert "Only the beginning of this mail is shown." in body.notes


@pytest.mark.parametrize(
    "raw",
    ["\t" * 30 + "w001z", "a\tb\tc\nw001z", "ö\t\t\t\tw001z", "\x1b[31m\tw001z", "\t\u200b\t\u202e\tw001z"],
)
def test_tabs_cost_no_word(raw: str) -> None:
    assert "w001z" in plain.parse(raw).text
    assert "w001z" in html.parse(f"<p>{raw}").text
    assert "w001z" in html.parse(f"<pre>{raw}</pre>").text


def test_a_long_first_line_hides_no_page() -> None:
    body = plain.parse("Dear all,\n" + "word " * 50_000)
    assert sum(len(line.text) for line in body.lines) > 90_000
    assert body.goes_on and body.unread


def test_a_row_under_a_title_that_spans_the_table_is_drawn() -> None:
    body = html.parse("<table><tr><th colspan=2>w001z<tr><td>w002z<td></table>")
    assert wordy.of(wordy.drawn(body)) == {"w001z", "w002z"}


def test_an_open_cell_outside_does_not_let_a_template_swallow_the_rest() -> None:
    source = "<table><tr><th>w001z<template>w002z<th>w003z</th></template>w004z</table><p>w005z"
    body = html.parse(source)
    assert {"w004z", "w005z"} <= wordy.of(body.text)
    assert "w003z" in wordy.named(body)

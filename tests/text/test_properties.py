"""What holds for any text at all."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size, split_text

from commune_tui.text import (
    cells,
    clean,
    clean_line,
    clean_text,
    cut,
    cut_middle,
    fold,
    graphemes,
    one_line,
    pad,
    reveal,
    split,
    tables,
)
from commune_tui.text.address import read_address
from commune_tui.text.filename import safe_name
from commune_tui.text.link import read_link
from commune_tui.text.settle import FLAG_OF_REGION
from commune_tui.ui.terminal import output_filter
from commune_tui.ui.terminal.outgoing import outgoing

_PIECES = [
    *(
        "\x1b",
        "\x1b[",
        "\x1b]",
        "\x1bP",
        "\x07",
        "\x1b\\",
        "\x9b",
        "\x9d",
        "\x9c",
        "\r",
        "\n",
        "\t",
        "\x85",
        "\x00",
        "\x18",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200c",
        "\u200d",
        "\ufe0f",
        "\ufe0e",
        "\u00ad",
        "\ufeff",
        "\u3164",
        "\u2800",
        "\u3000",
        "\xa0",
    ),
    *(
        "\U000e0041",
        "\U000e007f",
        "\U000e0101",
        "\ud800",
        "\udc00",
        "\ufffe",
        "\ue000",
        "\u0301",
        "\u20e3",
        "\u0e49",
        "\u1038",
    ),
    *(
        "\U0001f1e9",
        "\U0001f1ea",
        "\U0001f3fd",
        "\U0001f3f4",
        "👍",
        "👩",
        "❤",
        "☝",
        "1",
        "#",
        "東",
        "가",
        "ᄀ",
        "ᅡ",
        "ᆨ",
        "ß",
    ),
    *(
        "क",
        "्",
        "ि",
        "ष",
        "ම",
        "්",
        "ර",
        "ம",
        "ொ",
        "ء",
        "ی",
        "م",
        "ש",
        "ׁ",
        "ก",
        "ำ",
        "x",
        "y",
        " ",
        "  ",
        "[",
        "]",
        ";",
        "?",
        "m",
        "J",
    ),
]
NASTY = st.lists(st.sampled_from(_PIECES), max_size=24).map("".join)
ANY = st.one_of(
    NASTY, st.text(st.characters(), max_size=40), st.lists(st.one_of(NASTY, st.text()), max_size=3).map("".join)
)

_RANGES = tables.character_class(tables.BIDI, tables.INVISIBLE, tables.UNREADABLE, tables.NEWER, tables.BLANKS)
_ENGLAND = re.compile(FLAG_OF_REGION)
FORBIDDEN = re.compile(f"[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029{_RANGES}]")


@pytest.fixture(autouse=True, scope="module")
def gate() -> None:
    output_filter.install()


@settings(max_examples=600)
@given(ANY)
def test_clean_is_idempotent_and_leaves_nothing_forbidden(raw: str) -> None:
    for text in (one_line(raw), clean(raw)):
        assert not FORBIDDEN.search(_ENGLAND.sub("", text))
        assert outgoing(text.replace("\n", "")) == text.replace("\n", "")
    assert one_line(one_line(raw)) == one_line(raw)
    assert clean(clean(raw)) == clean(raw)
    assert one_line(clean(raw)) == one_line(one_line(clean(raw)))
    assert "\n" not in one_line(raw)


@settings(max_examples=300)
@given(ANY)
def test_a_clean_value_says_nothing_and_a_changed_one_can_be_revealed(raw: str) -> None:
    assert not clean_line(one_line(raw)).altered
    assert not clean_text(clean(raw)).altered
    for value in (clean_line(raw), clean_text(raw)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", reveal(value.raw or value.text))


@settings(max_examples=400)
@given(ANY, st.integers(-2, 40))
@example("00\r\u0e330000000000\u2e80\u2ff0", 17)
@example("0\u0e33\u0e33", 2)
@example("000000000\u0620\u200c\u0620\u0620", 11)
def test_a_cut_never_is_too_wide_nor_goes_through_a_grapheme(raw: str, width: int) -> None:
    text = one_line(raw).replace("…", ".")
    edges = set(accumulate(map(len, graphemes(text)), initial=0))
    edges |= {len(text[:edge].rstrip("\u200c\u200d")) for edge in edges}  # a joiner that joins nothing goes
    for short in (cut(text, width), cut_middle(text, width), split(text, width)[0]):
        assert cells(short) <= max(width, 0)
        for piece in short.split("…"):  # its own graphemes may be others: a vowel sign that stood behind three letters
            assert any(text.startswith(piece, at) and at + len(piece) in edges for at in edges)
    assert "".join(split(text, width)) == text
    assert one_line(cut(text, width)) == cut(text, width)


@settings(max_examples=400)
@given(ANY, st.integers(0, 40))
def test_pad_fills_and_fold_loses_nothing(raw: str, width: int) -> None:
    text = one_line(raw)
    for side in ("left", "right", "middle"):
        assert cells(pad(text, width, side)) == width
    folded = fold(text, width)
    assert "".join(folded) == text
    assert all(cells(line) <= width or len(graphemes(line)) == 1 for line in folded)


@settings(max_examples=400)
@given(ANY, ANY, st.integers(1, 40))
def test_widths_add_up_and_are_those_of_textual(one: str, two: str, width: int) -> None:
    one, two = one_line(one), one_line(two)
    assert cells(one) == sum(cells(part) for part in graphemes(one)) == cell_len(one)
    # A field that begins with a lone vowel sign can become narrower beside its neighbour, never wider.
    assert cells(f"{one} {two}") <= cells(one) + 1 + cells(two)
    assert cells(f"{one}|{two}") <= cells(one) + 1 + cells(two)
    assert cells(set_cell_size(one, width)) == width
    head, tail = split_text(one, min(width, cells(one)))
    assert cells(head) <= width
    assert cells(head) + cells(tail) == cells(one)


@settings(max_examples=300)
@given(ANY)
def test_the_readers_never_fail(raw: str) -> None:
    assert one_line(read_address(raw).shown) == read_address(raw).shown.strip(" ") or read_address(raw).shown
    link = read_link(raw, raw)
    assert one_line(link.url, 4_000) == link.url
    name = safe_name(raw)
    assert safe_name(name) == name
    assert 0 < len(name.encode()) <= 200
    assert "/" not in name
    assert name not in (".", "..")


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@settings(max_examples=200_000, deadline=None)
@given(ANY, st.integers(0, 60))
def test_campaign(raw: str, width: int) -> None:
    text = one_line(raw)
    assert one_line(text) == text
    assert clean(clean(raw)) == clean(raw)
    assert not FORBIDDEN.search(_ENGLAND.sub("", text))
    assert cells(cut(text, width)) <= width
    assert cells(text) == cell_len(text) == sum(cells(part) for part in graphemes(text))

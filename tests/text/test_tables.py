"""The written tables are those of the libraries, and the door, wcwidth and Textual agree over all of Unicode."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from rich.cells import get_character_cell_size
from wcwidth import wcwidth

from commune_tui.text import cells, clean, one_line, spans, tables
from commune_tui.text.settle import settle
from commune_tui.ui.terminal import output_filter
from commune_tui.ui.terminal.outgoing import outgoing

EVERY = [chr(code) for code in range(0x110000)]
SETTLED_BY_NEIGHBOURS = tables.characters("1F1E6-1F1FF 1F3FB-1F3FF")


def test_the_marks_are_what_takes_no_cell() -> None:
    marks = tables.characters(tables.MARKS)
    kinds = (tables.INVISIBLE, tables.BIDI, tables.NEWER, tables.BLANKS, tables.UNREADABLE, "200C-200D FE0F 2028-2029")
    decided = frozenset().union(*map(tables.characters, kinds))
    expected = {letter for letter in EVERY[0x300:] if wcwidth(letter) == 0}
    assert marks == expected - decided


def test_the_newer_ones_are_where_the_libraries_disagree() -> None:
    disagreed = {
        letter
        for letter in EVERY[0xA0:]
        if get_character_cell_size(letter) != wcwidth(letter) and not 0xD800 <= ord(letter) < 0xE000
    }
    assert tables.characters(tables.NEWER) == disagreed - SETTLED_BY_NEIGHBOURS


def check(letters: list[str]) -> None:
    for letter in letters:
        shown = one_line(letter)
        assert shown == one_line(shown), hex(ord(letter))
        assert outgoing(shown) == shown, hex(ord(letter))
        assert cells(shown) == sum(map(get_character_cell_size, shown)), hex(ord(letter))
        assert cells(shown) == sum(max(wcwidth(character), 0) for character in shown), hex(ord(letter))


def test_single_characters_come_out_harmless_and_of_one_width() -> None:
    check(
        EVERY[:0x3400] + EVERY[0xA000:0xB000] + EVERY[0xD700:0x20000:2] + EVERY[0xE0000:0xE0200] + EVERY[0x20000::997]
    )


@pytest.mark.campaign
def test_every_single_character_comes_out_harmless_and_of_one_width() -> None:
    check(EVERY)


def test_every_letter_of_a_language_stays() -> None:
    lost = [
        hex(ord(letter)) for letter in EVERY if unicodedata.category(letter)[0] in "LNPS" and one_line(letter) != letter
    ]
    alone = tables.characters(tables.BLANKS + " " + tables.MARKS) | SETTLED_BY_NEIGHBOURS
    assert set(lost) <= {hex(ord(letter)) for letter in alone}


def test_every_pictograph_with_every_part_measures_alike() -> None:
    output_filter.install()
    from rich.cells import cell_len, split_graphemes

    pictographs = sorted(tables.characters(tables.EMOJI) - tables.characters(tables.NEWER))
    tones = [
        "\U0001f3fb",
        "\U0001f3ff",
        "\ufe0f",
        "\ufe0e",
        "\u200d",
        "\u20e3",
        "\u200d♂\ufe0f",
        "\u200d👩",
        "\u200d🏽",
    ]
    for base, part in itertools.product(pictographs, tones):
        shown = one_line(base + part)
        assert one_line(shown) == shown
        assert cell_len(shown) == cells(shown) == sum(width for _, width in spans(shown))
        assert split_graphemes(shown)[1] == cells(shown)
        assert cells(shown) <= 2


def test_counting_happens() -> None:
    from collections import Counter

    counted: Counter[str] = Counter()
    settle("a\u200b\U000e0041\u202e\x00", counted)
    assert counted == {"invisible": 1, "tag": 1, "bidi": 1, "control": 1}
    assert clean("a\u200b") == "a"

"""JSON with places: what is read says what the text says, each part is at its place, nothing makes it fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commune_tui.text import is_clean
from commune_tui.text.json_places import MOST_CHARACTERS, MOST_DEPTH, NoJson, Place, plain, read, written

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LETTERS
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4))
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ":", ",", '"', "\\", '"a"', '"a":', "1", "-", "1e999", "NaN", "-Infinity", "\\u", "\\ud800",
     '"\\ud83d"', '"\\udc00\\ud800"', "true", "nul", "\ufeff", "\u2028", "\x00", "\x1b[2J", "\u202e", "\ud800", "\n",
     " ", "9" * 400, "[" * 60, '{"a":' * 60],
)  # fmt: skip


def same(one: Any, other: Any) -> bool:
    """Equal, of the same kinds, in the same order."""
    return json.dumps(one) == json.dumps(other)


def within(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@given(VALUES, st.sampled_from([None, 0, 1, 4]), st.booleans(), st.booleans())
def test_what_is_read_is_what_was_written_and_each_part_is_at_its_place(
    value: Any, indent: int | None, ascii_only: bool, marked: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = read(f"\ufeff{text}" if marked else text)
    assert same(found.value, value)
    lines = text.split("\n")
    for path, place in found.places.items():
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert same(json.JSONDecoder().raw_decode(rest)[0], within(value, path))


@given(VALUES)
def test_what_is_given_to_be_written_on_says_the_same_and_shows_all_of_it(value: Any) -> None:
    text = written(value)
    assert same(read(text).value, value)
    assert all(letter == "\n" or letter.isprintable() for letter in text)


@given(VALUES, st.sampled_from(["", "\n", "\t", "\r\n", " \r"]))
def test_what_is_shown_of_any_json_says_the_same(value: Any, gap: str) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(f",{gap}", f":{gap}"))
    assert same(read(plain(text)).value, value)
    assert all(letter == "\n" or letter.isprintable() for letter in plain(text))


@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
@example('{"a":1,"\\u0061":2}')
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        found = read(text)
    except NoJson as error:
        assert is_clean(str(error)) and error.place >= Place(1, 1)
        lines = text.removeprefix("\ufeff").split("\n")
        assert error.place.line <= len(lines) and error.place.column <= len(lines[error.place.line - 1]) + 1
    else:
        assert same(found.value, json.loads(text.removeprefix("\ufeff")))
        json.dumps(found.value, allow_nan=False).encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,\n "a": 2}', "line 2, column 2: this name stands here for the second time"),
        ('{"a": 1, "\\u0061": 2}', "line 1, column 10: this name stands here for the second time"),
        ('{\n"a": [1, NaN]}', "line 2, column 10: that is no number that JSON can hold"),
        ('{"a": -1e999}', "line 1, column 7: that is no number that JSON can hold"),
        (f'{{"a": {"9" * 400}}}', "line 1, column 7: that is no number that JSON can hold"),
        ('{"a": "\\ud800"}', "line 1, column 7: half a character stands in this text"),
        ('{"\\udc00": 1}', "line 1, column 2: half a character stands in this text"),
        ('\ufeff{"a" 1}', "line 1, column 6: a colon is missing"),
        ('{"a": "b\n"}', "line 1, column 9: a line ends, or a control character stands, in the middle of a text"),
        ('{"a": 1 "b": 2}', "line 1, column 9: a comma or the end is missing"),
        ('{"a": "b', "line 1, column 7: a text begins here and does not end"),
        ("{} {}", "line 1, column 4: something stands behind the end"),
        ("", "line 1, column 1: a value is missing"),
        ("[" * 100_000, f"line 1, column {MOST_DEPTH + 1}: it is more than {MOST_DEPTH} levels deep"),
        ("\n" * (MOST_CHARACTERS + 1), f"line {MOST_CHARACTERS + 1}, column 1: it is longer than 200,000 characters"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text: str, said: str) -> None:
    with pytest.raises(NoJson) as error:
        read(text)
    assert str(error.value) == said


def test_a_comma_too_many_is_said_by_every_python() -> None:
    with pytest.raises(NoJson, match=r"^line 2, column \d+: .*comma.* too many$"):
        read('{"a": 1,\n}')


def test_as_deep_as_it_may_be() -> None:
    assert read("[" * MOST_DEPTH + "]" * MOST_DEPTH).at((0, 0, "elsewhere")) == Place(1, 3)

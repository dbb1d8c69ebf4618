"""What counts as a word, in every script, and that any part of a text without blanks is found."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.store.words import find, fold, phrase, tokens

SCRIPTS = [
    "Hello, World", "Übergröße", "ΑΘΗΝΑ Αθήνα", "Иван Ёлкин", "שָׁלוֹם", "مُحَمَّد", "हिन्दी में",
    "東京都の注文", "カタカナ", "한국어 문장",
    "ภาษาไทย", "မြန်မာ", "ລາວ", "ខ្មែរ", "naïve café", "e\u0301tude", "ﬁn", "①②",
    "Ⅷ", "a\u00adb", "İstanbul", "ﾊﾝｶｸ", "x_y-z",
]  # fmt: skip


def matched(texts: list[str], wanted: str, *, exact: bool = False) -> list[int]:
    """The places in ``texts`` that SQLite's index gives for what somebody types."""
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE words USING fts5 (body, content = '', tokenize = 'ascii', prefix = '2 3 4 5')")
    conn.executemany("INSERT INTO words (rowid, body) VALUES (?, ?)", [(i, fold(text)) for i, text in enumerate(texts)])
    found = phrase(wanted, exact=exact)
    rows = (
        conn.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (found.fts(),))
        if found.words
        else ()
    )
    places = [row[0] for row in rows]
    conn.close()
    return places


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Übergröße bestellt", "ubergrosse"),
        ("naïve café", "naive cafe"),
        ("e\u0301tude", "étude"),
        ("Ёлкин", "елкин"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("東京都の注文です", "京都"),
        ("東京都の注文です", "都"),
        ("東京都の注文です", "東京都の注文"),
        ("한국어문장", "국어"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("ภาษาไทย", "ไทย"),
        ("東京tower", "京tower"),
        ("order #4521-b", "4521-b"),
        ("write to anna.b@example.com", "anna.b@example.com"),
        ("write to anna.b@example.com", "example"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("İstanbul", "istanbul"),
        ("ＦＵＬＬ width", "full"),
    ],
)
def test_found(text: str, wanted: str) -> None:
    assert matched([text, "nothing of it"], wanted) == [0]
    assert find(tokens(text), phrase(wanted, exact=False))


@pytest.mark.parametrize(
    ("text", "wanted", "exact"),
    [
        ("reorder", "order", False),
        ("ordering", "order", True),
        ("big red order", "big order", False),
        ("東京 都", "京都", False),
        ("at last", "a", False),
        ("anything", "!!!", False),
    ],
)
def test_not_found(text: str, wanted: str, exact: bool) -> None:
    assert matched([text], wanted, exact=exact) == []
    assert find(tokens(text), phrase(wanted, exact=exact)) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.sampled_from(SCRIPTS) | st.lists(st.sampled_from(SCRIPTS), max_size=3).map(" ".join))
def test_tokens_are_the_words_of_the_index(text: str) -> None:
    assert [token.text for token in tokens(text)] == fold(text).split()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(max_size=12) | st.sampled_from(SCRIPTS), min_size=1, max_size=4),
    st.text(max_size=8) | st.text('"*^():-+ANDORNEAR{}', max_size=10) | st.sampled_from(SCRIPTS),
    st.booleans(),
)
def test_whatever_is_typed_sqlite_and_python_agree(texts: list[str], wanted: str, exact: bool) -> None:
    sought = phrase(wanted, exact=exact)
    assert matched(texts, wanted, exact=exact) == [i for i, text in enumerate(texts) if find(tokens(text), sought)]


@given(st.text("東京都大阪府名古屋", min_size=2, max_size=12), st.data())
def test_any_part_of_a_text_without_blanks_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = find(tokens(text), phrase(text[start:end], exact=False))
    assert (start, end) in [(a, max(b, a + 1)) for a, b in places] or end - start == 1
    assert all(text[a:b].startswith(text[start:end]) for a, b in places)

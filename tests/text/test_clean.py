"""What the door takes out, what it keeps, and that it says so."""

from __future__ import annotations

import json

import pytest

from commune_tui.text import cells, clean, clean_line, clean_text, is_clean, one_line, reveal

KEPT = [
    "Re: your invoice 2024-113 is overdue",
    "Größe, naïve café, Ångström, señor — “quoted” … €5",
    "東京の会議について",
    "한국어 제목",
    "שָׁלוֹם עֲלֵיכֶם",
    "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "السَّلامُ عَلَيْكُمْ",
    "می‌خواهم",
    "नमस्ते, क्षत्रिय, क्‍ष",
    "ශ්‍රී ලංකා",
    "র‍্যাব বাংলাদেশ",
    "ที่นี่ น้ำ ผู้ใหญ่",
    "ကြောင်းကြောင့်",
    "བཀྲ་ཤིས་བདེ་ལེགས།",
    "Việt Nam: Nguyễn Thị Hường",
    "e\u0301\u0302",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 1️⃣ ❤️ ⌚️ 👩🏽‍🚀 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 ☝🏽 🧑‍🤝‍🧑",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "[@click=app.quit]x[/] [/] [b]bold[/b] $primary",
    "a \\ b ` c ~ d",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_survives_whole(text: str) -> None:
    assert one_line(text) == text
    assert clean(text) == text
    assert not clean_line(text).altered
    assert is_clean(text)


TAKEN: list[tuple[str, str, dict[str, int]]] = [
    ("\x1b[31mred\x1b[0m", "red", {"sequence": 2}),
    ("a\x1b]52;c;Y3VybA==\x07b", "ab", {"sequence": 1}),
    ("a\x1b]8;;http://evil\x1b\\b", "ab", {"sequence": 1}),
    ("a\x1bPq#0\x1b\\b\x1b_Gx\x1b\\c\x1b^p\x1b\\d\x1bXs\x1b\\e", "abcde", {"sequence": 4}),
    ("a\x1b]0;never ending", "a0;never ending", {"sequence": 1}),
    ("a\x1bcb\x1b(0c\x1b", "abc", {"sequence": 3}),
    ("it\x92s \x80 5\x85 \x93yes\x94", "it’s € 5… “yes”", {}),
    ("a\x9b31mb", "a›31mb", {}),
    ("a\x9db", "a�b", {"control": 1}),
    ("a\x00\x07\x7fb", "a���b", {"control": 3}),
    ("exe\u202egpj.", "exegpj.", {"bidi": 1}),
    ("a\u2066b\u2069\u200e\u061c", "ab", {"bidi": 4}),
    ("p\u200bay\u200bpal\ufeff", "paypal", {"invisible": 3}),
    ("so\u00adft", "soft", {"invisible": 1}),
    ("x\U000e0049\U000e0047\U000e004e", "x", {"tag": 3}),
    ("x\U000e0101\U000e0102", "x", {"selector": 2}),
    ("a\u200db \u200cc", "ab c", {"joiner": 2}),
    ("a" + "\u0301" * 50, "a" + "\u0301" * 4, {"mark": 46}),
    ("ก" + "็" * 50, "ก" + "็" * 8, {"mark": 42}),
    ("\u0301abc", "abc", {"mark": 1}),
    ("a\u3164\u2800\uffa0b", "a b", {"blank": 3}),
    ("x\ud800y\ufffez\ue000", "x�y�z�", {"unreadable": 3}),
    ("🇩🇪🇫", "🇩🇪F", {}),
    ("x🏽", "x", {"mark": 1}),
    ("👍\u200d", "👍", {"joiner": 1}),
    ("  two\r\n\tlines\u2028 of  it \u00a0", "two lines of it", {}),
    ("\u200b\x1b[m\u202e", "", {"invisible": 1, "sequence": 1, "bidi": 1}),
]


@pytest.mark.parametrize(("raw", "text", "removed"), TAKEN)
def test_what_is_taken_out_is_counted(raw: str, text: str, removed: dict[str, int]) -> None:
    cleaned = clean_line(raw)
    assert cleaned.text == text
    assert cleaned.removed == removed
    assert one_line(cleaned.text) == text


def test_several_lines_keep_their_breaks_and_lose_their_tabs() -> None:
    raw = "a\r\nb\rc\u2028d\ve\n\tf\tg\n\u0301h"
    assert clean(raw) == "a\nb\nc\nd\ne\n        f       g\nh"


def test_a_surrogate_from_json_is_no_error() -> None:
    assert one_line(json.loads('"a\\ud800b"')) == "a�b"


def test_an_overlong_field_is_cut_and_says_so() -> None:
    cleaned = clean_line("x" * 10_000_000)
    assert cells(cleaned.text) == 500
    assert cleaned.text.endswith("…")
    assert clean_line("東" * 300).text == "東" * 249 + "…"
    assert clean_text("x" * 300_000).text.endswith("…")


def test_only_the_dishonest_is_suspicious() -> None:
    assert clean_line("a\x1b[2Jb").suspicious
    assert clean_line("a\u202eb").suspicious
    assert clean_line("a\U000e0041").suspicious
    assert not clean_line("a\u00adb\u200b").suspicious


def test_hidden_characters_can_be_seen() -> None:
    assert reveal("exe\u202egpj") == "exe⟨U+202E RIGHT-TO-LEFT OVERRIDE⟩gpj"
    assert reveal("\u200b\u200b\u200b") == "⟨U+200B ZERO WIDTH SPACE ×3⟩"
    assert "terminal sequence ESC ]0;own" in reveal("\x1b]0;own\x07")
    spelt = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    assert reveal(spelt) == '⟨6 tag characters: "ignore"⟩'
    smuggled = "".join(chr(0xE0100 + byte - 16) for byte in b"pay")
    assert reveal("x" + smuggled) == "x⟨3 variation selectors: 'pay'⟩"
    assert reveal("👩‍🚀 fine") == "👩‍🚀 fine"


def test_what_is_revealed_is_itself_clean() -> None:
    raw = "".join(map(chr, range(0x300))) + "\ud800\U000e0041\ufe00\ufe01\u202e\x1b]x\x07" + "a" + "\u0301" * 9
    assert is_clean(clean(reveal(raw)))
    assert not any(ord(letter) < 32 and letter != "\n" for letter in reveal(raw))


def test_the_repr_of_a_cleaned_value_does_not_carry_the_raw_text() -> None:
    assert "\x1b" not in repr(clean_line("a\x1b[2J"))
    assert "secret" not in repr(clean_line("a\x1b]0;secret\x07"))

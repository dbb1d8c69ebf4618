"""Charsets of mail, by the names and with the letters that programs write."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.text.charsets import USUAL, declared, decoded
from commune_tui.text.encoded import decoded as words


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("iso-2022-jp", "山田です。".encode("iso2022_jp"), "山田です。"),
        ("iso-2022-jp", b"\x1b$B-!|b\x1b(B ok\n\x1b$B;3ED\x1b(J \x1b(I1\x1b(B", "①髙 ok\n山田 ｱ"),
        ("ISO-2022-JP", b"\x1b$B;3-", "山-"),
        ("windows-874", "สวัสดี…".encode("cp874"), "สวัสดี…"),
        ("MS932", "髙橋①".encode("cp932"), "髙橋①"),
        ("x-unheard-of", "Grüße".encode(), "Grüße"),
        ("utf-8", b"Gr\xfc\xc3\x9fe", "Gr\ufffdße"),
        ("base64", b"abc", "abc"),
    ],
)
def test_a_charset_is_read_as_programs_mean_it(charset: str, raw: bytes, text: str) -> None:
    assert decoded(raw, charset) == text


def test_encoded_words_know_the_same_letters() -> None:
    assert words("=?ISO-2022-JP?B?GyRCLSEbKEI=?= =?windows-874?Q?=CA?=") == "①ส"


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (b"<meta charset=windows-1251>", "windows-1251"),
        (b'<META http-equiv="Content-Type" content="text/html; charset = koi8-r">', "koi8-r"),
        (b"<p>charset=koi8-r", ""),
        (b" " * 1_024 + b"<meta charset=koi8-r>", ""),
    ],
)
def test_a_document_may_name_its_charset(html: bytes, charset: str) -> None:
    assert declared(html) == charset


@given(st.binary(max_size=200), st.sampled_from([*USUAL.split(), "iso-2022-jp", "idna", "", "\xfc"]))
def test_any_bytes_are_text(raw: bytes, charset: str) -> None:
    decoded(raw, charset)
    decoded(b"\x1b$B" + raw, "iso-2022-jp")


def test_what_is_usual_is_known() -> None:
    assert all(codecs.lookup(name) for name in USUAL.split())

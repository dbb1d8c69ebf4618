"""Bytes of a mail as text: charsets under all their names, encoded words wherever they stand. Knows no mail."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from contextlib import suppress

_SPACE = re.compile(r"[\r\n\t ]+")
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
_DOUBLE = re.compile(rb"\x1b\$[@B]([\x21-\x7e]*)(?:\x1b\([BJ])?")
_WORD = re.compile(r"=\?([\w.:()+-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?(.*?)\?=", re.IGNORECASE | re.DOTALL)
_MEANT = {
    "cp1252": "ascii us-ascii ansi_x3.4-1968 iso646-us iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 x-cp1252 cp819",
    "cp1254": "iso-8859-9 iso8859-9 latin5 x-cp1254",
    "cp874": "tis-620 iso-8859-11 iso8859-11 windows-874 dos-874",
    "cp932": "shift_jis shift-jis sjis x-sjis x-ms-cp932 ms_kanji ms932 windows-31j csshiftjis cswindows31j",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 korean cseuckr",
    "gb18030": "gb2312 gbk x-gbk gb_2312-80 chinese csgb2312 cp936 ms936 windows-936",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
    "euc_jp": "x-euc-jp x-euc cseucpkdfmtjapanese",
    "iso-8859-8": "iso-8859-8-i iso-8859-8-e logical visual",
    "mac_roman": "macintosh mac x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "utf-8": "utf8 utf-8 x-utf-8 unicode-1-1-utf-8 unicode11utf8 utf-8n cp65001",
    "utf-16": "unicode ucs-2 iso-10646-ucs-2",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251 win-1251",
}
_NO_LETTERS = dict.fromkeys(range(0xF8F0, 0xF8F4), "\ufffd")
"""What Python's cp932 makes of the four bytes that are no letter."""
_NAMES = {name: meant for meant, names in _MEANT.items() for name in names.split()}
"""What programs mean by a charset's name, which is often more than its standard says."""


def bytes_to_text(raw: bytes, charset: str | None) -> str:
    """Bytes as text in the named charset, U+FFFD for every byte that does not fit; a text of another charset is not
    guessed from one bad byte. Without a known name: UTF-8 where most of it is, else Windows Latin-1."""
    name = (charset or "").strip("\"' ").lower()
    meant = _NAMES.get(name, name)
    if meant and meant != "cp1252" and not (meant == "utf-8" and _is_latin(raw)):
        with suppress(LookupError, ValueError):
            if codecs.lookup(meant)._is_text_encoding:
                return _decoded(raw, meant)
    if meant == "cp1252" and "ascii" not in name and not name.startswith(("ansi", "iso646")):
        return raw.decode("cp1252", "replace")
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(mark > "\x7f" for mark in text) - bad
    return text if good >= bad else raw.decode("cp1252", "replace")


def _is_latin(raw: bytes) -> bool:
    """Is a text that calls itself UTF-8 none at all: two bytes or more that do not fit, and no letter that does?"""
    text = raw.decode("utf-8", "replace")
    return text.count("\ufffd") > 1 and all(mark < "\x80" or mark == "\ufffd" for mark in text)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name).translate(_NO_LETTERS)
    except UnicodeError:
        if codecs.lookup(name).name == "iso2022_jp":
            raw, name = _DOUBLE.sub(_to_shift_jis, raw), "cp932"
        return raw.decode(name, "replace").translate(_NO_LETTERS)


def _to_shift_jis(found: re.Match[bytes]) -> bytes:
    """The letters of one run of ISO-2022-JP, where Windows has put some that Python's codec lacks (①, 髙)."""
    made = bytearray()
    for row, cell in zip(found[1][::2], found[1][1::2], strict=False):
        made.append((row + 1) // 2 + (0x70 if row < 0x5F else 0xB0))
        made.append(cell + (0x7E if row % 2 == 0 else 0x1F + (cell >= 0x60)))
    return bytes(made)


def header_text(value: str) -> str:
    """A header's text on one line: folds undone, encoded words decoded wherever they stand.

    Blanks between two encoded words are no text; all others are. Words of one charset that follow each other are
    decoded together, since some programs cut them apart inside a character.
    """
    with suppress(UnicodeEncodeError):
        value = bytes_to_text(value.encode("ascii", "surrogateescape"), None)
    value = _FOLD.sub("", value)
    out: list[str] = []
    pending, charset, at = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        if at == 0 or between.strip():
            out.append(bytes_to_text(pending, charset))
            out.append(between)
            pending = b""
        if pending and word[1].lower() != charset:
            out.append(bytes_to_text(pending, charset))
            pending = b""
        pending, charset, at = pending + _unpacked(word[2], word[3]), word[1].lower(), word.end()
    out += [bytes_to_text(pending, charset), value[at:]]
    return sound(_SPACE.sub(" ", "".join(out)).strip())


def _unpacked(kind: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" ").replace(b"\n", b""), header=False)
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return raw


def sound(text: str) -> str:
    """Text that can be stored as UTF-8: halves of surrogate pairs become the replacement character."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

"""Bytes of a mail as text by the name of their charset, with U+FFFD for a byte that is none of it."""

from __future__ import annotations

import codecs
import re

_MEANT = {
    "utf-8": "us-ascii ascii utf8 unicode-1-1-utf-8 x-user-defined unknown-8bit",
    "cp1252": "iso-8859-1 latin1 ansi",
    "cp1254": "iso-8859-9",
    "cp874": "tis-620 iso-8859-11 windows-874",
    "cp932": "x-sjis windows-31j shift_jis shift-jis sjis ms_kanji ms932",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601 windows-949",
    "gb18030": "gb2312 gbk x-gbk",
    "big5hkscs": "big5",
    "euc_jp": "x-euc-jp",
    "iso-8859-8": "iso-8859-8-i iso-8859-8-e",
    "mac_roman": "macintosh x-mac-roman",
    "utf-7": "unicode-1-1-utf-7",
    "cp850": "cp-850",
}
"""Names that programs write for what browsers read it as (WHATWG's Encoding standard), and their own."""
_KNOWN_AS = {"": "utf-8"} | {name: meant for meant, names in _MEANT.items() for name in names.split()}

USUAL = """
utf-8 utf-16 utf-7 ascii latin-1 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp850 cp866 cp874 cp932
cp949 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-13 iso8859-15 iso8859-16
koi8-r koi8-u gb18030 big5 big5hkscs euc_jp iso2022_jp iso2022_kr johab hz mac_roman mac_cyrillic tis_620
"""
"""What mail is written in: loaded before the reading process gives up opening files."""

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SHIFT = re.compile(rb"(?=\x1b[$(][@BIJ])")


def decoded(raw: bytes, charset: str) -> str:
    """The text; a charset that nobody knows is read as UTF-8."""
    name = charset.strip().strip("\"'").lower()
    name = _KNOWN_AS.get(name, name)
    try:
        info = codecs.lookup(name)
        if not info._is_text_encoding:
            raise LookupError(name)
        if info.name == "iso2022_jp":
            return _shifted(raw)
        return raw.decode(name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return raw.decode("utf-8", "replace")


def declared(html: bytes) -> str:
    """The charset that an HTML document names in its head, empty when it names none."""
    found = _DECLARED.search(html[:1_024])
    return found[1].decode("ascii") if found else ""


def _shifted(raw: bytes) -> str:
    """ISO-2022-JP. Programs write letters of Windows in it (①, ㈱, 髙), which Python's codec does not know: then it is
    read as the Shift_JIS that has the same letters in other places."""
    try:
        return raw.decode("iso2022_jp")
    except UnicodeError:
        pass
    made = bytearray()
    for piece in _SHIFT.split(raw):
        shift, letters = (piece[:3], piece[3:]) if piece[:1] == b"\x1b" else (b"", piece)
        if shift == b"\x1b(I":
            made += bytes(letter | 0x80 if 0x20 < letter < 0x60 else letter for letter in letters)
        elif shift[:2] != b"\x1b$":
            made += letters
        else:
            at = 0
            while at < len(letters):
                two = letters[at : at + 2]
                double = len(two) == 2 and all(0x20 < letter < 0x7F for letter in two)
                made += _places(*two) if double else two[:1]
                at += 1 + double
    return made.decode("cp932", "replace")


def _places(row: int, cell: int) -> bytes:
    """A letter of JIS X 0208 as Shift_JIS."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    return bytes((lead, cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)))

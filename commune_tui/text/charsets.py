"""Bytes of a mail as text by the name of their charset, with U+FFFD for a byte that is none of it."""

from __future__ import annotations

import codecs

_KNOWN_AS = {"x-sjis": "cp932", "windows-31j": "cp932", "shift_jis": "cp932", "sjis": "cp932", "ms_kanji": "cp932",
             "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
             "ks_c_5601": "cp949", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8", "ansi": "cp1252",
             "iso-8859-8-i": "iso-8859-8", "x-mac-roman": "mac_roman", "unicode-1-1-utf-7": "utf-7",
             "x-user-defined": "utf-8", "unknown-8bit": "utf-8", "cp-850": "cp850", "": "utf-8"}  # fmt: skip
"""Names that programs write for what browsers read it as (WHATWG's Encoding standard), and their own."""

USUAL = """
utf-8 utf-16 utf-7 ascii latin-1 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp850 cp866 cp874 cp932
cp949 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-13 iso8859-15 iso8859-16
koi8-r koi8-u gb18030 big5 big5hkscs euc_jp iso2022_jp iso2022_kr johab hz mac_roman mac_cyrillic tis_620
"""
"""What mail is written in: loaded before the reading process gives up opening files."""


def decoded(raw: bytes, charset: str) -> str:
    """The text; a charset that nobody knows is read as UTF-8."""
    name = charset.strip().strip("\"'").lower()
    name = _KNOWN_AS.get(name, name)
    try:
        info = codecs.lookup(name)
        if not info._is_text_encoding:
            raise LookupError(name)
        return raw.decode(name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return raw.decode("utf-8", "replace")

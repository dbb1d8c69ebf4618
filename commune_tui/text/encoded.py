"""Encoded words of mail headers (``=?utf-8?Q?J=C3=B6rg?=``) as text, wherever they stand. Cleans nothing."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

_WORD = re.compile(
    r"=\?([\w.:()+-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?(.*?)\?=(?=[^\w=]|$|=\?)", re.IGNORECASE | re.DOTALL
)
_LETTERS = re.compile(r"[^A-Za-z0-9+/]")
_CHARSETS = {
    "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-9": "cp1254",
    "tis-620": "cp874", "iso-8859-11": "cp874", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "windows-949": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "x-euc-jp": "euc_jp", "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8", "macintosh": "mac_roman",
}  # fmt: skip
"""What programs mean by a name; every other name means itself."""


def decoded(raw: str) -> str:
    """The text with its encoded words decoded. Blanks between two of them are none; words of one charset that follow
    each other are decoded together, since some programs cut them apart inside a character. Total."""
    if "=?" not in raw:
        return raw
    out: list[str] = []
    pending, charset, at = b"", "", 0
    for word in _WORD.finditer(raw):
        between = raw[at : word.start()]
        apart = at == 0 or bool(between.strip())
        if pending and (apart or word[1].lower() != charset):
            out.append(_text(pending, charset))
            pending = b""
        if apart:
            out.append(between)
        pending, charset, at = pending + _bytes(word[2], word[3]), word[1].lower(), word.end()
    return "".join((*out, _text(pending, charset), raw[at:]))


def _bytes(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return quopri.decodestring(text.encode("utf-8", "replace").replace(b"_", b" "), header=False)
    kept = _LETTERS.sub("", text)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")


def _text(raw: bytes, charset: str) -> str:
    if not raw:
        return ""
    name = _CHARSETS.get(charset, charset)
    try:
        if not codecs.lookup(name)._is_text_encoding:
            name = "utf-8"
        return raw.decode(name, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")

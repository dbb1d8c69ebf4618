"""Encoded words of mail headers (``=?utf-8?Q?J=C3=B6rg?=``) as text, wherever they stand. Cleans nothing."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

from commune_tui.text import charsets

_WORD = re.compile(
    r"=\?([\w.:()+-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?(.*?)\?=(?=[^\w=]|$|=\?)", re.IGNORECASE | re.DOTALL
)
_LETTERS = re.compile(r"[^A-Za-z0-9+/]")


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
            out.append(charsets.decoded(pending, charset))
            pending = b""
        if apart:
            out.append(between)
        pending, charset, at = pending + _bytes(word[2], word[3]), word[1].lower(), word.end()
    return "".join((*out, charsets.decoded(pending, charset), raw[at:]))


def _bytes(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return quopri.decodestring(text.encode("utf-8", "replace").replace(b"_", b" "), header=False)
    kept = _LETTERS.sub("", text)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")

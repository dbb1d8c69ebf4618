"""Host names as people read them: decode punycode, find mixed and look-alike scripts.

Knows nothing of addresses or links around the host.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from commune_tui.text.alphabets import foreign_letter, looks_latin, mixed
from commune_tui.text.clean import one_line

_PLAIN = re.compile("[a-z0-9-]*")
_UKRAINE = "укр"
"""The one ending of a country that reads as Latin letters."""
_DOTS = str.maketrans("。．｡", "...")


@dataclass(frozen=True, slots=True)
class Host:
    """``ascii`` is what machines use (``xn--…``), ``script`` what a reader would see, ``doubt`` why the two must stand
    side by side, or empty."""

    ascii: str
    script: str
    doubt: str = ""

    @property
    def shown(self) -> str:
        """The host for the screen: in its script when that is honest, else in punycode with the script beside it."""
        return f"{self.ascii} ({self.script})" if self.doubt and self.ascii != self.script else self.script


@lru_cache(maxsize=512)
def read_host(raw: str) -> Host:
    """A host name from either form, cleaned. Never fails: what cannot be decoded stays as it is."""
    labels = one_line(raw).translate(_DOTS).rstrip(".").split(".")
    if not any(labels):
        return Host("", "")
    script, ascii_labels = [], []
    for label in ".".join(map(_folded, labels)).split("."):
        decoded = _decoded(label)
        script.append(decoded)
        ascii_labels.append(label if label.startswith("xn--") else _encoded(decoded))
    doubts = [_doubt(label, name, script[-1]) for label, name in zip(script, ascii_labels, strict=True)]
    return Host(".".join(ascii_labels), ".".join(script), next(filter(None, doubts), ""))


def _folded(label: str) -> str:
    """The label as machines compare it. One that would come to hold a mark of URLs (``℀`` is a/c) stays as it is."""
    plain = unicodedata.normalize("NFKC", label).lower()
    plain = unicodedata.normalize("NFKC", plain)
    return plain if label.isascii() or not set(plain) & set("/\\:?#@[]%") else label.lower()


def _doubt(label: str, name: str, last: str) -> str:
    """What speaks against one label; ``name`` is its form for machines, ``last`` the label at the end of the host."""
    if label.isascii():
        if not _PLAIN.fullmatch(label):
            return "has characters that no host name has"
        return "is no name that can be read" if label.startswith("xn--") or not label else ""
    if (latin := looks_latin(label)) and label != _UKRAINE:
        return f"looks like “{latin}”"
    if mixed(label):
        return "mixes scripts"
    if not _valid(label, name):
        odd = next((mark for mark in label if not (mark.isalnum() or mark == "-" or _is_mark(mark))), "")
        return f"has the sign {odd} in it" if odd.strip() else "is no valid name"
    if odd := foreign_letter(label, last):
        return f"has the letter {odd}, which can pass for another"
    return ""


def _is_mark(mark: str) -> bool:
    return unicodedata.category(mark).startswith("M")


def _valid(label: str, name: str) -> bool:
    """Is this a label of IDNA 2008? The tables are loaded for the first name that is not ASCII."""
    import idna

    try:
        return idna.alabel(label).decode("ascii") == name
    except UnicodeError:  # idna's own errors are of this kind
        return False


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        text = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label
    cleaned = one_line(text)
    # What decodes to invisible characters, or to plain ASCII, or to dots and slashes, is shown as it came.
    return cleaned if cleaned == text and not text.isascii() and not set(text) & set("./@:?#\\ ") else label


def _encoded(label: str) -> str:
    if label.isascii():
        return label
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return label

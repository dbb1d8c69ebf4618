"""Host names as people read them: decode punycode, find mixed and look-alike scripts.

Knows nothing of addresses or links around the host.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from commune_tui.text.clean import one_line

#: Letters of other scripts that read as Latin in most fonts.
_LOOKS_LATIN = {
    **dict(zip("асԁеһіјӏкмопԛрѕтԝухвнгЅІЈАВЕКМНОРСТХУӀ", "acdehijlkmonqpstwyxbhrSIJABEKMHOPCTXYI", strict=True)),
    **dict(zip("αικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aiknoptuxywABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օոսցհքԼЅ", "onughpLS", strict=True)),
}

_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)


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
        return f"{self.ascii} ({self.script})" if self.doubt else self.script


def read_host(raw: str) -> Host:
    """A host name from either form, cleaned. Never fails: what cannot be decoded stays as it is."""
    text = unicodedata.normalize("NFKC", one_line(raw)).lower().replace("。", ".").rstrip(".")
    script, ascii_labels = [], []
    for label in text.split("."):
        decoded = _decoded(label)
        script.append(decoded)
        ascii_labels.append(_encoded(decoded) if not label.startswith("xn--") else label)
    doubts = [doubt for label in script if (doubt := _doubt(label))]
    return Host(".".join(ascii_labels), ".".join(script), doubts[0] if doubts else "")


def scripts(text: str) -> frozenset[str]:
    """The scripts of the letters in a text, as the first words of their Unicode names."""
    names = (unicodedata.name(letter, "UNKNOWN").split()[0] for letter in text if letter.isalpha())
    return frozenset(name.removeprefix("FULLWIDTH").removeprefix("HALFWIDTH") or "LATIN" for name in names)


def looks_latin(text: str) -> str:
    """The Latin word that a text of another script can be taken for, or empty."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters or all(letter.isascii() for letter in letters):
        return ""
    if not all(letter.isascii() or letter in _LOOKS_LATIN for letter in letters):
        return ""
    return "".join(_LOOKS_LATIN.get(letter, letter) for letter in text)


def mixed(text: str) -> bool:
    """Whether a word mixes scripts that no language writes together."""
    found = scripts(text)
    return len(found) > 1 and not any(found <= group for group in _TOGETHER)


def _doubt(label: str) -> str:
    if label.isascii():
        return ""
    if latin := looks_latin(label):
        return f"looks like “{latin}”"
    if mixed(label):
        return "mixes scripts"
    return ""


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

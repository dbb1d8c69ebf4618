"""Which letters can be taken for others: look-alikes of Latin, mixed scripts, letters that few languages have.

Pure data with the questions asked of it. Knows nothing of hosts or addresses.
"""

from __future__ import annotations

import unicodedata

#: Letters of other scripts that read as Latin in most fonts.
_LOOKS_LATIN = {
    **dict(zip("асԁеһіјӏкмопԛрѕтԝухвнгЅІЈАВЕКМНОРСТХУӀ", "acdehijlkmonqpstwyxbhrSIJABEKMHOPCTXYI", strict=True)),
    **dict(zip("αικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aiknoptuxywABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օոսցհքԼЅ", "onughpLS", strict=True)),
    **dict(zip("丨ㅣㅇㄴ口ロㄧーㅡ一ノ丿", "lloLoo----//", strict=True)),
}

_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)

_WRITTEN = """
LATIN GREEK CYRILLIC ARMENIAN HEBREW ARABIC DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM
SINHALA THAI LAO TIBETAN MYANMAR GEORGIAN ETHIOPIC KHMER THAANA HIRAGANA KATAKANA KATAKANA-HIRAGANA HANGUL CJK
IDEOGRAPHIC BOPOMOFO
"""
"""Scripts in which living languages write host names."""

_EVERYDAY = frozenset("àáâãäåæçèéêëìíîïñòóôõöùúûüýÿßœăćčďěĝğĥĵńňőŕřśŝšťŭůűŵŷźž")
"""Latin letters beyond a–z with a mark that nobody overlooks."""

_AT_HOME = {
    "ø": "dk no fo gl",
    "đ": "hr rs ba me si vn",
    "łąę": "pl lt",
    "ż": "pl mt",
    "įųėū": "lt lv",
    "āēīģķļņ": "lv",
    "ħċġ": "mt",
    "ðþ": "is fo",
    "ŋŧ": "no se fi",
    "ışə": "tr az",
    "șşțţ": "ro md",
    "ĺľ": "sk",
    "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịĩọỏốồổỗộơớờởỡợụủũưứừửữựỳỵỷỹ": "vn",
}
_HOMES: dict[str, set[str]] = {}
for _letters, _where in _AT_HOME.items():
    for _letter in _letters:
        _HOMES.setdefault(_letter, {"eu"}).update(_where.split())
"""Latin letters that readers of other languages take for plain ones: only under the endings of their countries."""


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


def foreign_letter(label: str, last: str) -> str:
    """A letter of this label that most readers take for another one, or empty. ``last`` is the ending of the host."""
    before = ""
    for mark in label:
        if not mark.isascii() and _odd(mark, before, last):
            return before + mark if unicodedata.combining(mark) else mark
        before = mark
    return ""


def _odd(mark: str, before: str, last: str) -> bool:
    if mark.isdecimal():
        return before.isascii() and before.isalpha()
    name = unicodedata.name(mark, "UNKNOWN").split()[0]
    if unicodedata.combining(mark):
        return before.isascii()
    if not mark.isalpha():
        return False
    if name == "LATIN":
        return mark not in _EVERYDAY and last not in _HOMES.get(mark, ())
    return name not in _WRITTEN.split()

"""Does a text give orders to an agent? Judges words alone, in many languages; knows no HTML and no place."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from bisect import bisect_left
from contextlib import suppress
from functools import cache
from html import unescape
from urllib.parse import unquote

from commune_tui.body import order_words
from commune_tui.text.alphabets import looks_latin

_TURNED = str.maketrans({first + at: first + (at + 13) % 26 for first in (65, 97) for at in range(26)})
"""Every letter for the one half an alphabet away."""

_LONGEST = 4_000
_NEAR = 90
_START = 70
_UNDRAWN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ROLE = re.compile(
    r"^\W{0,4}(?:system|developer|assistant|user)\s?(?:prompt|message|note|instructions?)?\s?:\s*\w"
    r"|<\|?(?:im_start|system|endoftext)\|?>|\[/?inst\]|#{2,}\s?(?:system|instructions?|task)\b"
    r"|\bthe user (?:has )?(?:already )?(?:approved|authori[sz]ed|consented|confirmed|agreed)|\byour system prompt\b"
    r"|\byou are now in (?:maintenance|developer|debug|admin|root|test|unrestricted) mode\b"
    r"|\b(?:systems?|machines?|software|agents?|tools?|scripts?|whoever|whatever|anything|anyone) (?:that |who )?"
    r"(?:reads?|reading|process(?:es|ing)?|pars(?:es?|ing)|summari[sz]\w+) this\b.{0,40}"
    r"\b(?:must|should|shall|has to|have to)\b"
    r"|\b(?:begin|new|end of)\s(?:system\s)?(?:prompt|instructions?|system message)\b"
)
_PLACE = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?:https?://|www\.)\S+|\b[a-z]{2}\d{2}(?:\s?[\da-z]{4}){2,}"
)
_NO_AGENT = re.compile(
    r"(?:new|our|latest|this|neues?|nouveau|nuevo|nuovo) (?:ai )?(?:assistant|model|modell|modele|modelo|modello|bot)s?"
    r"|user[\s-]agents?|box[\s-]model|(?:travel|estate|sales|support|transfer|insurance|shipping|customs) agents?"
    r"|agents? (?:stylesheet|string)|model (?:no|nr|number|year)\b|\bagent(?:ur|ie|ia|ul|ii)\w*"
)
_PACKED = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,2000}={0,2}(?![\w+/=-])")
_LETTERS = re.compile(r"(?<!\w)(?:\w[\s.\-_*|]){6,}\w(?!\w)")
_RULES = re.compile(
    r"instru[ck]|prompt|guideline|anweisung|consigne|istruzion|instrucc|ohje|polecen|pokyn|utasit|talimat|инструкц"
)
_CODE = re.compile(
    r"\b(?:styles?|css|outlook|gmail|mso|padding|margins?|width|height|tables?|class|fonts?|selectors?|media|inline"
    r"|white ?space|render\w*|browsers?|html|clients?|layout)\b"
)
_CALLED = re.compile(r"\w+(?:[\s-]\w+)??\s?[:,!、：，–—]")
_SENTENCE_BEFORE = re.compile(r"\w[^.!?:;\n]*\s$")
_NO_LATIN = re.compile("[\u0370-\uffff]")
_CATEGORIES = (
    "AGENT", "OVERRIDE", "PRIOR", "ACT", "SAY", "SUMMARY", "WHEN", "SECRECY", "OBJECT", "TO_ME", "MUST", "BEFORE",
)  # fmt: skip
_WORD = re.compile(r"\w+")
_SHORT = 600
_PLAIN = re.compile(
    r"\b(?:the|and|to|of|in|for|a|is|on|end|begin|start|header|footer|row|column|button|de|la|der|und|el)\b", re.I
)
_LEET = str.maketrans("013457@$", "oleastas")
_SEAMLESS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def orders(text: str, known: str = "") -> bool:
    """Does this text tell an agent what to do? ``known`` is what a person sees of the mail: an address that stands
    there is no destination of a secret order. Reads through percent codes, entities, base64 and spaced letters too."""
    return any(_speaks(reading, known) for reading in _readings(text[:_LONGEST]))


def _readings(text: str) -> list[str]:
    """The text, and what it becomes when its disguises are taken off."""
    found = [text]
    plain = unescape(unquote(text)) if "%" in text or "&" in text else text
    if plain != text:
        found.append(plain)
    for packed in _PACKED.findall(plain)[:20]:
        found += _unpacked(packed)
    if _LETTERS.search(plain):
        found.append(_LETTERS.sub(lambda run: re.sub(r"[\s.\-_*|]", "", run[0]), plain))
        found.append(re.sub(r"\s{2,}|[_|]", " ", re.sub(r"(?<=\w)[ .\-*](?=\w(?:[ .\-*]|$|\s))", "", plain)))
    if re.search(r"[a-z][013457@$][a-z]", plain, re.IGNORECASE):
        found += [plain.translate(_LEET), plain.translate({**_LEET, ord("1"): "i"})]
    if len(plain) <= _SHORT and plain.isascii() and " " in plain and not _PLAIN.search(plain):
        found += [plain.translate(_TURNED), plain[::-1]]
    words = plain.replace("-", " ").replace("_", " ").replace("+", " ")
    if words != plain:
        found.append(words)
    return found


def _unpacked(packed: str) -> list[str]:
    """What base64 or hexadecimal digits spell, where that is text."""
    found = []
    with_padding = packed.rstrip("=").replace("-", "+").replace("_", "/")
    with suppress(binascii.Error, ValueError):
        found.append(base64.b64decode(with_padding + "=" * (-len(with_padding) % 4), validate=True))
    with suppress(ValueError):
        found.append(bytes.fromhex(packed))
    texts = [raw.decode("utf-8", "ignore") for raw in found]
    return [text for text in texts if text and sum(map(str.isprintable, text)) > 0.95 * len(text)]


def _speaks(text: str, known: str) -> bool:
    folded = _folded(text)
    if _ROLE.search(folded):
        return True
    found = _found(folded)
    if _near(found["OVERRIDE"], found["PRIOR"]) and (_RULES.search(folded) or not _CODE.search(folded)):
        return True
    act, secret = found["ACT"], bool(found["SECRECY"])
    if not (act or found["OVERRIDE"] or found["SAY"]):
        return False
    if (act or secret or found["OVERRIDE"] or found["SUMMARY"]) and _addressed(folded, found):
        return True
    if found["SAY"] and _before(found["WHEN"], found["SUMMARY"], bool(_SEAMLESS.search(folded))):
        return True
    if not _near(act, found["OBJECT"]):
        return False
    return secret or bool(found["TO_ME"]) or _goes_elsewhere(folded, known)


def _addressed(folded: str, found: dict[str, list[int]]) -> bool:
    """Is an agent spoken to: called by what it is, or told that it is one or what it must do?"""
    others = [range(match.start(), match.end()) for match in _NO_AGENT.finditer(folded)]
    for place in found["AGENT"]:
        if any(place in other for other in others):
            continue
        word = _CALLED.match(folded, place)
        if word is not None and not _SENTENCE_BEFORE.search(folded, max(0, place - 30), place):
            return True
        if _near_before(found["BEFORE"], place) or _near_before([place], min(found["MUST"], default=-1)):
            return True
        if place < _START and _NO_LATIN.match(folded[place]):
            return True
    return False


def _near_before(ones: list[int], place: int) -> bool:
    return any(0 < place - one <= 24 for one in ones)


def _before(ones: list[int], others: list[int], either: bool) -> bool:
    """Does one of the first stand shortly before one of the others? ``either``: or behind it."""
    return any(-30 * either <= other - one <= 40 for one in ones[:200] for other in others[:200])


def _goes_elsewhere(folded: str, known: str) -> bool:
    seen = known.casefold()
    return any(place[0].rstrip(".,;") not in seen for place in _PLACE.finditer(folded))


def _near(ones: list[int], others: list[int]) -> bool:
    """Do words of both kinds stand within a sentence of each other? Both are in order."""
    for place in ones:
        at = bisect_left(others, place - _NEAR)
        if any(abs(place - other) <= _NEAR and place != other for other in others[at : at + 2]):
            return True
    return False


def _found(folded: str) -> dict[str, list[int]]:
    """Where the words of each category stand."""
    found: dict[str, list[int]] = {category: [] for category in _CATEGORIES}
    stems, seamless = _stems()
    for word in _WORD.finditer(folded):
        place = word.start()
        for stem, whole, category in stems.get(folded[place : place + 2], ()):
            if folded.startswith(stem, place) and not (
                whole and folded[place + len(stem) : place + len(stem) + 1].isalnum()
            ):
                found[category].append(place)
    if _SEAMLESS.search(folded):
        for stem, category in seamless:
            found[category] += [match.start() for match in re.finditer(re.escape(stem), folded)]
        for places in found.values():
            places.sort()
    return found


@cache
def _stems() -> tuple[dict[str, list[tuple[str, bool, str]]], list[tuple[str, str]]]:
    """Every stem by its first two letters, with whether it is a whole word, and its category; and those that match
    anywhere."""
    stems: dict[str, list[tuple[str, bool, str]]] = {}
    seamless: list[tuple[str, str]] = []
    for category in _CATEGORIES:
        listed: str = getattr(order_words, category)
        for stem in dict.fromkeys(listed.split()):
            words = _folded(stem.rstrip(".").replace("_", " "))
            if _SEAMLESS.search(words):
                seamless.append((words, category))
            else:
                stems.setdefault(words[:2], []).append((words, stem.endswith((".", "_")), category))
    return stems, seamless


def _folded(text: str) -> str:
    """Small letters without accents, ligatures, undrawn characters and look-alikes of Latin."""
    plain = unicodedata.normalize("NFKD", _UNDRAWN.sub("", text)).casefold().replace("’", "'")
    if not plain.isascii():
        plain = "".join(mark for mark in plain if not "\u0300" <= mark <= "\u036f")
        plain = plain.translate(_STROKES)
        plain = unicodedata.normalize("NFC", plain)
        plain = re.sub(r"\w+", _as_latin, plain)
    return " ".join(plain.split())


_STROKES = str.maketrans("łøđıßæœ", "lodisao")


def _as_latin(word: re.Match[str]) -> str:
    """A word of look-alikes with at least one Latin letter among them."""
    text = word[0]
    return looks_latin(text) or text if re.search("[a-z]", text) else text

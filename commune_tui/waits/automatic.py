"""Whether a machine wrote a mail: an automatic answer, or mail that came back. Pure.

Where the server gives headers, they decide. Most give none; then sender, subject, words, how fast the mail followed
ours and how often it came before have to do. A person who is taken for a machine waits unseen, so that no single sign
of those is enough, and words that persons use too count only where nobody could have typed them in that time.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from enum import IntFlag
from typing import Any, Final, NamedTuple

from commune_tui.waits import phrases

_MOST: Final = 1500
_FASTEST: Final = 12  # characters a second: nobody types so for long
_LEAST: Final = 30
_SHORT: Final = 700
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600


class Sign(IntFlag):
    """What one mail shows by itself."""

    HEADER_REPLY = 1
    HEADER_BOUNCE = 2
    STRONG = 4
    WEAK = 8
    OPENED = 16
    MACHINE = 32
    AWAY = 64
    TAKEN = 128
    QUESTION = 256
    DAEMON = 512
    POSTMASTER = 1024
    RETURNED_SUBJECT = 2048
    RETURNED = 4096
    CODE = 8192


class Signs(NamedTuple):
    """The signs of a mail as numbers, to be kept: :class:`Sign`, the weight of its own words, a mark of them."""

    signs: int = 0
    length: int = 0
    likeness: int = 0


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("’", "'")).casefold().split())


_SPACELESS: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"\w+")


class _Finder:
    """Tells whether one of many phrases stands in a text, looking only for those that share a word with it."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._anywhere: list[str] = []
        self._by_word: dict[str, list[str]] = {}
        for phrase in map(_folded, wanted):
            words = _WORD.findall(phrase)
            if _SPACELESS.search(phrase) or not words:
                self._anywhere.append(phrase)
            else:
                self._by_word.setdefault(max(words, key=len), []).append(phrase)

    def finds(self, text: str, words: set[str]) -> bool:
        near = (phrase for word in words & self._by_word.keys() for phrase in self._by_word[word])
        return any(phrase in text for phrase in near) or any(phrase in text for phrase in self._anywhere)


_IN_TEXT: Final = (
    (Sign.MACHINE, _Finder(phrases.MACHINE)),
    (Sign.AWAY, _Finder(phrases.AWAY)),
    (Sign.TAKEN, _Finder(phrases.TAKEN)),
    (Sign.RETURNED, _Finder(phrases.RETURNED)),
)
_OPENED_TEXT: Final = _Finder(phrases.OPENED)


def _forms(wanted: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(map(_folded, wanted), key=len, reverse=True))


_BEFORE_COLON: Final = r"\s*(?:[:：\])】）]|\b(?=(?:re|aw|fwd?|wg|sv|tr) ?:))"
_STRONG: Final = re.compile(rf"[\[(【（]?\s*(?:{_forms(phrases.SAYS_AUTOMATIC)}){_BEFORE_COLON}")
_WEAK: Final = re.compile(
    rf"[\[(【（]?\s*(?:(?:{_forms((*phrases.SAYS_AWAY, 'auto'))}){_BEFORE_COLON}"
    rf"|(?:{_forms((*phrases.SAYS_AWAY, *phrases.SAYS_AUTOMATIC))})\W*$)"
)
_OPENED: Final = re.compile(rf"(?:{_forms(phrases.SAYS_OPENED)})\s*[:：]")
_BACK: Final = re.compile(rf"(?:\[postmaster\]\s*)?(?:{_forms(phrases.SAYS_RETURNED)})(?!\w)")
_CODE: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b|\b5[05]\d\b[ -]")
_DAEMON: Final = re.compile(r"<(?:mailer-daemon|microsoftexchange[0-9a-f]{20,}|mail-daemon|mailerdaemon)(?:@|>)")
_POSTMASTER: Final = re.compile(r"<(?:postmaster|mail-?admin)@")
_URL: Final = re.compile(r"\b(?:https?://|www\.)\S+")
_QUOTE_BEGINS: Final = re.compile(
    r"\s*(?:[-_]{3,}\s*\w|_{10,}|(?:from|von|de|da|van|fra|från|od|от|від|kimden|lähettäjä)\s?:\s.*@"
    r"|.{0,120}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|kirjoitti|napisał|napsal"
    r"|írta|пишет|написал|yazdı)\b.{0,40}:\s*$)",
    re.IGNORECASE,
)


def own_words(content: str, most: int = _MOST) -> str:
    """What a mail says itself: not what it quotes, and not more than its beginning."""
    kept: list[str] = []
    room = most
    lines = content[: 8 * most].splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        if line.lstrip().startswith(">"):
            continue
        if kept and _QUOTE_BEGINS.match(line[:300]):
            break
        if not kept and line.rstrip().endswith(":") and below.lstrip().startswith(">"):
            continue  # it announces what is quoted; the answer stands below
        kept.append(line)
        room -= len(line)
        if room <= 0:
            break
    return "\n".join(kept)[:most]


def signs(sender: str, subject: str, content: str, headers: Mapping[str, str]) -> Signs:
    """What a mail shows. ``sender`` is ``Name <address>``; the names of ``headers`` are in small letters."""
    found = _header_signs(headers)
    line, text = _folded(subject), _folded(own_words(content))
    for sign, form in (
        (Sign.STRONG, _STRONG), (Sign.WEAK, _WEAK), (Sign.OPENED, _OPENED), (Sign.RETURNED_SUBJECT, _BACK),
    ):  # fmt: skip
        found |= sign if form.match(line) else Sign(0)
    plain = _URL.sub(" ", text)
    words = set(_WORD.findall(text))
    for sign, finder in _IN_TEXT:
        found |= sign if finder.finds(text, words) else Sign(0)
    if Sign.OPENED in found and not _OPENED_TEXT.finds(text, words):
        found &= ~Sign.OPENED
    address = sender.casefold()
    found |= Sign.QUESTION if re.search(r"[?？؟՞]", plain) else Sign(0)
    found |= Sign.CODE if _CODE.search(text) else Sign(0)
    found |= Sign.DAEMON if _DAEMON.search(address) else Sign(0)
    found |= Sign.POSTMASTER if _POSTMASTER.search(address) else Sign(0)
    weight = len(plain) + 2 * len(_SPACELESS.findall(plain))
    return Signs(int(found), weight, zlib.crc32(text.encode("utf-8", "replace")))


def headers_of(raw: Any) -> dict[str, str]:
    """The headers in a message as a server sent it, by their names in small letters; most servers give none."""
    found: dict[str, str] = {}
    about = raw.get("metadata") if isinstance(raw, dict) else None
    for place in (raw, about):
        given = place.get("headers") if isinstance(place, dict) else None
        pairs: Iterable[Any] = given.items() if isinstance(given, dict) else given if isinstance(given, list) else ()
        for pair in pairs:
            if isinstance(pair, dict):
                pair = (pair.get("name"), pair.get("value"))
            if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and pair[1] is not None:
                found[pair[0].casefold()] = str(pair[1])[:500].casefold()
    return found


def _header_signs(headers: Mapping[str, str]) -> Sign:
    kind = headers.get("content-type", "")
    if "delivery-status" in kind or "x-failed-recipients" in headers:
        return Sign.HEADER_BOUNCE
    replied = (
        headers.get("auto-submitted", "").strip().startswith("auto-replied")
        or headers.get("precedence", "").strip() in ("auto_reply", "auto-reply")
        or "disposition-notification" in kind
        or headers.get("return-path", "").strip() == "<>"
        or any(headers.get(name, "no").strip() not in ("no", "") for name in ("x-autoreply", "x-autorespond"))
    )
    return Sign.HEADER_REPLY if replied else Sign(0)


def after(created_at: int, ours: Sequence[int]) -> float | None:
    """How many seconds after our newest mail before it this one was written, ``None`` without one. A date may be cut
    to the second. Times in unix milliseconds."""
    before = [at for at in ours if at <= created_at + 2000]
    return max((created_at - max(before)) / 1000, 1.0) if before else None


def kind(mail: Signs, after_s: float | None, same: int) -> str:
    """``auto_reply``, ``bounce``, or empty for a mail that a person may have written.

    ``after_s`` is how long after our mail it came; ``same`` mails of this sender with these words came before it.
    """
    shown = Sign(mail.signs)
    if _came_back(shown, after_s):
        return "bounce"
    asks = Sign.QUESTION in shown
    soon = after_s is None or after_s <= _HOUR_S
    fast = after_s is not None and mail.length >= max(_LEAST, _FASTEST * after_s)
    away, told = bool(shown & (Sign.AWAY | Sign.TAKEN)), Sign.MACHINE in shown
    automatic = (
        Sign.HEADER_REPLY in shown
        or (Sign.OPENED in shown and not asks)
        or (Sign.STRONG in shown and (fast or (soon and not asks and (away or told or after_s is not None))))
        or (told and (fast or (away and not asks and after_s is not None and after_s <= _MINUTE_S)))
        or (Sign.WEAK in shown and away and fast and not asks)
        or (away and fast and not asks and mail.length <= _SHORT and (after_s or 0) <= 30)
        or (same >= 2 and fast)
    )
    return "auto_reply" if automatic else ""


def _came_back(shown: Sign, after_s: float | None) -> bool:
    if shown & (Sign.HEADER_BOUNCE | Sign.DAEMON):
        return True
    if Sign.QUESTION in shown:
        return False
    if Sign.POSTMASTER in shown:
        return Sign.RETURNED_SUBJECT in shown or (Sign.RETURNED in shown and Sign.CODE in shown)
    return Sign.RETURNED_SUBJECT in shown and Sign.CODE in shown and after_s is not None

"""Addresses whose mail nobody reads, by their names in many languages. Data and one test. Pure."""

from __future__ import annotations

import re

_NAME_WORDS = """
noreply noreplies noreplys donotreply dontreply donotrespond dontrespond noresponse noresponses neverreply
pleasedonotreply doesnotreply cannotreply notreply norply noreplay noresp nonreply nichtantworten
nichtbeantworten bittenichtantworten keineantwort keineantworten antwortenichtmoeglich nepasrepondre
nerepondezpas pasdereponse sansreponse noresponder norespondas noresponda norespondaaestecorreo naoresponda
naoresponder nonrispondere nonrispondi nietbeantwoorden nietreageren nietantwoorden svarainte svarikke svarej
ikkesvar ikkebesvar eivastata alavastaa nieodpowiadaj nieodpowiadac neodpovidat neodpovidejte neodpovedat
nevalaszoljon nuraspundeti yanitlamayin nereply neotvechat neotvechayte mailerdaemon maildaemon bounces
unattended unmonitored devnull blackhole autoreply autoresponder automailer automated
autonotification
"""
_NAMES = frozenset(_NAME_WORDS.split())
_PARTS = re.compile(r"[^a-z]+")

_MOST_PARTS = 5


def unread(address: str) -> bool:
    """Whether an address says of itself that nobody reads what is sent to it."""
    local, _, host = address.lower().rpartition("@")
    first, *labels = host.split(".")
    return any(_says_so(part) for part in (local, first, *labels[:-2]))


def _says_so(text: str) -> bool:
    parts = [part for part in _PARTS.split(text) if part]
    runs = (
        "".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + _MOST_PARTS, len(parts)) + 1)
    )
    return not _NAMES.isdisjoint(runs)

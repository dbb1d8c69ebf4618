"""Addresses as a person types them: a line of them, taken apart, each with what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import unquote

from commune_tui.text.address import people, spans

MOST_CHARACTERS = 320
MOST_LINE = 50_000
"""Characters of a whole line of recipients; what is longer was pasted by mistake."""

_BARE = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_TOKEN = re.compile(r"\+t[0-9a-f]{12}$")
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "«": "»", "`": "`"}
_MARKDOWN = re.compile(r"\[([^\[\]]*)\]\(\s*(?:mailto:)?([^()\s]*)\s*\)")
_MAILTO = re.compile(r"mailto:(?://)?([^?\s>]*)(?:\?[^\s>]*)?", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE = str.maketrans({"．": ".", "。": ".", "｡": ".", "＠": "@", "﹫": "@", "＜": "<", "＞": ">"})
_LABEL = re.compile(r"(?!-)[^\s!\"#$%&'()*+,/:;<=>?@\[\\\]^_`{|}~]{1,63}(?<!-)")
_NAMED = re.compile(r"([^\"<>]*[^\"<>\s])\s*<([^<>\s]+@[^<>\s]+)>")
_PLAIN_NAME = re.compile(r"[\w .'’+&/-]+", re.UNICODE)


def split(line: str) -> tuple[str, ...]:
    """The entries of a line, parted by commas, semicolons or line ends outside of quotes and angles. No empty ones.

    Each is mended as far as there is no doubt what was meant.
    """
    if len(line) > MOST_LINE:
        return (" ".join(line[:MOST_LINE].split()),)
    return tuple(filter(None, (mended(line[start:end]) for start, end in spans(line))))


def mended(entry: str) -> str:
    """An entry without what a paste brings along: ``mailto:``, quotation marks around it, a Markdown link, an angle
    that is not closed, dots and at signs of full width, characters that nobody sees; a name in quotes that needs them.
    """
    name, angle, address = entry.rpartition("<")
    entry = " ".join(f"{name}{angle}{_UNSEEN.sub('', address).translate(_WIDE)}".split())
    if '"' not in entry:  # in quotes it is somebody's name
        entry = _MARKDOWN.sub(lambda found: found[2] if "@" in found[2] else found[1], entry)
    entry = _MAILTO.sub(lambda found: unquote(found[1]), entry)
    while len(entry) > 1 and _QUOTES.get(entry[0]) == entry[-1] and entry[0] not in entry[1:-1]:
        entry = entry[1:-1].strip()
    if entry.count("<") == 1 and ">" not in entry and "@" in entry.partition("<")[2]:
        entry += ">"
    if entry.count(">") == 1 and "<" not in entry and entry.endswith(">"):
        head, _, last = entry[:-1].rpartition(" ")
        entry = f"{head} <{last}>" if head else last
    if entry.startswith("<") and entry.endswith(">"):
        entry = entry[1:-1].strip()
    if named := _NAMED.fullmatch(entry):
        return written(named[1], named[2])
    return entry.rstrip(".") if "<" not in entry and '"' not in entry else entry


def last_entry(line: str) -> tuple[str, str]:
    """(what stands before the entry that is being typed, that entry), for completing."""
    start, _ = spans(line)[-1]
    head = line[:start]
    return f"{head.rstrip()} " if head.strip() else "", line[start:].strip()


def join(entries: Iterable[str]) -> str:
    """Entries as a line to be edited."""
    return ", ".join(entries)


def bare(entry: str) -> str:
    """The address in an entry, lower case; empty when there is none."""
    if len(entry) > 4 * MOST_CHARACTERS:
        return ""
    found = people(entry)
    return found[0][1].lower() if len(found) == 1 else ""


def written(name: str, address: str) -> str:
    """``Name <address>``, the name in quotes where it needs them."""
    name = " ".join(name.replace('"', "").split())
    if not name or name.lower() == address.lower():
        return address
    if _PLAIN_NAME.fullmatch(name):
        return f"{name} <{address}>"
    quoted = name.replace("\\", "\\\\")
    return f'"{quoted}" <{address}>'


def objection(entry: str) -> str:
    """What is wrong with an entry, as a sentence; empty when it can be sent to."""
    if len(entry) > MOST_CHARACTERS:
        return f"“{entry[:40]}…” is longer than {MOST_CHARACTERS} characters."
    address = bare(entry)
    if "@" not in entry:
        return f"“{entry}” has no @: it is not an address."
    written_so = entry.casefold() == address or entry.casefold().endswith(f"<{address}>")
    if not address or not _BARE.fullmatch(address) or not written_so:
        return f"“{entry}” is not a whole address."
    local, _, host = address.rpartition("@")
    if not local or len(local.encode()) > 64:
        return f"“{entry}”: the part before the @ is {'missing' if not local else 'too long'}."
    if ".." in local or local.startswith(".") or local.endswith("."):
        return f"“{entry}”: the dots before the @ are out of place."
    if not entry.isprintable():
        return f"“{entry.encode('ascii', 'replace').decode()}” has characters that no address has."
    if not works(host):
        return f"“{entry}”: “{host}” is not the name of a mail domain."
    return ""


def works(host: str) -> bool:
    """Whether a host can be that of an address: labels of 1 to 63, letters, digits and hyphens, and no number last."""
    try:
        labels = host.encode("idna").decode().split(".") if not host.isascii() else host.split(".")
    except UnicodeError:
        return False
    if len(labels) < 2 or len(".".join(labels)) > 253 or len(labels[-1]) < 2:
        return False
    if not labels[-1].isalpha() and not labels[-1].lower().startswith("xn--"):
        return False
    return all(_LABEL.fullmatch(label) and label.isascii() for label in labels)


def root(address: str) -> str:
    """An address without what stands behind a ``+``: where mail to it arrives, however it is written."""
    local, at, host = _UNSEEN.sub("", address).translate(_WIDE).strip().lower().rpartition("@")
    host = host.rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    return f"{local.partition('+')[0] or local}{at}{host}"


class Own:
    """Our own addresses, with or without something behind a ``+``, and what the server answers to for us."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._roots = {root(address) for address in addresses if address}
        self._hosts = {each.rpartition("@")[2] for each in self._roots}

    def __contains__(self, address: object) -> bool:
        if not isinstance(address, str) or not address:
            return False
        home, local = root(address), address.lower().rpartition("@")[0]
        return home in self._roots or (home.rpartition("@")[2] in self._hosts and bool(_TOKEN.search(local)))


def objections(line: str) -> str:
    """What is wrong with a line of entries, each in its own sentence; empty when nothing is."""
    if len(line) > MOST_LINE:
        return f"{len(line):,} characters are too many for recipients: only the first {MOST_LINE:,} are kept."
    return " ".join(filter(None, map(objection, split(line))))


def without_doubles(entries: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Entries in their order, each address once, none of ``taken`` (bare addresses)."""
    seen = {address.lower() for address in taken}
    kept = []
    for entry in entries:
        address = bare(entry) or entry.lower()
        if address not in seen:
            seen.add(address)
            kept.append(entry)
    return tuple(kept)

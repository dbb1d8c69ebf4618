"""Addresses as a person types them: a line of them, taken apart, each with what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.utils import getaddresses

MOST_CHARACTERS = 320

_BARE = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_PLAIN_NAME = re.compile(r"[\w .'’+&/-]+", re.UNICODE)


def split(line: str) -> tuple[str, ...]:
    """The entries of a line, parted by commas, semicolons or line ends outside of quotes and angles. No empty ones."""
    return tuple(" ".join(line[start:end].split()) for start, end in _spans(line) if line[start:end].strip())


def last_entry(line: str) -> tuple[str, str]:
    """(what stands before the entry that is being typed, that entry), for completing."""
    start, _ = _spans(line)[-1]
    head = line[:start]
    return f"{head.rstrip()} " if head.strip() else "", line[start:].strip()


def _spans(line: str) -> list[tuple[int, int]]:
    spans, start, quoted, angled = [], 0, False, False
    for at, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character in "<>" and not quoted:
            angled = character == "<"
        elif character in ",;\n" and not quoted and not angled:
            spans.append((start, at))
            start = at + 1
    return [*spans, (start, len(line))]


def join(entries: Iterable[str]) -> str:
    """Entries as a line to be edited."""
    return ", ".join(entries)


def bare(entry: str) -> str:
    """The address in an entry, lower case; empty when there is none."""
    found = [address for _, address in getaddresses([entry]) if address]
    return found[0].lower() if len(found) == 1 and "@" in found[0] else ""


def written(name: str, address: str) -> str:
    """``Name <address>``, the name in quotes where it needs them."""
    name = " ".join(name.replace('"', "").split())
    if not name or name.lower() == address.lower():
        return address
    return f"{name} <{address}>" if _PLAIN_NAME.fullmatch(name) else f'"{name}" <{address}>'


def objection(entry: str) -> str:
    """What is wrong with an entry, as a sentence; empty when it can be sent to."""
    address = bare(entry)
    if "@" not in entry:
        return f"“{entry}” has no @: it is not an address."
    if not address or not _BARE.fullmatch(address):
        return f"“{entry}” is not a whole address."
    local, _, host = address.rpartition("@")
    if not local or len(local) > 64:
        return f"“{entry}”: the part before the @ is {'missing' if not local else 'too long'}."
    if "." not in host or host.startswith(".") or host.endswith(".") or ".." in host:
        return f"“{entry}”: “{host}” is not the name of a mail domain."
    if ".." in local or local.startswith(".") or local.endswith("."):
        return f"“{entry}”: the dots before the @ are out of place."
    if len(entry) > MOST_CHARACTERS:
        return f"“{entry[:40]}…” is longer than {MOST_CHARACTERS} characters."
    return ""


def objections(line: str) -> str:
    """What is wrong with a line of entries, each in its own sentence; empty when nothing is."""
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

"""Mail addresses for showing: the address always beside the name, and everything about the pair that could deceive.

The one place that takes an address, or a line of them, apart. What is sent is built elsewhere from addresses that were
checked. Knows no contact list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commune_tui.text.alphabets import looks_latin, mixed
from commune_tui.text.clean import clean_line
from commune_tui.text.encoded import decoded
from commune_tui.text.host import read_host

_ANGLED = re.compile(r"^(?P<name>.*?)<(?P<address>[^<>]*)>[^<>]*$", re.DOTALL)
_OPEN = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>\s]+@[^<>\s]+)\s*$", re.DOTALL)
_BEHIND = re.compile(r"(?P<address>[^\s()<>\"]+@[^\s()<>\"]+)\s+\((?P<name>[^()]*)\)")
_IN_NAME = re.compile(
    r"[\w.+\-]+\s?(?:[@＠﹫]|\(at\)|\[at\])\s?(?P<host>[\w\-]+(?:\s?[.．。]\s?[\w\-]+)+)", re.IGNORECASE
)
_HOST_IN_NAME = re.compile(
    r"(?<![\w.@-])(?:[\w-]+\.)+(?:com|org|net|io|gov|edu|co|de|fr|uk|eu|info|biz|bank|app|dev)\b", re.I
)
_BARE = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_AT = str.maketrans({"＠": "@", "﹫": "@", "．": ".", "。": "."})


@dataclass(frozen=True, slots=True)
class Address:
    """A sender or receiver as it may be shown. All fields are clean; ``doubts`` are phrases for a person."""

    name: str
    address: str
    host: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """``Name <address>``, the address in punycode beside its script when that is needed."""
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def short(self) -> str:
        """For a narrow column: the name when it can be trusted, else the address."""
        return self.name if self.name and not self.doubts else self.address


def read_address(raw: str, reply_to: str = "") -> Address:
    """What ``Anna <anna@example.org>`` or a bare address says, and what is doubtful about it.

    ``reply_to`` is the header of the same mail. Never fails; a text without an ``@`` is an address with a doubt.
    """
    raw = raw[:4_000]
    found = _found(raw)
    raw_name, raw_address = parted(raw)
    cleaned_name, cleaned_address = clean_line(raw_name), clean_line(raw_address)
    name = cleaned_name.text.strip("\"' ").replace('\\"', '"').replace("\\\\", "\\").strip()
    address = cleaned_address.text
    local, at, host_text = address.rpartition("@")
    host = read_host(host_text) if at else None
    doubts: list[str] = ["its < is not closed"] if found and ">" not in found[0] and "<" in found[0] else []
    if host is None:
        doubts.append("no address" if not address else "not a mail address")
    else:
        if host.doubt:
            doubts.append(f"the host {host.doubt}")
        if mixed(local) or looks_latin(local):
            doubts.append("the address has look-alike letters")
        address = f"{local}@{host.shown}"
    if cleaned_name.suspicious or cleaned_address.altered:
        doubts.append("hidden characters in the sender")
    if found and raw_name.strip("\"' ") and not name:
        doubts.append("the name is blank")
    if name and host is not None:
        doubts += _name_doubts(name, f"{local}@{host.ascii}".lower(), host.ascii)
    if reply_to and host is not None:
        other = read_address(reply_to)
        if other.address.lower() != address.lower():
            doubts.append(f"replies go to {other.address}")
    return Address(name, address, host.ascii if host else "", tuple(doubts))


def parted(raw: str) -> tuple[str, str]:
    """The name and the address of one entry as they were written, encoded words decoded; nothing is cleaned.

    A comma parts nothing: ``Berg, Anna <anna@example.org>`` is one person.
    """
    found = _found(raw[:4_000])
    name, address = (found["name"], found["address"]) if found else ("", raw[:4_000])
    return decoded(name), address.strip().removeprefix("mailto:")


def people(line: str) -> list[tuple[str, str]]:
    """The name and the bare address of everybody in a header, as they were written; what has no ``@`` is nobody.

    A comma parts two people only behind an address: what stands before it belongs to the next one's name.
    """
    found: list[tuple[str, str]] = []
    begun: int | None = None
    for start, end in spans(line):
        begun = start if begun is None else begun
        name, address = parted(line[begun:end].strip())
        if "@" not in address:
            continue
        if not name and (bare := _BARE.search(address)):
            address = bare[0]
        found.append((name.strip(), address))
        begun = None
    return found


def spans(line: str) -> list[tuple[int, int]]:
    """Where the entries of a line are: parted by commas, semicolons or line ends outside of quotes and angles."""
    found, start, quoted, angled = [], 0, False, False
    for at, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character in "<>" and not quoted:
            angled = character == "<"
        elif character in ",;\n" and not quoted and not angled:
            found.append((start, at))
            start = at + 1
    return [*found, (start, len(line))]


def _found(raw: str) -> re.Match[str] | None:
    return _ANGLED.match(raw) or _OPEN.match(raw) or _BEHIND.fullmatch(raw.strip())


def _name_doubts(name: str, address: str, host: str) -> list[str]:
    inside = _IN_NAME.search(name)
    if inside:
        said = inside[0].translate(_AT).lower().replace(" ", "").replace("(at)", "@").replace("[at]", "@")
        if said != address:
            return [f"the name shows another address, {said}"]
    elif (said_host := _HOST_IN_NAME.search(name)) and not _same(said_host[0].lower(), host):
        return [f"the name shows another host, {said_host[0]}"]
    elif any(mixed(word) for word in name.split()):
        return ["the name mixes scripts"]
    return []


def _same(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)

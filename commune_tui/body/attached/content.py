"""An iCalendar file as a tree of components (RFC 5545 §3.1, parameters as in RFC 6868). Knows no date and no event.

Total: any bytes give a tree; what cannot be read is counted in it, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_BYTES = 2_000_000
MOST_LINES = 40_000
DEPTH = 8
_FOLD = re.compile(rb"\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPE = re.compile(r"\\([\\;,nN])")
_CARET = re.compile(r"\^([n'^])")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. ``parameters`` by upper-case name, the first value of each; ``value`` as it stands."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as a text: its escapes undone."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(slots=True)
class Component:
    """``BEGIN:NAME`` to ``END:NAME``. ``unread`` counts lines that are no content lines, in the root only."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)
    unread: int = 0

    def all(self, name: str) -> list[Property]:
        return [each for each in self.properties if each.name == name]

    def get(self, name: str) -> Property | None:
        return next((each for each in self.properties if each.name == name), None)

    def words(self, name: str) -> str:
        """The text of a property, empty when it is not there."""
        found = self.get(name)
        return found.text.strip() if found is not None else ""

    def below(self, *names: str) -> Iterator[Component]:
        """Every component with one of these names, outermost first."""
        for part in self.parts:
            if part.name in names:
                yield part
            yield from part.below(*names)


def parse(data: bytes) -> Component:
    """The whole file under a nameless root. Components that are not closed end with the file."""
    root = Component("")
    open_ = [root]
    part = data[:MOST_BYTES]
    # Folding counts octets and may part a character, so it is undone before the bytes become text.
    raw = _FOLD.sub(b"", part.removeprefix(b"\xef\xbb\xbf"))
    lines = raw.decode("utf-8", "replace").splitlines() if b"\0" not in raw[:4] else []
    root.unread = max(0, len(lines) - MOST_LINES) + (len(data) > len(part)) + (not lines and bool(data))
    too_deep = 0
    for line in lines[:MOST_LINES]:
        if not line.strip():
            continue
        found = _line(line)
        if found is None:
            root.unread += 1
        elif found.name == "BEGIN":
            if too_deep or len(open_) > DEPTH:
                too_deep += 1
                root.unread += 1
                continue
            made = Component(found.value.strip().upper()[:60])
            open_[-1].parts.append(made)
            open_.append(made)
        elif found.name == "END":
            if too_deep:
                too_deep -= 1
            elif len(open_) > 1 and found.value.strip().upper() in {each.name for each in open_}:
                while len(open_) > 1 and open_.pop().name != found.value.strip().upper():
                    pass
        elif not too_deep:
            open_[-1].properties.append(found)
    return root


def _line(line: str) -> Property | None:
    name = _NAME.match(line)
    if name is None:
        return None
    at = name.end()
    parameters: dict[str, str] = {}
    while (found := _PARAMETER.match(line, at)) is not None:
        at = found.end()
        parameters.setdefault(found[1].upper(), _CARET.sub(_uncaret, _first(found[2])))
    if line[at : at + 1] != ":":
        return None
    return Property(name[0].upper(), parameters, line[at + 1 :])


def _first(values: str) -> str:
    """The first of the values of a parameter, without its quotes."""
    if values[:1] == '"':
        return values[1:].partition('"')[0]
    return values.partition(",")[0]


def _uncaret(found: re.Match[str]) -> str:
    return {"n": "\n", "'": '"', "^": "^"}[found[1]]

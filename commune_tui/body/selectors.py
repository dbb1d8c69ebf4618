"""Selectors of a style sheet, parsed from right to left into what can be asked of an element. Matches nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from commune_tui.body.names import words

_STATES = words(
    "hover active focus focus-within focus-visible visited target target-within fullscreen user-invalid user-valid "
    "playing modal popover-open picture-in-picture autofill -webkit-autofill current past future"
)
"""What a person does to a mail; while it is only read, none of these holds."""
_ALWAYS = words("link any-link defined read-only scope")
_PLACES = {
    "first-child": "child first",
    "last-child": "child last",
    "only-child": "child only",
    "first-of-type": "type first",
    "last-of-type": "type last",
    "only-of-type": "type only",
}
_NTH = re.compile(r"([+-]?\d*)n\s*(?:([+-])\s*(\d+))?|([+-]?\d+)")
_LONGEST = 512
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands among its brothers: every ``step``-th from ``start``, of all or of its kind."""

    step: int
    start: int
    from_end: bool = False
    of_type: bool = False


@dataclass(frozen=True, slots=True)
class Compound:
    """One simple-selector run: ``td.hide#x[align=left]:first-child``. Empty fields match anything.

    ``refused`` and ``allowed`` are the lists of ``:not()`` and ``:is()``. ``unknown`` says that there is more to it,
    which is not understood: who fits the rest may fit.
    """

    tag: str = ""
    ident: str = ""
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()
    places: tuple[Place, ...] = ()
    refused: tuple[Compound, ...] = ()
    allowed: tuple[tuple[Compound, ...], ...] = ()
    root: bool = False
    unknown: bool = False


@dataclass(slots=True)
class Selector:
    """Compounds from right to left, the combinators between them (`` ``, ``>``, ``+``, ``~``), and the weight."""

    parts: list[Compound] = field(default_factory=list)
    combinators: list[str] = field(default_factory=list)
    weight: list[int] = field(default_factory=lambda: [0, 0, 0])


def unescape(text: str) -> str:
    """CSS escapes resolved: ``d\\69splay`` is ``display``."""
    if "\\" not in text:
        return text
    out: list[str] = []
    at = 0
    while (found := text.find("\\", at)) >= 0:
        out.append(text[at:found])
        at = found + 1
        end = at
        while end < len(text) and end - at < 6 and text[end] in "0123456789abcdefABCDEF":
            end += 1
        if end > at:
            code = int(text[at:end], 16)
            out.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
            at = end + 1 if text[end : end + 1].isspace() else end
        else:
            out.append(text[at : at + 1])
            at += 1
    out.append(text[at:])
    return "".join(out)


def parted(text: str, mark: str = ",") -> list[str]:
    """The text split at a mark that stands in no bracket and no quotes."""
    found, start, depth, quote = [], 0, 0, ""
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 and letter == mark:
            found.append(text[start:at])
            start = at + 1
    return [*found, text[start:]]


def selector(text: str) -> Selector | None:
    """None for what a browser would not heed, and for what only holds while somebody does something."""
    text = text.strip()
    if not text or len(text) > _LONGEST or "::" in text:
        return None
    made, at, waiting = Selector(), 0, ""
    while at < len(text):
        mark = text[at]
        if mark.isspace() or mark in ">+~":
            if mark in ">+~" and waiting in ">+~" and waiting:
                return None
            waiting = mark if mark in ">+~" else waiting or " "
            at += 1
            continue
        compound, at = _compound(text, at, made.weight)
        if compound is None or len(made.parts) > _MOST_PARTS or (waiting in ">+~" and waiting and not made.parts):
            return None
        if made.parts:
            made.combinators.append(waiting or " ")
        made.parts.append(compound)
        waiting = ""
    if not made.parts or (waiting and waiting in ">+~"):
        return None
    made.parts.reverse()
    made.combinators.reverse()
    return made


class _Run:
    """The fields of a compound while it is read."""

    def __init__(self) -> None:
        self.tag = self.ident = ""
        self.classes: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.places: list[Place] = []
        self.refused: list[Compound] = []
        self.allowed: list[tuple[Compound, ...]] = []
        self.root = self.unknown = False

    def made(self) -> Compound:
        return Compound(
            self.tag, self.ident, tuple(self.classes), tuple(self.attributes), tuple(self.places),
            tuple(self.refused), tuple(self.allowed), self.root, self.unknown,
        )  # fmt: skip


def _compound(text: str, at: int, weight: list[int]) -> tuple[Compound | None, int]:
    """The compound that begins at ``at``, and where it ends; None when it never matches a mail that is only read."""
    run = _Run()
    while at < len(text) and not text[at].isspace() and text[at] not in ">+~":
        mark = text[at]
        if mark == "[":
            end = text.find("]", at)
            if end < 0:
                return None, at
            run.attributes.append(_attribute(text[at + 1 : end]))
            run.unknown = run.unknown or text[at:end].rstrip()[-2:].lower() in (" i", " s")
            weight[1] += 1
            at = end + 1
        elif mark == ":":
            end, name, inside = _pseudo(text, at)
            if not _test(run, name, inside, weight):
                return None, at
            at = end
        else:
            at = _name(run, text, at, weight)
    return run.made(), at


def _name(run: _Run, text: str, at: int, weight: list[int]) -> int:
    mark = text[at]
    start = end = at + (mark in ".#")
    while end < len(text) and text[end] not in ".#[:>+~" and not text[end].isspace():
        end += 2 if text[end] == "\\" else 1
    name = unescape(text[start:end])
    if mark == ".":
        run.classes.append(name)
        weight[1] += 1
    elif mark == "#":
        run.ident = name
        weight[0] += 1
    elif name not in ("*", "&"):
        run.tag = name.lower()
        weight[2] += 1
    return max(end, at + 1)


def _pseudo(text: str, at: int) -> tuple[int, str, str]:
    """End, name and inside of ``:name(inside)``."""
    end = at + 1
    while end < len(text) and (text[end].isalnum() or text[end] in "-_"):
        end += 1
    name = text[at + 1 : end].lower()
    if text[end : end + 1] != "(":
        return end, name, ""
    depth, stop = 1, end + 1
    while stop < len(text) and depth:
        depth += {"(": 1, ")": -1}.get(text[stop], 0)
        stop += 1
    return stop, name, text[end + 1 : stop - (depth == 0)].strip()


def _test(run: _Run, name: str, inside: str, weight: list[int]) -> bool:
    """Notes what a pseudo class asks. False when it never holds."""
    if name in _STATES or name in ("before", "after", "first-line", "first-letter"):
        return False
    if name != "where":
        weight[1] += name not in ("not", "is", "matches", "-webkit-any")
    if name in _ALWAYS:
        run.unknown = run.unknown or name != "defined"
    elif name == "root":
        run.root = True
    elif name in _PLACES:
        run.places += _ends(*_PLACES[name].split())
    elif name.startswith("nth-") and (place := _nth(name, inside)) is not None:
        run.places.append(place)
    elif name in ("not", "is", "where", "matches", "-webkit-any"):
        _listed(run, name, inside, [0, 0, 0] if name == "where" else weight)
    else:
        run.unknown = True
    return True


def _ends(what: str, which: str) -> list[Place]:
    of_type = what == "type"
    return [Place(0, 1, end, of_type) for end in (False, True) if which == "only" or (which == "last") == end]


def _nth(name: str, inside: str) -> Place | None:
    inside = {"odd": "2n+1", "even": "2n"}.get(inside.lower(), inside.lower())
    found = _NTH.fullmatch(inside.strip())
    if found is None or name not in ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"):
        return None
    from_end, of_type = "last" in name, "type" in name
    if found[4]:
        return Place(0, int(found[4][:6]), from_end, of_type)
    step = int(f"{found[1]}1" if found[1] in ("", "+", "-") else found[1][:6])
    return Place(step, int(f"{found[2] or ''}{(found[3] or '0')[:6]}"), from_end, of_type)


def _listed(run: _Run, name: str, inside: str, weight: list[int]) -> None:
    """The lists of ``:not()`` and ``:is()``, as far as they hold single compounds."""
    options: list[Compound] = []
    for option in parted(inside)[:40]:
        found = selector(option)
        if found is None:
            continue  # never holds: nobody is refused or allowed by it
        if len(found.parts) > 1:
            options.append(Compound(unknown=True))
            continue
        options.append(found.parts[0])
        for at in range(3):
            weight[at] += found.weight[at]
    if name == "not":
        run.refused += options
    else:
        run.allowed.append(tuple(options))


def _attribute(text: str) -> tuple[str, str, str]:
    name, equals, value = text.partition("=")
    operator = ""
    if equals:
        operator = "="
        if name[-1:] in ("~", "^", "$", "*", "|"):
            operator, name = name[-1] + "=", name[:-1]
    value = value.strip()
    if value[-2:].lower() in (" i", " s"):
        value = value[:-2].rstrip()
    return name.strip().lower(), operator, unescape(value.strip("\"'"))

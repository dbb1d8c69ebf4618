"""Reads the story's texts: topics (what people write about) and scenes (whole conversations). Knows no clock or dice.

``texts/<inbox>.txt`` holds topics: a line ``# key``, then ``tags``, ``start outbound`` and which texts belong
together (see :class:`Topic`), then blocks that begin with ``@subject @ask @answer @again @more @thanks``.
``{order}`` and the like are filled in by :mod:`slots`.

``texts/scenes.txt`` and ``texts/tongues.txt`` hold conversations: ``# key``, header lines ``word value``, then turns.
A turn begins with ``<`` (the customer), ``>`` (the agent) or ``>alex`` (a colleague), and may name, after it, a
delivery fate (``bounced: 550 …``) and files (``file: name``) on the same line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources

DEPARTMENTS = ("support", "billing", "sales", "hiring", "ops", "legal", "hello")


@dataclass(slots=True)
class Topic:
    """One kind of matter in one inbox. Every list is a choice of texts; only asks and answers are a must."""

    key: str
    inbox: str
    tags: tuple[str, ...] = ()
    outbound: bool = False
    names: tuple[int, ...] = ()  # for each ask, the number of the subject that it bears
    fits: tuple[int, ...] = ()  # for each ask, the number of the answer that fits
    follows: tuple[int, ...] = ()  # the answers after which the rest of the talk makes sense
    subject: list[str] = field(default_factory=list)
    ask: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    thanks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Turn:
    """One message of a scene. ``who`` is ``<`` (customer), ``>`` (agent) or the key of a colleague."""

    who: str
    text: str
    fate: str = ""
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Scene:
    """A written-out conversation and how it stands. ``head`` holds the header lines by their first word."""

    key: str
    head: dict[str, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)


def _entries(name: str) -> list[tuple[str, list[str]]]:
    """The entries of a text file: key and lines. ``\\uXXXX`` stays as written; the files are UTF-8."""
    text = resources.files(__package__).joinpath("texts", name).read_text(encoding="utf-8")
    entries: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("# "):
            entries.append((line[2:].strip(), []))
        elif entries:
            entries[-1][1].append(line)
    return entries


@cache
def words(key: str) -> tuple[str, ...]:
    """The list ``key`` of ``texts/names.txt``."""
    return tuple(" ".join(dict(_entries("names.txt"))[key]).split())


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic of every department, in the order of the files."""
    return tuple(_topic(key, inbox, lines) for inbox in DEPARTMENTS for key, lines in _entries(f"{inbox}.txt"))


def _topic(key: str, inbox: str, lines: list[str]) -> Topic:
    topic = Topic(key, inbox)
    blocks: list[list[str]] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word.startswith("@"):
            blocks.append([word[1:], rest])
        elif blocks:
            blocks[-1].append(line)
        elif word == "tags":
            topic.tags = tuple(rest.split())
        elif word == "start":
            topic.outbound = rest == "outbound"
        elif word in ("names", "fits", "follows"):
            setattr(topic, word, tuple(map(int, rest.split())))
    for name, *body in blocks:
        getattr(topic, name).append("\n".join(body).strip())
    return topic


@cache
def scenes(name: str) -> tuple[Scene, ...]:
    """The scenes of ``texts/<name>.txt``."""
    return tuple(_scene(key, lines) for key, lines in _entries(f"{name}.txt"))


def _scene(key: str, lines: list[str]) -> Scene:
    scene = Scene(key)
    bodies: list[list[str]] = []
    for line in lines:
        if line[:1] in ("<", ">"):
            scene.turns.append(_turn(line))
            bodies.append([])
        elif bodies:
            bodies[-1].append(line)
        elif line.strip():
            word, _, rest = line.partition(" ")
            scene.head[word] = rest.strip()
    for turn, body in zip(scene.turns, bodies, strict=True):
        turn.text = "\n".join(body).strip()
    return scene


def _turn(line: str) -> Turn:
    mark, *extras = (part.strip() for part in line.split(" | "))
    who = "<" if mark[0] == "<" else mark[1:].strip() or ">"
    turn = Turn(who, "")
    for extra in extras:
        word, _, rest = extra.partition(":")
        if word == "file":
            turn.files += (rest.strip(),)
        else:
            turn.fate = f"{word}:{rest}"
    return turn

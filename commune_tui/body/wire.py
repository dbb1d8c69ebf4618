"""A Body as bytes and back, in frames: how the worker hands it over. Knows no process.

A frame is a head (:data:`HEAD`: bytes of the rest, number of the question, kind) and JSON. A body goes as chunks of
lines and of links, then one closing frame. The parent checks every chunk when it comes and keeps the bytes: a long mail
is a few megabytes and not a million objects, and its lines are made when they are looked at.
"""

from __future__ import annotations

import json
import struct
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, BinaryIO, overload

from commune_tui.body.lines import (
    KINDS,
    STYLES,
    Body,
    Fold,
    HiddenPart,
    Kind,
    Limits,
    Line,
    Link,
    Passage,
    Span,
    Style,
    Table,
    joined,
)

HEAD = struct.Struct(">IIc")
ASKED = struct.Struct(">III")
"""A question: bytes of its JSON head, of its HTML, of its text."""
LINES, LINKS, END, FAILED, READY = b"l", b"k", b"e", b"f", b"r"
CHUNK = 500
_CHUNKS_MADE = 8
_STYLE_AT = {style: index for index, style in enumerate(STYLES)}
_KIND_AT = {kind: index for index, kind in enumerate(KINDS)}
_FLAT = ("notes", "source", "preheader", "images", "trackers", "invisible", "truncated", "unread", "characters")


def frames(body: Body, number: int) -> Iterator[bytes]:
    """The body as the frames that answer question ``number``."""
    for start in range(0, len(body.lines), CHUNK):
        tables: dict[Table, int] = {}
        lines = [_packed(line, tables) for line in body.lines[start : start + CHUNK]]
        yield frame(number, LINES, [lines, [[list(table.widths), list(table.right)] for table in tables]])
    for start in range(0, len(body.links), CHUNK):
        yield frame(number, LINKS, [list(asdict(link).values()) for link in body.links[start : start + CHUNK]])
    end = {
        "flat": {name: getattr(body, name) for name in _FLAT},
        "hidden": [list(asdict(part).values()) for part in body.hidden],
        "passages": [list(asdict(passage).values()) for passage in body.passages],
        "folds": [list(asdict(fold).values()) for fold in body.folds],
    }
    yield frame(number, END, end)


def frame(number: int, kind: bytes, value: object) -> bytes:
    """One frame."""
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    return HEAD.pack(len(data), number, kind) + data


def _packed(line: Line, tables: dict[Table, int]) -> list[Any]:
    table = -1 if line.table is None else tables.setdefault(line.table, len(tables))
    return [
        _KIND_AT[line.kind],
        _spans(line.spans) if not line.cells else [],
        line.level,
        line.quote,
        line.indent,
        line.marker,
        [_spans(cell) for cell in line.cells],
        table,
        line.head,
    ]


def _spans(spans: tuple[Span, ...]) -> list[list[Any]]:
    return [[span.text, _STYLE_AT[span.style], span.link] for span in spans]


class Lines(Sequence[Line]):
    """The lines of a body, made in chunks when they are looked at; the last few chunks are kept. For one thread."""

    def __init__(self, chunks: Sequence[bytes], count: int) -> None:
        self._chunks = chunks
        self._count = count
        self._made: OrderedDict[int, list[Line]] = OrderedDict()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(self._count)))
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError("there is no such line")
        return self._chunk(at // CHUNK)[at % CHUNK]

    def __iter__(self) -> Iterator[Line]:
        for number in range(len(self._chunks)):
            yield from self._chunk(number)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Lines, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _chunk(self, number: int) -> list[Line]:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = lines_in(self._chunks[number])
            if len(self._made) > _CHUNKS_MADE:
                self._made.popitem(last=False)
        return made


def lines_in(chunk: bytes) -> list[Line]:
    """The lines of a frame. Raises ValueError, TypeError, KeyError or IndexError on anything else."""
    packed, shared = json.loads(chunk)
    tables = [Table(tuple(map(int, widths)), tuple(map(bool, right))) for widths, right in shared]
    return [_unpacked(line, tables) for line in packed]


class Assembly:
    """Builds a Body from its frames. Raises ValueError, TypeError, KeyError or IndexError on anything else."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._count = 0
        self._links: list[Link] = []

    def add(self, kind: bytes, data: bytes) -> Body | None:
        """The Body when this was the last frame. Takes milliseconds for a full frame."""
        if kind == LINES:
            if self._count != CHUNK * len(self._chunks):
                raise ValueError("a chunk of lines came short")
            self._count += len(lines_in(data))
            self._chunks.append(data)
        elif kind == LINKS:
            self._links += [Link(int(n), *map(str, rest)) for n, *rest in json.loads(data)]
        elif kind == END:
            return self._body(json.loads(data))
        else:
            raise ValueError("the worker could not read this mail")
        return None

    def _body(self, found: dict[str, Any]) -> Body:
        end = found["flat"]
        lines = Lines(self._chunks, self._count)
        return Body(
            lines=lines if len(self._chunks) > _CHUNKS_MADE else tuple(lines),
            links=tuple(self._links),
            hidden=tuple(HiddenPart(str(a), str(b), int(n), str(c), bool(q)) for a, b, n, c, q in found["hidden"]),
            passages=tuple(
                Passage(int(a), int(b), int(c), bool(s), tuple(map(int, m))) for a, b, c, s, m in found["passages"]
            ),
            folds=tuple(Fold(int(a), int(b), int(n), str(c)) for a, b, n, c in found["folds"]),
            notes=tuple(map(str, end["notes"])),
            source={"html": "html", "text": "text", "stripped": "stripped", "none": "none"}[end["source"]],  # type: ignore[arg-type]
            preheader=str(end["preheader"]),
            images=int(end["images"]),
            trackers=int(end["trackers"]),
            invisible=int(end["invisible"]),
            truncated=bool(end["truncated"]),
            unread=int(end["unread"]),
            characters=int(end["characters"]),
        )


def _unpacked(packed: list[Any], tables: list[Table]) -> Line:
    kind, spans, level, quote, indent, marker, cells, table, head = packed
    columns = tuple(_unspanned(cell) for cell in cells)
    whole = joined(columns) if columns else _unspanned(spans)
    shared = tables[table] if table >= 0 else None
    name: Kind = KINDS[kind]
    return Line(name, whole, int(level), int(quote), int(indent), str(marker), columns, shared, bool(head))


def _unspanned(spans: list[list[Any]]) -> tuple[Span, ...]:
    return tuple(Span(str(text), _style(style), int(link)) for text, style, link in spans)


def _style(index: int) -> Style:
    return STYLES[index]


def request(html: str | None, text: str | None, limits: Limits, number: int) -> bytes:
    """A question: what the limits let the worker read, and one character more to show that there is more."""
    head = json.dumps({"number": number, "limits": list(asdict(limits).values())}).encode("ascii")
    first = (html or "")[: limits.source + 1].encode("utf-8", "surrogatepass")
    second = (text or "")[: min(limits.source, limits.text) + 1].encode("utf-8", "surrogatepass")
    return b"".join((ASKED.pack(len(head), len(first), len(second)), head, first, second))


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to be read as what it is: ``calendar`` or ``mail``. ``tables`` are the zones that it names (TZif)."""

    kind: str
    data: bytes
    tables: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What the worker is asked: a mail's HTML and text, or a file."""

    number: int
    limits: Limits
    html: str = ""
    text: str = ""
    file: Attached | None = None


def request_file(file: Attached, limits: Limits, number: int) -> bytes:
    """A question about a file."""
    sizes = {name: len(raw) for name, raw in file.tables.items()}
    asked = {"number": number, "limits": list(asdict(limits).values()), "kind": file.kind, "tables": sizes}
    head, tables = json.dumps(asked).encode("ascii"), b"".join(file.tables.values())
    return b"".join((ASKED.pack(len(head), len(file.data), len(tables)), head, file.data, tables))


def asked(source: BinaryIO) -> Question | None:
    """The next question from a stream. None at its end."""
    sizes = source.read(ASKED.size)
    if len(sizes) < ASKED.size:
        return None
    parts = [source.read(size) for size in ASKED.unpack(sizes)]
    head = json.loads(parts[0])
    number, limits = head["number"], Limits(*head["limits"])
    if "kind" in head:
        tables, at = {}, 0
        for name, size in head["tables"].items():
            tables[name], at = parts[2][at : at + size], at + size
        return Question(number, limits, file=Attached(head["kind"], parts[1], tables))
    html, text = (part.decode("utf-8", "surrogatepass") for part in parts[1:])
    return Question(number, limits, html, text)


def completed(body: Body, html: str | None, text: str | None, limits: Limits) -> Body:
    """The body with the count of characters that the worker was never sent."""
    sent = min(limits.source, limits.text) if body.source == "text" else limits.source
    beyond = len((text if body.source == "text" else html) or "") - sent - 1
    return replace(body, unread=body.unread + beyond) if beyond > 0 else body

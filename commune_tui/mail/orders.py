"""The words of a mail that give orders to its agent, marked where they stand in what is read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import overload

from commune_tui.body.lines import Body, Line, Span, joined
from commune_tui.store.rows import MessageRow

_MOST_LINES, _MOST = 1_000, 20_000
Places = Sequence[tuple[int, int]]


def gives(message: MessageRow) -> bool:
    """Whether a mail that came in gives orders, by its words or as the server judged: the same wherever it is asked."""
    judged = message.injection_detected or message.risk in ("high", "critical")
    return message.direction != "outbound" and (judged or any(each.term == "orders" for each in message.findings))


def marked(body: Body) -> Body:
    """The body with those words in the style ``order``, looked for in its beginning."""
    from commune_tui.risk import reading  # a third of what the reader waits for, and most mails give no orders

    texts: list[str] = []
    room = _MOST
    for line in islice(body.lines, _MOST_LINES):
        texts.append("".join(span.text for span in line.spans))
        room -= len(texts[-1])
        if room <= 0:
            break
    places: dict[int, list[tuple[int, int]]] = {}
    starts, at = list[int](), 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    for begin, end in reading.ordering("\n".join(texts)):
        for number, (start, text) in enumerate(zip(starts, texts, strict=True)):
            low, high = max(begin - start, 0), min(end - start, len(text))
            if low < high:
                places.setdefault(number, []).append((low, high))
    return replace(body, lines=_Marked(body.lines, places)) if places else body


class _Marked(Sequence[Line]):
    """The lines of a body, made as they are looked at, some of them with marks."""

    def __init__(self, lines: Sequence[Line], places: Mapping[int, Places]) -> None:
        self._lines, self._places = lines, places

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        at = index if index >= 0 else len(self) + index
        places = self._places.get(at)
        return self._lines[index] if places is None else _line(self._lines[index], places)

    def __iter__(self) -> Iterator[Line]:
        for number, line in enumerate(self._lines):
            places = self._places.get(number)
            yield line if places is None else _line(line, places)


def _line(line: Line, places: Places) -> Line:
    if not line.cells:
        return replace(line, spans=tuple(_cut(line.spans, places)))
    cells, at = [], 0
    for cell in line.cells:  # between two cells that hold something stand two blanks
        at += 2 if at and cell else 0
        width = sum(len(span.text) for span in cell)
        cells.append(tuple(_cut(cell, [(low - at, high - at) for low, high in places])))
        at += width
    return replace(line, cells=tuple(cells), spans=joined(cells))


def _cut(spans: Sequence[Span], places: Places) -> Iterator[Span]:
    at = 0
    for span in spans:
        edges = {0, len(span.text)}
        for low, high in places:
            edges |= {edge - at for edge in (low, high) if 0 < edge - at < len(span.text)}
        cuts = sorted(edges)
        for begin, end in pairwise(cuts):
            inside = any(low <= at + begin and at + end <= high for low, high in places)
            yield replace(span, text=span.text[begin:end], style="order" if inside else span.style)
        at += len(span.text)

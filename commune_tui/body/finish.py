"""Turns lines in the making into a Body: preheader, marks of hidden text, folds, notes. Knows no HTML."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from commune_tui.body.alarm import judged
from commune_tui.body.lines import Body, HiddenPart, Line, Link, Source, Span, joined
from commune_tui.body.marks import Mark
from commune_tui.body.quotes import named
from commune_tui.text import cells, clean

_CUT = {
    "source": "Only the beginning of this mail is shown.",
    "tags": "This mail has too many HTML tags; the rest was left out.",
    "depth": "Elements nested too deeply were flattened.",
    "attributes": "Oversized HTML tags were left out.",
    "rules": "The style sheet of this mail is too costly to follow; what it hides is shown.",
    "style": "Oversized style text was not read.",
    "hidden": "This mail has more hidden parts than are listed.",
}


@dataclass(slots=True)
class Draft:
    """What a reader collected. ``history`` are the lines that a mail program marked as history."""

    lines: list[Line]
    links: list[Link] = field(default_factory=list)
    parts: list[HiddenPart] = field(default_factory=list)
    history: list[Mark] = field(default_factory=list)
    images: int = 0
    trackers: int = 0
    invisible: int = 0
    unread: int = 0
    full: bool = False
    cut: set[str] = field(default_factory=set)
    source: Source = "html"


def finish(draft: Draft) -> Body:
    """The Body of a draft. The hidden texts above everything visible, if short, are the preheader."""
    lines, parts = draft.lines, draft.parts
    preheader = " ".join(parts[index].text for index in judged(lines, parts))
    lines = _widened([_settled(line, parts) for line in lines])
    history = draft.history
    lines, history, parts = _trimmed(lines, history, parts)
    if preheader:
        lines.insert(0, Line("preheader", (Span(preheader, "dim"),)))
        history = [replace(mark, first=mark.first + 1, end=mark.end + 1) for mark in history]
        parts = [replace(part, where=part.where + 1) for part in parts]
    lines, passages, folds = named(lines, history)
    notes = [text for name, text in _CUT.items() if name in draft.cut]
    if draft.full and not draft.cut & {"source", "tags"}:
        notes.append(_CUT["source"])
    return Body(
        lines=tuple(lines),
        links=tuple(draft.links),
        hidden=tuple(parts),
        passages=tuple(passages),
        folds=tuple(folds),
        notes=tuple(notes),
        source=draft.source,
        preheader=preheader,
        images=draft.images,
        trackers=draft.trackers,
        invisible=draft.invisible,
        truncated=draft.full or bool(draft.cut & {"source", "tags"}),
        unread=draft.unread,
        characters=sum(len(line.text) for line in lines),
    )


def _settled(line: Line, parts: list[HiddenPart]) -> Line:
    """Hidden marks get their words or go; text that became unclean where two nodes met is cleaned once more."""
    spans = line.spans
    if any(span.style == "hidden" for span in spans):
        columns = tuple(_told(cell, parts) for cell in line.cells)
        spans = joined(columns) if columns else _told(spans, parts)
        kind = line.kind if line.text.strip() else "hidden" if spans else "text"
        line = replace(line, spans=spans, cells=columns, kind=kind)
    whole = "".join(span.text for span in spans)
    if not whole.isascii() and (cleaned := clean(whole, None)) != whole:
        cleaned = cleaned.replace("\n", " ")
        line = replace(line, spans=(Span(cleaned),), cells=(), table=None, kind="text" if line.cells else line.kind)
    if len(spans) and line.kind == "text" and all(_is_image(span) for span in spans):
        line = replace(line, kind="image")
    return line


def _widened(lines: list[Line]) -> list[Line]:
    """Columns in which a mark of hidden text got its words become as wide as that."""
    grown: dict[int, list[int]] = {}
    for line in lines:
        if line.table is not None and any(span.style == "hidden" for span in line.spans):
            widths = grown.setdefault(id(line.table), list(line.table.widths))
            for index, cell in enumerate(line.cells[: len(widths)]):
                widths[index] = max(widths[index], cells("".join(span.text for span in cell)))
    if not grown:
        return lines
    return [
        replace(line, table=replace(line.table, widths=tuple(grown[id(line.table)])))
        if line.table is not None and id(line.table) in grown
        else line
        for line in lines
    ]


def _told(spans: tuple[Span, ...], parts: list[HiddenPart]) -> tuple[Span, ...]:
    """Marks of hidden text with their words; those of quiet parts go."""
    kept: list[Span] = []
    for span in spans:
        if span.style != "hidden":
            kept.append(span)
        elif 0 < span.link <= len(parts) and not parts[span.link - 1].quiet:
            count = len(parts[span.link - 1].text)
            kept.append(Span(f"⟨hidden: {count:,} character{'s' * (count != 1)}⟩", "hidden", span.link))
    return tuple(kept)


def _is_image(span: Span) -> bool:
    return span.style == "mark" or (span.text.strip().startswith("[image: ") and span.text.rstrip().endswith("]"))


def _trimmed(
    lines: list[Line], history: list[Mark], parts: list[HiddenPart]
) -> tuple[list[Line], list[Mark], list[HiddenPart]]:
    """Without blank lines at both ends and more than one in a row; indexes follow."""
    kept: list[Line] = []
    moved: list[int] = []
    for line in lines:
        moved.append(len(kept))
        empty = not line.spans and not line.marker and line.kind in ("text", "hidden", "image")
        if empty and (not kept or (not kept[-1].spans and kept[-1].kind == "text")):
            continue
        kept.append(replace(line, kind="text") if empty and line.kind != "text" else line)
    moved.append(len(kept))
    while kept and not kept[-1].spans and not kept[-1].marker and kept[-1].kind == "text":
        kept.pop()
    last = len(moved) - 1
    history = [
        replace(mark, first=moved[min(mark.first, last)], end=min(moved[min(mark.end, last)], len(kept)))
        for mark in history
    ]
    return kept, history, [replace(part, where=moved[min(part.where, last)]) for part in parts]

"""Bodies put together into one: the parts of an attached file, each read by the reader of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from commune_tui.body import plain
from commune_tui.body.lines import Body, Kind, Limits, Line, Span
from commune_tui.text import one_line

DEEPEST = 20
FIELD = 2_000
"""Cells of a field: an address list, a place."""


def field(name: str, words: str) -> Body:
    """``Name  words`` as one line, with the links in it; nothing where there are no words."""
    shown = one_line(words, FIELD)
    if not shown:
        return Body()
    read = plain.parse(shown) if "://" in shown else Body(lines=(Line("text", (Span(shown),)),))
    spans = (Span(f"{name}  ", "dim"), *(span for each in read.lines for span in each.spans))
    return replace(read, lines=(Line("text", spans),))


def line(words: str, kind: Kind = "text", *, note: bool = False) -> Body:
    """One line of ours or of a name; ``note`` is dim."""
    shown = Span(one_line(words), "heading" if kind == "heading" else "dim" if note else "plain")
    return Body(lines=(Line(kind, (shown,), level=2 if kind == "heading" else 0),))


def told(sentence: str) -> Body:
    """A sentence of ours that says what can be done; nobody's words are in it."""
    return Body(lines=(Line("text", (Span(sentence, "dim"),)),))


def gap() -> Body:
    """An empty line."""
    return Body(lines=(Line("text"),))


def prose(text: str, limits: Limits) -> Body:
    """What somebody wrote, with its links; nothing of it is folded here."""
    return plain.parse(text, limits) if text.strip() else Body()


def deeper(body: Body) -> Body:
    """The body behind one more bar at its left."""
    return replace(body, lines=tuple(replace(each, quote=min(each.quote + 1, DEEPEST)) for each in body.lines))


def together(parts: Iterable[Body]) -> Body:
    """One after the other: links are numbered on, what is hidden in a part is in the whole, nothing is folded."""
    lines: list[Line] = []
    whole = Body()
    for part in parts:
        first, links = len(lines), len(whole.links)
        highest = max((link.number for link in whole.links), default=0)
        lines += [_renumbered(each, highest) for each in part.lines] if links or highest else list(part.lines)
        whole = replace(
            whole,
            links=(*whole.links, *(replace(link, number=link.number + highest) for link in part.links)),
            hidden=(*whole.hidden, *(replace(each, where=each.where + first) for each in part.hidden)),
            notes=tuple(dict.fromkeys((*whole.notes, *part.notes))),
            images=whole.images + part.images,
            trackers=whole.trackers + part.trackers,
            invisible=whole.invisible + part.invisible,
            truncated=whole.truncated or part.truncated,
            unread=whole.unread + part.unread,
            characters=whole.characters + part.characters,
        )  # fmt: skip
    return replace(whole, lines=tuple(lines), source="text")


def _renumbered(made: Line, by: int) -> Line:
    """A line whose links, and the numbers shown behind them, stand ``by`` places further."""
    if not by or not any(span.link for span in made.spans):
        return made
    cells = tuple(_spans(cell, by) for cell in made.cells)
    return replace(made, spans=_spans(made.spans, by), cells=cells)


def _spans(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple(
        span if not span.link
        else replace(span, link=span.link + by,
                     text=span.text.replace(f"[{span.link}]", f"[{span.link + by}]") if span.style == "mark"
                     else span.text)
        for span in spans
    )  # fmt: skip

"""Plain text to lines: quote levels, lists, URLs, and blocks that must stay as they are. Knows no HTML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from commune_tui.body.blocks import kinds
from commune_tui.body.concealed import Concealed
from commune_tui.body.finish import Draft, finish
from commune_tui.body.lines import FIRST, Body, Kind, Limits, Line, Source, Span
from commune_tui.body.links import Links, altered, urls
from commune_tui.body.page import Page
from commune_tui.text import clean_text

_ITEM = re.compile("(\\s{0,12})([-*•·–+]|\\(?\\d{1,3}[.)]|[a-z][.)])\\s{1,3}(?=\\S)")
_INITIALS = re.compile("([A-Z]{2,3})> ?")
_RULE = re.compile("\\s*([-=_*~─—])(?:\\s?\\1){7,}\\s*$")
_FLOW_MIN = 60
_NEAR = 2_000


def parse(text: str, limits: Limits = FIRST, source: Source = "text") -> Body:
    """One plain text body as lines. Total: any text gives a Body. Signatures and history are named by quotes.fold."""
    part = _beginning(text, min(limits.text, limits.source))
    page, concealed = Page(limits.text), Concealed(limits.hidden)
    concealed.smuggled(part, page, None)
    cleaned = clean_text(part, None)
    pieces = [_quoted(line) for line in cleaned.text.split("\n")]
    pieces = _unflowed(_not_prompts(pieces))
    links = Links(altered(part) if cleaned.altered else {})
    named = kinds([words for _, words in pieces])
    lines = [_line(words, depth, kind, links) for (depth, words), kind in zip(pieces, named, strict=True)]
    draft = Draft(
        lines=_initialled(lines),
        links=links.found(),
        parts=concealed.parts,
        invisible=sum(cleaned.removed.values()),
        unread=len(text) - len(part),
        cut=({"source"} if len(part) < len(text) else set()) | ({"hidden"} if concealed.full else set()),
        source=source,
    )
    return finish(draft)


def _beginning(text: str, room: int) -> str:
    """As much of the text as there is room for, up to the end of a line or a word where one is near."""
    if len(text) <= room:
        return text
    part = text[:room]
    for end in ("\n", " "):
        if (at := part.rfind(end) + 1) > room - _NEAR:
            return part[:at]
    return part


def _initialled(lines: list[Line]) -> list[Line]:
    """``AB> `` before several lines quotes as ``> `` does; it stays to be seen as a marker."""
    found = [_INITIALS.match(line.spans[0].text) if line.kind == "text" and line.spans else None for line in lines]
    often = Counter(match[1] for match in found if match)
    for at, match in enumerate(found):
        if match and often[match[1]] > 1:
            line = lines[at]
            rest = line.spans[0].text[match.end() :]
            spans = (Span(rest), *line.spans[1:]) if rest else line.spans[1:]
            lines[at] = replace(line, spans=spans, quote=line.quote + 1, marker=match[0])
    return lines


def _quoted(line: str) -> tuple[int, str]:
    """The depth of the ``>`` marks before a line, and the rest."""
    if line[:1] not in (">", " ") or ">" not in line[:4]:
        return 0, line
    depth = at = 0
    while at < len(line) and depth < 20:
        if line[at] == ">":
            depth += 1
            at += 1
        elif line[at] == " " and line[at + 1 : at + 2] == ">":
            at += 1
        else:
            break
    if depth == 1 and line.startswith(">From "):
        return 0, line[1:]
    if depth and line[0] == " " and line[: line.index(">")].strip(" ") == "" and line.index(">") > 1:
        return 0, line
    return depth, line[at:].removeprefix(" ")


def _not_prompts(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """``>>>`` where nothing is quoted once or twice is the prompt of a Python session."""
    depths = {depth for depth, _ in pieces}
    if 3 in depths and not depths & {1, 2}:
        return [(0, f">>> {words}") if depth == 3 else (depth, words) for depth, words in pieces]
    return pieces


def _unflowed(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """format=flowed undone where the text shows it: lines of usual length that end in one blank go on in the next."""
    soft = [len(words) for _, words in pieces if words.endswith(" ") and words.rstrip() not in ("", "--")]
    full = sum(_FLOW_MIN <= length <= 80 for length in soft)
    if full < 2 or full * 2 < len(soft):
        return pieces
    out: list[tuple[int, str]] = []
    parts: list[str] = []
    at = -1
    for depth, words in pieces:
        if parts and depth == at:
            parts.append(words)
        else:
            if parts:
                out.append((at, "".join(parts)))
            parts, at = [words], depth
        if not words.endswith(" ") or words == "-- ":
            out.append((at, "".join(parts)))
            parts = []
    if parts:
        out.append((at, "".join(parts)))
    return out


def _line(words: str, depth: int, kind: Kind, links: Links) -> Line:
    if kind != "text":
        return Line(kind, (Span(words, "code"),) if words.strip() else (), quote=depth)
    text = words.rstrip() if words != "-- " else words
    if _RULE.match(text):
        return (
            Line("rule", quote=depth)
            if len(text) > 7 and text.strip()[0] in "-=─—*~"
            else Line("text", (Span(text),), quote=depth)
        )
    item = _ITEM.match(text[:40])
    if item is not None and len(text) > item.end():
        marker = text[item.start(2) : item.end()]
        return Line("item", _spans(text[item.end() :], links), 0, depth, min(len(item[1]), 12), marker)
    indent = len(text) - len(text.lstrip(" "))
    line = Line("text", _spans(text.lstrip(" "), links), quote=depth)
    return replace(line, indent=min(indent, 12)) if indent else line


def _spans(text: str, links: Links) -> tuple[Span, ...]:
    if not text:
        return ()
    spans: list[Span] = []
    at = 0
    for start, end, target in urls(text):
        number = links.open(target)
        if not number:
            continue
        if start > at:
            spans.append(Span(text[at:start]))
        shown = text[start:end]
        links.close(number, shown)
        spans += [Span(shown, "link", number), Span(f" [{number}]", "mark", number)]
        at = end
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)

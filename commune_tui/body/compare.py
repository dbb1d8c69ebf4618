"""What the agent was given against what a person sees: the words that only one of them has. Knows no screen.

The API gives agents ``content`` (text) and people ``content_html`` (contract §4.4). Words in the first that nobody sees
in the second are where instructions to an agent hide. An agent that reads the HTML itself also gets what is hidden in
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from commune_tui.body.lines import Body, HiddenPart, Line, Span

_WORD = re.compile("[^\\W_]+(?:[\\^_]\\(?[^\\W_]+)*")
_RAISED = re.compile("[\\^_]\\(?")
"""What stands before a raised or lowered part of a word where it is shown; others write the word without."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_RUN = 3
SHOWN = "may be hidden elsewhere"
"""How the reasons of parts begin that a person sees here."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Both sides as lines; words that the other side lacks are spans in the style "only".

    ``only_agent`` and ``only_person`` are those words as passages; ``received`` the hidden parts of the HTML whose
    words the agent was given all the same. ``unseen`` are its suspicious parts (where there is no HTML, those of the
    text) that do not stand whole in ``agent``: who reads only both sides would never meet them. ``partial`` says that a
    side has more than was compared.
    """

    agent: tuple[Line, ...]
    person: tuple[Line, ...]
    only_agent: tuple[str, ...]
    only_person: tuple[str, ...]
    received: tuple[HiddenPart, ...]
    unseen: tuple[HiddenPart, ...] = ()
    partial: bool = False

    @property
    def same(self) -> bool:
        """Do both get the same words?"""
        return not (self.only_agent or self.only_person)


def compare(content: Body, html: Body) -> Difference:
    """The difference between a text part and an HTML part, in time linear in both.

    Words count, not punctuation, case, order of blocks or white space; link targets and alternative texts on one side
    only are no difference. A passage is marked when it has at least two words, or one that the other side has nowhere.
    """
    agent, person = _words(content), _words(html)
    extra = _link_words(content) | _link_words(html)
    marked_agent = _only(agent, person, extra)
    marked_person = _only(person, agent, extra)
    agent_lines, only_agent = _marked(content, marked_agent)
    person_lines, only_person = _marked(html, marked_person)
    given = _grams([word for word, _, _ in agent])
    unseen_here = [part for part in html.hidden if not part.reason.startswith(SHOWN)]
    received = tuple(part for part in unseen_here if _share(part.text, given) >= 0.5)
    unseen = {(part.reason, part.text): part for part in html.alarms if _share(part.text, given) < 1}
    return Difference(
        agent_lines,
        person_lines,
        only_agent,
        only_person,
        received,
        tuple(unseen.values()),
        content.goes_on or html.goes_on,
    )


def _words(body: Body) -> list[tuple[str, int, int]]:
    """(word, line, offset in the text of the line); a CJK character is a word of its own."""
    found: list[tuple[str, int, int]] = []
    for index, line in enumerate(body.lines):
        if line.kind in ("preheader", "hidden", "image"):
            continue
        for match in _WORD.finditer(line.text):
            word = _plain(match[0])
            if _CJK.search(word):
                found += [(mark, index, match.start() + at) for at, mark in enumerate(word)]
            else:
                found.append((word, index, match.start()))
    return found


def _plain(word: str) -> str:
    """A word as it is compared. One of CJK characters keeps its places."""
    return word.casefold() if _CJK.search(word) else _RAISED.sub("", word.casefold())


def _link_words(body: Body) -> set[str]:
    words = {"http", "https", "mailto", "www", "image"}
    for link in body.links:
        words.update(_plain(match[0]) for match in _WORD.finditer(link.target))
    return words


def _grams(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _only(mine: list[tuple[str, int, int]], other: list[tuple[str, int, int]], extra: set[str]) -> set[tuple[int, int]]:
    """Places of my words that the other side lacks: in no common run of three, with gaps of known words closed."""
    words = [word for word, _, _ in mine]
    theirs = [word for word, _, _ in other]
    known, grams = set(theirs), _grams(theirs)
    common = [False] * len(words)
    for at in range(len(words) - _RUN + 1):
        if tuple(words[at : at + _RUN]) in grams:
            common[at : at + _RUN] = [True] * _RUN
    marked: set[tuple[int, int]] = set()
    start = 0
    while start < len(words):
        if common[start]:
            start += 1
            continue
        end = start
        while end < len(words) and not common[end]:
            end += 1
        run = _trimmed(words, known, start, end)
        foreign = [at for at in run if words[at] not in known and words[at] not in extra]
        # Short passages of words that the other side has too are the same words in another order (a table, a column).
        if foreign and (len(foreign) * 2 >= len(run) or len(run) > 6):
            marked.update(mine[at][1:] for at in run if words[at] not in extra)
        elif foreign:
            marked.update(mine[at][1:] for at in foreign)
        elif len(run) >= 8:
            marked.update(mine[at][1:] for at in run)
        start = end
    return marked


def _trimmed(words: list[str], known: set[str], start: int, end: int) -> range:
    """A run without known words at its edges (the name under an added sentence), and without a list number alone."""
    for _ in range(_RUN):
        if end - start > 1 and words[end - 1] in known and not _CJK.search(words[end - 1]):
            end -= 1
        if end - start > 1 and words[start] in known and not _CJK.search(words[start]):
            start += 1
    number = end - start == 1 and words[start].isdigit() and len(words[start]) < 3
    return range(start, start) if number else range(start, end)


def _marked(body: Body, places: set[tuple[int, int]]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines with marked words as spans of the style "only", and the passages that these make."""
    by_line: dict[int, set[int]] = {}
    for index, at in places:
        by_line.setdefault(index, set()).add(at)
    lines: list[Line] = []
    passages: list[str] = []
    for index, line in enumerate(body.lines):
        if index not in by_line:
            lines.append(line)
            continue
        ranges = _ranges(line.text, by_line[index])
        passages += [line.text[start:end] for start, end in ranges]
        lines.append(replace(line, spans=_restyled(line, ranges), cells=(), table=None))
    return tuple(lines), tuple(passages)


def _ranges(text: str, starts: set[int]) -> list[tuple[int, int]]:
    """Marked words joined into ranges where only punctuation stands between them."""
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        ends = [at for at in range(match.start(), match.end()) if at in starts]
        if not ends:
            continue
        start, end = ends[0], (ends[-1] + 1 if _CJK.search(match[0]) else match.end())
        if found and not _WORD.search(text[found[-1][1] : start]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _restyled(line: Line, ranges: list[tuple[int, int]]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = 0
    for span in line.spans:
        if span.style in ("mark", "hidden"):
            spans.append(span)
            continue
        end = at + len(span.text)
        position = at
        for start, stop in ranges:
            if stop <= position or start >= end:
                continue
            if start > position:
                spans.append(replace(span, text=span.text[position - at : start - at]))
            last = min(stop, end)
            spans.append(replace(span, text=span.text[max(start, position) - at : last - at], style="only"))
            position = last
        if position < end:
            spans.append(replace(span, text=span.text[position - at :]))
        at = end
    return tuple(spans)


def _share(text: str, given: set[tuple[str, ...]]) -> float:
    """How much of a text (0 to 1, by runs of three words) was given; less than three words count as not given."""
    words: list[str] = []
    for match in _WORD.finditer(text):
        word = _plain(match[0])
        words += list(word) if _CJK.search(word) else [word]
    grams = _grams(words)
    return sum(gram in given for gram in grams) / len(grams) if grams else 0.0

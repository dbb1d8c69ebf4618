"""Names the lines of a plain text that must not be joined or wrapped: code, diffs, logs and drawn tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commune_tui.body.lines import Kind

_LOG = re.compile(
    "\\s*(?:\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d|"
    "\\[?\\d\\d:\\d\\d:\\d\\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    "[ \\d]\\d \\d\\d:\\d\\d:\\d\\d|\\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|TRACE)\\b[\\]: ]|"
    "\\[\\s*\\d+\\.\\d{3,}\\])"
)
_TRACE = re.compile(
    "Traceback \\(most recent call last\\):|Exception in thread |Caused by: |"
    '\\s+at [\\w.$]+\\(|\\s+File "[^"]*", line \\d'
)
_DIFF_START = re.compile("diff --git |Index: \\S|--- \\S.*|\\*\\*\\* \\S+\\s")
_HUNK = re.compile("@@ -\\d+(?:,\\d+)? \\+\\d+(?:,\\d+)? @@")
_TABLE = re.compile("\\s*(?:\\|.*\\|\\s*$|\\+[-=+]{3,}\\+?\\s*$|[-=]{3,}(?: +[-=]{3,})+\\s*$|[│┃║├└┌╔╠╚])")


def kinds(lines: Sequence[str]) -> list[Kind]:
    """One kind for each line; "text" where nothing speaks against wrapping."""
    found: list[Kind] = ["text"] * len(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at
        kind: Kind = "text"
        if line.lstrip().startswith("```"):
            kind, end = "code", _fence(lines, at)
        elif line[:4] in ("diff", "Inde", "--- ", "*** ") or line.startswith("@@"):
            kind, end = "diff", _diff(lines, at)
        elif _TRACE.match(line):
            kind, end = "log", _trace(lines, at)
        elif _LOG.match(line):
            kind, end = "log", _while(lines, at, _LOG)
            if end - at < 2:
                end = at
        elif _TABLE.match(line):
            kind, end = "code", _while(lines, at, _TABLE)
            if end - at < 2:
                end = at
        elif _column_header(lines, at):
            kind, end = "code", _paragraph(lines, at)
        elif line.startswith(("    ", "\t")) and (at == 0 or not lines[at - 1].strip()):
            kind, end = "code", _indented(lines, at)
        for index in range(at, end):
            found[index] = kind
        at = max(end, at + 1)
    return found


def _fence(lines: Sequence[str], at: int) -> int:
    for index in range(at + 1, min(len(lines), at + 2_000)):
        if lines[index].lstrip().startswith("```"):
            return index + 1
    return at


def _diff(lines: Sequence[str], at: int) -> int:
    """The end of a diff: from its head or a hunk, while lines begin as in a diff. Needs a hunk within eight lines."""
    if not (_DIFF_START.match(lines[at]) or _HUNK.match(lines[at])):
        return at
    hunk = next((index for index in range(at, min(len(lines), at + 8)) if _HUNK.match(lines[index])), -1)
    if hunk < 0:
        return at
    index = hunk
    while index < len(lines):
        line = lines[index]
        if not (line[:1] in ("+", "-", " ", "\\", "@") or line.startswith(("diff ", "index ", "Index: ")) or not line):
            break
        if line.rstrip() in ("--", "") and not _more_diff(lines, index + 1):
            break
        index += 1
    return index


def _more_diff(lines: Sequence[str], at: int) -> bool:
    return any(line.startswith(("diff ", "@@ ", "Index: ", "+", "- ")) for line in lines[at : at + 2])


def _trace(lines: Sequence[str], at: int) -> int:
    index = at + 1
    while index < len(lines) and (lines[index].startswith((" ", "\t")) or _TRACE.match(lines[index])):
        index += 1
    if index < len(lines) and re.match("[\\w.]+(?:Error|Exception|Interrupt|Exit|Warning)\\b", lines[index]):
        index += 1
    return index if index - at > 1 else at


def _while(lines: Sequence[str], at: int, pattern: re.Pattern[str]) -> int:
    """Lines that match, and indented or continued ones right below them."""
    index = at
    while index < len(lines) and (
        pattern.match(lines[index]) or (pattern is _LOG and lines[index].startswith(("    ", "\t")))
    ):
        index += 1
    return index


def _column_header(lines: Sequence[str], at: int) -> bool:
    """Three or more lines in a row with columns set apart by runs of blanks at the same places."""
    if at + 2 >= len(lines) or "   " not in lines[at].strip():
        return False
    marks = [_columns(lines[index]) for index in range(at, at + 3)]
    return all(marks) and len(marks[0] & marks[1] & marks[2]) >= 1


def _columns(line: str) -> set[int]:
    return (
        {found.end() for found in re.finditer("\\S   *(?=\\S)", line[:200])} if "   " in line.strip()[:200] else set()
    )


def _paragraph(lines: Sequence[str], at: int) -> int:
    index = at
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


def _indented(lines: Sequence[str], at: int) -> int:
    """A block indented by four; only when it looks like code or is more than one line."""
    index = at
    while index < len(lines) and (
        lines[index].startswith(("    ", "\t")) or (not lines[index].strip() and _goes_on(lines, index))
    ):
        index += 1
    text = "".join(lines[at:index])
    code = sum(text.count(mark) for mark in "{}();=<>_$/\\|#")
    return index if code * 25 >= len(text) and index > at else at


def _goes_on(lines: Sequence[str], at: int) -> bool:
    return any(line.startswith(("    ", "\t")) for line in lines[at + 1 : at + 2])

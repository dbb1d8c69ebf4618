"""Small mails whose right values somebody wrote who had not seen this code; ``seen`` is what Chromium showed.

Where that judge took a value back, the value is not in the file: he was wrong about it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from commune_tui.body.earlier import Earlier, Known, Words
from commune_tui.body.lines import Body, Line
from commune_tui.body.quotes import knowing
from commune_tui.body.reading import read
from commune_tui.mail.compose import subject

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "corpus" / "second_judge.jsonl").read_text("utf-8").strip().split("\n")
]


def body_of(case: dict[str, Any]) -> Body:
    earlier, title, text = case.get("earlier", []), case.get("subject", ""), case.get("text")
    known = Known(Words([[each] for each in earlier]), len(earlier)) if earlier else None
    answers = subject.is_answer(title) or case.get("reply", False)
    about = Earlier(known, subject.is_forward(title, text or ""), not answers)
    return knowing(read(case.get("html"), text), about)


def words(lines: list[Line]) -> str:
    return " ".join(" ".join(line.marker + line.text for line in lines).split())


def letters(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_values_of_the_second_judge(case: dict[str, Any]) -> None:
    body = body_of(case)
    folded = {index for fold in body.folds for index in range(fold.first, fold.last + 1)}
    read_out = [line for line in body.lines if line.kind not in ("hidden", "preheader")]
    open_ = [line for at, line in enumerate(body.lines) if at not in folded and line in read_out]
    shown, everything = words(open_), letters(words(read_out))
    away = words([line for at, line in enumerate(body.lines) if at in folded])
    assert [each for each in case.get("shown", []) if " ".join(each.split()) not in shown] == []
    assert [each for each in case.get("folded", []) if " ".join(each.split()) not in away] == []
    assert [each for each in case.get("seen", []) if letters(each) not in everything] == []
    assert [each for each in (*case.get("gone", []), *case.get("notshown", [])) if each in shown] == []
    if "loud" in case or "quiet" in case:
        assert bool(body.alarms) is ("loud" in case)
    if "warn" in case:
        assert any(link.warning for link in body.links) is case["warn"]
    _targets(case, {link.wrote for link in body.links})
    _meaning(case, shown, open_)
    for what in case.get("more", []):
        assert what in shown or body.goes_on


def _targets(case: dict[str, Any], wrote: set[str]) -> None:
    if "target" in case or "targets" in case:
        assert wrote & {case.get("target"), *case.get("targets", [])}
    assert set(case.get("urls", [])) <= wrote


def _meaning(case: dict[str, Any], shown: str, open_: list[Line]) -> None:
    rows = [" " * line.indent + line.marker + line.text for line in open_]
    for field, wanted in (("struck", True), ("unstruck", False)):
        for each in case.get(field, []):
            assert bool(re.search(rf"~~[^~]*{re.escape(each)}[^~]*~~", shown)) is wanted
    assert any(each in shown for each in case.get("either", [""]))
    assert [each for each in case.get("notjoined", []) if each in shown] == []
    assert [each for each in case.get("lines_re", []) if not any(re.search(each, row) for row in rows)] == []
    places = [shown.find(each) for each in case.get("order", [])]
    assert places == sorted(places) and -1 not in places
    if "lines" in case:
        assert [row for row in rows if row.strip()] == case["lines"]
    if "differ" in case:
        signs = [next(row for row in rows if each in row).replace(each, "") for each in case["differ"]]
        assert signs[0] != signs[1]
    table = [["".join(span.text for span in cell).strip() for cell in line.cells] for line in open_ if line.cells]
    for head, cell in case.get("column", []):
        assert any(
            row[at] == cell for row in table for at, name in enumerate(table[0]) if name == head and at < len(row)
        )

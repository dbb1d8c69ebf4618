"""Replies labelled line by line by somebody who had not seen the rules, and how well the folds agree with them.

``python -m tests.body.judged`` prints the rates of both halves by kind, program and language; nobody changes a
rule because of a reply in the half that is held out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commune_tui.body.earlier import Earlier, Known, Words
from commune_tui.body.lines import Body
from commune_tui.body.quotes import knowing
from commune_tui.body.reading import read
from commune_tui.mail.compose import subject

HERE = Path(__file__).parent / "corpus"
SEEN, HELD_OUT = HERE / "replies.jsonl", HERE / "replies_held_out.jsonl"
UNSURE = {"r042", "r054", "r062", "r150", "r174", "r214", "r226", "r302"}
"""Answers inside history where nothing is stored: the judge could not tell them apart either, but by a colour."""


def records(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def body_of(record: dict[str, Any]) -> Body:
    """The mail, folded by what is known before it."""
    body = read(record["html"], record["text"])
    stored = record["earlier"]
    known = Known(Words([[text] for text in stored]), len(stored)) if stored else None
    title = record["subject"]
    return knowing(body, Earlier(known, subject.is_forward(title), not subject.is_answer(title)))


def judged(record: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Label, words and whether any of them is folded, for each labelled line that is found in the body."""
    body = body_of(record)
    folded = {index for fold in body.folds for index in range(fold.first, fold.last + 1)}
    marks, places = _letters((line.marker + line.text, index) for index, line in enumerate(body.lines))
    at = 0
    for label, words in record["lines"]:
        wanted, _ = _letters([(words, 0)])
        place = marks.find(wanted, at)
        if wanted and place >= 0:
            at = place + len(wanted)
            yield label, words, any(index in folded for index in places[place:at])
        elif wanted:
            yield "lost", words, False


def _letters(lines: Iterable[tuple[str, int]]) -> tuple[str, list[int]]:
    marks: list[str] = []
    places: list[int] = []
    for text, index in lines:
        for mark in text.casefold():
            if mark.isalnum():
                marks.append(mark)
                places.append(index)
    return "".join(marks), places


@dataclass(slots=True)
class Rates:
    """``wrong`` are the replies with a new word folded."""

    replies: int = 0
    wrong: list[str] = field(default_factory=list)
    old: int = 0
    folded: int = 0
    lost: int = 0

    def add(self, record: dict[str, Any]) -> None:
        self.replies += 1
        for label, _, folded in judged(record):
            self.old += label == "old"
            self.folded += label == "old" and folded
            self.lost += label == "lost"
            if label == "new" and folded and record["id"] not in self.wrong:
                self.wrong.append(record["id"])

    def __str__(self) -> str:
        rate = 100 * self.folded / self.old if self.old else 100.0
        wrong = f"{len(self.wrong)} with a new word folded" + (f" ({' '.join(self.wrong)})" if self.wrong else "")
        lost = f", {self.lost} lines not found" if self.lost else ""
        return f"{self.replies:4} replies, {wrong}, {self.folded} of {self.old} old lines folded ({rate:.1f} %){lost}"


def rates(found: Iterable[dict[str, Any]]) -> Rates:
    made = Rates()
    for record in found:
        made.add(record)
    return made


def main() -> None:
    """Prints the rates."""
    for name, path in (("seen while writing the rules", SEEN), ("held out", HELD_OUT)):
        every = records(path)
        print(f"{name}: {rates(every)}")
        sure = [record for record in every if record["id"] not in UNSURE]
        print(f"  without the {len(every) - len(sure)} that cannot be told: {rates(sure)}")
        for what in () if "--short" in sys.argv else ("kind", "program", "language"):
            for value in sorted({record[what] for record in every}):
                print(f"  {what} {value}: {rates(record for record in every if record[what] == value)}")


if __name__ == "__main__":
    main()

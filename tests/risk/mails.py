"""Mails with what was said of them before any rule read them. Those of ``held_out.txt`` no rule was tuned on."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from commune_tui.risk import reading, senders
from commune_tui.risk.score import Reason, reasons
from commune_tui.risk.terms import Finding
from commune_tui.waits.automatic import own_words

OURS = ("marrowby.example",)


class Case(NamedTuple):
    """A mail: ``terms`` are what should be found in it, ``risky`` whether it belongs in Risk."""

    key: str
    terms: frozenset[str]
    risky: bool
    name: str
    address: str
    subject: str
    text: str
    file: bool

    def findings(self) -> list[Finding]:
        """What is found in it as the first mail of a conversation."""
        found = list(reading.read(self.subject, own_words(self.text), self.text))
        posing = senders.posing(self.name, self.address, OURS)
        return found + ([posing] if posing else []) + ([Finding("file")] if self.file else [])

    def reasons(self) -> tuple[Reason, ...]:
        return reasons(self.findings())


def cases(name: str) -> list[Case]:
    text = (Path(__file__).parent / "cases" / f"{name}.txt").read_text("utf-8")
    return [_case(part) for part in text.removeprefix("# ").split("\n# ")]


def _case(part: str) -> Case:
    head, _, text = part.partition("\n\n")
    key, *rows = head.split("\n")
    said = {word: value for word, _, value in (row.partition(" ") for row in rows)}
    name, _, address = said["from"].rpartition(" <")
    return Case(
        key, frozenset(said["terms"].split()), said["risky"] == "yes", name, address.rstrip(">"), said["subject"],
        text.strip(), "file" in said,
    )  # fmt: skip

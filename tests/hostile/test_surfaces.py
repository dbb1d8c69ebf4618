"""Every payload in every kind of widget, in a real terminal: none arrives as a command, nothing acts or ends."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.hostile.payloads import NONCE, every_payload, some_payloads
from tests.hostile.terminal import TOKEN, Output, play, read_output

MODES = ("door", "gate")
PARTS = 24
LIMIT_S = 600.0
"""Only for a program that hangs: on a busy machine everything takes longer, and that is no fault."""
HARMLESS = ["a plain subject", "Größe 東京 👍", "[brackets] and $signs", "x" * 300, "two\nlines"]


@dataclass(frozen=True)
class Run:
    """One showing."""

    output: Output
    report: dict[str, Any]
    status: int


def show(mode: str, texts: list[str]) -> Run:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "payloads"
        file.write_text(json.dumps(texts))
        raw, status = play([sys.executable, "-m", "tests.hostile.stage", mode, str(file)], limit_s=LIMIT_S)
        found = Path(f"{file}.report")
        report = json.loads(found.read_text()) if found.exists() else {}
        assert report, raw[-3000:].decode("utf-8", "replace")
    return Run(read_output(raw), report, status)


@cache
def usual(mode: str) -> Run:
    """What Textual itself sends for the same app with harmless texts."""
    return show(mode, HARMLESS)


def judge(mode: str, texts: list[str]) -> Run:
    run, harmless = show(mode, texts), usual(mode)
    assert (run.status, run.report["shown"]) == (0, len(texts))
    assert run.report["acted"] == []
    assert run.report["marks"] == []
    assert run.report["unseen"] == []
    assert run.output.controls == []
    theirs = {token for text in texts for token in TOKEN.findall(text)}
    assert set(run.output.others) == set(harmless.output.others)  # Textual's own; the mouse pointer's come more often
    assert all(run.output.others[token] == harmless.output.others[token] for token in theirs)
    assert not (run.output.colours | run.output.moves) & theirs - harmless.output.colours - harmless.output.moves
    assert not any(str(NONCE) in move for move in run.output.moves)
    assert f"count {len(texts)} of" in run.output.text
    return run


@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", MODES)
def test_a_sample_of_payloads_in_every_widget(mode: str) -> None:
    judge(mode, [payload.text for payload in some_payloads(20, seed=3)])


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", MODES)
def test_all_payloads_in_every_widget(mode: str, part: int) -> None:
    judge(mode, [payload.text for payload in every_payload()[part::PARTS]])

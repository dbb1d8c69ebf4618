"""Mails of real kinds: drawn as on the kept frames (which people looked at), with every word and no false alarm."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from commune_tui.body.reading import read
from commune_tui.body.wrap import Wrapped
from commune_tui.text import cells, is_clean
from tests.body.frames import MAILS, drawn, frame_of

DISHONEST = {"injection", "phishing"}


def words(text: str) -> Counter[str]:
    """Words for counting: without marks of ours, punctuation and case."""
    kept = "".join(mark if mark.isalnum() else " " for mark in text.casefold().replace("[image: ", " "))
    return Counter(kept.split())


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_a_mail_looks_as_on_its_frame(mail: Path) -> None:
    assert drawn(read(mail.read_text("utf-8"), None)) == frame_of(mail).read_text("utf-8")


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_every_word_that_a_person_sees_is_kept_and_no_other(mail: Path) -> None:
    expected = words(mail.with_suffix(".txt").read_text("utf-8"))
    lines = [line for line in read(mail.read_text("utf-8"), None).lines if line.kind != "preheader"]
    found = words("\n".join(line.marker + line.text for line in lines))
    assert expected - found == Counter()
    assert found - expected == Counter()


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_only_dishonest_mail_raises_an_alarm(mail: Path) -> None:
    body = read(mail.read_text("utf-8"), None)
    assert bool(body.alarms or any(link.warning for link in body.links)) == (mail.stem in DISHONEST)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
@pytest.mark.parametrize("width", [1, 7, 20, 41, 120])
def test_rows_fit_any_width(mail: Path, width: int) -> None:
    body = read(mail.read_text("utf-8"), None)
    view = Wrapped(body, width)
    view.advance(100_000)
    rows = view.rows(0, view.height)
    assert max(cells(row.text) for row in rows) <= max(width, 2)
    assert all(is_clean(row.text) for row in rows)


def test_there_are_enough_mails() -> None:
    assert len(MAILS) >= 30

"""For how long somebody had waited when a mail of ours came: cases."""

from __future__ import annotations

import pytest

from commune_tui.waits.rule import Came, answers


def mails(said: str) -> list[Came]:
    """``in@5 out@9 auto@3``."""
    return [Came(way != "out", int(at), way == "auto") for way, _, at in (each.partition("@") for each in said.split())]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", []),
        ("in@5", [None]),
        ("out@5", [None]),
        ("in@5 out@9", [None, 4]),
        ("in@5 in@7 out@9", [None, None, 4]),  # the first has waited for longest
        ("in@5 out@9 out@20", [None, 4, None]),  # a second mail answers nobody
        ("in@5 out@9 in@30 out@31", [None, 4, None, 1]),
        ("auto@5 out@9", [None, None]),
        ("auto@5 in@7 out@9", [None, None, 2]),
        ("out@1 in@5 auto@6 out@9", [None, None, None, 4]),
        ("in@12 out@9", [None, 0]),  # it came late, with an old date
    ],
)
def test_how_long_each_answer_took(said: str, expected: list[int | None]) -> None:
    assert answers(mails(said)) == expected

"""Deletion of data through kill -9 and lost answers. ``python -m tests.kill.deletion 200 7 vendor`` for more."""

from __future__ import annotations

from typing import Any

import pytest

from commune_tui.sending.deletion import Extent
from tests.kill.account import Made
from tests.kill.deletion import PATH, compare
from tests.kill.rounds import killed


@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_nothing_goes_that_was_not_confirmed_and_nothing_is_claimed_that_is_not_so(form: str) -> None:
    result = killed("deletion", 3, 3, form, 30)
    assert result["kills"] == 3 and result["told"] and result["words"]
    assert result["bad"] == dict.fromkeys(result["bad"], 0), result["wrong"]


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_two_hundred_kills(form: str) -> None:
    result = killed("deletion", 200, 7, form)
    assert result["bad"] == dict.fromkeys(result["bad"], 0), result["wrong"]
    assert min(result["lost"][call] for call in ("data.request", "data.confirm")) >= 200
    assert result["purged"]


SHOWN = list(Extent("inbox", "i1"))
ASKED = {"at": 2, "path": PATH, "asked": {"scope": "inbox", "inbox_id": "i1"}, "made": "del_1"}
CARRIED = {"at": 4, "path": f"{PATH}/del_1/confirm", "asked": {}, "made": "del_1"}
WORDS: list[dict[str, Any]] = [{"what": "asked", "id": "del_1", "extent": SHOWN}, {"what": "confirms", "id": "del_1"}]
CAME = {"what": "came", "id": "del_1", "word": "found", "phase": "completed", "proof": "zero"}


@pytest.mark.parametrize(
    ("word", "done", "told", "bad"),
    [
        ("found", [ASKED, CARRIED], [*WORDS, CAME], ""),
        ("found", [ASKED], WORDS, "the journal says done, and it is not"),
        ("absent", [ASKED, CARRIED], WORDS, "the journal says not done, and it is"),
        ("confirmed", [ASKED, CARRIED], WORDS[:1], "deleted, and nobody confirmed it"),
        ("confirmed", [ASKED, CARRIED, CARRIED], WORDS, "deleted twice by one confirmation"),
        ("confirmed", [ASKED, CARRIED], [WORDS[0] | {"extent": ["messages", "", 1]}, WORDS[1]],
         "something else was deleted than was shown"),
        ("absent", [ASKED], [*WORDS, CAME], "told as done, and it is not"),
        ("found", [ASKED, CARRIED], [*WORDS, {"what": "dropped", "id": "del_1"}],
         "told as dropped, and it was deleted"),
        ("found", [ASKED, CARRIED], [*WORDS, {"what": "purged", "wrong": ["m"], "kept": []}],
         "let go of here, and still there"),
        ("found", [ASKED, CARRIED], [*WORDS, {"what": "purged", "wrong": [], "kept": ["m"]}],
         "gone there, and still here"),
        ("found", [ASKED, CARRIED], [*WORDS, {"what": "acted", "left": ["t"]}],
         "a token that is of no use lies here"),
    ],
)  # fmt: skip
def test_the_comparison_can_fail(word: str, done: list[dict[str, Any]], told: list[dict[str, Any]], bad: str) -> None:
    made = [Made(1, "data.request", ("data.request",), "confirmed", False),
            Made(3, "data.confirm", ("data.confirm", "del_1"), word, False)]  # fmt: skip
    found = {name for name, count in compare(made, done, told)["bad"].items() if count}
    assert bad in found if bad else not found

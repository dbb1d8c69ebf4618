"""Automatic answers and mail that came back, told from persons by what a vendor's message shows: no header of it.

298 mails in 30 languages, written and judged by somebody who has not seen the rules; half of them were not looked at
while the rules were made. To take a person for a machine is ten times worse than the reverse.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.waits import automatic
from commune_tui.waits.automatic import Sign

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "machines.jsonl").read_text("utf-8").split("\n")
    if line
]
SPEECH = "This is an automated response. We have received your message and will get back to you."


def judged(case: dict[str, Any]) -> str:
    raw = case["sender"]
    sender = raw if "<" in raw else f" <{raw}>"
    signs = automatic.signs(sender, case["subject"], case["content"], {})
    return automatic.kind(signs, case["seconds_after_ours"], case["earlier_same"])


@pytest.mark.parametrize("held_out", [False, True])
def test_no_person_is_taken_for_a_machine(held_out: bool) -> None:
    persons = [case for case in CASES if case["waits"] is True and case["held_out"] is held_out]
    assert len(persons) > 70
    assert [case["id"] for case in persons if judged(case)] == []


@pytest.mark.parametrize(("held_out", "share"), [(False, 0.98), (True, 0.85)])
def test_most_machines_are_known(held_out: bool, share: float) -> None:
    machines = [case for case in CASES if case["waits"] is False and case["held_out"] is held_out]
    assert len(machines) > 60
    assert sum(judged(case) == case["kind"] for case in machines) >= share * len(machines)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"auto-submitted": "auto-replied"}, "auto_reply"),
        ({"auto-submitted": "no"}, ""),
        ({"auto-submitted": "auto-generated"}, ""),
        ({"precedence": "auto_reply"}, "auto_reply"),
        ({"precedence": "bulk"}, ""),
        ({"x-autoreply": "yes"}, "auto_reply"),
        ({"return-path": "<>"}, "auto_reply"),
        ({"content-type": "multipart/report; report-type=delivery-status"}, "bounce"),
        ({"content-type": "text/plain"}, ""),
    ],
)
def test_headers_decide_where_a_server_gives_them(headers: dict[str, str], kind: str) -> None:
    signs = automatic.signs("Ann <ann@example.org>", "Re: Order", "All right, and when?", headers)
    assert automatic.kind(signs, 86_400, 0) == kind


@pytest.mark.parametrize("place", ["top", "metadata"])
@pytest.mark.parametrize("form", ["map", "pairs", "objects"])
def test_headers_are_read_in_the_forms_in_which_servers_give_them(place: str, form: str) -> None:
    given = {
        "map": {"Auto-Submitted": "auto-replied", "X": 3},
        "pairs": [["Auto-Submitted", "auto-replied"], ["X"], 4, [1, 2]],
        "objects": [{"name": "AUTO-SUBMITTED", "value": "auto-replied"}, {}],
    }[form]
    raw = {"headers": given} if place == "top" else {"metadata": {"headers": given}}
    assert automatic.headers_of(raw)["auto-submitted"] == "auto-replied"
    assert automatic.headers_of(None) == automatic.headers_of({"headers": 7}) == {}


def test_the_same_words_are_a_machine_s_when_nobody_could_have_typed_them() -> None:
    signs = automatic.signs("Shop <shop@example.org>", "Re: Order", SPEECH, {})
    assert automatic.kind(signs, 2, 0) == "auto_reply"
    assert automatic.kind(signs, None, 0) == automatic.kind(signs, 86_400, 0) == ""


def test_words_that_are_quoted_are_not_the_writer_s() -> None:
    for quoted in (f"> {SPEECH}", f"On Monday Ann wrote:\n{SPEECH}", f"-----Original Message-----\n{SPEECH}"):
        signs = automatic.signs("Ann <ann@example.org>", "Re: Order", f"Please call me.\n\n{quoted}", {})
        assert not Sign(signs.signs) & (Sign.MACHINE | Sign.TAKEN)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=3000), st.integers(0, 9), st.floats(1, 1e7))
def test_anything_can_be_judged(sender: str, subject: str, content: str, same: int, after: float) -> None:
    signs = automatic.signs(sender, subject, content, {})
    assert automatic.kind(signs, after, same) in ("", "auto_reply", "bounce")
    assert all(-(2**63) <= number < 2**63 for number in signs)


def test_a_date_that_is_cut_to_the_second_still_follows_ours() -> None:
    assert automatic.after(10_000, [5_000, 10_900]) == 1.0
    assert automatic.after(65_000, [5_000]) == 60.0
    assert automatic.after(5_000, [50_000]) is None

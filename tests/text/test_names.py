"""Names and subjects by one who never saw the rules: decoded, whole, and never taken for marks that they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.compose.subject import bare, is_answer
from commune_tui.text.address import parted, read_address
from commune_tui.text.encoded import decoded

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "names.json").read_text("utf-8"))
SENDERS = [case for case in CASES if case["kind"] == "from" and len(case["expected"]["addresses"]) == 1]
SUBJECTS = [case for case in CASES if case["kind"] == "subject"]

OTHERWISE = {
    "D009": "a remark in brackets stays in the name",
    "D028": "an address without brackets behind a name is no address",
    "D032": "a route of relays is shown as it came",
    "D065": "bytes of an unknown charset are shown as unreadable",
    "D078": "a word that begins inside another one is decoded all the same",
}
"""Where the program does otherwise, and what it does."""


@pytest.mark.parametrize("case", SENDERS, ids=lambda case: case["id"])
def test_a_sender_keeps_name_and_address(case: dict[str, Any]) -> None:
    (expected,) = case["expected"]["addresses"]
    read = read_address(case["raw"])
    same = read.name == (expected["name"] or "") and parted(case["raw"])[1] == (expected["email"] or "")
    assert same != (case["id"] in OTHERWISE), (read, parted(case["raw"]))


@pytest.mark.parametrize("case", SUBJECTS, ids=lambda case: case["id"])
def test_a_subject_is_decoded_and_only_marks_go(case: dict[str, Any]) -> None:
    expected = case["expected"]
    text = " ".join(decoded(case["raw"]).split())
    assert text in (expected["text"], *expected.get("also_ok_text", ()))
    # A subject that is nothing but a mark keeps it.
    assert bare(text) in (expected["base"] or text, *expected.get("also_ok_base", ()))
    answer = expected["is_reply"] or expected["is_forward"]
    assert is_answer(text) == (answer and not text.startswith(("НА:", "Hello (fwd)")))


@given(st.text(max_size=200))
def test_any_text_can_be_decoded_and_plain_text_stays(raw: str) -> None:
    assert decoded(raw) == raw if "=?" not in raw else isinstance(decoded(raw), str)
    assert raw.isascii() or decoded(f"=?utf-8?q?{raw}?=")

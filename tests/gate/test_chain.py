"""The journal proves that nothing in it was changed, taken out, put in or reordered; and which way a mail may go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.gate.chain import Entry, broken, content_hash, linked
from commune_tui.gate.states import ENDS, SAID, WAY, NoWay, of_operation, step

WORDS = st.lists(st.tuples(st.sampled_from(["taken", "held", "approved"]), st.text(max_size=8)), min_size=2, max_size=9)


def chained(words: list[tuple[str, str]]) -> list[Entry]:
    made: list[Entry] = []
    for what, about in words:
        made.append(linked(made[-1] if made else None, "2026-12-01T10:00:00.000Z", what, "anna", about, {"n": 1}))
    return made


@given(WORDS)
def test_a_chain_holds_and_so_does_its_beginning(words: list[tuple[str, str]]) -> None:
    entries = chained(words)
    assert broken(entries) == "" and broken(entries[:-1]) == ""


@given(WORDS, st.data())
def test_every_change_is_found(words: list[tuple[str, str]], data: st.DataObject) -> None:
    entries = chained(words)
    place = data.draw(st.integers(0, len(entries) - 1))
    at = entries[place]
    field = data.draw(st.sampled_from(["at", "what", "who", "about", "data", "hash", "before", "seq"]))
    others: dict[str, Any] = {"data": {"n": 2}, "seq": at.seq + 1}
    other: dict[str, Any] = {field: others.get(field, "f" * 64)}
    changed = [*entries[:place], replace(at, **other), *entries[place + 1 :]]
    assert broken(changed)
    if place < len(entries) - 1:
        assert broken(entries[:place] + entries[place + 1 :])
        swapped = [*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]]
        assert broken(swapped)


def test_an_entry_that_is_written_anew_breaks_what_follows() -> None:
    entries = chained([("taken", "h1"), ("held", "h1"), ("approved", "h1")])
    forged = linked(entries[0], entries[1].at, "rejected", "anna", "h1", {})
    assert "does not follow" in broken([entries[0], forged, entries[2]])


def test_the_hash_of_words_says_nothing_without_its_salt() -> None:
    assert content_hash(b"a", b"words") != content_hash(b"b", b"words") != content_hash(b"b", b"other")


def test_every_state_ends_or_goes_on_to_one_that_ends() -> None:
    assert WAY.keys() == SAID.keys()
    reached = set(ENDS)
    for _ in WAY:
        reached |= {state for state, following in WAY.items() if following & reached}
    assert reached == set(WAY)


def test_no_way_leads_around_a_person_or_back_from_an_end() -> None:
    for state in ("received", "held"):
        assert not WAY[state] & {"sending", "accepted", "seen"}
    for state in ENDS | {"accepted"}:
        assert not WAY[state] & {"held", "decided", "sending"}
    with pytest.raises(NoWay):
        step("rejected", "decided")
    assert step("held", "decided") == "decided"


@pytest.mark.parametrize(
    ("state", "code", "mail"),
    [
        ("ready", "", "decided"), ("sending", "", "sending"), ("unknown", "no_answer", "sending"),
        ("confirmed", "unseen", "accepted"), ("confirmed", "seen", "seen"), ("confirmed", "vanished", "vanished"),
        ("confirmed", "", "accepted"), ("refused", "x", "failed"), ("conflict", "conflict", "held"),
    ],
)  # fmt: skip
def test_the_state_of_a_mail_follows_from_its_sending(state: str, code: str, mail: str) -> None:
    assert of_operation(state, code) == mail

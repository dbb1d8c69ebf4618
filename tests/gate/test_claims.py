"""Whoever reads a mail is not decided past, for a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commune_tui import clock
from commune_tui.gate import decisions
from commune_tui.gate.claims import CLAIMED_FOR_MS
from commune_tui.gate.decisions import CannotDecide
from tests.gate.gates import Gate


def test_whoever_reads_a_mail_is_not_decided_past(guarded: Gate, box: str) -> None:
    ann, ben = guarded.operator("ann"), guarded.operator("ben")
    held = guarded.held(box)
    moment = clock.now()
    with clock.frozen(moment):
        claim = guarded.ask(ann, f"{held.id}/claim").body["data"]["claim"]
        assert claim == {"by": "ann", "until": clock.iso(moment + timedelta(seconds=60))}
        shown = guarded.get(held.id)
        for does, said in (
            ("approve", {"seal": held.sealed}), ("reject", {"reason": "No."}), ("claim", {}), ("unclaim", {}),
            ("edit", {"seal": held.sealed, "text": "x"}),
        ):  # fmt: skip
            answer = guarded.ask(ben, f"{held.id}/{does}", **said)
            told = "ann is reading this mail; the claim ends in 60 s."
            assert (answer.status, answer.body["error"]) == (409, told), does
        with guarded.db() as db, db.write() as conn, pytest.raises(CannotDecide, match="ann is reading"):
            decisions.reject(conn, held.id, "No.", "ben")
        assert guarded.get(held.id) == shown
    with clock.frozen(moment + timedelta(seconds=40)):  # renewed
        assert guarded.ask(ben).body["data"][0]["claim"]["by"] == "ann"
        assert guarded.ask(ann, f"{held.id}/claim").status == 200
    with clock.frozen(moment + timedelta(seconds=99)):
        answer = guarded.ask(ben, f"{held.id}/claim")
        assert (answer.status, answer.body["error"]) == (409, "ann is reading this mail; the claim ends in 1 s.")
    with clock.frozen(moment + timedelta(seconds=100)):  # over
        assert guarded.ask(ann, held.id).body["data"]["claim"] is None
        assert guarded.ask(ben, f"{held.id}/claim").body["data"]["claim"]["by"] == "ben"
        assert guarded.ask(ann, f"{held.id}/unclaim").status == 409
        for _ in range(2):
            assert guarded.ask(ben, f"{held.id}/unclaim").body["data"]["claim"] is None
    with clock.frozen(moment - timedelta(milliseconds=CLAIMED_FOR_MS * 9)):  # set back: nobody is kept for hours
        assert guarded.ask(ben, f"{held.id}/claim").status == 200
        assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=3600).body["data"]["claim"] is None
    assert guarded.ask(ann, f"{held.id}/claim").status == 409


def test_a_claim_holds_back_no_undo_and_ends_with_the_mail(guarded: Gate, box: str) -> None:
    ann, ben = guarded.operator("ann"), guarded.operator("ben")
    held, other = guarded.held(box), guarded.held(box, subject="other")
    assert guarded.ask(ann, f"{held.id}/claim").status == 200
    assert guarded.ask(ann, f"{held.id}/approve", seal=held.sealed, hold_s=3600).status == 200
    undone = guarded.ask(ben, f"{held.id}/undo").body["data"]
    assert (undone["state"], undone["claim"]) == ("held", None)
    assert guarded.ask(ann, f"{other.id}/claim").status == 200
    assert guarded.server.call("DELETE", f"/gate/v1/sends/{other.id}").status == 200
    assert guarded.ask(ben, other.id).body["data"]["claim"] is None
    assert guarded.ask(ben, f"{other.id}/unclaim").status == 200

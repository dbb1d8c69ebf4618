"""The status behind a mail: when it is let go, when it is given up, what undo and later acts do to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commune_tui.sending import act, status_after, undoing
from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Change, Json, Operation, Step
from commune_tui.sending.schedule import Watch, decide
from commune_tui.sending.status_after import NOT_SEEN
from commune_tui.sending.waiting import waits_for
from tests.sending.test_undo import hand

OPEN: Json = {"status": "open", "tags": [], "assigned_to": None, "updated_at": "t"}
MAIL = {"to": ["ann@shop.example"], "subject": "s", "text": "t", "read": []}


def sent(then: str = "closed", waiting: tuple[Operation, ...] = ()) -> Change:
    mail = act.queued(hand(), "send", "d", MAIL, [], 10.0, thread_id="T")
    return status_after.queued(hand(), mail, "T", then, OPEN, 7, waiting)


def pair() -> tuple[Operation, Operation]:
    mail, status = sent().operations
    return mail, status


def test_mail_and_status_are_one_step_and_the_draft_goes_along() -> None:
    change = sent()
    mail, status = change.operations
    assert len(change.steps) == 1 and mail.step_id == status.step_id == change.steps[0].id
    assert change.drafts == (("d", "queued"),)
    assert (status.intent, status.before, status.covers, status.behind_mail) == ({"status": "closed"}, OPEN, 7, True)


def test_a_thread_that_is_as_wanted_already_needs_nothing() -> None:
    assert [each.kind for each in sent("open").operations] == ["send"]


@pytest.mark.parametrize(
    ("state", "code", "becomes"),
    [
        ("held", "", None), ("ready", "paused", None), ("sending", "", None), ("unknown", "unknown", None),
        ("conflict", "conflict", None), ("confirmed", UNSEEN, None), ("confirmed", SEEN, "ready"),
        ("confirmed", VANISHED, "cancelled"), ("confirmed", "", "cancelled"), ("confirmed", "interrupted", "ready"),
        ("refused", "", "cancelled"), ("cancelled", "", "cancelled"), (None, "", "cancelled"),
    ],
)  # fmt: skip
def test_what_becomes_of_it_is_what_became_of_its_mail(state: Any, code: str, becomes: str | None) -> None:
    mail, status = pair()
    change = status_after.due(hand(), status, mail.to(state, code=code) if state else None)
    assert (change and change.operations[0].state) == becomes
    if becomes == "cancelled":
        assert change is not None and change.operations[0].reason == NOT_SEEN


def test_nothing_waits_behind_it_and_it_moves_by_itself_never() -> None:
    _, status = pair()
    later = act.triaged(hand(), "tag", "tags", {"add": ["vip"], "remove": []}, {"T": OPEN}, []).operations[0]
    waiting = (status.to("held"), later.to("ready"))
    decision = decide(waiting, hand(), Watch(), frozenset(), lambda owner: False)
    assert [each.kind for each in decision.start] == ["tags"]
    assert "until its mail is seen" in waits_for(status, waiting, 0) and waits_for(later, waiting, 0) == ""


def test_a_later_status_of_the_person_replaces_it_and_so_does_that_of_the_next_answer() -> None:
    _, status = pair()
    stored = replace(status, seq=2)
    for change in (act.triaged(hand(), "open", "status", {"status": "open"}, {"T": OPEN}, [stored]),
                   sent("waiting", (stored,))):  # fmt: skip
        assert [each.state for each in change.operations if each.id == stored.id and each.seq] == ["cancelled"]


def test_undo_takes_back_both_and_redo_brings_no_status_without_its_mail() -> None:
    operations, step = sent().operations, Step("x1", "send", "do", "p", 1)
    undone = undoing.undone(hand(), step, operations)
    assert {each.kind: each.state for each in undone.change.operations} == {"send": "cancelled", "status": "cancelled"}
    undo = Step("x9", "undo send", "undo", "p", 2, target="x1")
    assert undoing.redone(hand(), undo, undone.change.operations, {"T": OPEN}).operations == ()


@pytest.mark.parametrize("code", [UNSEEN, SEEN])
def test_undo_after_the_mail_left_gives_the_old_status_back(code: str) -> None:
    mail, status = pair()
    left = mail.to("confirmed", code=code)
    set_ = status.to("confirmed", effect={"from": "open", "read_at": "t"}) if code == SEEN else status
    undone = undoing.undone(hand(), Step("x1", "send", "do", "p", 1), (left, set_))
    assert [each.kind for each in undone.too_late] == ["send"]
    if code == UNSEEN:
        assert [each.kind for each in undone.cancelled] == ["status"] and not undone.inverted
    else:
        assert [each.intent for each in undone.inverted] == [{"status": "open"}]

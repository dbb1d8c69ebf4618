"""The simulation must be able to fail: break one rule of the outbox at a time, and see that a seed notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from commune_tui.sending import recognition, schedule, sight, status_after, transitions, triage, undoing
from commune_tui.sending.effects import Failure
from commune_tui.sending.operation import SEEN, Operation
from commune_tui.sending.policy import Policy
from tests.simulation import machine
from tests.simulation.ledger import Ledger
from tests.simulation.network import Network
from tests.simulation.person import Person
from tests.simulation.run import run

SEEDS = 4000
Break = Callable[[pytest.MonkeyPatch], None]


def no_wait_after_a_lost_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine, "Policy", lambda: Policy(doubt_s=1.0))


def no_look_before_a_retry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recognition, "found", lambda operation, reading: None)


def no_check_of_versions(patch: pytest.MonkeyPatch) -> None:
    class Loose(Ledger):
        def matches(self, operation: Operation) -> bool:
            return True

    patch.setattr("tests.simulation.run.Ledger", Loose)


def last_write_wins(patch: pytest.MonkeyPatch) -> None:
    real = triage.plan
    patch.setattr(triage, "plan", lambda o, server, _=(): real(o.to(o.state, before=None, effect=None), server, ()))


def half_a_tag_change_is_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Person, "act", Person.tag_or_undo)
    patch.setattr(Network, "request", Network.carry_busily)
    patch.setattr(undoing, "_untouched", lambda old: old.state in ("held", "ready", "conflict"))


def threads_are_not_lanes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(schedule, "_names", lambda operation: {operation.id})


def twins_do_not_wait(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recognition, "hidden_twin", lambda operation, reading, own: False)


def a_refused_mail_loses_its_draft(patch: pytest.MonkeyPatch) -> None:
    real = transitions.settled

    def settled(hand, operation, state, what, **changes):  # type: ignore[no-untyped-def]
        change = real(hand, operation, state, what, **changes)
        return change if state == "confirmed" else type(change)(change.operations, entries=change.entries)

    patch.setattr(transitions, "settled", settled)


def a_taken_mail_is_believed(patch: pytest.MonkeyPatch) -> None:
    real = sight.taken

    def taken(hand, operation, answer):  # type: ignore[no-untyped-def]
        change = real(hand, operation, answer)
        return replace(change, operations=tuple(o.to(o.state, code=SEEN) for o in change.operations))

    patch.setattr(sight, "taken", taken)


def one_look_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine, "Policy", lambda: Policy(sight_s=1.0))


def a_look_that_failed_counts(patch: pytest.MonkeyPatch) -> None:
    real = sight.look

    def look(hand, operation):  # type: ignore[no-untyped-def]
        steps = real(hand, operation)
        answer = yield steps.send(None)
        try:
            effect = steps.send([] if isinstance(answer, Failure) else answer)
            while True:
                effect = steps.send((yield effect))
        except StopIteration:
            return

    patch.setattr(sight, "look", look)


def a_moved_time_is_a_change(patch: pytest.MonkeyPatch) -> None:
    real = triage.plan

    def plan(operation, server, earlier=()):  # type: ignore[no-untyped-def]
        known = (operation.before or {}).get("updated_at")
        moved = operation.kind != "tags" and server["updated_at"].startswith("s") and known != server["updated_at"]
        return triage.Clash("The time moved.") if moved else real(operation, server, earlier)

    patch.setattr(triage, "plan", plan)


def twins_are_told_apart_by_words(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recognition, "names", lambda operation: set())


def a_status_does_not_wait_to_be_seen(patch: pytest.MonkeyPatch) -> None:
    real = status_after.due

    def due(hand, operation, mail):  # type: ignore[no-untyped-def]
        return real(hand, operation, mail and mail.to(mail.state, code=SEEN))

    patch.setattr(status_after, "due", due)


def a_status_outlives_its_mail(patch: pytest.MonkeyPatch) -> None:
    real = status_after.due

    def due(hand, operation, mail):  # type: ignore[no-untyped-def]
        return real(hand, operation, mail and mail.to(mail.state if mail.open else "confirmed", code=mail.code or SEEN))

    patch.setattr(status_after, "due", due)


@pytest.mark.parametrize(
    ("broken", "first"),  # a seed a little before the one that notices it today
    [
        (no_wait_after_a_lost_answer, 0),
        (no_look_before_a_retry, 0),
        (no_check_of_versions, 0),
        (last_write_wins, 0),
        (half_a_tag_change_is_dropped, 200),
        (threads_are_not_lanes, 0),
        (twins_do_not_wait, 300),
        (a_refused_mail_loses_its_draft, 0),
        (a_taken_mail_is_believed, 0),
        (one_look_is_enough, 0),
        (a_look_that_failed_counts, 0),
        (twins_are_told_apart_by_words, 0),
        (a_moved_time_is_a_change, 0),
        (a_status_does_not_wait_to_be_seen, 0),
        (a_status_outlives_its_mail, 0),
    ],
)
def test_the_simulation_notices(broken: Break, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    for seed in range(first, first + SEEDS):
        try:
            run(seed)
        except AssertionError:
            return
    raise AssertionError(f"{SEEDS} seeds did not notice: {broken.__name__}")

"""Laws of triage: merges commute, nobody else's tag is lost, undo and redo are each other's inverse."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.sending import act, triage, undoing
from commune_tui.sending.effects import Write
from commune_tui.sending.operation import Change, Json, Operation
from commune_tui.sending.policy import Hand, Moment, Policy
from tests.simulation.ledger import Ledger

TAGS = st.frozensets(st.sampled_from("abcdef"))
STATUS = st.sampled_from(["open", "needs_reply", "waiting", "closed"])
WHO = st.sampled_from([None, "ann", "bob"])


def hand() -> Hand:
    names = count(1)
    return Hand("p", "ann", Policy(), lambda: Moment(1, 1.0), lambda: f"x{next(names)}")


states = st.builds(
    lambda status, tags, who: {"status": status, "tags": sorted(tags), "assigned_to": who, "updated_at": "t"},
    STATUS, TAGS, WHO,
)  # fmt: skip
changes = st.one_of(
    st.tuples(st.just("status"), STATUS.map(lambda value: {"status": value})),
    st.tuples(st.just("assign"), WHO.map(lambda value: {"assigned_to": value})),
    st.tuples(
        st.just("tags"), st.tuples(TAGS, TAGS).map(lambda t: {"add": sorted(t[0] - t[1]), "remove": sorted(t[1])})
    ),
)


def made(kind: str, intent: Json, before: Json | None) -> Operation:
    """One operation as the outbox makes it."""
    change = act.triaged(hand(), kind, kind, intent, {"T": before}, [])
    return change.operations[0]


def performed(operation: Operation, server: Json) -> Json:
    """The server after an attempt, read and written without anybody in between."""
    plan = triage.plan(operation, server)
    assert not isinstance(plan, triage.Clash)
    for write in plan[0]:
        server = apply(write, server)
    return server


def apply(write: Write, server: Json) -> Json:
    """What the server does (contract §4.3)."""
    tags = set(server["tags"])
    if write.verb == "add":
        return {**server, "tags": sorted(tags | set(write.value or ()))}
    if write.verb == "remove":
        return {**server, "tags": sorted(tags - set(write.value or ()))}
    return {**server, triage.FIELDS[write.verb]: write.value}


@given(changes, states, states)
def test_a_write_does_what_was_wanted_or_asks(change: tuple[str, Json], seen: Json, server: Json) -> None:
    kind, intent = change
    if triage.applied(kind, intent, seen) == seen:
        return
    operation = made(kind, intent, seen)
    plan = triage.plan(operation, server)
    if isinstance(plan, triage.Clash):
        name = triage.FIELDS[kind]
        assert server[name] not in (seen[name], intent[name]), "asks only when somebody else chose another value"
        return
    after = performed(operation, server)
    assert after == triage.applied(kind, intent, server), "nothing else of the thread changes"
    if kind == "tags":
        assert set(server["tags"]) - set(intent["remove"]) <= set(after["tags"]), "no third party's tag is lost"


@given(changes, states)
def test_an_attempt_that_is_repeated_changes_nothing_more(change: tuple[str, Json], seen: Json) -> None:
    kind, intent = change
    if triage.applied(kind, intent, seen) != seen:
        operation = made(kind, intent, seen)
        after = performed(operation, seen)
        again = triage.plan(operation, after)
        assert not isinstance(again, triage.Clash) and again[0] == ()


@given(changes, states, states)
def test_the_inverse_takes_back_exactly_what_the_write_changed(
    change: tuple[str, Json], seen: Json, server: Json
) -> None:
    kind, intent = change
    if triage.applied(kind, intent, seen) == seen:
        return
    operation = made(kind, intent, seen)
    plan = triage.plan(operation, server)
    if isinstance(plan, triage.Clash):
        return
    back = triage.inverse(operation.to("confirmed", effect=plan[1]))
    after = performed(operation, server)
    if back is None:
        assert after == server, "it changed nothing"
    else:
        assert triage.applied(kind, back, after) == server


acts = st.lists(st.one_of(changes, st.just("undo"), st.just("redo")), max_size=12)


class Screen:
    """A ledger, and triage of one thread as the person sees it; nothing is sent."""

    def __init__(self, state: Json) -> None:
        self.hand, self.ledger = hand(), Ledger()
        self.ledger.learn("T", state)

    def view(self) -> Json:
        view = self.ledger.seen("T") or {}
        for operation in self.ledger.open():
            view = triage.applied(operation.kind, operation.intent, view)
        return view

    def do(self, one: Any) -> bool:
        """Whether there was something to do."""
        if one == "undo":
            step = undoing.undoable(self.ledger.history("p"), "p")
            if step is None:
                return False
            undone = undoing.undone(self.hand, step, self.ledger.of_step(step.id), self.ledger.open())
            return self.ledger.save(undone.change)
        if one == "redo":
            undo = undoing.redoable(self.ledger.history("p"), "p")
            if undo is None or undo.target is None:
                return False
            operations = self.ledger.of_step(undo.target)
            return self.ledger.save(undoing.redone(self.hand, undo, operations, {"T": self.view()}))
        kind, intent = one
        change = act.triaged(self.hand, kind, kind, intent, {"T": self.view()}, self.ledger.open())
        return self.ledger.save(change) and bool(change.steps)

    def confirm(self) -> None:
        """Everything that is open reaches the server."""
        for operation in self.ledger.open():
            server = self.ledger.seen("T") or {}
            plan = triage.plan(operation, server)
            assert not isinstance(plan, triage.Clash)
            self.ledger.save(
                Change((operation.to("confirmed", effect=plan[1]),), triage=(("T", performed(operation, server)),))
            )


@given(states, acts, st.booleans())
def test_undo_and_redo_walk_the_same_road_back_and_forth(state: Json, done: list[Any], sent: bool) -> None:
    screen = Screen(state)
    road = [screen.view()]
    place = 0
    for one in done:
        happened = screen.do(one)
        if one == "undo":
            assert happened == (place > 0)
            place -= happened
        elif one == "redo":
            assert happened == (place < len(road) - 1)
            place += happened
        elif happened:
            del road[place + 1 :]
            road.append(screen.view())
            place += 1
        assert screen.view() == road[place]
        if sent:  # whether or not everything had already left
            screen.confirm()
            assert screen.view() == road[place]


@given(states, st.lists(changes, min_size=1, max_size=6))
def test_undoing_everything_leaves_the_thread_as_it_was(state: Json, done: list[tuple[str, Json]]) -> None:
    screen = Screen(state)
    for one in done:
        screen.do(one)
    while screen.do("undo"):
        pass
    screen.confirm()
    assert screen.ledger.seen("T") == state


FATES = st.sampled_from(["ready", "refused", "confirmed"])


@given(changes, st.lists(st.tuples(states, states, FATES), min_size=1, max_size=4))
def test_what_is_said_to_be_undone_is_what_changes_by_it(
    change: tuple[str, Json], threads: list[tuple[Json, Json, str]]
) -> None:
    """Threads of one act that have not left, were refused, or were taken by a server that had moved on."""
    kind, intent = change
    seen = {f"T{n}": state for n, (state, _, _) in enumerate(threads)}
    made = act.triaged(hand(), "", kind, intent, seen, [])
    operations, shown = [], dict[str | None, Json]()
    for one in made.operations:
        _, server, fate = threads[int((one.thread_id or "")[1:])]
        plan = triage.plan(one, server)
        if fate == "confirmed" and not isinstance(plan, triage.Clash):
            one, shown[one.thread_id] = one.to("confirmed", effect=plan[1]), triage.applied(kind, intent, server)
        elif fate == "refused":
            one, shown[one.thread_id] = one.to("refused"), one.before or {}
        else:
            shown[one.thread_id] = triage.applied(kind, intent, one.before or {})
        operations.append(one)
    if not operations:
        return
    undone = undoing.undone(hand(), made.steps[0], operations)
    after = {each.thread_id: each.before or {} for each in undone.cancelled}
    after |= {each.thread_id: triage.applied(kind, each.intent, shown[each.thread_id]) for each in undone.inverted}
    changed = {name: (now, shown[name]) for name, now in after.items() if now != shown[name]}
    assert {each.thread_id for each in undone.taken} == set(changed)
    assert {each.thread_id for each in undone.idle} == {each.thread_id for each in operations} - set(changed)
    assert undone.label.endswith(f", {len(changed)} threads") == (len(changed) > 1)
    if kind == "tags":
        words = {f"+{tag}" for now, was in changed.values() for tag in set(was["tags"]) - set(now["tags"])}
        words |= {f"-{tag}" for now, was in changed.values() for tag in set(now["tags"]) - set(was["tags"])}
        assert set(undone.label.partition(",")[0].split()[1:]) == words
    [step] = undone.change.steps
    again = undoing.redone(hand(), step, operations, {name or "": now for name, (now, _) in changed.items()})
    assert bool(again.steps) == bool(again.operations)
    if changed and len(changed) == len(operations):
        assert again.steps[0].label == undone.label, "what is done again is what was undone"

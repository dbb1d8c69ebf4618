"""One thing has one number wherever it is told: the Risk split, ``peek`` and lines; what Delivery calls suppressed."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.actions.splits import BY_COMMAND, counted
from commune_tui.cli import peek
from commune_tui.linear import report_lines
from commune_tui.linear.thread_line import counts_line
from commune_tui.mail import delivery
from commune_tui.mail.session import Session
from commune_tui.query import ALL, parse
from commune_tui.risk.terms import FROM
from commune_tui.store import marks
from commune_tui.store.rows import InboxRow, MetricsRow, SuppressionRow, ThreadRow
from commune_tui.ui.delivery import lines
from tests.store.build import at
from tests.store.test_select import NOW, account, fill


async def never() -> NoReturn:
    raise AssertionError("nothing is asked of a server")


def at_risk(row: ThreadRow) -> bool:
    """What docs/splits.md says of the split, of a row: it needs a human, and nobody is done with it."""
    return row.score >= FROM and (row.status != "closed" or row.waits_since_at is not None)


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_risk_is_the_same_on_the_screen_in_peek_and_in_lines(seed: int, tmp_path: Path) -> None:
    session = Session(tmp_path, never, me="me@example.org")
    session.database.write_now(lambda conn: fill(conn, account(seed)))
    with clock.frozen(NOW):
        rows = [row for row in session.reads.listing(ALL).fetch(0, 100) if row is not None]
        risky = [row for row in rows if at_risk(row)]
        session.database.write_now(lambda conn: marks.snooze(conn, [row.id for row in risky[::2]], at(99_999)))
        asleep = {row.id for row in session.reads.listing(parse("is:snoozed")).fetch(0, 100) if row is not None}
        expected = {row.id for row in risky} - asleep
        assert expected and {row.id for row in risky} & asleep  # else nothing is tested
        shown = {
            row.id for row in session.reads.listing(parse(BY_COMMAND["go.risk"].query)).fetch(0, 100) if row is not None
        }
        in_splits, frame = counted(session.reads.counts), session.reads.frame()
        said = re.search(r"(\d+) at risk", counts_line(frame.total, in_splits, 1))
        assert shown == expected
        assert in_splits["risk"] == peek.look(session)["counts"]["risk"] == len(expected)
        assert said is not None and int(said[1]) == len(expected)
    session.database.close()


def inbox(name: str, domain: str) -> InboxRow:
    return InboxRow(1, name, domain, domain, f"{name}@{domain}", "", "", "", "", "", (), False, None, None, None)


BOXES = [inbox("a", "d1"), inbox("b", "d1"), inbox("c", "d2")]
ROWS = st.builds(
    SuppressionRow, st.sampled_from(["x@y.example", "z@y.example"]), st.sampled_from(["", "a", "b", "c", "gone"]),
    st.sampled_from(["", "d1", "d2", "gone"]), st.just("bounce"), st.just("permanent"), st.just("inbox"), st.none(),
    st.none(),
)  # fmt: skip


def bars(row: SuppressionRow, box: InboxRow) -> bool:
    """Whether this keeps this one inbox from writing: the narrowest place that it names decides."""
    return box.id == row.inbox_id if row.inbox_id else row.domain_id in ("", box.domain_id)


@given(st.lists(ROWS, max_size=8), st.lists(st.sampled_from(BOXES), min_size=1, unique=True))
def test_what_concerns_some_inboxes_is_what_bars_one_of_them(rows: list[SuppressionRow], boxes: list[InboxRow]) -> None:
    for row in rows:
        assert delivery.keeps_from_writing(row, boxes) == any(bars(row, box) for box in boxes)


@given(st.lists(ROWS, max_size=8))
def test_a_scope_has_what_its_parts_have(rows: list[SuppressionRow]) -> None:
    """Of a domain the tab lists what it lists of one of its inboxes, and no more."""
    scopes = delivery.scopes(BOXES)
    for row, domain in product(rows, ("d1", "d2")):
        parts = [box for box in BOXES if box.domain_id == domain]
        assert delivery.keeps_from_writing(row, scopes[domain]) == any(
            delivery.keeps_from_writing(row, [box]) for box in parts
        )


@pytest.mark.parametrize("held", [0, 1, 2])
def test_the_head_does_not_call_its_mails_by_the_tabs_name(held: int) -> None:
    """The head counts mails that were not sent, the tab addresses: one number must not be read for the other."""
    answer = MetricsRow("inbox:a", "7d", 10, 10 - held, 0, 0, 0, held, NOW)
    [whole, *_] = delivery.stats(BOXES[:1], {"a": answer})
    pieces = [piece.text for line in lines.figures(whole, 120) for piece in line]
    head = " ".join(" ".join(pieces).split())
    said = " ".join(report_lines.figures([whole], "7d", NOW, ""))
    assert f"{held} {delivery.HELD_BACK}" in head and (f"{held} {delivery.HELD_BACK}" in said) == bool(held)
    assert "suppressed" not in head + said

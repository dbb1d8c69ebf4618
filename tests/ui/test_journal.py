"""The journal on the screen: an act is one row, and unfolds into its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commune_tui.actions.journal import Act
from commune_tui.sending.operation import Entry
from commune_tui.ui.journal.screen import lines
from commune_tui.ui.kit.glyphs import ASCII, Glyphs
from commune_tui.ui.kit.table import Row

IDS = [f"t{n}" for n in range(14)]


def bulk() -> Act:
    """Fourteen threads closed at once: one waits for a decision, the others are taken."""
    made = [
        (Entry(0, "anna", "made", "status", name, name, {"status": "open"}, {"status": "closed"}), "") for name in IDS
    ]
    taken = [(Entry(1, "anna", "confirmed", "status", name, name), "") for name in IDS[1:]]
    stopped = (Entry(2, "anna", "conflict", "status", IDS[0], IDS[0], note="Somebody was quicker."), "")
    return Act("s1", "set to closed, 14 threads", tuple(reversed([*made, *taken, stopped])))


def words(rows: Sequence[Row]) -> list[str]:
    return [" ".join("".join(fragment.text for fragment in row.fragments).split()) for row in rows]


def test_an_act_on_fourteen_is_one_row_and_unfolds_into_all_of_its_steps() -> None:
    one = words(lines([bulk()], set(), 120, Glyphs()))
    assert len(one) == 1 and one[0].startswith("▸ ")
    assert one[0].endswith("anna to decide set to closed, 14 threads 1 to decide, 13 taken")
    rows = lines([bulk()], {"s1"}, 120, Glyphs())
    assert len(rows) == 1 + 28 and words(rows)[0].startswith("▾ ") and isinstance(rows[1].about, Entry)
    assert words(rows)[2].endswith("anna to decide Somebody was quicker."), "each thread's steps stand together"
    assert [row.about.thread_id for row in rows[1:]] == [name for name in IDS for _ in range(2)]


def one(kind: str, before: dict[str, Any] | None, after: dict[str, Any]) -> Act:
    """An act on one thread."""
    return Act("s2", "", ((Entry(0, "anna", "made", kind, "t1", "t1", before, after), "Till 3 is dead"),))


def test_a_row_says_what_it_is_about_and_uses_the_signs_of_the_terminal() -> None:
    tagged, assigned = (
        one("tags", None, {"add": ["vip"]}),
        one("assign", {"assigned_to": None}, {"assigned_to": "wren"}),
    )
    assert "tags with vip" in words(lines([tagged], set(), 80, Glyphs()))[0]
    assert "assignee nothing → wren" in words(lines([assigned], set(), 80, Glyphs()))[0]
    assert "assignee nothing > wren" in words(lines([assigned], set(), 80, ASCII))[0]


def test_in_a_narrow_window_the_subject_is_read() -> None:
    """Three letters of it were left at 60 cells."""
    [said] = words(lines([one("status", {"status": "needs_reply"}, {"status": "closed"})], set(), 60, Glyphs()))
    assert "needs reply → …" not in said and "Till 3 is" in said and "anna" not in said


def test_a_row_fits_where_there_is_little_room() -> None:
    for width in (24, 52, 80, 200):
        rows = lines([bulk()], {"s1"}, width, Glyphs())
        assert all(sum(len(fragment.text) for fragment in row.fragments) <= max(width, 60) for row in rows)

"""Lines that have to say much in little room: hints go whole, the journal tells what became what."""

from __future__ import annotations

from commune_tui.text import cells
from commune_tui.ui.pieces import Piece
from commune_tui.ui.screens.journal import changed
from commune_tui.ui.widgets.status_line import whole

HINTS = [
    Piece(" y", "key"),
    Piece(" send   "),
    Piece("e text  t to  c cc  s subject  ", "dim"),
    Piece("? help", "dim"),
]


def _text(room: int) -> str:
    return "".join(text for text, _ in whole(HINTS, room))


def test_hints_stand_apart_as_long_as_there_is_room_then_closer_then_fewer() -> None:
    assert _text(60) == " y send   e text   t to   c cc   s subject   ? help"
    assert _text(50) == " y send  e text  t to  c cc  s subject  ? help"
    assert _text(30) == " y send   e text   ? help"
    assert _text(5) == " y send   ? help", "the rest is cut by whoever draws"


def test_no_hint_is_cut_and_the_last_stays_at_any_width() -> None:
    known = {"y send", "e text", "t to", "c cc", "s subject", "? help"}
    for room in range(17, 80):
        shown = [part for part in _text(room).split("  ") if part.strip()]
        assert {part.strip() for part in shown} <= known
        assert shown[-1].strip() == "? help"
        assert cells(_text(room)) <= room


def test_a_hint_keeps_the_roles_of_its_pieces() -> None:
    assert whole(HINTS, 60)[1:3] == [Piece("y", "key"), Piece(" send")]


def test_the_journal_tells_only_what_became_another() -> None:
    before = {"status": "needs_reply", "tags": ["vip"], "assigned_to": None}
    assert changed(before, {"status": "closed"}) == "needs_reply → closed"
    assert changed(before, {**before, "assigned_to": "wren"}) == "nothing → wren"
    both = {"status": "closed", "tags": []}
    assert changed(before, both) == "status needs_reply → closed; tags vip → nothing"
    assert changed(before, {"add": ["gdpr"], "remove": []}) == "add gdpr"
    assert changed(None, {"message_id": "m1"}) == "message_id m1"

"""A thread's line: exactly as wide as asked, whatever the text; what needs a human stands out by sign and word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.linear import thread_line as spoken
from commune_tui.risk.score import Reason
from commune_tui.store.rows import ThreadRow
from commune_tui.text import cells, one_line
from commune_tui.ui.inbox.thread_line import COLUMNS, by_width, in_short, thread_line
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import ASCII, LEGEND, UNICODE

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
ROW = ThreadRow(
    seq=1,
    id="thread_1",
    inbox_id="i1",
    inbox_address="support@shop.example",
    inbox_name="Support",
    subject="Refund for order 4521",
    snippet="Any news on this?",
    sender="anna@mail.example",
    sender_name="Anna Schmidt",
    recipients="support@shop.example",
    status="needs_reply",
    assignee="alex",
    tags=("vip", "refund"),
    message_count=3,
    has_attachment=True,
    direction="inbound",
    last_message_at=NOW - timedelta(hours=3),
    last_inbound_at=NOW - timedelta(hours=3),
    unread=True,
    snoozed_until_at=None,
    risk="high",
    spam=False,
    trouble="bounced",
    pending=1,
    triage_read_at=None,
    score=60,
    reasons=(Reason("orders", 60, "ignore previous instructions", 1.0),),
)


def text(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lines", [1, 2])
def test_in_risk_a_row_says_why_and_leaves_the_subject_its_half(width: int, lines: int) -> None:
    drawn = thread_line(ROW, width, glyphs=UNICODE, now=NOW, lines=lines, why=True)
    assert all(cells(text(line)) == width for line in drawn)
    said = "\n".join(map(text, drawn))
    assert "gives orders" in said and "Refund for" in said
    assert "gives orders" not in "\n".join(map(text, thread_line(ROW, width, glyphs=UNICODE, now=NOW, lines=lines)))


@pytest.mark.parametrize(
    ("minutes", "waits", "shown"),
    [(20, True, "due 20m"), (-130, True, "late 2h"), (0, True, "due now"), (20, False, ""), (None, True, "")],
)
def test_a_line_says_when_an_answer_is_due(minutes: int | None, waits: bool, shown: str) -> None:
    due_at = None if minutes is None else NOW + timedelta(minutes=minutes)
    row = ROW._replace(due_at=due_at, waits_since_at=NOW - timedelta(hours=3) if waits else None)
    (line,) = thread_line(row, 120, glyphs=UNICODE, now=NOW)
    assert [fragment.text.strip() for fragment in line if fragment.text.strip().startswith(("due", "late"))] == (
        [shown] if shown else []
    )
    said = spoken.thread_line(row, 1, NOW)
    words = {"due 20m": "due in 20 min", "late 2h": "late by 2 h", "due now": "due in under a minute"}.get(shown, "")
    assert words in said and ("due" in said or "late by" in said) == bool(words)


def test_a_line_says_who_what_and_how_long_ago() -> None:
    (line,) = thread_line(ROW, 120, glyphs=UNICODE, now=NOW, me="alex")
    shown = text(line)
    for word in (
        "Anna Schmidt (3)",
        "Refund for order 4521",
        "Any news on this?",
        "vip refund",
        "support",
        "@me",
        "3h",
    ):
        assert word in shown
    assert cells(shown) == 120


CALM = ROW._replace(score=0, trouble="", pending=0, unread=False, has_attachment=False, tags=(), assignee=None,
                    triage_read_at=NOW)  # fmt: skip


def test_every_mark_is_a_sign_and_not_only_a_colour() -> None:
    marked = text(thread_line(ROW, 120, glyphs=ASCII, now=NOW)[0])
    plain = text(thread_line(CALM._replace(status="closed"), 120, glyphs=ASCII, now=NOW)[0])
    for sign in ("*", "~", "!", "X", "&"):
        assert marked.count(sign) > plain.count(sign), sign
    assert marked.isascii()


@pytest.mark.parametrize(
    ("row", "lead", "end"),
    [
        # the dot is who waits, and nothing else; what needs nothing has no sign
        (CALM, "● ", "3h"),
        (CALM._replace(status="open"), "  ", "3h"),
        (CALM._replace(status="waiting"), "→ ", "3h"),
        (CALM._replace(status="closed"), "✓ ", "3h"),
        (CALM._replace(status="unknown"), "? ", "3h"),
        # what is wrong takes room only where it is, and spam is as suspicious as an order
        (CALM._replace(trouble="bounced"), "● ", "✗   3h"),
        (CALM._replace(spam=True), "● ", "!   3h"),
        (CALM._replace(score=60, has_attachment=True), "● ", "!&   3h"),
        (CALM._replace(elsewhere=("billing@shop.example",)), "● ", "⇄   3h"),
    ],
)
def test_a_mark_stands_where_there_is_something_to_say(row: ThreadRow, lead: str, end: str) -> None:
    line = text(thread_line(row, 86, glyphs=UNICODE, now=NOW)[0])
    assert line == f"{lead}{'Anna Schmidt (3)':17} Refund for order 4521 — Any news on this?{end:>25}"


@pytest.mark.parametrize("lines", [1, 2])
def test_bold_is_what_was_not_read_and_nothing_else(lines: int) -> None:
    for row in (ROW, CALM._replace(status="needs_reply"), ROW._replace(unread=False)):
        drawn = thread_line(row, 100, glyphs=UNICODE, now=NOW, lines=lines)
        bold = "".join(piece.text for line in drawn for piece in line if piece.role in ("strong", "match", "group"))
        assert bold.strip() == ("Anna SchmidtRefund for order 4521" if row.unread else "")


SUBJECT = "Three hundred people, one dead till, and a telephone that rings"


@given(
    st.lists(st.text("abcdefgh", min_size=1, max_size=14), max_size=8), st.integers(56, 160), st.sampled_from([1, 2])
)
def test_tags_leave_the_subject_thirty_cells_and_say_how_many_do_not_fit(
    tags: list[str], width: int, lines: int
) -> None:
    row = CALM._replace(subject=SUBJECT, tags=tuple(tags))
    drawn = thread_line(row, width, glyphs=UNICODE, now=NOW, lines=lines)[lines - 1]
    [subject] = [piece.text for piece in drawn if piece.text.startswith("Three")]
    assert len(subject) >= 30
    shown = next((piece.text.split() for piece in drawn if piece.role == "tag"), [])
    more = int(shown.pop()[1:]) if shown and shown[-1].startswith("+") else 0
    assert shown == tags[: len(shown)]
    assert len(shown) + more == len(tags) or not shown


def test_two_lines_are_who_and_what() -> None:
    drawn = thread_line(
        ROW._replace(tags=("vip", "refund", "escalated")), 44, glyphs=UNICODE, now=NOW, lines=2, me="alex"
    )
    assert [text(line) for line in drawn] == [
        f"● Anna Schmidt (3){'@me ~!✗&   3h':>26}",
        f"  Refund for order 4521{'vip refund +1':>21}",
    ]


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("lines", [1, 2])
def test_lines_are_never_wider_than_the_list(width: int, lines: int) -> None:
    made = thread_line(ROW, width, glyphs=UNICODE, now=NOW, lines=lines, columns=frozenset(COLUMNS))
    assert len(made) == lines
    assert all(cells(text(line)) <= width for line in made)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(30, 160), st.sampled_from([1, 2]))
def test_columns_stay_aligned_whatever_the_script(subject: str, name: str, width: int, lines: int) -> None:
    row = ROW._replace(subject=one_line(subject), sender_name=one_line(name))
    for line in thread_line(row, width, glyphs=UNICODE, now=NOW, lines=lines):
        assert cells(text(line)) <= width
    first = thread_line(row, width, glyphs=UNICODE, now=NOW, lines=lines)[0]
    assert cells(text(first)) == width
    assert text(first).endswith("3h")


def test_a_thread_without_anything_still_reads() -> None:
    bare = ROW._replace(subject="", snippet="", sender="", sender_name="", recipients="", last_message_at=None, tags=())
    assert "(nobody)" in text(thread_line(bare, 80, glyphs=UNICODE, now=NOW)[0])
    assert "(no subject)" in text(thread_line(bare, 80, glyphs=UNICODE, now=NOW)[0])


def shown_in(width: int, *columns: str) -> str:
    row = ROW._replace(waits_since_at=ROW.last_inbound_at, due_at=NOW - timedelta(hours=1))
    return text(thread_line(row, width, glyphs=UNICODE, now=NOW, me="alex", columns=frozenset(columns))[0])


def test_columns_are_those_that_were_chosen_and_the_marks_always() -> None:
    words = {"sender": "Anna Schmidt", "tags": "vip refund", "inbox": "support", "status": "needs reply",
             "assignee": "@me", "due": "late 1h", "age": "3h"}  # fmt: skip
    assert tuple(words) == COLUMNS
    for name, word in words.items():
        line = shown_in(120, name)
        assert [each for each in words.values() if each in line] == [word]
        assert "✗" in line and "!" in line and "Refund for order 4521" in line
        assert cells(line) == 120


def test_too_little_room_takes_columns_from_the_left_and_leaves_the_subject() -> None:
    assert "support" not in shown_in(60, *COLUMNS) and "Refund for" in shown_in(60, *COLUMNS)
    assert "Refund" in shown_in(40, *COLUMNS)


def test_without_a_choice_the_width_decides() -> None:
    assert by_width(120) == frozenset(COLUMNS) - {"status"}
    assert by_width(50) == {"sender", "tags", "age"}


def test_every_sign_of_a_row_is_explained_and_nearly_all_of_them_in_eighty_cells() -> None:
    shown = {piece.text.strip() for status in ("needs_reply", "waiting", "closed", "unknown")
             for piece in thread_line(ROW._replace(status=status, waits_since_at=None), 120, glyphs=UNICODE, now=NOW)[0]
             if len(piece.text.strip()) == 1}  # fmt: skip
    explained = {getattr(UNICODE, name, name) for name, _ in LEGEND}
    assert {"●", "→", "✓", "?", "~", "!", "✗", "&"} == shown <= explained
    line = text(tuple(in_short(UNICODE, 80)))
    for words in ("● waits for you", "bold unread", "→ you wait", "✓ closed", "! risk", "✗ failed"):
        assert words in line
    assert cells(line) <= 80 and line.endswith("& file"), "what cannot be said whole is not begun"
    assert text(tuple(in_short(ASCII, 120))).endswith("~ not confirmed yet")


def test_trouble_that_the_reason_names_is_said_once() -> None:
    row = ROW._replace(reasons=(Reason("trouble", 60, "bounced", 1.0),))
    assert spoken.thread_line(row, 1, NOW).count("bounced") == 1
    assert "bounced" in spoken.thread_line(ROW, 1, NOW)

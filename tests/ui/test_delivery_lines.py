"""Delivery at any width: nothing runs over the edge, what is not known is no zero, numbers stand under their names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commune_tui.actions.delivery import READ_ONLY
from commune_tui.mail.delivery import Counts, Stats, scopes, stats
from commune_tui.store.rows import EventRow, InboxRow, MetricsRow, SuppressionRow
from commune_tui.text import cells
from commune_tui.ui.delivery import lines
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import UNICODE

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
WIDTHS = (60, 80, 100, 120, 200)


def inbox(name: str, domain: str = "shop.example") -> InboxRow:
    address = f"{name}@{domain}"
    return InboxRow(1, name, domain, domain, address, "", "", "", "", "", (), False, None, None, None)


def said(name: str, sent: int, bounced: int) -> MetricsRow:
    return MetricsRow(f"inbox:{name}", "7d", sent, sent - bounced, bounced, 0, 0, 0, NOW)


def text(fragments: object) -> str:
    assert isinstance(fragments, list | tuple)
    return "".join(fragment.text for fragment in fragments if isinstance(fragment, Fragment))


SHOP = [inbox("a-rather-long-name-for-an-inbox"), inbox("bad", "pay.example"), inbox("new", "pay.example")]
ANSWERS = {SHOP[0].id: said("a", 98_000, 0), "bad": said("bad", 40_000, 9_000), "new": None}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_its_room_and_numbers_end_under_their_column(width: int) -> None:
    found = stats(SHOP, ANSWERS)
    head = text(lines.columns(width))
    rows = [text(row.fragments) for row in lines.compared(found, width)]
    assert all(cells(row) <= width - 2 for row in [head, *rows])
    end = head.index("bounced") + len("bounced")
    assert rows[0][:end].endswith("%") and not rows[0][end:].startswith(("%", "."))
    assert all(cells(text(line)) <= width for line in lines.figures(found[0], width))
    event = EventRow("e", "m", "t", "bad", "bounced", "somebody.with.a.name@host.example", "550 5.1.1 " * 30, NOW)
    blocked = SuppressionRow("x@host.example", "bad", "", "unsubscribe", "permanent", "inbox", NOW, NOW)
    for row in (
        *lines.events([event], width, UNICODE, {"bad": "bad"}),
        *lines.suppressed([blocked], width),
    ):
        assert cells(text(row.fragments)) <= width - 2
    row, *more = lines.suppressed([blocked], width)
    said = " ".join("".join(fragment.text for fragment in each.fragments).strip() for each in more)
    assert said == READ_ONLY and [each.about for each in more] == [None] * len(more)
    assert lines.suppressed([], width) == []
    assert "until 18 Mar" in text(row.fragments), "the end of a ban is never cut"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_figures_say_all_six_with_their_rates(width: int) -> None:
    stat = Stats(None, Counts(129, 126, 3, 1, 1, 2), NOW)
    shown = " ".join(text(line).strip() for line in lines.figures(stat, width))
    for each in (
        "129 sent",
        "126 delivered 97.7 %",
        "3 bounced 2.3 %",
        "1 complained 0.78 %",
        "1 failed",
        "2 held back",
    ):
        assert each in shown
    assert "bad: 0.78 % complained (limit 0.3 %): the server may pause sending" in shown


def test_what_the_server_has_not_answered_is_not_a_zero() -> None:
    found = stats(SHOP, ANSWERS)
    [new] = [text(row.fragments) for row in lines.compared(found, 80) if "new@" in text(row.fragments)]
    assert "not answered yet" in new and "0" not in new
    _, right = lines.heading("all inboxes", "7 days", found, NOW)
    assert text(right).strip() == "2 of 3 inboxes answered"
    nothing = stats(SHOP, {})
    assert "not known yet" in text(lines.figures(nothing[0], 80)[0])
    why = "The key lacks the scope messages:read: delivery figures cannot be read. The rest works."
    assert why in " ".join(text(line).strip() for line in lines.figures(nothing[0], 80, why))
    _, right = lines.heading("all inboxes", "7 days", nothing, NOW)
    assert text(right).strip() == "the server has not answered yet"


def test_domains_stand_between_all_and_the_inboxes_where_there_are_several() -> None:
    names = [stat.name for stat in stats(SHOP, ANSWERS)]
    assert names[:3] == ["all inboxes", "pay.example", "shop.example"], "the worst first"
    assert [stat.counts.sent for stat in stats(SHOP, ANSWERS)][:3] == [138_000, 40_000, 98_000]
    assert "shop.example" not in [stat.name for stat in stats(SHOP[:1], ANSWERS)]
    found = scopes(SHOP)
    assert list(found) == ["all", "pay.example", "shop.example", *(row.address for row in SHOP)]
    assert found["pay.example"] == SHOP[1:]

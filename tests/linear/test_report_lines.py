"""Figures as sentences: what holds for all is said once, and only what needs a look is explained."""

from __future__ import annotations

from datetime import UTC, datetime

from commune_tui.linear.report_lines import figures
from commune_tui.mail.delivery import stats
from commune_tui.store.rows import InboxRow, MetricsRow

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def inbox(name: str) -> InboxRow:
    return InboxRow(1, name, "d", "shop", f"{name}@shop", "", "", "", "", "", (), False, None, None, None)


def said(name: str, sent: int, bounced: int) -> MetricsRow:
    return MetricsRow(f"inbox:{name}", "7d", sent, sent - bounced, bounced, 0, 0, 0, NOW)


def test_figures_say_once_what_holds_for_all() -> None:
    answers = {"good": said("good", 1000, 0), "bad": said("bad", 50, 10), "new": None}
    lines = figures(stats([inbox("good"), inbox("bad"), inbox("new")], answers), "7d", NOW, "")
    assert lines == [
        "All inboxes, 7 days: Healthy, within the limits (2 % bounced, 0.1 % complained). "
        "1,050 sent; 1,040 delivered, 99.0 %; 10 bounced, 0.95 %. As of just now.",
        "bad@shop: Bad, 20.0 % bounced (limit 5 %): the server may pause sending. "
        "50 sent; 40 delivered, 80.0 %; 10 bounced, 20.0 %.",
        "good@shop: Healthy. 1,000 sent; 1,000 delivered, 100 %.",
        "1 inbox not answered for yet; the word delivery asks again.",
    ]


def test_figures_that_nobody_told_say_what_is_in_the_way() -> None:
    """As on the screen; the reason was not said here."""
    assert figures([], "7d", NOW, "") == ["There is no inbox yet."]
    trouble = "The key lacks the scope messages:read."
    assert figures(stats([inbox("new")], {})[1:], "7d", NOW, trouble) == [
        f"What became of the mail is not known yet. {trouble} The word delivery asks again."
    ]

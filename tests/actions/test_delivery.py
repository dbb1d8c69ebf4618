"""Delivery is looked at, asked for and called the same way in every front."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commune_tui.actions import delivery, silence
from commune_tui.actions.delivery import Look
from commune_tui.mail.delivery import Counts
from commune_tui.store.rows import SuppressionRow
from tests.flows.test_bounce import bounced
from tests.mail.account import account
from tests.risk.test_silence import WE_ANSWERED
from tests.servers import Server
from tests.store.build import MORNING

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
KINDS = ["bounced", "delivered", "delivery_delayed"]


async def test_what_there_is_to_see_of_a_bounce(fresh_sandbox: Server, tmp_path: Path) -> None:
    thread_id = bounced(fresh_sandbox)
    first, second = sorted(fresh_sandbox.inboxes())[:2]
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session, look = mine.session, Look()
        assert not delivery.all_told(session, look)
        delivery.ask(session, look)
        await mine.until(lambda: delivery.all_told(session, look) and delivery.suppressed(session, look))
        [row] = delivery.suppressed(session, look)
        assert row.email == "bounce@shop.example" and delivery.reason(row) == "bounce (hard)"
        assert (event := delivery.behind(session, look, row)) is not None and event.thread_id == thread_id
        kinds = delivery.kinds(session, look)
        assert {"bounced", "delivered", "sent"} <= set(kinds)
        assert {each.type for each in delivery.log(session, look._replace(kind="bounced"))} == {"bounced"}
        assert delivery.behind(session, look._replace(kind="delivered"), row) == event
        both = len(session.reads.inboxes())
        assert len(delivery.stats(session, look)) == len(delivery.compared(delivery.stats(session, look)))
        scope = delivery.scope_named(session, second.upper())
        assert scope == second and both > 1
        other = look._replace(scope=scope)
        assert [box.address for box in delivery.boxes(session, other)] == [second]
        assert delivery.log(session, other) == []
        [alone] = delivery.compared(delivery.stats(session, other))
        assert alone.inbox is not None and alone.inbox.address == second
        assert delivery.no_scope(session, f" {first.upper()} ") == delivery.no_scope(session, "ALL") == ""
        assert f"Did you mean {first}?" in delivery.no_scope(session, first[:-1])
        assert [each.value for each in delivery.scopes(session, first.upper())] == [first]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("bounced", "bounced"), (" Bounced ", "bounced"), ("delivery delayed", "delivery_delayed"),
     ("delivery_delayed", "delivery_delayed"), ("all", ""), ("opened", None), ("", None)],
)  # fmt: skip
def test_a_kind_of_event_is_found_as_it_is_written_or_shown(words: str, kind: str | None) -> None:
    assert delivery.kind_named(words, KINDS) == kind
    objection = delivery.no_kind(words, KINDS)
    assert (objection == "") == (kind is not None)
    assert not objection or "There are: bounced, delivered, delivery delayed." in objection


def test_kinds_are_suggested_as_they_are_called() -> None:
    assert [each.value for each in delivery.kinds_like("DEL", KINDS)] == ["delivered", "delivery delayed"]
    assert [each.value for each in delivery.kinds_like("", KINDS)] == [
        "all",
        "bounced",
        "delivered",
        "delivery delayed",
    ]


def test_periods_go_around() -> None:
    assert [delivery.next_period(each) for each in delivery.PERIOD_WORDS] == ["7d", "30d", "24h"]
    assert delivery.no_events(Look(kind="delivery_delayed", period="24h")) == (
        "No “delivery delayed” event is known of these 24 hours."
    )


def test_the_counts_have_their_shares_and_only_failures_are_bad() -> None:
    told = [(part.number, part.word, part.rate) for part in delivery.parts(Counts(200, 190, 4, 0, 6, 3))]
    assert told == [(200, "sent", ""), (190, "delivered", "95.0 %"), (4, "bounced", "2.0 %"),
                    (0, "complained", "0.0 %"), (6, "failed", "3.0 %"), (3, "held back", "")]  # fmt: skip
    assert [part.word for part in delivery.parts(Counts()) if part.bad] == ["bounced", "complained", "failed"]


@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [("hard_bounce", "permanent", "hard bounce (permanent)"), ("complaint", "", "complaint"),
     ("", "", "no reason given")],
)  # fmt: skip
def test_a_reason_is_words(reason: str, kind: str, told: str) -> None:
    assert delivery.reason(SuppressionRow("x@host.example", "", "", reason, kind, "", NOW, None)) == told


def test_a_suppressed_address_is_said_with_what_to_do() -> None:
    talk: Any = SimpleNamespace(standing=WE_ANSWERED._replace(delivery="suppressed"))
    why = silence.why(talk, MORNING)
    assert why is not None and why.text.endswith("the address is suppressed; only another address gets it")

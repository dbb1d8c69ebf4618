"""Whose address counts as one person's, and which conversation as active."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.risk.elsewhere import DAYS, active, one_person
from tests.store.build import MORNING as NOW

PEOPLE = (
    "anna@shop.example", "Anna.Berg@shop.example", "a.berg+shop@mail.example", "desmond@hartnell-and-daughter.example",
    "maria_infante@x.example", "o'neil@x.example", "postel@x.example",
    "andrew.office@x.example", "j@x.example", "京子@x.example",
)  # fmt: skip
NOT_ONE = (
    "", "anna", "@shop.example", "anna@", "no-reply@x.example", "noreply@x.example", "NoReply@x.example",
    "noreply-desk@x.example", "orders.no_reply@x.example", "do-not-reply@x.example", "mailer-daemon@x.example",
    "postmaster@x.example", "bounces+71@x.example", "alerts@x.example", "build-bot@x.example", "root@x.example",
    "notifications@x.example", "info@x.example", "info.de@x.example", "support-emea@x.example", "sales@x.example",
    "Billing@x.example", "customer.service@x.example", "office@x.example", "news@x.example", "...@x.example",
)  # fmt: skip


@pytest.mark.parametrize("address", PEOPLE)
def test_the_address_of_a_person(address: str) -> None:
    assert one_person(address) and one_person(f" {address.upper()} ")


@pytest.mark.parametrize("address", NOT_ONE)
def test_the_address_of_a_machine_or_of_several(address: str) -> None:
    assert not one_person(address)


@given(st.text(max_size=40))
def test_any_text_is_an_answer(address: str) -> None:
    assert one_person(address) in (True, False) and one_person(None) is False


@pytest.mark.parametrize(
    ("over", "days", "expected"),
    [(False, 0, True), (False, DAYS, True), (False, DAYS + 0.01, False), (True, 0, False), (False, None, False)],
)
def test_what_is_active(over: bool, days: float | None, expected: bool) -> None:
    assert active(over, None if days is None else NOW - timedelta(days=days), NOW) is expected

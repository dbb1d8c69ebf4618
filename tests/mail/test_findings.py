"""Findings of the review have names that scripts go by: each is met by the mail that it is about, under its weight."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commune_tui.mail.compose.concerns import Budget, Known, check
from commune_tui.mail.compose.findings import KNOWS, LOOKS, STOPS
from commune_tui.mail.outbox import checks
from commune_tui.store.drafts import Draft, File
from commune_tui.store.rows import EventRow, SuppressionRow
from tests.mail.test_compose import message
from tests.mail.test_compose_concerns import DRAFT, KNOWN

QUOTED = "\n\nOn Mon, Anna wrote:\n> Where is it?\n"
NEW: dict[str, Any] = {"thread_id": None, "answers": None, "known": ()}
BOUNCED = EventRow("e1", "m0", "t1", "i1", "bounced", "anna@example.org", "No such user", None)
BARRED = SuppressionRow("anna@example.org", "i1", "", "hard_bounce", "", "", None, None)
MET: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("damaged", {"damaged": True}, {}),
    ("no-inbox", {"inbox_id": None}, {}),
    ("no-recipient", {"to": ()}, {}),
    ("bad-address", {"to": ("anna",)}, {}),
    ("too-many-recipients", {"bcc": tuple(f"a{n}@example.org" for n in range(50))}, {}),
    ("no-subject", {"subject": " "}, {}),
    ("bad-subject", {"subject": "x" * 501}, {}),
    ("bad-subject", {"subject": "one\ntwo"}, {}),
    ("empty", {"body": "\n"}, {}),
    ("may-not-send", {}, {"lacks": True}),
    ("too-long", {"body": "x" * 10_000_001}, {}),
    ("large-file", {"attachments": (File("a.pdf", "application/pdf", 7_000_001, "x"),)}, {}),
    ("came-meanwhile", {}, {"messages": (message(), message(id="m2"))}),
    ("gives-orders", {}, {"messages": (message()._replace(injection_detected=True),)}),
    ("spam", {}, {"messages": (message()._replace(spam=True),)}),
    ("other-inbox", {}, {"sender": "sales@acme.example"}),
    ("stranger", {"cc": ("eve@other.example",)}, {}),
    ("look-alike", {"to": ("anna@examp1e.org",)}, {}),
    ("look-alike", {**NEW, "to": ("anna@examp1e.org",)}, {"people": ("anna@example.org",)}),
    ("odd-address", {"to": ("\u0430nna@example.org",)}, {}),
    ("suppressed", {}, {"suppressions": (BARRED,)}),
    ("last-failed", {}, {"fates": (BOUNCED,)}),
    ("own-address", {"cc": ("support@acme.example",)}, {}),
    ("nobody-reads", {"to": ("no-reply@example.org",)}, {}),
    ("nothing-new", {"body": QUOTED}, {}),
    ("nothing-new", {**NEW, "body": QUOTED}, {}),
    ("not-filled-in", {"body": "Dear {{name}}"}, {}),
    ("nothing-attached", {"body": "The bill is attached."}, {}),
    ("server-limit", {}, {"budget": Budget(2)}),
    ("server-limit", {}, {"budget": Budget(200)}),
    ("new-address", {**NEW, "to": ("new@other.example",)}, {"unknown": ("new@other.example",)}),
    ("own-only", {**NEW, "to": ("support@acme.example",)}, {}),
]  # fmt: skip


def found(draft: Draft, known: Known, *, lacks: bool = False) -> set[tuple[str, str]]:
    stops = checks.check(draft, lacks=lacks)
    return {(each.weight, each.name) for each in check(draft, replace(known, stops=stops))}


def met_with(draft: dict[str, Any], known: dict[str, Any]) -> set[tuple[str, str]]:
    lacks = bool(known.get("lacks"))
    around = {name: value for name, value in known.items() if name != "lacks"}
    return found(replace(DRAFT, **draft), replace(KNOWN, **around), lacks=lacks)


@pytest.mark.parametrize(("name", "draft", "known"), MET, ids=[f"{n} {each[0]}" for n, each in enumerate(MET)])
def test_a_finding_has_its_name(name: str, draft: dict[str, Any], known: dict[str, Any]) -> None:
    met = met_with(draft, known)
    assert name in {each for _, each in met}
    assert all(each in {"stop": STOPS, "look": LOOKS, "know": KNOWS}[weight] for weight, each in met)


def test_every_name_is_met_and_a_good_mail_has_none() -> None:
    met = {each for _, draft, known in MET for each in met_with(draft, known)}
    tables = {"stop": STOPS, "look": LOOKS, "know": KNOWS}
    assert met == {(weight, name) for weight, table in tables.items() for name in table}
    assert found(DRAFT, KNOWN) == set()

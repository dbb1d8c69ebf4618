"""One endpoint, one file: each says all that the synchroniser has to know of it, and is asked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from commune_tui.mail.sync import resources
from commune_tui.mail.sync.endpoint import Ask, Moment, Screen, Urgency
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.pace import PACE
from commune_tui.mail.sync.resources.apikeys import AskApiKeys
from commune_tui.mail.sync.resources.organisation import AskOrganisation

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MODULES = [
    importlib.import_module(f"{resources.__name__}.{info.name}") for info in pkgutil.iter_modules(resources.__path__)
]
NO_SCOPE = {AskApiKeys, AskOrganisation}
"""Any key may ask (contract §4.9)."""
PAST = NOW - timedelta(days=2)


def kinds(module: object) -> set[type]:
    """The requests that a file defines."""
    return {
        each for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Ask) and each.__module__ == module.__name__  # type: ignore[attr-defined]
    }  # fmt: skip


def worlds() -> list[Moment]:
    """Knowledge in which everything that can be due is: new, whole, and with mail that is polled by lists."""
    places = ("webhooks w1", "apikeys", "review", "organisation")
    screens = [Screen(("t1",), "t2", ("m1",), ("a",), "7d", ("t3",), place) for place in places]
    whole = InboxKnown(PAST, PAST, history_done=True, polled_at=PAST, listed_at=PAST, mail_polls=9, domain_id="d")
    half = InboxKnown(PAST, PAST, polled_at=PAST)
    due = {"counts_differ": ["t4"], "triage_due": ["t1", "t5"], "files_due": ["x"], "delivery_due": ["a"]}
    domains = {"d": DomainKnown(polled_at=PAST)}
    known = [
        Known(),
        Known({"a": whole}, domains, inboxes_at=PAST, triage_in_list=True, **due),  # type: ignore[arg-type]
        Known({"a": half, "b": InboxKnown()}, inboxes_at=PAST),
    ]
    return [Moment(each, screen, NOW, PACE) for each in known for screen in screens]


def test_every_file_is_an_endpoint_that_is_asked() -> None:
    assert [module.ENDPOINT for module in MODULES if module.ENDPOINT not in resources.ENDPOINTS] == []
    assert len(MODULES) == len(resources.ENDPOINTS)


def test_only_the_lists_of_places_share_an_urgency() -> None:
    """One is in one place at a time: between all others the urgencies say which is asked first."""
    asked = Counter(urgency for endpoint in resources.ENDPOINTS for urgency in endpoint.due)
    assert {urgency for urgency, count in asked.items() if count > 1} <= {Urgency.PLACE}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_request_of_a_file_can_become_due(module: object) -> None:
    """An inbox's head is a poll for its messages: the messages say when."""
    made = {type(ask) for moment in worlds() for due in module.ENDPOINT.due.values() for ask in due(moment)}  # type: ignore[attr-defined]
    heads = {kind for kind in kinds(module) if kind.__name__ == "AskHead"}
    assert made & kinds(module) == kinds(module) - heads
    assert all(kind.scope.endswith(":read") or kind in NO_SCOPE for kind in kinds(module))  # type: ignore[attr-defined]


def test_every_urgency_is_somebodys() -> None:
    assert {urgency for endpoint in resources.ENDPOINTS for urgency in endpoint.due} == set(Urgency)


@pytest.mark.parametrize("lost", ["thread", "attachment", "inbox"])
def test_what_the_server_does_not_have_is_not_asked_for_again(lost: str) -> None:
    from commune_tui.mail.sync.resources.attachments import AskAttachment
    from commune_tui.mail.sync.resources.messages import AskOldMail
    from commune_tui.mail.sync.resources.thread_messages import AskThread

    known = Known(inboxes_at=NOW, counts_differ=["t", "u"], triage_due=["t"], files_due=["t", "x"])
    ask: Ask = {"thread": AskThread("t"), "attachment": AskAttachment("x"), "inbox": AskOldMail("a", None)}[lost]
    ask.vanished(known)
    assert (known.counts_differ, known.triage_due) == ((["u"], []) if lost == "thread" else (["t", "u"], ["t"]))
    assert known.files_due == (["t"] if lost == "attachment" else ["t", "x"])
    assert known.inboxes_at == (None if lost == "inbox" else NOW)

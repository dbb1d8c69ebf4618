"""Search by words and by meaning as one list: what is on the screen stays, and a refusal leaves the local results."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from commune_tui import query
from commune_tui.api import Commune, models
from commune_tui.mail.search import Found, Scope, by_meaning, counted, likely, merged, narrowed, words_of, worth_asking
from tests.servers import Server


def hit(thread_id: str, score: float) -> models.SearchHit:
    read = models.SearchHit.read({"thread_id": thread_id, "subject": f"About {thread_id}", "score": score})
    assert read is not None
    return read


def test_matches_by_words_keep_their_places_and_others_follow_best_first() -> None:
    local = [Found("a", "text", "A"), Found("b", "text", "B")]
    found = merged(local, [hit("c", 0.4), hit("b", 0.9), hit("d", 0.7)], {})
    assert [(each.thread_id, each.by) for each in found] == [
        ("a", "text"),
        ("b", "both"),
        ("d", "meaning"),
        ("c", "meaning"),
    ]
    assert [each.score for each in found] == [None, 0.9, 0.7, 0.4]


def test_a_thread_that_two_scopes_found_is_listed_once() -> None:
    assert len(merged([], [hit("a", 0.9), hit("a", 0.2)], {})) == 1
    assert merged([], [hit("a", 0.9), hit("a", 0.2)], {})[0].score == 0.9


def test_far_below_the_best_and_weak_is_less_likely() -> None:
    local = [Found("a", "text", "A"), Found("b", "text", "B")]
    found = merged(local, [hit("b", 0.1), hit("c", 0.49), hit("d", 0.25), hit("e", 0.24), hit("f", 0.2)], {})
    assert [each.thread_id for each in found[: likely(found)]] == ["a", "b", "c", "d"], "what the words found stays"
    close = merged([], [hit("c", 0.2), hit("d", 0.11)], {})
    assert likely(close) == 2, "low, but not far below the best"
    strong = merged([], [hit("c", 0.9), hit("d", 0.3)], {})
    assert likely(strong) == 2, "far below the best, but not weak"
    assert likely(local) == 2 and likely([]) == 0


def test_the_counts_say_how_it_was_found() -> None:
    local = [Found("a", "text", "A"), Found("b", "text", "B")]
    assert counted(local) == "2 found by words"
    assert counted(merged(local, [hit("b", 0.5), hit("c", 0.4)], {})) == "3 found, 2 by words, 2 by meaning"
    assert counted(merged([], [hit("c", 0.4)], {})) == "1 found, none by words, 1 by meaning"
    assert counted([]) == ""


def test_only_free_words_are_searched_for_by_meaning() -> None:
    assert words_of(query.parse('status:open angry "about shipping" tag:vip')) == "angry about shipping"
    assert words_of(query.parse("status:open")) == ""
    assert not worth_asking("ab")


def test_a_scope_narrows_whatever_was_typed() -> None:
    assert query.write(narrowed(query.parse("refund"), "support@shop", "")) == query.write(
        query.parse("refund in:support@shop")
    )
    assert narrowed(query.parse("refund"), "", "") == query.parse("refund")
    assert narrowed(query.parse(""), "", "shop") == query.parse("domain:shop")


@pytest.fixture
async def client(fresh_sandbox: Server) -> AsyncIterator[Commune]:
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url) as made:
        yield made


async def test_a_refusal_is_a_sentence_and_not_an_error(fresh_sandbox: Server, client: Commune) -> None:
    inbox = (await client.inboxes.list()).items[0]
    fresh_sandbox.control("faults", {"faults": ["500,/v1/search/threads"]})
    hits, why = await by_meaning(client, "angry customer", [Scope(inbox_id=inbox.id)])
    assert hits == []
    assert why.startswith("No search by meaning now:") and why.endswith("These are the matches by words.")

"""Search by words and by meaning as one list: what is on the screen stays, and a refusal leaves the local results."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commune_tui import query
from commune_tui.api import Commune, models
from commune_tui.mail.search import Found, counted, likely, merged, narrowed, words_of
from commune_tui.mail.semantic_search import Scope, by_meaning, worth_asking
from tests.mail.account import account
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


async def test_filters_hold_for_what_is_found_by_meaning_too(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The server is asked for the free words only; what it finds must fit the rest of the query all the same."""
    address = next(iter(fresh_sandbox.inboxes()))
    ids = []
    for name in ("anna", "ben"):
        mail = {"from": f"{name}@people.example", "to": address, "subject": "Money", "text": "I want my money back."}
        ids.append(str(fresh_sandbox.control("mail", mail)["data"][0]["thread_id"]))
    fresh_sandbox.call("PUT", f"/v1/threads/{ids[1]}/status", {"status": "closed"})
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        for words, expected in (
            ("refund", set(ids)),
            ("refund status:closed", {ids[1]}),
            ("refund from:anna", {ids[0]}),
            ("refund -from:anna", {ids[1]}),
            ("refund tag:vip", set()),
        ):
            every = [each async for each in mine.session.search.find(words)]
            found, sentence = every[-1]
            assert ({each.thread_id for each in found}, sentence) == (expected, ""), words
            assert {each.by for each in found} <= {"meaning"}


async def test_a_server_without_meaning_adds_matches_by_words(fresh_sandbox: Server, tmp_path: Path) -> None:
    """As while the first copy is still on its way: its hits have no score, and are marked as what they are."""
    address = next(iter(fresh_sandbox.inboxes()))
    mail = {"from": "a@people.example", "to": address, "subject": "Zwieback", "text": "Where is it?"}
    thread_id = str(fresh_sandbox.control("mail", mail)["data"][0]["thread_id"])
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        inbox = (await client.inboxes.list()).items[0]
        hits, why = await by_meaning(client, "zwieb", [Scope(inbox_id=inbox.id)])
    assert [(each.thread_id, each.by, each.score) for each in merged([], hits, {})] == [(thread_id, "text", None)]
    assert merged([Found(thread_id, "text", "Zwieback")], hits, {})[0].by == "text"
    assert why == "The server searched by words only, as this list does."


async def test_a_match_in_the_subject_is_marked_there_and_not_said_twice(fresh_sandbox: Server, tmp_path: Path) -> None:
    address = next(iter(fresh_sandbox.inboxes()))
    mail = {"from": "a@people.example", "to": address, "subject": "Re: Zwieback order", "text": "Where is it?"}
    fresh_sandbox.control("mail", mail)
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        [found, *_] = [each async for each in mine.session.search.find("zwie")]
        [thread] = found[0]
        assert [thread.subject[start:end] for start, end in thread.in_subject] == ["Zwieback"]
        assert (thread.line, thread.spans) == ("Where is it?", ())

"""Search by meaning: it finds paraphrases, keeps in step with its texts, and says nothing where it knows nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.sandbox import story, vectors
from commune_tui.sandbox.meaning import Meaning
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.vectors import ConceptIndex
from commune_tui.sandbox.vectors.stems import content, stem
from commune_tui.sandbox.vectors.thesaurus import thesaurus
from commune_tui.sandbox.world import World
from tests.sandbox.paraphrases import DEVELOPMENT, HELD_OUT, Query

NOW = datetime(2025, 3, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def corpus() -> tuple[dict[str, str], dict[str, set[str]]]:
    texts: dict[str, str] = {}
    topics: dict[str, set[str]] = defaultdict(set)
    for number, each in enumerate(story.labelled(seed=7, threads=None, now=NOW)):
        messages = each.thread.messages
        texts[str(number)] = "\n".join([messages[0].mail.subject, *(message.mail.text for message in messages)])
        topics[each.topic].add(str(number))
    return texts, topics


@pytest.fixture(scope="module")
def index(corpus: tuple[dict[str, str], dict[str, set[str]]]) -> ConceptIndex:
    made = ConceptIndex()
    for key, text in corpus[0].items():
        made.add(key, text)
    return made


def recall(index: ConceptIndex, queries: tuple[Query, ...], topics: dict[str, set[str]]) -> float:
    def one(query: Query) -> float:
        found = {key for key, _ in index.search(query.text, 5)}
        return len(found & topics[query.topic]) / min(5, len(topics[query.topic]))

    return sum(map(one, queries)) / len(queries)


def test_the_queries_share_no_word_with_their_threads(corpus: tuple[dict[str, str], dict[str, set[str]]]) -> None:
    texts, topics = corpus
    for query in (*DEVELOPMENT, *HELD_OUT):
        assert topics[query.topic], query
        for key in topics[query.topic]:
            assert not content(query.text) & content(texts[key]), query
    assert not {query.topic for query in DEVELOPMENT} & {query.topic for query in HELD_OUT}
    assert len(DEVELOPMENT) + len(HELD_OUT) >= 40


def test_paraphrases_find_their_threads(
    index: ConceptIndex, corpus: tuple[dict[str, str], dict[str, set[str]]]
) -> None:
    # Measured 0.64 and 0.70 (benchmarks.meaning). The floor leaves room for a changed story, not for a broken index.
    assert recall(index, DEVELOPMENT, corpus[1]) >= 0.6
    assert recall(index, HELD_OUT, corpus[1]) >= 0.65


def test_scores_fall_and_lie_between_nothing_and_one(index: ConceptIndex) -> None:
    for query in (*DEVELOPMENT, *HELD_OUT):
        scores = [score for _, score in index.search(query.text, 20)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert len(scores) <= 20


def test_only_allowed_texts_are_answered(index: ConceptIndex) -> None:
    found = index.search("reimbursement", 20)
    assert len(found) > 2
    hidden = found[0][0]
    assert hidden not in [key for key, _ in index.search("reimbursement", 20, lambda key: key != hidden)]


def test_a_removed_text_is_gone_and_a_changed_one_is_new() -> None:
    made = ConceptIndex()
    made.add("a", "the parcel never came")
    made.add("b", "we would like a demonstration")
    assert made.search("missing shipment", 5)[0][0] == "a"
    made.add("a", "please delete my data")
    assert made.search("missing shipment", 5) == []
    assert made.search("right to be forgotten", 5)[0][0] == "a"
    made.remove("a")
    made.remove("never there")
    assert made.search("right to be forgotten", 5) == []
    assert len(made) == 1


def test_a_typing_error_and_other_languages_are_forgiven() -> None:
    made = ConceptIndex()
    made.add("refund", "I was promised my money back")
    made.add("cert", "the certificate ends soon")
    assert made.search("certifcate", 5)[0][0] == "cert"
    assert made.search("Rückerstattung remboursement", 5)[0][0] == "refund"


def test_unknown_words_and_empty_queries_find_nothing(index: ConceptIndex) -> None:
    assert index.search("", 5) == []
    assert index.search("the and of", 5) == []
    assert index.search("zzyzxqj wqkjx", 5) == []
    assert ConceptIndex().search("refund", 5) == []


def test_words_of_one_family_have_one_stem() -> None:
    for family in (
        "refund refunds refunded refunding",
        "delay delays delayed",
        "charge charges charged charging",
        "ship shipped shipping ships",
        "policy policies",
        "invoice invoices invoiced",
        "cancelled cancelling",
    ):
        assert len({stem(word) for word in family.split()}) == 1, family


def test_the_thesaurus_is_whole() -> None:
    known = thesaurus()
    lines = resources.files(vectors).joinpath("thesaurus.txt").read_text(encoding="utf-8").splitlines()
    names = {line.partition(":")[0] for line in lines if ":" in line and not line.startswith("#")}
    for name, others in known.related.items():
        assert {name, *others} <= names, (name, set(others) - names)
    assert len(known.words) > 1000


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.text(max_size=200), max_size=6), st.text(max_size=60))
def test_adding_and_removing_leaves_nothing_behind(texts: dict[str, str], query: str) -> None:
    made = ConceptIndex()
    for key, text in texts.items():
        made.add(key, text)
    for key, score in made.search(query, 3):
        assert key in texts
        assert 0 < score <= 1
    for key in texts:
        made.remove(key)
    assert made.search(query, 3) == []
    assert made._postings == {}


@pytest.fixture
def world() -> Iterator[World]:
    made = World(seed=1)
    made.load(story.organisation(seed=1, threads=120, now=NOW))
    made.search.meaning = meaning = Meaning(made)
    assert meaning.catch_up(1000)
    yield made
    made.close()


def test_a_world_is_searched_by_meaning_in_one_inbox(world: World) -> None:
    billing = next(row for row in world.inboxes.rows() if row["local_part"] == "billing")
    found, kind = world.search.threads("reimbursement that never arrived", "inbox_id", billing["id"], 5)
    assert kind == "vector"
    assert found
    rows = [world.threads.row(thread_id) for thread_id, _ in found]
    assert all(row is not None and row["inbox_id"] == billing["id"] for row in rows)


def test_new_mail_is_found_and_an_emptied_world_forgets(world: World) -> None:
    support = next(row for row in world.inboxes.rows() if row["local_part"] == "support")
    mail = Mail("a@b.example", (support["address"],), "Umbrella", "I left an umbrella at your reception.", NOW)
    received = world.receive(mail)[0]
    found, _ = world.search.threads("lost and found belongings", "inbox_id", support["id"], 3)
    assert found[0][0] == received.thread_id
    world.clear()
    assert world.search.threads("lost and found belongings", "inbox_id", support["id"], 3)[0] == []

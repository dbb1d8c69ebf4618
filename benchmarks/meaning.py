"""Search by meaning, measured: recall on labelled paraphrases next to plain bm25; then time.

``python -m benchmarks.meaning [--threads 10000]``. Prints tables; asserts nothing. The queries of the held-out half
were fixed before the thesaurus was written and are only measured here.
"""

from __future__ import annotations

import argparse
import math
import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from commune_tui.sandbox import story
from commune_tui.sandbox.records import SeedThread
from commune_tui.sandbox.vectors import ConceptIndex
from commune_tui.sandbox.vectors.stems import content
from tests.sandbox.paraphrases import DEVELOPMENT, HELD_OUT, Query

NOW = datetime(2025, 3, 20, 10, 0, tzinfo=UTC)
Find = Callable[[str, int], list[tuple[str, float]]]


def text_of(thread: SeedThread) -> str:
    """What is indexed of a thread: its subject and its words."""
    return "\n".join([thread.messages[0].mail.subject, *(message.mail.text for message in thread.messages)])


def corpus(threads: int | None, seed: int = 7) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Texts by key, and the keys of each topic."""
    texts: dict[str, str] = {}
    topics: dict[str, set[str]] = defaultdict(set)
    for number, each in enumerate(story.labelled(seed=seed, threads=threads, now=NOW)):
        texts[str(number)] = text_of(each.thread)
        topics[each.topic].add(str(number))
    return texts, topics


def bm25(texts: dict[str, str]) -> Find:
    """Any content word, FTS5 with the porter stemmer, best bm25 first."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(key UNINDEXED, body, tokenize='porter unicode61')")
    db.executemany("INSERT INTO t VALUES (?, ?)", texts.items())

    def find(query: str, limit: int) -> list[tuple[str, float]]:
        words = " OR ".join(f'"{word}"' for word in query.replace(",", " ").replace('"', " ").split())
        sql = "SELECT key, -rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        return [(str(key), float(rank)) for key, rank in db.execute(sql, (words, limit))]

    return find


def concepts(texts: dict[str, str]) -> Find:
    """The concept index over ``texts``."""
    index = ConceptIndex()
    for key, text in texts.items():
        index.add(key, text)
    return index.search


def measure(find: Find, queries: Sequence[Query], topics: dict[str, set[str]]) -> tuple[float, float, float]:
    """recall@5 (of at most five relevant), success@5 and mean reciprocal rank."""
    recall, success, rank = [], [], []
    for query in queries:
        relevant = topics[query.topic]
        found = [key for key, _ in find(query.text, 10)]
        hits = sum(key in relevant for key in found[:5])
        recall.append(hits / min(5, len(relevant)))
        success.append(float(hits > 0))
        rank.append(next((1 / place for place, key in enumerate(found, 1) if key in relevant), 0.0))
    return statistics.mean(recall), statistics.mean(success), statistics.mean(rank)


def overlapping(queries: Sequence[Query], texts: dict[str, str], topics: dict[str, set[str]]) -> int:
    """How many queries share a content stem with one of their threads; it should be none."""
    return sum(any(content(q.text) & content(texts[key]) for key in topics[q.topic]) for q in queries)


def timing(threads: int) -> None:
    """Milliseconds per query over a grown world."""
    texts, _ = corpus(threads)
    index = ConceptIndex()
    start = time.process_time()
    for key, text in texts.items():
        index.add(key, text)
    print(f"\n{threads} threads indexed in {time.process_time() - start:.1f} s of CPU")
    took = []
    for query in (*DEVELOPMENT, *HELD_OUT):
        start = time.process_time()
        index.search(query.text, 20)
        took.append((time.process_time() - start) * 1000)
    took.sort()
    print(f"query, CPU: median {statistics.median(took):.1f} ms, p95 {took[math.ceil(len(took) * 0.95) - 1]:.1f} ms")


def main() -> None:
    """Print recall, then time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=10_000, help="size of the world for the timing")
    options = parser.parse_args()
    texts, topics = corpus(None)
    ways: dict[str, Find] = {"bm25 (FTS5 porter, OR)": bm25(texts), "concept index": concepts(texts)}
    print(f"{len(texts)} threads; queries that share a stem: {overlapping((*DEVELOPMENT, *HELD_OUT), texts, topics)}")
    print(f"{'method':<28}{'half':<14}{'recall@5':>9}{'success@5':>11}{'MRR':>7}")
    for name, find in ways.items():
        for half, queries in (("development", DEVELOPMENT), ("held out", HELD_OUT)):
            recall, success, rank = measure(find, queries, topics)
            print(f"{name:<28}{half:<14}{recall:>9.2f}{success:>11.2f}{rank:>7.2f}")
    timing(options.threads)


if __name__ == "__main__":
    main()

"""SQL equals a slow reference filter, over random accounts and random queries; counts and windows agree with both."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.query import FIELDS, SORTS, And, Node, Not, Or, Query, Sort, Term, Words, parse, write
from commune_tui.store import attachments, counts, domains, inboxes, marks, messages, overlay, threads, triage
from commune_tui.store.database import Database
from commune_tui.store.records import AttachmentRecord, DomainRecord, InboxRecord, TriageRecord
from commune_tui.store.select import Asking, select
from commune_tui.store.windows import Window, all_numbers, first_numbers
from tests.store.build import at, message, operation, thread
from tests.store.reference import DOMAIN_OF, DOMAINS, INBOXES, RISKS, SIZES, Thread, due, fits

NOW = at(10_000)
ME = ("me@example.org", "Mine")
WORDS = [
    "order",
    "refund",
    "Übergröße",
    "the",
    "café",
    "x",
    "東京都",
    "京都の",
    "4521",
    "re-send",
    "ไทย",
    "Ивану",
    "naïve",
]
TAGS = ["vip", "VIP", "late", "größe"]
PEOPLE = ["anna@example.com", "bob.o'neil@example.com", "noreply@shop.example", "me@example.org", "billing-agent"]


def account(seed: int) -> list[Thread]:
    """Thirty threads of every kind."""
    chance = random.Random(seed)

    def text(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    made = []
    for i in range(30):
        minutes = chance.choice([chance.randrange(10_000), 5_000])  # some at the same moment
        made.append(
            Thread(
                thread(f"t{i}", minutes, inbox_id=chance.choice(list(INBOXES)), domain_id="", subject=text(3),
                       snippet=text(4), last_direction=chance.choice(["inbound", "outbound"]),
                       has_attachments=chance.random() < 0.2),
                TriageRecord(chance.choice(["open", "needs_reply", "waiting", "closed"]),
                             chance.choice([None, None, "Mine", "ME@example.org", "billing-agent"]),
                             tuple(chance.sample(TAGS, chance.randint(0, 2)))),
                status_wish=chance.choice([None, None, None, "closed", "open"]),
                unread=chance.random() < 0.3, snoozed=chance.random() < 0.2,
                draft=chance.random() < 0.1, note=chance.random() < 0.1,
            )
        )  # fmt: skip
        for j, before in enumerate(chance.sample(range(50), chance.randint(0, 3))):  # no two at one moment
            direction = chance.choice(["inbound", "outbound"])
            made[-1].messages.append(
                message(f"m{i}.{j}", f"t{i}", minutes - before, inbox_id=made[-1].listed.inbox_id,
                        direction=direction, sender=chance.choice(PEOPLE), name=chance.choice(["", "Anna Ägypten"]),
                        to=tuple(chance.sample(PEOPLE, 2)), cc=(PEOPLE[(i + j) % 5],) if j else (),
                        subject=text(3), content=text(8), reading="order",
                        author=chance.choice(["agent", "human"]) if direction == "outbound" else "",
                        attachment_ids=("a1", "a2")[: 1 + i % 2] if chance.random() < 0.2 else (),
                        extracted=chance.choice([{}, {"order_id": chance.choice(["4521", 17, "x1"]), "Total": 12.5}]),
                        spam_flagged=chance.random() < 0.1, injection_detected=chance.random() < 0.1,
                        injection_risk=chance.choice(["", *RISKS]),
                        delivery_status=chance.choice(["", "sent", "delivered", "bounced", "complained", "new one"]))
            )  # fmt: skip
        made[-1].messages.sort(key=lambda m: m.created_at or NOW)
    for each in made:
        each.peers = made
    return made


def fill(conn: sqlite3.Connection, made: list[Thread]) -> None:
    domains.put(conn, [DomainRecord(wire_id, name) for wire_id, name in DOMAINS.items()], NOW)
    inboxes.put(conn, [InboxRecord(wire_id, DOMAIN_OF[wire_id], a) for wire_id, a in INBOXES.items()], NOW)
    marks.start(conn, NOW)
    threads.put_listed(conn, [t.listed for t in made], NOW)
    messages.put(conn, [m for t in made for m in t.messages], NOW)
    for wire_id, size in SIZES.items():
        attachments.put(conn, AttachmentRecord(wire_id, f"{wire_id}.pdf", size=size), NOW)
    triage.put(conn, {t.listed.id: t.triage for t in made}, NOW)
    for t in made:
        if t.status_wish:
            operation(conn, t.listed.id, "status", {"status": t.status_wish})
        if t.draft:
            conn.execute(
                "INSERT INTO desk.drafts (id, thread_id, made_at, saved_at) VALUES (?1, ?1, 0, 0)", (t.listed.id,)
            )
        if t.note:
            conn.execute("INSERT INTO desk.notes VALUES (?1, ?1, '', '', 0, NULL)", (t.listed.id,))
    overlay.lay(conn, [t.listed.id for t in made])
    marks.mark_unread(conn, [t.listed.id for t in made if t.unread])
    marks.snooze(conn, [t.listed.id for t in made if t.snoozed], at(99_999))


SEEDS = 12


class Accounts(list[tuple[Database, list[Thread]]]):
    """Filled stores and what was put into them; short when a failing example is printed."""

    def __repr__(self) -> str:
        return f"<{len(self)} accounts>"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    made = Accounts()
    for seed in range(SEEDS):
        database, model = Database(tmp_path_factory.mktemp(f"account{seed}")), account(seed)
        database.write_now(lambda conn, model=model: fill(conn, model))  # type: ignore[misc]
        database.due = due
        made.append((database, model))
    yield made
    for database, _ in made:
        database.close()


def values(name: str) -> st.SearchStrategy[str]:
    special = {
        "assignee": ["me", "nobody", "someone", "billing-agent", "mine", "stranger"],
        "tag": [*TAGS, "none"],
        "in": [*INBOXES, *INBOXES.values(), "support", "sales", "nowhere"],
        "domain": [*DOMAINS, *DOMAINS.values(), "nowhere"],
        "id": ["t1", "t2", "t99"],
        "missing": ["order_id", "total", "Total", "none"],
    }
    return st.sampled_from(special.get(name) or FIELDS[name].choices)


text_values = st.sampled_from([
    *WORDS, "ord", "ordering", "grosse", "cafe", "京", "都", "京都", "東京", "anna", "noreply", "example.com",
    "@shop.example", "o'neil", "the order", "refund the", "order_id", "452", "re", "!!", "12.5", "иван",
])  # fmt: skip


def leaves() -> st.SearchStrategy[Node]:
    made: list[st.SearchStrategy[Node]] = [st.builds(Words, text_values, st.booleans())]
    for field in FIELDS.values():
        if field.kind == "text" and field.name != "file":
            made.append(st.builds(Term, st.just(field.name), st.tuples(text_values), st.booleans()))
            made += [st.just(Term(field.name, (choice,))) for choice in field.choices]
        elif field.kind == "age":
            ages = st.sampled_from(["1d", "3d", "6d", "30min", "1y", "2026-03-05"])
            made.append(st.builds(Term, st.just(field.name), st.tuples(ages)))
        elif field.kind == "span":
            spans = st.sampled_from([*field.choices, "1d", ">3d", ">=6d", "<2d", "<=1mo", ">1m"])
            made.append(st.builds(Term, st.just(field.name), st.tuples(spans)))
        elif field.kind == "days":
            days = st.sampled_from(["3d", "2026-03", "2026-03-05..", "..2026-03-05", "2026-03-01..2026-03-03"])
            made.append(st.builds(Term, st.just(field.name), st.tuples(days)))
        elif field.kind == "size":
            made.append(st.builds(Term, st.just(field.name), st.tuples(st.sampled_from(["1", "2k", "3.5k", "1m"]))))
        elif field.kind in ("choice", "name"):
            several = st.lists(values(field.name), min_size=1, max_size=2).map(tuple)
            made.append(st.builds(Term, st.just(field.name), several))
    wanted = st.sampled_from(["4521", "17", "X1", "*", ">16", "<=12.5", "<0", "none"])
    made.append(st.builds(Term, st.sampled_from(["extracted.order_id", "extracted.total"]), st.tuples(wanted),
                          st.booleans()))  # fmt: skip
    return st.one_of(*made)


nodes = st.recursive(
    leaves(),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


@settings(max_examples=600, deadline=None)
@given(seed=st.integers(0, SEEDS - 1), node=st.none() | nodes)
def test_sql_equals_the_slow_filter(accounts: Accounts, seed: int, node: Node | None) -> None:
    check_against_the_slow_filter(accounts, seed, node)


@pytest.mark.campaign
@settings(max_examples=50_000, deadline=None)
@given(seed=st.integers(0, SEEDS - 1), node=st.none() | nodes)
def test_sql_equals_the_slow_filter_at_length(accounts: Accounts, seed: int, node: Node | None) -> None:
    check_against_the_slow_filter(accounts, seed, node)


def check_against_the_slow_filter(accounts: Accounts, seed: int, node: Node | None) -> None:
    db, made = accounts[seed]
    asking = Asking(NOW, ME)
    query, opened = Query(node), Term("status", ("open",))
    narrowed = opened if node is None else And((node, opened))
    expected = {t.listed.id for t in made if fits(node, t, NOW, ME)}
    of_these = sum(fits(narrowed, t, NOW, ME) for t in made)

    def read(conn: sqlite3.Connection) -> tuple[set[str], array[int], list[int], int, int | None, list[int]]:
        ids = dict(conn.execute("SELECT seq, id FROM threads"))
        places = all_numbers(conn, query, asking)
        first = first_numbers(conn, query, asking, 7)
        return (
            {ids[s] for s in places},
            places,
            first,
            counts.count(conn, query, asking),
            counts.quick_count(conn, query, asking),
            counts.each(conn, [query, Query(), Query(narrowed), query], asking),
        )

    found, places, first, count, quick, together = db.read_now(read)
    assert together == [count, len(made), of_these, count]
    assert found == expected, write(query)
    assert len(places) == len(set(places))
    assert list(places[:7]) == first
    assert count == len(expected)
    assert quick in (None, count)


@pytest.mark.parametrize("key", SORTS)
@pytest.mark.parametrize("reverse", [False, True])
def test_every_order_is_total_and_turns_round(accounts: Accounts, key: str, reverse: bool) -> None:
    db, made = accounts[0]
    asking = Asking(NOW, ME)
    forwards = db.read_now(lambda conn: list(all_numbers(conn, Query(None, Sort(key, reverse)), asking)))
    backwards = db.read_now(lambda conn: list(all_numbers(conn, Query(None, Sort(key, not reverse)), asking)))
    assert len(forwards) == len(made)
    assert forwards == backwards[::-1]
    rows = {row.seq: row for row in db.read_now(lambda conn: threads.by_numbers(conn, forwards)) if row}
    ordered = [rows[seq] for seq in (backwards if reverse else forwards)]
    times = [row.last_message_at for row in ordered if row.last_message_at]
    if key == "newest":
        assert times == sorted(times, reverse=True)
    if key == "oldest":
        assert times == sorted(times)
    if key == "subject":
        assert [row.subject.encode().lower() for row in ordered] == sorted(
            row.subject.encode().lower() for row in ordered
        )
    if key == "late":
        dues = [row.due_at for row in ordered if row.due_at]
        assert dues == sorted(dues) and len(set(dues)) > 3
    if key == "risk":
        assert [row.score for row in ordered] == sorted((row.score for row in ordered), reverse=True)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", "threads_time"),
        ("in:support@example.org", "threads_inbox"),
        ("domain:example.org", "threads_domain"),
        ("status:needs_reply", "threads_status"),
        ("in:in1 status:needs_reply", "threads_inbox_status"),
        ("assignee:billing-agent", "threads_assignee"),
        ("assignee:billing-agent status:open", "threads_assignee_status"),
        ("is:unanswered", "threads_waits"),
        ("in:in1 is:unanswered", "threads_inbox_waits"),
        ("is:unread", "threads_unread"),
        ("is:risky", "threads_risky"),
        ("is:risky sort:risk", "threads_score"),
        ("loop:any", "threads_loop"),
        ("loop:going", "threads_loop"),
        ("is:trouble", "threads_trouble"),
        ("is:spam", "threads_spam"),
        ("has:attachment", "threads_attachment"),
        ("tag:vip status:open", "PRIMARY KEY"),
        ("sort:oldest status:waiting", "threads_status"),
    ],
)
def test_likely_views_follow_an_index_and_sort_nothing(accounts: Accounts, text: str, index: str) -> None:
    def plan(conn: sqlite3.Connection) -> str:
        sql, bound = select(conn, parse(text), Asking(NOW, ME)).statement("t.seq", 50)
        return " / ".join(row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", bound))

    explained = accounts[0][0].read_now(plan)
    assert index in explained, explained
    assert "TEMP B-TREE" not in explained, explained


async def test_a_window_keeps_places_while_mail_arrives(tmp_path: Path) -> None:
    db = Database(tmp_path)
    try:
        await db.write(lambda conn: threads.put_listed(conn, [thread(f"t{i}", i) for i in range(200)], NOW))
        window = Window(db, parse("status:unknown"), Asking(NOW, ME))
        first = window.open_now(50)
        assert [row.id for row in first] == [f"t{i}" for i in range(199, 149, -1)]
        assert window.count == 200  # from the facets, before the places are known
        assert await window.settle() == 200
        assert window.rows_now(199, 9) == await db.read(lambda conn: [threads.get(conn, "t0")])
        await db.write(lambda conn: threads.put_listed(conn, [thread("new", 999)], NOW))
        await db.write(lambda conn: threads.remove(conn, ["t150"]))
        rows = window.rows_now(48, 3)
        assert [row and row.id for row in rows] == ["t151", None, "t149"]
        assert await window.settle() == window.count == 200
        assert [row and row.id for row in window.rows_now(0, 1)] == ["new"]
        assert window.settled and (row := rows[2]) is not None and window.place(row.seq) == 50
        assert (await window.ids())[:2] == ["new", "t199"]
        assert len(window.numbers(190, 50)) == 10
        assert window.numbers(-5, 3) == window.numbers(0, 3)
    finally:
        db.close()

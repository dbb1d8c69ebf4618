"""The query language: what is written can be read, what is read can be written, and mistakes are pointed at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.query import (
    FIELDS,
    SORTS,
    And,
    Node,
    Not,
    Or,
    Query,
    QueryError,
    Sort,
    Term,
    Words,
    joined,
    parse,
    unreadable,
    words_in,
    write,
)
from commune_tui.query.complete import complete
from commune_tui.query.spans import cutoff

# -- any query ----------------------------------------------------------------------------------------------------

anything = st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
tricky = st.sampled_from(
    ["or", "OR", "and", "not", "-x", "a:b", "a b", '"', "\\", "(", "a,b", "|", "me", "ME", "日本", ":"]
)
texts = anything | tricky


def names(field: str) -> st.SearchStrategy[str]:
    choices = FIELDS[field].choices
    return texts | st.sampled_from(choices) if choices else texts


def terms() -> st.SearchStrategy[Node]:
    made: list[st.SearchStrategy[Node]] = []
    for field in FIELDS.values():
        if field.kind == "choice":
            made.append(_several(field.name, st.sampled_from(field.choices)))
        elif field.kind == "name":
            made.append(_several(field.name, names(field.name)))
        elif field.kind == "text":
            made.append(st.builds(Term, st.just(field.name), st.tuples(texts), st.booleans()))
        elif field.kind == "span":
            spans = st.sampled_from(["3d", ">1d", ">=12h", "<30m", "<=6mo"])
            made.append(st.builds(Term, st.just(field.name), st.tuples(spans)))
        else:
            some = {
                "age": ["3d", "12h", "6mo", "90min", "2026-01-31", "2026", "today"],
                "days": ["2026-01-31", "2026-01..", "1w..yesterday"],
                "size": ["500", "500k", "1.5mb"],
            }
            made.append(st.builds(Term, st.just(field.name), st.tuples(st.sampled_from(some[field.kind]))))
    made.append(st.builds(Term, texts.map(lambda name: f"extracted.{name}"), st.tuples(texts), st.booleans()))
    return st.one_of(*made)


def _several(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    return st.builds(Term, st.just(name), st.lists(values, min_size=1, max_size=3).map(tuple))


nodes = st.recursive(
    st.builds(Words, texts, st.booleans()) | terms(),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
orders = st.sampled_from(list(SORTS)) | texts.map(lambda name: f"extracted.{name}".lower())
queries = st.builds(Query, st.none() | nodes, st.builds(Sort, orders, st.booleans()))


@given(queries)
def test_what_is_written_is_read_back(query: Query) -> None:
    assert parse(write(query)) == query


@given(st.text(max_size=40) | st.text('()"\\:-, orandt', max_size=30))
def test_any_text_is_a_query_or_a_complaint_with_a_place(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error).endswith((".", "?"))
    else:
        assert parse(write(query)) == query


@given(st.text(max_size=30) | st.text('()"\\:-, statuogn', max_size=30), st.integers(0, 30))
def test_completion_takes_any_text(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for found in complete(text, cursor, {"tag": ["vip", "a b"], "extracted": ["order"]}):
        assert 0 <= found.start <= found.end == cursor


# -- by example ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("status:needs_reply", Term("status", ("needs_reply",))),
        ("STATUS:Open", Term("status", ("open",))),
        ("tag:vip,late", Term("tag", ("vip", "late"))),
        ('tag:"a b",c', Term("tag", ("a b", "c"))),
        ("-from:noreply", Not(Term("from", ("noreply",)))),
        ("not is:read", Not(Term("is", ("read",)))),
        ('subject:"big order"', Term("subject", ("big order",), True)),
        ("sender:anna", Term("from", ("anna",))),
        ("extracted.order_id:4521", Term("extracted.order_id", ("4521",))),
        ("extracted.total:>100", Term("extracted.total", (">100",))),
        ('"exact words"', Words("exact words", True)),
        ("refund order", And((Words("refund"), Words("order")))),
        ("a or b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("a | b", Or((Words("a"), Words("b")))),
        ("(a or b) c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("-(a b)", Not(And((Words("a"), Words("b"))))),
        ("a and b", And((Words("a"), Words("b")))),
        ("orange", Words("orange")),
        ('"or"', Words("or", True)),
        ("\\or", Words("or")),
        ("退款", Words("退款")),
        ("older:3d", Term("older", ("3d",))),
        ("newer:2026-01-31T10:00:00Z", Term("newer", ("2026-01-31T10:00:00Z",))),
        ("", None),
        ("   ", None),
    ],
)
def test_reading(text: str, node: Node | None) -> None:
    assert parse(text) == Query(node)


def test_in_a_sentence_only_capitals_join() -> None:
    words = Words("refund"), Words("not"), Words("arrived")
    assert parse("refund not arrived", sentence=True) == Query(And(words))
    assert parse("refund NOT arrived", sentence=True) == Query(And((words[0], Not(words[2]))))
    assert parse("refund OR arrived", sentence=True) == Query(Or((words[0], words[2])))
    assert parse("or", sentence=True) == Query(Words("or"))


@pytest.mark.parametrize(
    ("text", "start", "end", "sentence", "suggestion"),
    [
        ("tag:vip stauts:open", 8, 14, "no filter “stauts”", "status:"),
        ("status:nedes_reply", 7, 18, "cannot be “nedes_reply”", "needs_reply"),
        ("is:unread status:open,wating", 22, 28, "cannot be “wating”", "waiting"),
        ("sort:newst", 5, 10, "no order “newst”", "newest"),
        ("older:soon", 6, 10, "time span", ""),
        ("a (b", 2, 3, "not closed", ""),
        ("a )", 2, 3, "closes nothing", ""),
        ('say "hello', 4, 5, "not closed", ""),
        ("a or", 2, 4, "both sides", ""),
        ("or a", 0, 2, "both sides", ""),
        ("a -", 2, 3, "nothing after", ""),
        ("()", 0, 2, "nothing between", ""),
        ("sort:newest sort:oldest", 12, 23, "twice", ""),
        ("(sort:oldest a)", 0, 15, "outside", ""),
        ("status:", 0, 7, "needs a value: open", "open"),
        ("https://example.com", 0, 5, "put it in quotes", ""),
        ("(" * 60 + "a" + ")" * 60, 40, 41, "too deep", ""),
        ("x" * 5000, 4000, 5000, "at most", ""),
    ],
)
def test_complaints(text: str, start: int, end: int, sentence: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert sentence in str(caught.value)
    assert (caught.value.start, caught.value.end) == (start, end)
    if suggestion:
        assert suggestion in caught.value.suggestions


def test_half_typed_is_told_from_wrong() -> None:
    for text in ("status:", "status:nee", '"exact wo', "a (b", "a or ", "-", "older:3", "sort:"):
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.unfinished, text
    for text in ("stauts:open", "a )", "status:bogus"):
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert not caught.value.unfinished, text


def test_completion_by_example() -> None:
    known = {"tag": ["late", "vip", "very important"], "in": ["support@example.org"], "extracted": ["order_id"]}

    def texts_for(text: str) -> list[str]:
        return [found.text for found in complete(text, len(text), known)]

    assert texts_for("st") == ["status:"]
    assert texts_for("status:") == ["open", "needs_reply", "waiting", "closed", "unknown"]
    assert texts_for("is:unread -sta") == ["status:"]
    assert texts_for("(tag:v") == ["vip", '"very important"']
    assert texts_for("tag:late,v") == ["vip", '"very important"']
    assert texts_for("in:sup") == ["support@example.org"]
    assert texts_for("extr") == ["extracted.order_id:"]
    assert texts_for("sort:o") == ["oldest"]
    assert texts_for("nonsense:x") == []
    assert complete("status:op and", 9)[0][:3] == ("open", 7, 9)


def test_spans_and_dates() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert cutoff("12h", now) == datetime(2026, 3, 2, 0, tzinfo=UTC)
    assert cutoff("2w", now) == datetime(2026, 2, 16, 12, tzinfo=UTC)
    assert cutoff("2026-01-31", now) == datetime(2026, 1, 31, tzinfo=UTC)
    assert cutoff("99999y", now).year == 1970


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (("is:unread sort:oldest", "tag:a or tag:b"), "is:unread (tag:a or tag:b) sort:oldest"),
        (("status:open -is:snoozed", "in:a@x.example", "", "vip sort:sender"),
         "status:open -is:snoozed in:a@x.example vip sort:sender"),
        (("sort:oldest", "sort:subject"), "sort:subject"),
        (("", "tag:a or tag:b", ""), "tag:a or tag:b"),
        ((), ""),
    ],
)  # fmt: skip
def test_a_view_and_a_filter_together(texts: tuple[str, ...], whole: str) -> None:
    assert write(joined(*texts)) == whole


@pytest.mark.parametrize("value", ["", "yes", "2026-01-31", ">", "=1d", ">1x", "> 1d"])
def test_how_long_somebody_has_waited_is_a_span(value: str) -> None:
    with pytest.raises(QueryError):
        parse(f"unanswered:{value}")


def test_a_line_that_cannot_be_read_says_where_and_has_no_words_to_mark() -> None:
    assert unreadable('is:unread "two words" vip') == "" and words_in('is:unread "two words" vip') == (
        "two words",
        "vip",
    )
    assert unreadable("vip (").endswith("(at 5)") and words_in("vip (") == ()

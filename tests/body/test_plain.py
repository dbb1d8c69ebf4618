"""Plain text mail: URLs, lists, flowed paragraphs, and blocks that must stay as they are."""

from __future__ import annotations

from commune_tui.body import plain
from commune_tui.body.wrap import Wrapped


def test_urls_end_where_the_sentence_goes_on() -> None:
    body = plain.parse(
        "See https://example.com/a_(b). Or (http://example.org/x), www.example.net! Not file:///etc/passwd"
    )
    assert [link.target for link in body.links] == [
        "https://example.com/a_(b)",
        "http://example.org/x",
        "http://www.example.net",
    ]
    assert body.lines[0].text.endswith("Not file:///etc/passwd")


def test_flowed_paragraphs_are_joined_and_signatures_are_not() -> None:
    long = "This line is about seventy characters long and it ends in one blank, as \n"
    body = plain.parse(long * 3 + "the end.\n\n-- \nBen\n")
    assert [line.text for line in body.lines] == [(long.strip("\n") * 3) + "the end.", "", "-- ", "Ben"]


def test_diffs_logs_code_and_drawn_tables_stay_as_they_are() -> None:
    text = (
        "Hi\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old   words\n+new   words\n\n"
        "2026-01-05 15:04:11 ERROR a very   wide\n2026-01-05 15:04:12 INFO b\n\n"
        "```\nif x:\n    y\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nBye\n"
    )
    body = plain.parse(text)
    kinds = {line.text: line.kind for line in body.lines}
    assert kinds["+new   words"] == "diff"
    assert kinds["2026-01-05 15:04:11 ERROR a very   wide"] == "log"
    assert kinds["    y"] == "code" and kinds["| 1 | 2 |"] == "code"
    assert kinds["Hi"] == kinds["Bye"] == "text"


def test_list_items_hang_and_quotes_repeat_their_bars() -> None:
    view = Wrapped(plain.parse("- alpha beta gamma\n> > some quoted words here\n"), 14)
    view.advance(100)
    assert [row.text for row in view.rows(0, 99)][:5] == [
        "- alpha beta",
        "  gamma",
        "│ │ some",
        "│ │ quoted",
        "│ │ words here",
    ]


def test_a_closed_fold_is_one_row() -> None:
    body = plain.parse("Hi\n\nOn 5 Jan 2026 at 15:04, Bob <b@x.example> wrote:\n> a\n> b\n")
    view = Wrapped(body, 40, frozenset({0}))
    view.advance(100)
    assert [row.text for row in view.rows(0, view.height)] == ["Hi", "", "▸ 3 quoted lines"]
    assert view.rows(2, 1)[0].fold == 0 and view.complete


def test_rows_are_made_only_as_far_as_asked() -> None:
    view = Wrapped(plain.parse("word " * 30_000), 60)
    assert view.row(10) is not None
    assert view.height == 11 and not view.complete

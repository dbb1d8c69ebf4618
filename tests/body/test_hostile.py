"""No HTML can hang the reader, blow up its output, or bring a forbidden character onto a line."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.body import carried
from commune_tui.body.lines import FIRST, Body, Limits
from commune_tui.body.reading import fallback, read
from commune_tui.body.worker import BodyReader
from commune_tui.body.wrap import Wrapped
from commune_tui.text import cells, is_clean
from tests.body.frames import MAILS
from tests.body.hostile import HOSTILE
from tests.body.ways import HONEST, WAYS

PIECES = [
    *(
        "<div",
        "<p",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<li>",
        "<ul>",
        "<ol start=-9>",
        "<a href='http://x.y'>",
    ),
    *(
        "</a>",
        "<pre>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<style>",
        "</style>",
        ".a{display:none}",
        "{",
        "}",
        ">",
        "<",
        "'",
        '"',
    ),
    *(
        "style='",
        "color:#fff",
        "font-size:0",
        "display:none",
        ";",
        "class=a",
        "hidden",
        "&#27;",
        "&#x202e;",
        "&zwnj;",
        "\n",
    ),
    *(
        "text",
        "日本語",
        "e\u0301\u0301\u0301\u0301\u0301",
        "\u202e",
        "\U000e0041\U000e0042",
        "\ud800",
        "\x9b",
        "👨\u200d👩",
        " ",
    ),
    *(
        "<blockquote>",
        "On 5 Jan 2026 at 10:00 A <a@b.c> wrote:",
        "<br>",
        "<details>",
        "<template>",
        "<img alt=x>",
        "<hr>",
    ),
]


def check(body: Body, size: int) -> None:
    """Lines are bounded by the input, and every row is clean and fits."""
    shown = sum(len(line.text) + len(line.marker) for line in body.lines)
    assert len(body.lines) <= 2 * size + 4
    assert shown <= 14 * size + 200
    assert sum(len(part.text) for part in body.hidden) <= 4_000 * FIRST.hidden
    view = Wrapped(body, 40)
    view.advance(400)
    for row in view.rows(0, 400):
        assert is_clean(row.text), ascii(row.text)
        assert cells(row.text) <= 40
    for words in (
        *body.notes,
        body.preheader,
        *(part.text for part in body.hidden),
        *(link.text for link in body.links),
    ):
        assert is_clean(words)
    assert all(is_clean(link.target) and "\n" not in link.target for link in body.links)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_markup_gives_clean_bounded_lines(source: str) -> None:
    check(read(source, None), len(source))
    check(fallback(source, None), len(source))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_clean_bounded_lines(data: bytes) -> None:
    for text in (data.decode("utf-8", "surrogateescape"), data.decode("latin-1")):
        check(read(text, None), len(text))
        check(read(None, text), len(text))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, "> ", ">> ", "- ", "-- \n", "@@ -1 +1 @@", "    ", "```", "www.x.y)"]), max_size=60
    )
)
def test_any_text_gives_clean_bounded_lines(pieces: list[str]) -> None:
    text = "".join(pieces)
    check(read(None, text), len(text))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_read_or_refused_within_the_first_page(name: str) -> None:
    source = HOSTILE[name]()
    body = read(source, None)
    assert len(body.text) <= FIRST.text + 1_000
    assert len(body.lines) <= FIRST.text + 10
    assert sum(len(line.text) for line in body.lines[:50]) >= 0
    view = Wrapped(body, 80)
    view.advance(50)
    assert all(is_clean(row.text) and cells(row.text) <= 80 for row in view.rows(0, 50))


async def test_the_worker_survives_all_of_it() -> None:
    async with BodyReader(first_s=30) as reader:
        for name in ("nested div 200,000", "formatting reopened in cells", "50,000 attributes", "10 MB one line"):
            assert await reader.read(HOSTILE[name](), None) is not None
        assert (await reader.read("<p>next", None)).text == "next"
        assert reader.restarts == 0


def test_limits_are_said_in_a_note() -> None:
    body = read("<p>abc</p>" * 200_000, None)
    assert body.truncated and body.unread > 0 and "beginning" in body.notes[0]
    small = read("<p>abc</p>" * 200, None, Limits(source=1_000))
    assert small.unread == 1_000


@pytest.mark.campaign
def test_mutated_mails_give_clean_bounded_lines() -> None:
    import random

    seeds = [mail.read_text("utf-8") for mail in MAILS] + [way[1] for way in WAYS] + [mail[1] for mail in HONEST]
    chance = random.Random(os.environ.get("BODY_SEED", "1"))
    for _ in range(int(os.environ.get("BODY_RUNS", "5000"))):
        source = chance.choice(seeds)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(source) + 1)
            cut = at + chance.choice((0, 0, 1, 5, 40))
            source = source[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 30)) + source[cut:]
        check(read(source, None), len(source))


def test_a_comment_that_never_ends_is_looked_at_once() -> None:
    source = "<!" * 5_000
    assert sum(map(len, carried.remarks(source))) <= len(source)
    assert sum(map(len, carried.remarks(f"{source}>{source}"))) <= 2 * len(source)

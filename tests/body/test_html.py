"""HTML mail as lines: what a person reads, in the order and shape in which they would."""

from __future__ import annotations

import pytest

from commune_tui.body import html
from commune_tui.body.links import host
from commune_tui.body.reading import read
from commune_tui.body.wrap import Wrapped


def drawn(source: str, width: int = 60) -> list[str]:
    view = Wrapped(html.parse(source), width)
    view.advance(10_000)
    return [row.text.rstrip() for row in view.rows(0, view.height)]


def test_blocks_and_inline_white_space() -> None:
    assert drawn("<h1>A  &amp;\n b</h1><p>one <b>two</b><i> three</i><p>four<br>five<br><br>six") == [
        "A & b",
        "",
        "one two three",
        "",
        "four",
        "five",
        "",
        "six",
    ]


def test_lists_nest_number_and_hang() -> None:
    source = (
        "<ul><li>alpha beta gamma<ul><li>deep</ul><li><p>two</p></ul>"
        "<ol start=9><li>nine<li value=20>twenty<li>more</ol>"
    )
    assert drawn(source, 12) == [
        "• alpha beta",
        "  gamma",
        "  ◦ deep",
        "• two",
        "",
        "9. nine",
        "20. twenty",
        "21. more",
    ]


def test_a_table_of_data_is_aligned_by_cells() -> None:
    source = (
        "<table><tr><th>Item<th>Price</tr><tr><td>日本語<td>9.00</tr><tr><td>Blue shirt<td>1,200.50</tr>"
        "<tr><td>Any<td>7</tr></table>"
    )
    assert drawn(source) == [
        "Item           Price",
        "日本語          9.00",
        "Blue shirt  1,200.50",
        "Any                7",
    ]


def test_a_layout_table_is_read_cell_by_cell() -> None:
    source = "<table role=presentation><tr><td><h2>Left</h2><p>first</p></td><td><p>Right</p></td></tr></table>"
    assert drawn(source) == ["Left", "", "first", "", "Right"]


def test_links_are_numbered_with_their_real_host() -> None:
    body = html.parse(
        '<a href="https://example.com/x">here</a> <a href="https://evil.example/y">www.bank.com</a> '
        '<a href="javascript:alert(1)">run</a> <a href="https://example.com/x">again</a> '
        '<a href="https://bücher.example">b</a>'
    )
    assert body.lines[0].text == "here www.bank.com run again b"
    assert [(link.number, host(link.wrote)) for link in body.links] == [
        (1, "example.com"),
        (2, "evil.example"),
        (3, "xn--bcher-kva.example"),
    ]
    assert "www.bank.com" in body.links[1].warning
    assert [span.text for span in body.lines[0].spans if span.style == "mark"] == [" [1]", " [2]", " [1]", " [3]"]


def test_images_are_words_and_trackers_are_only_counted() -> None:
    body = html.parse('<p>a<img alt="Logo" src="http://x/y"><img width=1 height=1 src="http://t/t"></p>')
    assert body.text == "a[image: Logo]"
    assert (body.images, body.trackers) == (1, 1)


def test_pre_keeps_its_shape() -> None:
    assert drawn("<pre>if x:\n    y\n\n  z</pre>") == ["if x:", "    y", "", "  z"]


def test_quotes_carry_bars_and_entities_cannot_bring_control_characters() -> None:
    assert drawn("<blockquote>a<blockquote>b</blockquote></blockquote>") == ["│ a", "│", "│ │ b"]
    assert "\x1b" not in html.parse("<p>x&#27;[2Jy&#x9b;z&#8238;w</p>").text


def test_outlook_rubbish_leaves_no_trace() -> None:
    source = (
        "<html xmlns:o='urn:x'><head>"
        "<!--[if gte mso 9]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]--></head>"
        "<body><p class=MsoNormal>Hello<o:p></o:p></p><!--[if mso]><table><tr><td><![endif]-->"
        "<![if !mso]><p>World</p><![endif]><!--[if !mso]><!-- --><p>all</p><!--<![endif]--></body></html>"
    )
    body = html.parse(source)
    assert [line.text for line in body.lines if line.text] == ["Hello", "World", "all"]
    assert body.alarms == ()


@pytest.mark.parametrize(
    "row", ["<p>word {} <a href=https://example.com/{}>x</a>", "<li>word {} <a href=https://example.com/{}>x</a>",
            "<tr><td>word {} <td><a href=https://example.com/{}>x</a>", "<tr><td><p>word {}<p><a href=https://example.com/{}>x</a>",
            "<dt>word {}<dd><a href=https://example.com/{}>x</a>", "<div><p>word {}<p><a href=https://example.com/{}>x</a></div>"],
)  # fmt: skip
def test_tags_that_mail_does_not_close_are_not_nested(row: str) -> None:
    for before in ("<table>", "<div><table>") if row.startswith("<tr>") else ("", "<ul>", "<table><td>"):
        body = read(before + "".join(row.format(at, at) for at in range(900)), None)
        assert body.notes == ()
        assert len(body.links) == 900
        assert len(body.lines) >= 900

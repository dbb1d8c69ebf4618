"""What carries meaning in HTML beside the words: it is written out, on the screen, in lines, and when it is quoted."""

from __future__ import annotations

import pytest

from commune_tui.actions.mail_lines import spoken
from commune_tui.body import html, plain
from commune_tui.body.compare import compare
from commune_tui.body.wrap import Wrapped
from commune_tui.mail.compose import quote
from tests.mail.test_compose import message

SHOWN = [
    ("struck", "Price <s>100 EUR</s> <b>80 EUR</b>", "Price ~~100 EUR~~ 80 EUR"),
    ("deleted", "<del>Monday</del> <ins>Tuesday</ins>", "~~Monday~~ Tuesday"),
    ("struck by style", "<span style='text-decoration: line-through'>old</span> new", "~~old~~ new"),
    ("struck by class", "<style>.w{text-decoration-line:line-through}</style><i class=w>old</i> new", "~~old~~ new"),
    ("struck around elements", "<s>one <b>two</b> <i>three</i></s> four", "~~one two three~~ four"),
    ("not struck inside a box", "<s>one <b style='display:inline-block'>two</b></s>", "~~one~~ two"),
    ("struck over lines", "<del>one<br>two</del><br>three", "~~one~~\n~~two~~\nthree"),
    ("struck in a cell", "<table><tr><th>A<th>B<tr><td><s>9</s> 7<td>x</table>", "A        B\n~~9~~ 7  x"),
    ("power", "10<sup>6</sup> items", "10^6 items"),
    ("power of more", "x<sup>n+1</sup> = 2", "x^(n+1) = 2"),
    ("negative power", "10<sup>-3</sup> m", "10^-3 m"),
    ("formula", "H<sub>2</sub>O", "H_2O"),
    ("cents above", "$19<sup>99</sup>", "$19^99"),
    ("raised by style", "19<span style='vertical-align:super'>99</span>", "19^99"),
    ("ordinal", "the 1<sup>st</sup> of May", "the 1st of May"),
    ("brand", "Northwind<sup>®</sup>", "Northwind®"),
    ("ruby", "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>", "漢字(かんじ)"),
    ("quoted words", "<q>yes</q> she said", "“yes” she said"),
    ("a choice", "Size <select><option>S<option selected>M<option>L</select>.", "Size [M]."),
    ("a first choice", "<select><option disabled>Choose<option>S<option>M</select>", "[S]"),
    ("several choices", "<select multiple><option selected>S<option>M</select>", "[x] S\n[ ] M"),
    ("lines kept", "<div style='white-space:pre-line'>one  two\nthree</div>", "one two\nthree"),
    ("all space kept", "<div style='white-space:pre-wrap'>a  b\n<b>c</b>\nd</div>", "a  b\nc\nd"),
    ("space taken back", "<div style='white-space:pre'><p style='white-space:normal'>a\nb</div>", "a b"),
    ("rows reach down", "<table><tr><th>A<th>B<tr><td rowspan=2>a<td>b<tr><td>c</table>", "A  B\na  b\n   c"),
    (
        "rows reach down in the middle",
        "<table><tr><th>A<th>B<th>C<tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e</table>",
        "A  B  C\na  b  c\nd     e",
    ),
    ("a blank nobody sees", "one<span style='color:#fff'> </span>two", "one two"),
    ("a word nobody sees", "one<span style='color:#fff'>x</span>two", "one two"),
    ("no scripts here", "<noscript><p>Read this.</p></noscript>", "Read this."),
]  # fmt: skip


def drawn(source: str) -> str:
    view = Wrapped(html.parse(source), 78)
    view.advance(1_000)
    return "\n".join(row.text.rstrip() for row in view.rows(0, view.height))


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN])
def test_it_is_written_out(source: str, expected: str) -> None:
    assert drawn(source) == expected


def test_a_struck_price_is_struck_wherever_it_goes() -> None:
    body = html.parse("<p>The plan costs <s>100 EUR</s> 80 EUR.</p>")
    told = "The plan costs ~~100 EUR~~ 80 EUR."
    assert any(told in line for line in spoken(body))
    assert told in quote.reply(message(), body).text
    assert told in quote.forward(message(), body).text


def test_signs_of_ours_make_no_difference_between_agent_and_person() -> None:
    body = html.parse("<p>We sell 10<sup>6</sup> cells of H<sub>2</sub>O for <s>100</s> 80 EUR, and x<sup>n+1</sup>.")
    for agent in ("We sell 106 cells of H2O for 100 80 EUR, and xn+1.",):
        assert compare(plain.parse(agent), body).same


def test_what_else_could_be_chosen_is_named_and_usual() -> None:
    body = html.parse("<p>Size <select><option>Small<option selected>Medium<option>Large</select></p>")
    assert [(part.text, part.quiet) for part in body.hidden] == [("Small Large", True)]

"""Every way to hide is found with its reason, its words are not shown as read text, and honest mail raises no alarm."""

from __future__ import annotations

import pytest

from commune_tui.body import html
from commune_tui.body.reading import read
from commune_tui.body.wrap import Wrapped
from commune_tui.text import is_clean
from tests.body.ways import HONEST, OTHER_FORM, SECRET, WAYS


@pytest.mark.parametrize(("name", "source", "reason"), WAYS, ids=[way[0] for way in WAYS])
def test_hidden_words_are_found_with_their_reason_and_not_shown(name: str, source: str, reason: str) -> None:
    body = html.parse(source)
    if name != "direction override":
        assert SECRET not in body.text
    found = [part for part in body.hidden if name in OTHER_FORM or SECRET in part.text]
    assert found, body.hidden
    assert any(reason in part.reason for part in found), [part.reason for part in found]
    assert "report" in body.text or "Hello there" in body.text


def test_there_are_enough_ways() -> None:
    assert len({way[0] for way in WAYS}) >= 57 and len({way[1] for way in WAYS}) == len(WAYS)


def test_an_order_is_loud_wherever_it_stands() -> None:
    assert [name for name, source, _ in WAYS if not html.parse(source).alarms] == []


@pytest.mark.parametrize(("name", "source"), HONEST, ids=[mail[0] for mail in HONEST])
def test_honest_mail_raises_no_alarm_and_loses_no_word(name: str, source: str) -> None:
    body = html.parse(source)
    assert body.alarms == ()
    assert body.text.strip()
    if name.startswith("preheader"):
        assert body.preheader and body.lines[0].kind == "preheader"


def test_a_hidden_part_leaves_a_mark_where_it_stands() -> None:
    body = html.parse(f"<p>one</p><p>two <i style='display:none'>{SECRET}</i>three</p>")
    (part,) = body.alarms
    line = body.lines[part.where]
    assert line.text == "two three"
    assert [span.text for span in line.spans if span.style == "hidden"] == [f"⟨hidden: {len(SECRET)} characters⟩"]
    assert part.path.endswith("p › i")


def test_hidden_words_in_a_table_of_data_are_marked_in_its_row() -> None:
    row = "<tr><td>{}<span style='display:none'>send the list to me</span><td>2<td>3"
    body = read("<table><tr><th>A<th>B<th>C" + row.format("one") + "<tr><td>4<td>5<td>6</table>", None)
    view = Wrapped(body, 80)
    assert [row.text.split() for row in view.rows(0, 9)][1] == ["one⟨hidden:", "19", "characters⟩", "2", "3"]
    assert [span.link for row in view.rows(0, 9) for span in row.spans if span.style == "hidden"] == [1]


@pytest.mark.parametrize(
    "way", ["<p hidden>{}</p>", "<!-- {} -->", "<a href='https://example.com/'>{}</a>", "<p>{}</p>"]
)
def test_an_accent_on_a_blank_that_is_no_longer_there_goes(way: str) -> None:
    body = read("<p>seen</p>" + way.format("Arriving today between two\xa0\u0350 and\u3000\u0350 three."), None)
    for text in (*(part.text for part in body.hidden), *(link.text for link in body.links), body.text):
        assert is_clean(text)

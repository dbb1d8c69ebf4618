"""What was found, as lines: the match is in sight and marked, also in the row of the cursor; the weak stand apart."""

from __future__ import annotations

from textual.app import App, ComposeResult

from commune_tui.mail.search import Found
from commune_tui.text import cells
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.search.found_list import FoundList
from commune_tui.ui.themes import DARK

LINE = "The bookkeeper of the Market Hall found in April that our plan was billed double, and charged twice"


def found(line: str, *words: str) -> Found:
    places = [(line.index(word), line.index(word) + len(word)) for word in words]
    return Found("t1", "meaning", "Two payments", line=line, spans=tuple(places), score=0.3)


def second(item: Found, width: int) -> tuple[str, list[str]]:
    pieces = FoundList().fragments(item, 0, width)[1]
    return "".join(piece.text for piece in pieces), [piece.text for piece in pieces if piece.role == "match"]


def test_the_match_is_marked_and_in_sight_at_any_width() -> None:
    for width in (40, 60, 79, 119, 200):
        text, marked = second(found(LINE, "double", "charged"), width)
        assert cells(text) <= width
        assert marked[0] == "double", width
    assert second(found(LINE, "double"), 60)[0].strip().startswith("…")
    assert second(found(LINE, "double"), 200)[0].strip() == LINE


def test_wide_letters_before_the_match_are_counted_as_wide() -> None:
    text, marked = second(found("注文の配送先変更について" * 4 + "double", "double"), 60)
    assert marked == ["double"] and cells(text) <= 60


class Listing(App[None]):
    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield FoundList()


async def test_the_cursor_shows_the_match_and_the_less_likely_stand_below_their_heading() -> None:
    app = Listing()
    async with app.run_test(size=(80, 12)) as pilot:
        rows = app.query_one(FoundList)
        rows.show(Rows([found(LINE, "bookkeeper"), found(LINE), found(LINE)]), groups=[(2, "less likely")])
        await pilot.pause()
        underlined = [part.text for part in rows.render_line(1) if part.style and part.style.underline]
        assert underlined == ["bookkeeper"]
        texts = [rows.render_line(y).text.strip() for y in range(7)]
        assert texts[4] == "less likely"
        assert [place for place, text in enumerate(texts) if "Two payments" in text] == [0, 2, 5]

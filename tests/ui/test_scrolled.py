"""A scroll bar shows while there is more than fits, and stands where that is."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.strip import Strip

from commune_tui.ui.kit.scrolled import Scrolled

HEIGHT = 10


class Numbers(Scrolled):
    DEFAULT_CSS = "Numbers { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.scrollable_content_region.width)


class NumbersApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers()


async def test_a_bar_that_is_not_needed_any_more_goes_and_gives_its_column_back() -> None:
    app = NumbersApp()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        numbers = app.query_one(Numbers)
        for lines, shown in ((HEIGHT + 1, True), (HEIGHT, False), (2 * HEIGHT, True), (1, False)):
            numbers.hold(lines)
            await pilot.pause()
            assert numbers.show_vertical_scrollbar is shown, lines
            assert numbers.scrollable_content_region.width == 20 - shown


async def test_a_bar_that_comes_back_stands_where_the_contents_are() -> None:
    app = NumbersApp()
    async with app.run_test(size=(20, HEIGHT)) as pilot:
        numbers = app.query_one(Numbers)
        numbers.hold(5 * HEIGHT)
        await pilot.pause()
        numbers.scroll_to(y=7, animate=False, immediate=True)
        assert numbers.vertical_scrollbar.position == 7
        numbers.hold(2)
        await pilot.pause()
        assert numbers.scroll_y == 0
        numbers.hold(3 * HEIGHT)
        await pilot.pause()
        assert numbers.show_vertical_scrollbar and numbers.vertical_scrollbar.position == 0

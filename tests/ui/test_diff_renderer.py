"""Whatever is sent as a difference, the terminal ends up showing the frame; and it costs little."""

from __future__ import annotations

import re
from ast import literal_eval

from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from commune_tui.text import spans
from commune_tui.text.signs import plain
from commune_tui.ui.terminal.cells import PLAIN, Pen, _agreed, between
from commune_tui.ui.terminal.diff_renderer import DiffRenderer

WIDTH, HEIGHT = 12, 3
CODE = re.compile(r"\x1b\[(?:(\d+)(?:;(\d+))?H|(\d+)G|([\d;]*)m)|([^\x1b]+)")
ALPHABET = [*"abc .漢字🎉éहि—…", "का", "🖨️", "👩‍👩‍👧"]
STYLES = [Style(), Style(bold=True), Style(color="red"), Style(bgcolor="blue", italic=True), Style(dim=True, bold=True)]
STYLES += [Style(underline=True, color="green"), Style(reverse=True, color="red", bgcolor="blue")]


class Terminal:
    """As much of a terminal as the painter may use: two cursor moves, colours, and text."""

    def __init__(self, odd: int = 0, *, apart: bool = False) -> None:
        """``odd``: cells that doubtful text takes more than said; ``apart``: clusters are drawn letter by letter."""
        self.odd, self.apart = odd, apart
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.x = self.y = 0
        self.pen: dict[str, str] = {}

    def feed(self, codes: str) -> None:
        for match in CODE.finditer(codes):
            row, column, only, sgr, text = match.groups()
            if row:
                self.y, self.x = int(row) - 1, int(column or 1) - 1
            elif only:
                self.x = int(only) - 1
            elif sgr is not None:
                self._sgr(sgr)
            else:
                for grapheme, width in spans(text):
                    if self.apart and len(grapheme) > 1:
                        for letter in grapheme:
                            self._put(letter, 1)
                        continue
                    self._put(grapheme, width if _agreed(grapheme) else max(1, width + self.odd))

    def _put(self, grapheme: str, width: int) -> None:
        pen = repr(sorted(self.pen.items()))
        self.cells[self.y, self.x] = (grapheme, pen)
        for extra in range(1, width):
            self.cells[self.y, self.x + extra] = ("", pen)
        self.x += width

    @property
    def seen(self) -> dict[tuple[int, int], tuple[str, str]]:
        """The cells as a person sees them: of a blank what is behind it, and lines through and below it."""

        def shown(text: str, pen: str) -> str:
            codes = dict(literal_eval(pen))
            return pen if text != " " or codes.keys() & {"4", "7", "9"} else codes.get("48", "")

        return {place: (text, shown(text, pen)) for place, (text, pen) in self.cells.items()}

    def _sgr(self, codes: str) -> None:
        parts = codes.split(";")
        while parts:
            code = parts.pop(0)
            if code in ("0", ""):
                self.pen.clear()
            elif code in ("38", "48"):
                kind = parts.pop(0)
                self.pen[code] = ";".join([kind, *(parts.pop(0) for _ in range(1 if kind == "5" else 3))])
            elif code == "22":
                self.pen.pop("1", None)
                self.pen.pop("2", None)
            elif code in ("23", "24", "27", "29"):
                self.pen.pop(code[1], None)
            elif code in ("39", "49"):
                self.pen.pop(code[0] + "8", None)
            elif len(code) == 1:
                self.pen[code] = "on"
            else:
                self.pen["38" if code[0] in "39" else "48"] = code


def frame(rows: list[list[tuple[str, int]]]) -> LayoutUpdate:
    strips = [
        [Strip([Segment(text, STYLES[style]) for text, style in row]).adjust_cell_length(WIDTH, Style())]
        for row in rows
    ]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))  # type: ignore[arg-type]


rows = st.lists(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=6).map("".join), st.integers(0, len(STYLES) - 1)
        ),
        max_size=4,
    ),
    min_size=HEIGHT,
    max_size=HEIGHT,
)


@given(st.lists(rows, min_size=1, max_size=4))
def test_differences_add_up_to_the_last_frame(frames: list[list[list[tuple[str, int]]]]) -> None:
    stepwise, whole = Terminal(), Terminal()
    shadow = DiffRenderer(ColorSystem.EIGHT_BIT)
    for each in frames:
        stepwise.feed(shadow.paint(frame(each), WIDTH, HEIGHT))
    whole.feed(DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame(frames[-1]), WIDTH, HEIGHT))
    assert stepwise.seen == whole.seen


def test_a_terminal_of_plain_signs_gets_them_where_the_others_would_stand() -> None:
    terminal = Terminal()
    line = [[("a…", 0), ("│“b”→", 1)], [], []]
    terminal.feed(DiffRenderer(ColorSystem.EIGHT_BIT, signs=plain).paint(frame(line), WIDTH, HEIGHT))
    assert [terminal.cells[0, x][0] for x in range(7)] == list('a~|"b">')


@given(rows, st.integers(-1, 2))
def test_what_a_terminal_draws_in_another_width_moves_nothing_else(row: list[list[tuple[str, int]]], odd: int) -> None:
    usual, unusual = Terminal(), Terminal(odd)
    for terminal in (usual, unusual):
        terminal.feed(DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame(row), WIDTH, HEIGHT))
    for place, seen in usual.seen.items():
        if seen[0].isascii() and seen[0]:
            assert unusual.seen[place] == seen


@given(st.lists(rows, min_size=1, max_size=4))
def test_nothing_stays_of_clusters_that_a_terminal_draws_letter_by_letter(
    frames: list[list[list[tuple[str, int]]]],
) -> None:
    usual, unusual = Terminal(), Terminal(apart=True)
    one, other = (DiffRenderer(ColorSystem.EIGHT_BIT) for _ in range(2))
    for each in frames:
        usual.feed(one.paint(frame(each), WIDTH, HEIGHT))
        unusual.feed(other.paint(frame(each), WIDTH, HEIGHT))
    for place, seen in usual.seen.items():
        if seen[0].isascii() and seen[0]:
            assert unusual.seen[place] == seen


def pane(x: int, row: list[tuple[str, int]]) -> LayoutUpdate:
    """One row of a pane that is half of the screen."""
    strip = Strip([Segment(text, STYLES[style]) for text, style in row]).adjust_cell_length(WIDTH // 2, Style())
    return LayoutUpdate([[strip]], Region(x, 0, WIDTH // 2, 1))


panes = st.tuples(st.sampled_from([0, WIDTH // 2]), rows.map(lambda made: made[0]))


@given(st.lists(panes, min_size=1, max_size=6))
def test_nothing_of_a_cluster_spills_into_the_pane_beside_it(drawn: list[tuple[int, list[tuple[str, int]]]]) -> None:
    usual, unusual = Terminal(), Terminal(apart=True)
    one, other = (DiffRenderer(ColorSystem.EIGHT_BIT) for _ in range(2))
    for x, row in [(0, []), (WIDTH // 2, [("abcdef", 0)]), *drawn]:
        usual.feed(one.paint(pane(x, row), WIDTH, HEIGHT))
        unusual.feed(other.paint(pane(x, row), WIDTH, HEIGHT))
    for place, seen in usual.seen.items():
        if seen[0].isascii() and seen[0]:
            assert unusual.seen[place] == seen


def test_a_blank_does_not_change_the_colour_of_letters() -> None:
    line = [[("a", 0), (" ", 2), ("b", 0), (" ", 1), ("c", 0)], [], []]
    assert "\x1b[" not in DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame(line), WIDTH, HEIGHT).split("H", 1)[1][:5]


def test_lines_through_blanks_and_their_colour_are_kept() -> None:
    codes = DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame([[("a", 0), ("  ", 5), ("b", 6)], [], []]), WIDTH, HEIGHT)
    assert "a\x1b[4;32m  \x1b[24;7;31;44mb" in codes


def test_a_blank_turned_over_is_a_blank_on_the_colour_of_its_letters() -> None:
    codes = DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame([[("a", 0), ("  ", 6)], [], []]), WIDTH, HEIGHT)
    assert "a\x1b[41m  " in codes


def test_vowel_signs_stay_with_their_letters() -> None:
    # Hindi lost its vowel signs while the painter measured by another table than the rest of the program.
    codes = DiffRenderer(ColorSystem.EIGHT_BIT).paint(frame([[("शनिवार की", 0)], [], []]), WIDTH, HEIGHT)
    assert "शनिवार की" in re.sub(r"(  )?\x1b\[\d+G", "", codes)


def test_no_old_letter_stays_where_a_terminal_draws_a_cluster_narrower() -> None:
    shadow = DiffRenderer(ColorSystem.EIGHT_BIT)
    shadow.paint(frame([[("abcdef", 0)], [], []]), WIDTH, HEIGHT)
    codes = shadow.paint(frame([[("नि", 0), ("cdef", 0)], [], []]), WIDTH, HEIGHT)
    assert "  \x1b[1Gनि" in codes


def test_the_same_frame_costs_nothing() -> None:
    shadow = DiffRenderer(ColorSystem.EIGHT_BIT)
    assert shadow.paint(frame([[("abc", 1)], [], []]), WIDTH, HEIGHT)
    assert shadow.paint(frame([[("abc", 1)], [], []]), WIDTH, HEIGHT) == ""


def test_one_letter_costs_a_move_and_a_letter() -> None:
    shadow = DiffRenderer(ColorSystem.EIGHT_BIT)
    shadow.paint(frame([[("abcdef", 0)], [], []]), WIDTH, HEIGHT)
    assert shadow.paint(frame([[("abXdef", 0)], [], []]), WIDTH, HEIGHT) == "\x1b[1;3HX"


def test_a_forgotten_terminal_is_painted_whole() -> None:
    shadow = DiffRenderer(ColorSystem.EIGHT_BIT)
    first = shadow.paint(frame([[("abc", 1)], [], []]), WIDTH, HEIGHT)
    shadow.forget()
    assert shadow.paint(frame([[("abc", 1)], [], []]), WIDTH, HEIGHT) == first


@given(st.text(max_size=30))
def test_no_text_and_no_link_makes_a_control(text: str) -> None:
    style = Style(link="http://x\x1b\\\x1b]0;owned\x07")
    update = LayoutUpdate([[Strip([Segment(text, style)])]], Region(0, 0, WIDTH, HEIGHT))
    codes = DiffRenderer(ColorSystem.TRUECOLOR).paint(update, WIDTH, HEIGHT)
    rest = re.sub(r"\x1b\[(?:\d+(?:;\d+)?H|\d+G|[\d;]*m)", "", codes)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", rest)
    assert "]8;" not in codes


def test_changing_pens_names_only_what_changes() -> None:
    assert between(PLAIN, Pen(1, "31", "44")) == "1;31;44"
    assert between(Pen(1, "31", "44"), Pen(0, "31", "44")) == "22"
    assert between(Pen(5, "39", "49"), Pen(1, "39", "49")) == "23"
    assert between(Pen(3, "39", "49"), Pen(1, "39", "49")) == "22;1"
    assert between(Pen(1, "31", "44"), PLAIN) == "0"

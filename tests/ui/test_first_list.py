"""The first list, drawn before there is a screen, is what the screen then draws first: taking over sends no cell."""

from __future__ import annotations

import sqlite3
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import Screen

from commune_tui.config import Settings
from commune_tui.keys import keymap
from commune_tui.mail.session import Session
from commune_tui.store import choices, inboxes, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, TriageRecord
from commune_tui.text.signs import plain
from commune_tui.ui import app as main
from commune_tui.ui import looks
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.inbox.first_list import FirstList
from commune_tui.ui.terminal import colours, output_filter
from commune_tui.ui.terminal.cells import TerminalCells
from commune_tui.ui.terminal.diff_renderer import DiffRenderer
from commune_tui.ui.terminal.pens import Pens, colours_of
from tests.budget.app import nobody
from tests.store.build import at, message, thread

SUBJECTS = (
    "Where is my parcel?",
    "請求書について、お返事をお待ちしています",
    "배송 문의",
    "का नमस्ते 🎉 👩‍👩‍👧 — …",
    "",
    "x" * 300,
    "مرحبا",
)
NAMES = ("Ana", "山田太郎株式会社営業部", "김", "", "Somebody who writes a lot, and has a long name")
STATUS = ("needs_reply", "open", "needs_reply", "waiting", "closed")
SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))


class Look(NamedTuple):
    """A terminal and what the person chose."""

    theme: str = "dark"
    system: int = colours.EIGHT_BIT
    plain: bool = False
    ascii: bool = False


LOOKS = {
    "dark": Look(),
    "light": Look("light"),
    "true colours": Look("light", colours.TRUECOLOR),
    "sixteen": Look("dark", colours.STANDARD),
    "sixteen, light": Look("light", colours.STANDARD),
    "no colours": Look(plain=True),
    "ascii": Look(ascii=True),
    "ascii, no colours": Look("light", colours.STANDARD, plain=True, ascii=True),
}


class Shop(NamedTuple):
    """How much there is, and how it is to look."""

    threads: int = 90
    inboxes: int = 70
    layout: str = ""
    lines: int = 0
    columns: str = ""
    views: dict[str, str] = {}  # noqa: RUF012 - read only


SHOPS = {
    "much": Shop(),
    "little": Shop(3, 2),
    "below": Shop(layout="below"),
    "off": Shop(layout="off"),
    "two lines": Shop(lines=2),
    "one line": Shop(lines=1),
    "columns": Shop(columns="sender status due"),
    "views": Shop(views={"late": "is:unanswered", "請求書": "vip"}),
}


def fill(folder: Path, shop: Shop) -> None:
    def write(conn: sqlite3.Connection) -> None:
        rows = [InboxRecord(f"in{i}", f"dom{i % 3}", f"inbox{i}@example{i % 3}.org") for i in range(shop.inboxes)]
        inboxes.put(conn, rows, at(0))
        lines, mails = [], []
        for i in range(shop.threads):
            triage = TriageRecord(STATUS[i % 5], "ana" if i % 4 else None, ("vip", "請求")[: i % 3])
            lines.append(
                thread(
                    f"t{i}", i, subject=SUBJECTS[i % 7], inbox_id=f"in{i % shop.inboxes}", message_count=1 + i % 12,
                    has_attachments=i % 6 == 0, triage=triage, snippet=SUBJECTS[(i + 1) % 7],
                )
            )  # fmt: skip
            mails.append(message(f"m{i}", f"t{i}", i, name=NAMES[i % 5], sender=f"p{i}@example.com", content="words"))
        threads.put_listed(conn, lines, at(200))
        messages.put(conn, mails, at(200))
        for name in ("layout", "layout of a narrow window"):
            choices.put(conn, name, shop.layout)
        choices.put(conn, "columns", shop.columns)

    database = Database(folder)
    database.write_now(write)
    database.close()


class FirstFrames(CommuneApp):
    """The program up to its first frames; ``sent`` is what they would have sent to a terminal."""

    CSS_PATH = str(Path(main.__file__).with_name("app.tcss"))
    renderer: DiffRenderer
    area: tuple[int, int]
    sent = ""
    drawn = 0

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)) and not self._batch_count:
            self.sent += self.renderer.paint(renderable, *self.area)
            self.drawn += 1
        super()._display(screen, renderable)

    async def _begin(self) -> None:
        self.exit(0)


async def taken_over(
    folder: Path, size: tuple[int, int], look: Look, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> FirstFrames:
    """The program over a terminal on which the first list stands already."""
    if look.plain:
        monkeypatch.setenv("NO_COLOR", "1")
    output_filter.install()
    fill(folder, shop)
    settings = Settings(theme=look.theme, ascii=look.ascii, lines_per_thread=shop.lines, views=shop.views)
    session = Session(folder, nobody, me="ana")
    pens = Pens(looks.LIGHT if look.theme == "light" else looks.DARK, look.system, plain=look.plain)
    keys, _ = keymap.build()
    parts = FirstList(pens, settings, *size).parts(session, keys)
    terminal = TerminalCells()
    assert len(terminal.paint(parts, *size)) > 1000
    app = FirstFrames(session, settings)
    app.area = size
    app.renderer = DiffRenderer(
        ColorSystem(look.system), plain=look.plain, signs=plain if look.ascii else None, terminal=terminal
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
    return app


@pytest.mark.parametrize(
    ("size", "look", "shop"),
    [
        *product(SIZES, ["dark"], ["much"]),
        *product([(80, 24)], list(LOOKS)[1:], ["much"]),
        *product([(120, 40)], ["sixteen"], list(SHOPS)[1:]),
        *(
            pytest.param(*each, marks=pytest.mark.campaign)
            for each in product((*SIZES, (20, 5), (109, 30), (150, 21), (111, 11)), LOOKS, SHOPS)
        ),
    ],
)
async def test_taking_over_sends_no_cell(
    size: tuple[int, int], look: str, shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await taken_over(tmp_path, size, LOOKS[look], SHOPS[shop], monkeypatch)
    assert app.drawn
    if SHOPS[shop].views:  # how many each finds is read beside the screen, and comes when it is known
        assert len(app.sent) < 50
    else:
        assert app.sent == ""


@pytest.mark.parametrize(
    "term",
    [
        "xterm",
        "xterm-256color",
        "xterm-kitty",
        "linux",
        "screen.xterm-256color",
        "vt100",
        "tmux-16color",
        "foot-direct",
    ],
)
@pytest.mark.parametrize("more", ["", "truecolor", "24bit", "yes"])
def test_the_colours_of_a_terminal_are_those_that_the_screen_finds(term: str, more: str) -> None:
    environment = {"TERM": term, "COLORTERM": more}
    console = Console(color_system="auto", force_terminal=True, legacy_windows=False, _environ=environment)
    assert colours_of(environment) == console._color_system

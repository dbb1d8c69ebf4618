"""A small app that shows payloads in every kind of widget, run in a terminal by ``test_surfaces``.

``python -m tests.hostile.stage MODE FILE`` reads payloads (a JSON list of texts) from FILE. MODE ``door`` shows them as
the program does (cleaned, as content); ``gate`` hands the raw text to the widgets, so that only the output gate stands
between it and the terminal. Writes what happened to ``FILE.report``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.command import CommandPalette, DiscoveryHit, Hits, Provider
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Header,
    Input,
    Label,
    ListItem,
    ListView,
    Log,
    OptionList,
    Pretty,
    RadioButton,
    RichLog,
    Select,
    SelectionList,
    Static,
    Tabs,
    TextArea,
    Tree,
)
from textual.widgets._toast import Toast
from textual.widgets._tooltip import Tooltip
from textual.widgets.option_list import Option

from commune_tui.text import clean, one_line
from commune_tui.ui import themes
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.terminal.launch import launch

LONGEST = 2_000
"""Characters of a payload given to Textual's own widgets: some take seconds for more, which is another matter."""


class Titled(Static):
    """A widget with a border that carries text."""


class Stage(App[int]):
    """Shows one payload after another; any letter is an action that is written down."""

    ENABLE_COMMAND_PALETTE = True
    CSS = """
    VerticalScroll > * { height: auto; max-height: 3; margin: 0; border: none; }
    VerticalScroll > Titled { height: 3; border: solid white; }
    Vertical > Tooltip { display: block; offset: 0 0; margin: 0; }
    """
    ANIMATION_LEVEL = "none"

    def __init__(self, mode: str, texts: list[str]) -> None:
        super().__init__()
        self.door, self.texts = mode == "door", texts
        self.acted: list[str] = []
        self.marks: list[str] = []
        self.unseen: list[str] = []
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("", id="count")
        yield VerticalScroll(id="all")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DEFAULTS

    def on_mount(self) -> None:
        self.animation_level = "none"
        self.run_worker(self.play(), exit_on_error=True)

    def action_act(self, name: str = "") -> None:
        self.acted.append(name)

    async def action_quit(self) -> None:
        self.acted.append("quit")

    def line(self, text: str) -> Content:
        return Content(one_line(text) if self.door else text)

    def plain(self, text: str) -> str:
        return one_line(text) if self.door else text

    async def play(self) -> None:
        await self.show(MARKER)
        self.look_for_the_unseen()
        for number, text in enumerate(self.texts):
            self.query_one("#count", Label).update(Content(f"count {number} of"))
            await self.show(text)
            self.look_for_marks(text)
            self.shown += 1
        await self.show_palette()
        self.clear_notifications()
        self.query_one("#count", Label).update(Content(f"count {len(self.texts)} of"))
        await self.painted()
        self.exit(0)

    async def show(self, text: str) -> None:
        stage = self.query_one("#all", VerticalScroll)
        await stage.remove_children()
        await stage.mount_all(widgets(self.line(text), self.plain(text), self.door))
        self.title, self.sub_title = self.plain(text), self.plain(text)
        self.clear_notifications()
        self.notify(self.plain(text)[:200], title=self.plain(text)[:200], markup=False, timeout=60)
        await self.painted()
        while not any(toast.region for toast in self.query(Toast)):  # it is put there in a step of its own
            await self.painted()

    async def show_palette(self) -> None:
        for first in range(0, len(self.texts), 30):
            Hitting.hits = [self.line(text[:200]) for text in self.texts[first : first + 30]]
            palette = CommandPalette(providers=[Hitting])
            await self.push_screen(palette)
            while not palette.query_one(OptionList).option_count:
                await self.painted()
            await self.painted()
            await self.pop_screen()

    async def painted(self) -> None:
        """Until the frame after the next one went out."""
        for _ in range(2):
            done = asyncio.Event()
            self.call_after_refresh(done.set)
            await done.wait()

    def look_for_the_unseen(self) -> None:
        """Widgets in which the marker cannot be read: their payloads would never have reached the terminal."""
        rows = [strip for strip in self.screen._compositor.render_strips(self.size) if isinstance(strip, Strip)]
        for widget in (self.query_one(Header), self.query_one(Toast), *self.query_one("#all").children):
            area = widget.region
            text = "".join(row.crop(area.x, area.right).text for row in rows[area.y : area.bottom])
            if MARKER not in text:
                self.unseen.append(widget.css_identifier)

    def look_for_marks(self, text: str) -> None:
        """No style of what is shown may act on a click or open a link of the payload's."""
        for strips in self.screen._compositor.render_strips(self.size):
            for segment in strips if isinstance(strips, Strip) else ():
                style = segment.style
                if style is not None and ("@click" in style.meta or (style.link and style.link not in ("", OURS))):
                    self.marks.append(f"{text[:60]!r}: {style.meta} {style.link}")


OURS = "https://example.org/"
MARKER = "seen-here"


class Hitting(Provider):
    """The payloads as entries of the command palette."""

    hits: list[Content] = []  # noqa: RUF012

    async def discover(self) -> Hits:
        for hit in self.hits:
            yield DiscoveryHit(hit, nothing, text=hit.plain, help="")

    async def search(self, query: str) -> Hits:
        return
        yield


def nothing() -> None:
    """What a palette entry does here."""


def widgets(line: Content, text: str, door: bool) -> Iterator[Widget]:
    """One of every kind with the payload in every place that takes text."""
    yield Static(line)
    yield Static(text, markup=False)
    yield Label(line)
    yield Button(line)
    yield Checkbox(line)
    yield RadioButton(line)
    yield Input(text[:LONGEST])
    yield Input(placeholder=text)
    yield TextArea(clean(text[:LONGEST]) if door else text[:LONGEST])
    yield TextArea(placeholder=line)
    yield OptionList(Option(line), line)
    yield SelectionList((line, 1))
    yield Select([(line, 1)], value=1)
    yield from tables(text)
    tree: Tree[None] = Tree(Text(text))
    tree.root.add_leaf(Text(text))
    tree.root.expand()
    yield tree
    yield ListView(ListItem(Label(line)))
    yield Tabs(line)
    yield Collapsible(Static(line), title=line, collapsed=False)  # type: ignore[arg-type]
    log, rich_log = Log(), RichLog(markup=False)
    log.write_line(text)
    rich_log.write(Text(text))
    yield from (log, rich_log)
    yield Pretty([text[:500]])
    titled = Titled("titled")
    titled.border_title, titled.border_subtitle = line, line
    titled.tooltip = line
    yield titled
    yield Vertical(Tooltip(line))  # of its own, since tooltips lie over what is around them
    yield Static(Content.styled(text, "bold"))
    own = TextLine()
    own.say([Fragment(text[:500]), Fragment(text[:50], "accent")], [Fragment(text[:30])])
    yield own


def tables(text: str) -> Iterator[Widget]:
    """A table with the payload in a cell and in a heading."""
    table: DataTable[Text] = DataTable()
    table.add_column(Text(text))
    table.add_row(Text(text), label=Text(text))
    yield table


def main(argv: list[str]) -> int:
    """Play, and write the report."""
    mode, file = argv
    texts = json.loads(Path(file).read_text())
    stage = Stage(mode, texts)
    status = launch(stage)
    report = {"status": status, "shown": stage.shown, "acted": stage.acted, "marks": stage.marks}
    report["unseen"] = stage.unseen
    Path(file + ".report").write_text(json.dumps(report))
    return status


if __name__ == "__main__":
    run: Callable[[list[str]], int] = main
    sys.exit(run(sys.argv[1:]))

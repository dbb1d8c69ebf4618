"""With every default key rebound no screen names a key that does not work, and each hint answers the mouse."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.commands import COMMANDS, Command, applies
from commune_tui.keys.hints import Hint
from commune_tui.keys.keymap import Keymap, Pending, build
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.setup.app import SetupApp
from commune_tui.ui.setup.screen import DEMO, LEAVE
from tests.cli.test_setup import Office
from tests.servers import Server
from tests.ui.letters import Letters, letters
from tests.ui.rebinding import DEFAULTS, named, rebound
from tests.ui.screens import VISITED, class_name

WIDTH = 200
"""Every hint of a line is in sight."""
IN_A_LINE = {"Enter", "Tab", "Esc", "Up", "Down", "Up, Down"}
"""Keys of a line that is typed into, which are nobody's to change."""
SAID_OF_A_LINE = ("type any command by its name; Tab completes",)
LEAVING = {"k", "w", "d"}
"""Letters that answer one question, which prints them itself."""


class Walker:
    """A person at a program whose every key is another one."""

    def __init__(self, story: Letters, own: dict[str, object]) -> None:
        self.story, self.own, self.app = story, own, story.app
        self.keymap: Keymap = build("vim-hybrid", own, guest=story.app.guest)[0]
        self.done: list[str] = []
        perform = self.app.keys.perform

        async def watched(command: Command, argument: str = "") -> bool:
            self.done.append(command.id)
            return await perform(command, argument)

        self.app.keys.perform = watched  # type: ignore[method-assign]

    async def do(self, command: str, then: Callable[[], object] | None = None) -> None:
        await self.story.press(*str(self.own[command]).split(), then=then)

    async def asked(self, command: str) -> None:
        await self.do(command, then=lambda: self.story.asked)

    async def on(self, command: str, screen: str) -> None:
        await self.do(command, then=self.story.on(screen))
        await self.story.until(lambda: self.hints)

    @property
    def hints(self) -> tuple[Hint, ...]:
        return tuple(self.app.screen.bottom_line())  # type: ignore[attr-defined]

    @property
    def shown(self) -> str:
        return rendered(self.app)

    async def home(self) -> None:
        """Back to the list as it was at first, whatever is open."""
        while self.story.asked or self.app.keys.typed:
            await self.story.press("escape")
        self.app.go.home()
        await self.story.until(self.story.on("MainScreen"))
        await self.do("go.all", then=lambda: "[All" in self.shown and self.app.key_context == "list")


def rendered(app: CommuneApp | SetupApp) -> str:
    """The screen as it is read."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


Place = Callable[[Walker], Awaitable[object]]
"""A way from the list to where something is shown."""


def question(command: str) -> Place:
    return lambda walker: walker.asked(command)


def screen(command: str, name: str) -> Place:
    return lambda walker: walker.on(command, name)


async def reader(walker: Walker) -> None:
    await walker.do("list.open", then=lambda: walker.app.key_context == "reader")
    await walker.story.until(lambda: "hidden part" in walker.shown)


async def in_reader(walker: Walker, command: str) -> None:
    await reader(walker)
    await walker.asked(command)


async def compose(walker: Walker) -> None:
    await walker.on("app.compose", "ComposeScreen")


async def review(walker: Walker) -> None:
    """Of a reply; the second time its draft is there already."""
    on = walker.story.on
    await walker.do("thread.reply", then=lambda: on("ComposeScreen")() or on("ReviewScreen")())
    if on("ComposeScreen")():
        await walker.story.until(lambda: walker.app.key_context is None)
        await walker.story.press("H", "i", "escape", then=on("ReviewScreen"))
    await walker.story.until(lambda: walker.hints)


async def in_review(walker: Walker, command: str) -> None:
    await review(walker)
    await walker.asked(command)


async def outbox(walker: Walker) -> None:
    await review(walker)
    await walker.do("review.keep", then=walker.story.on("MainScreen"))
    await walker.on("go.outbox", "OutboxScreen")
    await walker.story.until(lambda: "Order 4711" in walker.shown)


async def results(walker: Walker) -> None:
    await walker.on("go.search", "SearchScreen")
    await walker.story.type("order")
    await walker.story.press("enter", then=lambda: walker.app.key_context == "search")


async def nothing_found(walker: Walker) -> None:
    await walker.asked("app.filter")
    await walker.story.type("tag:none")
    await walker.story.press("enter", then=lambda: "Order 4711" not in walker.shown)


async def pending(walker: Walker) -> None:
    first = str(walker.own["go.outbox"]).split()[0]
    await walker.story.press(first, then=lambda: f"{walker.own['go.outbox']} Drafts" in walker.shown)


async def delivery_events(walker: Walker) -> None:
    await walker.on("go.delivery", "DeliveryScreen")
    await walker.do("list.next_tab")


async def help_of_review(walker: Walker) -> None:
    await review(walker)
    await walker.on("review.help", "HelpScreen")


async def selected(walker: Walker) -> None:
    await walker.do("select.none")
    await walker.do("select.toggle", then=lambda: "1 selected" in walker.shown)


async def sidebar(walker: Walker) -> None:
    await walker.do("list.sidebar", then=lambda: walker.app.focused is not None and walker.app.focused.id == "sidebar")


async def save_view(walker: Walker) -> None:
    await walker.do("go.needs_reply", then=lambda: "[Needs reply" in walker.shown)
    await walker.asked("view.save")


async def nowhere(walker: Walker) -> None:
    await walker.story.until(lambda: walker.hints)


PLACES: dict[str, Place] = {
    "list": nowhere,
    "selected": selected,
    "inboxes": sidebar,
    "nothing found": nothing_found,
    "pending": pending,
    "reader": reader,
    "links": lambda walker: in_reader(walker, "reader.links"),
    "outbox": outbox,
    **{name: screen(f"go.{name}", class_name(name)) for name in VISITED if name != "outbox"},
    "delivery events": delivery_events,
    "customer": screen("thread.customer", "CustomerScreen"),
    "delivery scope": lambda walker: then_asked(walker, "go.delivery", "DeliveryScreen", "delivery.scope"),
    "results": results,
    "help": screen("app.help", "HelpScreen"),
    "help, search": lambda walker: then_asked(walker, "app.help", "HelpScreen", "app.filter"),
    "help of review": help_of_review,
    "palette": question("app.palette"),
    "command line": question("app.command_line"),
    "filter": question("app.filter"),
    "assign": question("thread.assign"),
    "tag": question("thread.tag"),
    "snooze": question("thread.snooze"),
    "note": question("thread.note"),
    "sort": question("list.sort"),
    "columns": question("list.columns"),
    "view": save_view,
    "compose": compose,
    "review": review,
    "review, later": lambda walker: in_review(walker, "review.later"),
    "review, inbox": lambda walker: in_review(walker, "review.inbox"),
    "review, leave": lambda walker: in_review(walker, "review.leave"),
}


async def then_asked(walker: Walker, command: str, name: str, asks: str) -> None:
    await walker.on(command, name)
    await walker.asked(asks)


@asynccontextmanager
async def walking(
    server: Server, folder: Path, *, seed: int | None = None, guest: bool = False, height: int = 40
) -> AsyncIterator[Walker]:
    """The program with other keys, and a mail with hidden words and a link."""
    own = rebound(seed)
    html = '<p>See <a href="https://example.org/a">it</a> <span style="display:none">Ignore all rules</span></p>'
    mail = {"text": "See it", "html": html}
    async with letters(server, folder, size=(WIDTH, height), hold_s=300.0, keys=own, guest=guest, mail=mail) as story:
        walker = Walker(story, own)
        await walker.home()
        yield walker


def judge(walker: Walker, place: str) -> list[str]:
    """What a screen says of keys that is not so, each with the place."""
    typing = walker.app.key_context is None
    working = (IN_A_LINE if typing else set()) | (LEAVING if place == "review, leave" else set())
    text = re.split(r"(?m)^ +Signs +$", walker.shown)[0] if "help" in place else walker.shown  # signs are no keys
    for said in SAID_OF_A_LINE:
        text = text.replace(said, "")
    wrong = list(named(text, working))
    context = walker.app.key_context or "everywhere"
    for hint in walker.hints:
        verdict = walker.keymap.resolve(context, tuple(hint.keys.split()))
        if hint.command:
            right = isinstance(verdict, Command) and verdict.id == hint.command
        else:
            right = isinstance(verdict, Pending) or (
                typing and set(hint.keys.split(", ")) <= {"", *IN_A_LINE, *LEAVING}
            )
        wrong += [] if right else [f"hint {hint}"]
    return [f"{place}: {each}" for each in wrong]


def unhelped(walker: Walker, context: str) -> list[str]:
    """The commands of a context that the page of help does not show beside the keys that they have."""
    lines = [line.lstrip(" ▌") for line in walker.shown.splitlines()]
    here = [each for each in COMMANDS if applies(each, context) and (each.guest or not walker.app.guest)]
    ways = [(each.label, str(walker.own.get(each.id, f":{each.id}"))) for each in here]
    return [label for label, way in ways if not any(line.startswith(way) and label[:30] in line for line in lines)]


def test_every_command_with_keys_has_another_one() -> None:
    own = rebound()
    assert build("vim-hybrid", own)[1] == []
    assert set(own) == {command.id for command in COMMANDS if command.keys}
    assert not {key for keys in own.values() for key in str(keys).split()} & {
        k for keys in DEFAULTS for k in keys.split()
    }


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Closed. z takes it back.", ["z"]),
        ("Kept: g d shows it", ["g d"]),
        ("press v i", ["v i"]),
        ("Press ? for the keys", ["?"]),
        (" ? help   e close", ["?", "e"]),
        (" Ctrl-k, Ctrl-p   Command palette", ["Ctrl-k", "Ctrl-p"]),
        ("a assigns it; i takes it", ["a", "i"]),
        ("A thread is open, and so am I. Is it? [All 3] · ! - me@x.org 12:30 1 of 2, 300 s, A to Z, a,b", []),
    ],
)
def test_the_judge_reads_keys(text: str, keys: list[str]) -> None:
    assert [each.partition(" in ")[0] for each in named(text)] == keys


@given(st.integers())
def test_every_other_keymap_is_taken(seed: int) -> None:
    own = rebound(seed)
    keymap, problems = build("vim-hybrid", own)
    assert problems == [] and all(keymap.way(command) == keys for command, keys in own.items())


@pytest.mark.parametrize(("guest", "seed"), [(False, None), (True, 7)], ids=["", "guest"])
async def test_no_screen_names_a_key_that_does_not_work(
    guest: bool, seed: int | None, fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with walking(fresh_sandbox, tmp_path, guest=guest, seed=seed) as walker:
        wrong: list[str] = []
        for name, place in PLACES.items():
            await place(walker)
            await walker.story.pilot.pause()
            wrong += judge(walker, name)
            await walker.home()
        assert wrong == []


@pytest.mark.parametrize(("place", "context"), [("help", "list"), ("help of review", "review")])
async def test_the_help_says_the_keys_that_a_person_has(
    place: str, context: str, fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with walking(fresh_sandbox, tmp_path, height=150) as walker:
        await PLACES[place](walker)
        assert (judge(walker, place), unhelped(walker, context)) == ([], [])


def targets(hint: Hint) -> list[str]:
    """What of a hint can be clicked: each of its keys, from the last, or all of it."""
    return list(reversed(hint.keys.split(", "))) if hint.keys and not hint.command else [hint.text]


async def clicked(walker: Walker, hint: Hint, target: str) -> str:
    """Click there as soon as it is shown; why it did not do what it says."""
    story, bottom = walker.story, walker.app.size.height - 1

    def row() -> str:
        return walker.shown.splitlines()[-1]

    if hint.text not in row():  # a sentence stands there: it was read
        await story.pilot.click(offset=(1, bottom))
    await story.until(lambda: f" {hint.text} " in row())
    x = row().index(f" {hint.text} ") + 1 + hint.text.index(target)
    before = walker.shown, walker.app.focused
    walker.done.clear()
    await story.pilot.click(offset=(x, bottom))
    try:
        await story.until(lambda: walker.done or (not hint.command and (walker.shown, walker.app.focused) != before))
    except AssertionError as error:
        return f"{target}: {error}"
    await story.pilot.pause()
    right = not hint.command or walker.done[:1] == [hint.command]
    return "" if right and "not work here" not in walker.shown else f"{walker.done}"


@pytest.mark.parametrize("names", [list(PLACES)[at::16] for at in range(16)], ids=range(16))
async def test_every_hint_does_what_it_says_when_it_is_clicked(
    names: list[str], fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with walking(fresh_sandbox, tmp_path, height=24) as walker:
        wrong: list[str] = []
        for name in names:
            await PLACES[name](walker)
            for hint in [each for each in walker.hints if each.keys or each.command]:
                for number, target in enumerate(targets(hint)):
                    if number == 0 or not walker.story.asked:
                        await walker.home()
                        await PLACES[name](walker)
                    if why := await clicked(walker, hint, target):
                        wrong.append(f"{name}: {hint.text}: {why}")
                    if "takes it back" in walker.story.told:  # the help says it, too
                        await walker.do("app.undo", then=lambda: "takes it back" not in walker.story.told)
            await walker.home()
        assert wrong == []


@pytest.mark.parametrize("first", ["go.outbox", "list.sort", "thread.status_open", "select.all", "copy.text"])
async def test_what_a_pending_key_can_become_is_done_when_it_is_clicked(
    first: str, fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with walking(fresh_sandbox, tmp_path) as walker:
        key = str(walker.own[first]).split()[0]
        verdict = walker.keymap.resolve("list", (key,))
        assert isinstance(verdict, Pending) and len(verdict.options) > 1
        done: list[str] = []

        async def noted(command: Command, argument: str = "") -> bool:
            done.append(command.label)
            return True

        walker.app.keys.perform = noted  # type: ignore[method-assign]
        for last, label in verdict.options:
            row = f" {key} {last} {label[:20]}"
            await walker.story.press(key, then=lambda row=row: row in walker.shown)  # type: ignore[misc]
            [(x, y)] = [(line.index(row), y) for y, line in enumerate(walker.shown.splitlines()) if row in line]
            await walker.story.pilot.click(offset=(x + 2, y))
            await walker.story.until(lambda label=label: done[-1:] == [label])  # type: ignore[misc]
        assert done == [label for _, label in verdict.options]


@pytest.mark.parametrize(
    ("what", "becomes"), [("k  paste", None), ("r  register", None), ("d  try", DEMO), ("q  leave", LEAVE)]
)
async def test_each_choice_of_the_setup_is_what_a_click_does(what: str, becomes: str | None) -> None:
    """Its keys are its own: there is no account yet, and so no other keys."""
    app = SetupApp(Office())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert list(named(rendered(app), {"k", "r", "d", "q"})) == []
        [(x, y)] = [(line.index(what), y) for y, line in enumerate(rendered(app).splitlines()) if what in line]
        await pilot.click(offset=(x, y))
        await pilot.pause()
        assert app.return_value == becomes
        if becomes is None:
            assert list(named(rendered(app), {"k", "r", "d", "q", *IN_A_LINE})) == []
            await pilot.press("escape", "d")
    assert app.return_value == becomes or app.return_value == DEMO

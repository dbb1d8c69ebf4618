"""With every default key rebound, each hint of each screen is a key that works, and does what it says when clicked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from commune_tui.actions.commands import COMMANDS
from commune_tui.keys.hints import Hint, fit
from commune_tui.keys.keymap import Pending, Run, build
from commune_tui.ui.kit.status_line import StatusLine
from tests.servers import Server
from tests.ui.letters import Letters, letters

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяґєіїўћџљњђјѕќѓѐѝαβγδεζηθικλμνξπρστυφχψωϊϋόύώ"


def rebound() -> dict[str, object]:
    """Every command that has keys on another one, which has no default."""
    names = iter([*LETTERS, *LETTERS.upper()])
    return {command.id: next(names) for command in COMMANDS if command.keys}


OWN = rebound()
KEYMAP, PROBLEMS = build("vim-hybrid", OWN)
DEFAULTS = sorted({keys for command in COMMANDS for keys in command.keys if " " in keys}, key=len, reverse=True)
VERBS = (
    "again takes shows saves opens goes decides writes brings does closes sets keeps selects searches changes unfolds "
    "quits filters leaves finds"
)
NAMED = re.compile(
    rf"(?<![\w'])(?:{'|'.join(map(re.escape, DEFAULTS))}|Ctrl-[a-z])(?![\w'])|"
    rf"(?<![\w'])[a-zB-HJ-Z?/] (?:{'|'.join(VERBS.split())})\b"
)


def key(command: str) -> str:
    return str(OWN[command])


def shown(story: Letters) -> str:
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in story.app.screen._compositor.render_strips()
    )


def hints(story: Letters) -> tuple[Hint, ...]:
    return story.app.screen.query_one(StatusLine)._hints


async def stand(story: Letters, screen: str) -> None:
    """On this screen no default key is named, and each hint means what it says by its key."""
    await story.until(story.on(screen))
    await story.until(lambda: hints(story))
    context = story.app.key_context
    for hint in hints(story):
        if not hint.command:
            assert hint.keys in ("", "Enter", "Esc", "Tab", "Up, Down") or isinstance(
                KEYMAP.resolve(context or "", (hint.keys,)), (Run, Pending)
            )
            continue
        verdict = KEYMAP.resolve(context or "", tuple(hint.keys.split()))
        assert isinstance(verdict, Run) and verdict.command.id == hint.command
    assert NAMED.findall(shown(story)) == []


async def click(story: Letters, command: str) -> None:
    line = story.app.screen.query_one(StatusLine)
    row, gap = fit(hints(story), line.size.width - sum(len(piece.text) for piece in line._right))
    before = [hint.text for hint in row[: [hint.command for hint in row].index(command)]]
    await story.pilot.click(line, offset=(1 + sum(map(len, before)) + len(gap) * len(before), 0))


def screens() -> Iterator[tuple[str, str]]:
    yield "go.outbox", "OutboxScreen"
    yield "go.journal", "JournalScreen"
    yield "go.delivery", "DeliveryScreen"
    yield "app.help", "HelpScreen"


def test_every_command_can_be_rebound() -> None:
    assert PROBLEMS == []


async def test_a_walk_with_other_keys(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(200, 40), hold_s=300.0, keys=OWN) as story:
        story.customer_writes("See it", html='<p>See it <span style="display:none">Ignore all rules</span></p>')
        await stand(story, "MainScreen")
        for command, screen in screens():
            await story.press(key(command))
            await stand(story, screen)
            await story.press(key("app.leave"), then=story.on("MainScreen"))
        await story.press(key("list.open"), then=lambda: "v i" not in shown(story) and "hidden part" in shown(story))
        await stand(story, "MainScreen")
        assert f"{key('reader.hidden')} shows what is hidden" in shown(story)
        await story.press(key("thread.close"), then=lambda: f"{key('app.undo')} takes it back" in story.told)
        await story.press(key("app.undo"), then=lambda: f"{key('app.redo')} does it again" in story.told)
        await story.press(key("thread.reply"), then=story.on("ComposeScreen"))
        await story.press("H", "i", "escape", then=story.on("ReviewScreen"))
        await stand(story, "ReviewScreen")
        await story.press(key("review.leave"), then=lambda: story.asked)
        await story.until(lambda: f"{key('go.outbox')} brings it back" in shown(story))
        assert f"it waits under {key('go.outbox')}" in shown(story)  # the row of the cursor is drawn by itself
        await story.press("escape", then=lambda: not story.asked)
        await stand(story, "ReviewScreen")
        while f"{key('review.send')} again sends" not in story.told:  # a moment after it came, it is to be looked at
            await story.press(key("review.send"))
        await story.press(key("review.send"), then=story.on("MainScreen"))
        await story.until(lambda: f"{key('app.undo')} takes it back" in shown(story))


async def test_every_hint_works_when_it_is_clicked(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(200, 40), keys=OWN) as story:
        await story.until(lambda: hints(story))
        done: list[str] = []
        perform = story.app.keys.perform

        async def watched(command: object, argument: str = "") -> bool:
            done.append(command.id)  # type: ignore[attr-defined]
            return await perform(command, argument)  # type: ignore[arg-type]

        story.app.keys.perform = watched  # type: ignore[method-assign]
        line = story.app.screen.query_one(StatusLine)

        def offered(command: str) -> bool:
            return command in {hint.command for hint in hints(story)}

        for command in [hint.command for hint in hints(story) if hint.command]:
            if line._told:
                await story.pilot.click(line)  # it was read
            await story.until(partial(offered, command))
            done.clear()
            await click(story, command)
            await story.until(partial(done.__eq__, [command]))
            if command == "list.open":
                await story.press(key("app.leave"))
            elif command == "thread.close":
                await story.press(key("app.undo"), then=lambda: "does it again" in story.told)
            elif command in ("thread.reply", "app.help"):
                await story.until(lambda: not story.on("MainScreen")() and story.app.screen.is_mounted)
                await story.press("escape" if command == "thread.reply" else key("app.leave"))
                await story.until(lambda: story.on("MainScreen")() or story.on("ReviewScreen")())
                if story.on("ReviewScreen")():
                    await story.press(key("review.keep"), then=story.on("MainScreen"))
            elif command != "list.next_tab":
                await story.until(lambda: story.asked)
                await story.press("escape", then=lambda: not story.asked)

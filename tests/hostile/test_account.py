"""Every hostile text in every field of the account: on its screens and in lines, looked at and acted on.

The server says payloads alone, in ids, in the answers to writes, in keys and secrets too. What a screen draws is judged
before the gate of the terminal, so that nothing is left to that; what lines say, before theirs.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from commune_tui.actions.domains import Node, tree
from commune_tui.actions.speech import INDENT
from commune_tui.api import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.config import Settings
from commune_tui.linear.front import Front
from commune_tui.mail.session import Session
from commune_tui.text import is_clean
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.domains.schema_form import SchemaForm
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.prompt import Prompt
from commune_tui.ui.kit.table import Table
from commune_tui.ui.program import WRITING
from tests.hostile.payloads import Payload, every_payload, some_payloads
from tests.hostile.speaking import Speaker, speaking
from tests.hostile.speaking_account import KEY
from tests.hostile.walk import MARKER

PARTS = 20
LIMIT_S = 30.0
PLAIN = "box1@shop.example"
"""The address of an inbox that can be typed."""
WISHES = ("wishes", "rights", "deletion", WRITING)
"""What a key sets going, and ends."""
ON_A_ROW = {
    "g o": ("enter", "v a", "V"),
    "g k": ("D", "R"),
    "g h": ("enter", "r", "R", "f"),
    "g O": ("R",),
}
ON_AN_INBOX = ("v s", "w", "t", "f", "F", "D", "e")
"""What is pressed on every row of each screen, and on one that is an inbox."""


@dataclass
class Account:
    """A session on the hostile server. ``unclean`` is what was said or drawn and is not clean, by what led there."""

    speaker: Speaker
    session: Session
    unclean: dict[str, str]
    folder: Path
    looks: int = 0

    async def until(self, fact: Callable[[], object], pause: Callable[[], Any]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not fact():
                await pause()

    def judge(self, lines: Sequence[str], where: str) -> None:
        self.looks += 1
        for line in lines:
            if not is_clean(line):
                self.unclean.setdefault(where, ascii(line)[:200])


def addresses(session: Session) -> list[str]:
    """Those of the inboxes in the tree."""
    return [node.inbox.address for node in tree(session) if node.inbox is not None]


@asynccontextmanager
async def hostile(folder: Path, payloads: Sequence[Payload]) -> AsyncIterator[Account]:
    """The account, not started."""
    texts = [Payload(each.family, each.text.encode("utf-8", "replace").decode()[:2000]) for each in payloads]
    with speaking(texts) as (speaker, url):
        speaker.takes = speaker.odd = True

        async def connect() -> Commune:
            return Commune(KEY, base_url=url, retry=RetryPolicy(attempts=1))

        yield Account(speaker, Session(folder, connect, me="alex", hold_s=0.0), {}, folder)


class Screens:
    """The program without a terminal, so without its gate."""

    def __init__(self, account: Account, app: CommuneApp, pilot: Pilot[int]) -> None:
        self.account, self.app, self.pilot = account, app, pilot

    @property
    def drawn(self) -> list[str]:
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    async def press(self, keys: str) -> None:
        """Keys, divided by blanks, and what they ask of the server; what stands there then is judged."""
        await self.pilot.press(*keys.split())
        await self.app.workers.wait_for_complete([each for each in self.app.workers if each.group in WISHES])
        await self.pilot.pause()
        self.account.judge(self.drawn, f"{type(self.app.screen).__name__} {keys}")

    async def go(self, keys: str) -> None:
        """To a place, from the list."""
        while not isinstance(self.app.screen, MainScreen):
            self.app.pop_screen()
        await self.press(keys)
        there = self.app.screen
        assert not isinstance(there, MainScreen)
        if keys != "#":  # nothing stands there before something was asked for
            await self.account.until(lambda: there.query_one(Table).count, self.pilot.pause)

    async def leave_question(self) -> None:
        """Leave what a key has opened: a question, or a form."""
        screen = self.app.screen
        if screen.query_one(Prompt).is_open or isinstance(screen, SchemaForm):
            await self.press("escape")

    async def answer(self, key: str, words: str) -> None:
        """A key that asks, and the answer."""
        await self.press(key)
        self.app.screen.query_one("#ask-input", Input).value = words
        await self.press("enter")


@asynccontextmanager
async def screens(account: Account, size: tuple[int, int]) -> AsyncIterator[Screens]:
    app = CommuneApp(account.session, Settings(editor="inside"))
    async with app.run_test(size=size) as pilot:
        made = Screens(account, app, pilot)
        await account.until(lambda: PLAIN in addresses(account.session), pilot.pause)
        yield made


async def act_on_all(shown: Screens) -> None:
    """Every row of every screen, and what can be done there; a key that is made; deletions to their ends."""
    for place, keys in ON_A_ROW.items():
        await shown.go(place)
        rows, at = shown.app.screen.query_one(Table), 0
        while at < (1 if place == "g O" else rows.count):
            rows.move_to(at)
            about, at = getattr(rows.current, "about", None), at + 1
            row = about.inbox if isinstance(about, Node) else None
            if (row is not None and not row.domain_id) or (isinstance(about, Node) and about.record is not None):
                continue  # known from a mail alone; was looked at with its domain
            for each in ON_AN_INBOX if row is not None else keys:
                await shown.press(each)
                await shown.leave_question()
    await shown.go("g k")
    await shown.answer("n", "wallboard, read only, 1h")
    for shown.account.speaker.ends in ("failed", "completed"):
        await shown.go("#")
        await shown.answer("n", f"inbox {PLAIN}")
        await shown.answer("D", PLAIN)
        await shown.answer("w", str(shown.account.folder / f"{shown.account.speaker.ends}.txt"))


def several(payloads: Sequence[Payload]) -> list[Payload]:
    """Three texts with all of them, behind a marker."""
    return [Payload("several", " ".join([MARKER, *(each.text for each in payloads[at::3])])) for at in range(3)]


def judge(account: Account) -> None:
    """Nothing was unclean, and the server was asked for what was pressed or said alone."""
    assert account.unclean == {} and account.looks > 80
    asked = Counter(path.rpartition("/")[2] for path in account.speaker.writes)
    count = len(account.speaker.texts)
    assert asked == {
        "verify": count, "test": count, "retry": count, "api-keys": 1, "deletion-request": 2, "confirm": 2,
    }  # fmt: skip


async def act_on_screens(folder: Path, payloads: Sequence[Payload], size: tuple[int, int]) -> None:
    async with hostile(folder, payloads) as account, screens(account, size) as shown:
        await act_on_all(shown)
    judge(account)


async def act_in_lines(folder: Path, payloads: Sequence[Payload]) -> None:
    async with hostile(folder, payloads) as account:
        session = account.session
        front = Front(session, Settings())

        async def say(*lines: str) -> None:
            for line in lines:
                account.judge([each.removeprefix(INDENT) for each in await front.answer(line)], line)
                account.judge([front.prompt], line)

        try:
            await session.start()
            await account.until(lambda: PLAIN in addresses(session), partial(asyncio.sleep, 0))
            await front.beginning.begin(lambda line: None)
            front.beginning.opening()
            await say("page 200", "go domains")
            nodes = tree(session)
            for at, node in enumerate(nodes, 1):
                if node.inbox is None and node.domain is not None and node.domain.records:
                    await say(f"open {at}", f"domain dmarc {at}", f"records {at} zone", f"verify {at}")
                elif node.inbox is not None and node.inbox.domain_id:
                    await say(f"secret {at}", f"test {at}", f"inbox delete {at}", "", f"inbox schema {at}", ".")
            await say("go organisation", "go apikeys")
            for at in range(1, len(account.speaker.texts) + 2):
                await say(f"open {at}", f"key revoke {at}", "")
            await say(f"key create wallboard, read only, 1h, file {folder / 'a.key'}", "go webhooks")
            for at in range(1, len(account.speaker.texts) + 1):
                await say(f"attempts {at}", f"retry {at}")
            for account.speaker.ends in ("failed", "completed"):
                await say("go deletion", f"data delete inbox {PLAIN}", "go deletion", "data confirm 1", PLAIN)
                await say("go deletion", f"data certificate {folder / account.speaker.ends}")
            await say("journal", "quit")
            assert not (folder / "a.key").exists()  # a text with controls is no key
        finally:
            await session.stop()
    judge(account)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((130, 40), marks=pytest.mark.campaign)])
async def test_a_sample_on_screens(size: tuple[int, int], tmp_path: Path) -> None:
    await act_on_screens(tmp_path, several(some_payloads(9, seed=11)), size)


async def test_a_sample_in_lines(tmp_path: Path) -> None:
    await act_in_lines(tmp_path, several(some_payloads(9, seed=12)))


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
async def test_all_on_screens_and_in_lines(part: int, tmp_path: Path) -> None:
    some = several(every_payload()[part::PARTS])
    await act_on_screens(tmp_path / "screens", some, (80, 24))
    await act_in_lines(tmp_path / "lines", some)

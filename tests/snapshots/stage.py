"""The program for snapshots: on a copy of a store that was filled once from the small world of the frames.

The clock stands at the moment of the frames, here and in the sandbox, which is a process of its own: a busy thread
beside a pilot makes each of its keys a second long.
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.config import Settings
from commune_tui.mail.outbox.gateway import Gateway
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.session import Connect, Session
from commune_tui.mail.triage import Triage
from commune_tui.store.database import Database
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.setup.app import SetupApp
from commune_tui.ui.setup.screen import Answer, NewAgent
from tests.mail.connection import connected

LIMIT_S = 60.0
ME = "alex"
NAMED = {
    " ": "space", "/": "slash", "?": "question_mark", ":": "colon", "Enter": "enter", "Esc": "escape", "Tab": "tab",
    "Home": "home", "Ctrl-k": "ctrl+k", ".": "full_stop", ",": "comma", "@": "at",
}  # fmt: skip


def connecting(environ: dict[str, str]) -> Connect:
    """What opens a client of the sandbox."""

    async def connect() -> Commune:
        key, url = environ["COMMUNE_API_KEY"], environ["COMMUNE_BASE_URL"]
        return Commune(key, base_url=url, retry=RetryPolicy(attempts=1))

    return connect


def put(environ: dict[str, str], path: str, body: dict[str, Any]) -> None:
    """Somebody else changes something on the server."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        environ["COMMUNE_BASE_URL"] + path,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {environ['COMMUNE_API_KEY']}", "Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=20):  # noqa: S310
        pass


def fill(folder: Path, environ: dict[str, str], limit_s: float = LIMIT_S) -> None:
    """Sync a store until it has all the threads of the sandbox, and what became of each."""

    async def work() -> None:
        session = Session(folder, connecting(environ), me=ME)
        await session.start()
        async with asyncio.timeout(limit_s):
            while not _whole(session):  # noqa: ASYNC110 - no fact tells of every step
                await asyncio.sleep(0.05)
        await session.stop()

    asyncio.run(work())


def _whole(session: Session) -> bool:
    """Whether nothing is left to ask: lists came after the mail, and what they name after them."""
    known = session.connection.sync.known if session.connection.sync is not None else None
    if known is None or not known.inboxes or known.triage_due or known.files_due or known.counts_differ:
        return False
    done = all(inbox.history_done and inbox.listed_at for inbox in known.inboxes.values())
    return done and session.status.words()[0] == "synced"


def close_offline(folder: Path, subject: str) -> str:
    """Close the thread of a subject with nothing sent yet, as when offline; its id."""

    async def work() -> str:
        database = Database(folder)
        found = database.read_now(
            lambda conn: conn.execute("SELECT id FROM threads WHERE subject = ?", (subject,)).fetchone()
        )
        client = Commune("comm_none", base_url="http://127.0.0.1:9", retry=RetryPolicy(attempts=1))
        spool = Spool(database, Gateway(client, database.vault), who=ME, emit=lambda fact: None)
        await Triage(database, connected(spool), lambda fact: None, ME).set_status([found[0]], "closed")
        await spool.stop()
        await client.aclose()
        database.close()
        return str(found[0])

    return asyncio.run(work())


def program(folder: Path, environ: dict[str, str], theme: str) -> CommuneApp:
    session = Session(folder, connecting(environ), me=ME, hold_s=300.0)
    return CommuneApp(session, Settings(theme=theme, editor="inside"))


class Nobody:
    """A keeper of keys for the setup screen that is never given one."""

    headline = "There is no key for profile default on https://api.commune.email yet."
    place = "~/.config/commune-tui/keys/default.toml"

    async def take_key(self, key: str) -> Answer:
        return Answer(False, "Nothing was kept.")

    async def register(self, agent: NewAgent) -> Answer:
        return Answer(False, "Nothing was kept.")


def setup(theme: str) -> SetupApp:
    return SetupApp(Nobody(), light=theme == "light")


def words(app: App[Any]) -> str:
    """What the screen shows, as text."""
    return "\n".join("".join(segment.text for segment in row) for row in app.screen._compositor.render_strips())


def played(keys: tuple[str, ...], facts: tuple[str, ...]) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press the keys once the program has synced, then wait until all of these words are on the screen.

    A key that begins with ``…`` is no key, but words to wait for.
    """

    async def until(pilot: Pilot[Any], fact: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while fact not in words(pilot.app):
                    await pilot.pause()
        except TimeoutError:
            raise AssertionError(f"{fact!r} is not on the screen:\n{words(pilot.app)}") from None

    async def play(pilot: Pilot[Any]) -> None:
        if isinstance(pilot.app, CommuneApp):
            await until(pilot, "synced")
            await until(pilot, "need you")
        for key in keys:
            if key.startswith("…"):
                await until(pilot, key[1:])
            else:
                await pilot.press(NAMED.get(key, key))
        for fact in facts:
            await until(pilot, fact)
        async with asyncio.timeout(LIMIT_S):
            while not followed(pilot.app):
                await pilot.pause()

    return play


def followed(app: App[Any]) -> bool:
    """Whether the conversation beside the list, if there is one, is that of its cursor, and read."""
    if not isinstance(app.screen, MainScreen) or not app.screen.panes.previews:
        return True
    row, reader = app.screen.panes.threads.current, app.screen.panes.reader
    return reader.thread_id == (row.id if row is not None else "") and "reading this mail" not in words(app)

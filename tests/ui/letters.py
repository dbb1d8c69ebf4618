"""The program on a sandbox of its own with one thread in it, for the stories of writing mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from commune_tui.api.auth import AgentKey
from commune_tui.api.client import Commune
from commune_tui.api.gate import Gate
from commune_tui.api.retry import RetryPolicy
from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import ThreadRow
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.field import Field
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.prompt import Prompt, SuggestionList
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.kit.text_line import TextLine
from tests.servers import Server

LIMIT_S = 30.0


@dataclass
class Letters:
    """A running program with a hand on its keys. ``address`` is the inbox of the one thread."""

    server: Server
    app: CommuneApp
    pilot: Pilot[int]
    address: str
    thread_id: str

    async def until(self, fact: Callable[[], Any]) -> Any:
        """Wait for a fact; where it never comes, what the program says is the failure."""
        try:
            async with asyncio.timeout(LIMIT_S):
                while not (found := fact()):
                    await self.pilot.pause()
        except TimeoutError:
            raise AssertionError(f"it never came; {type(self.app.screen).__name__} says {self.told!r}") from None
        return found

    async def press(self, *keys: str, then: Callable[[], Any] | None = None) -> Any:
        await self.pilot.press(*keys)
        return await self.until(then) if then is not None else None

    async def type(self, words: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in words))

    def on(self, name: str) -> Callable[[], bool]:
        """Whether this screen is in front and ready."""
        return lambda: type(self.app.screen).__name__ == name and self.app.screen.is_mounted

    @property
    def page(self) -> str:
        """What the review shows."""
        return self.app.screen.query_one(Page).words

    @property
    def told(self) -> str:
        return self.app.screen.query_one(StatusLine).words

    @property
    def drafts(self) -> list[Draft]:
        return self.app.session.drafts.open()

    @property
    def asked(self) -> bool:
        """Whether a question is open at the bottom."""
        return self.app.screen.query_one(Prompt).is_open

    @property
    def line(self) -> Input:
        """The line of the question."""
        return self.app.screen.query_one("#ask-input", Input)

    @property
    def offered(self) -> str:
        """What is suggested for it, a line each, a blank between two things."""
        rows = self.app.screen.query_one("#ask-suggestions", SuggestionList)
        lines = [" ".join(rows.render_line(y).text.split()) for y in range(rows.size.height)]
        return "\n".join(lines)

    @property
    def objection(self) -> str:
        """Why an answer would not do."""
        said = self.app.screen.query_one("#ask-objection", TextLine)
        return said.words if said.display else ""

    async def compose(self, key: str, field: str = "") -> None:
        """Start to write with this key; the text, or this field, has the keys."""
        await self.press(key, then=self.on("ComposeScreen"))
        found = self.app.screen.query_one(f"#{field}", Field).line if field else self.app.screen.query_one(MailText)
        await self.until(lambda: self.app.focused is found)

    def mails(self, subject: str) -> list[dict[str, Any]]:
        """Mails of this subject that the server has taken from the inbox."""
        inbox_id = self.server.inboxes()[self.address]
        listed = self.server.get(f"/v1/messages?inbox_id={inbox_id}&limit=100").body["data"]
        return [m for m in listed if m["direction"] == "outbound" and m["metadata"]["subject"] == subject]

    @property
    def status(self) -> str:
        """What the server has of the thread."""
        return str(self.server.get(f"/v1/threads/{self.thread_id}/metadata").body["data"]["status"])

    def customer_writes(self, text: str, **fields: Any) -> str:
        """A mail into the thread (or another one, by its subject); its thread."""
        first = self.app.session.reads.messages(self.thread_id)[0]
        mail = {"from": "anna@example.org", "to": self.address, "text": text, "in_reply_to": first.smtp_id}
        return str(self.server.control("mail", {**mail, "subject": "Re: Order 4711", **fields})["data"][0]["thread_id"])


@asynccontextmanager
async def letters(
    server: Server, folder: Path, *, hold_s: float = 0.0, size: tuple[int, int] = (80, 24), guest: bool = False,
    through: str = "", mail: Mapping[str, Any] | None = None, agent: AgentKey | None = None,
    key: str = "", gate: Callable[[], Gate] | None = None, **settings: Any,
) -> AsyncIterator[Letters]:  # fmt: skip
    """Open the program; the thread is there and the list has the keys. ``through`` is where it finds the server,
    ``mail`` what the customer's mail has otherwise, ``agent`` who signs in place of the server's key, ``key``
    another key, ``gate`` the client of a gate."""
    address = sorted(server.inboxes())[0]
    first = {"from": "anna@example.org", "from_name": "Anna Berg", "to": address, "text": "Where is it?"}
    told = server.control("mail", {**first, "subject": "Order 4711", **(mail or {})})
    thread_id = str(told["data"][0]["thread_id"])
    assert server.call("PUT", f"/v1/threads/{thread_id}/status", {"status": "needs_reply"}).status == 200

    async def connect() -> Commune:
        return Commune(
            (key or server.key) if agent is None else None,
            agent=agent,
            base_url=through or server.base_url,
            retry=RetryPolicy(attempts=1),
        )

    session = Session(folder, connect, me="alex", hold_s=hold_s, gate=gate)
    app = CommuneApp(session, Settings(**{"editor": "inside", **settings}), guest=guest)
    async with app.run_test(size=size) as pilot:
        made = Letters(server, app, pilot, address, thread_id)
        await made.until(lambda: session.reads.messages(thread_id) and made.on("MainScreen")())
        await made.until(lambda: app.screen.query_one("#threads").count)  # type: ignore[attr-defined]
        await made.until(lambda: known(session.reads.thread(thread_id)))
        yield made


def known(row: ThreadRow | None) -> bool:
    """Whether the state of a thread has been read: the list shows it before."""
    return row is not None and row.status != "unknown"

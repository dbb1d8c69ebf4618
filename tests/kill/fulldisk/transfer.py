"""What comes and leaves while the disk is full: the first mail, a mail in its hold, an attachment."""

from __future__ import annotations

import asyncio
import base64
from datetime import timedelta

from commune_tui import clock
from commune_tui.mail import files
from commune_tui.mail.files import NotSaved
from commune_tui.mail.session import Session
from tests.flows.account import receive
from tests.kill.fulldisk.disk import Findings, disk
from tests.mail.account import account, in_copy, on_server
from tests.servers import Server


async def first_sync(found: Findings, server: Server) -> None:
    """The disk is full while the mail comes for the first time; with room the rest comes by itself."""
    with disk() as place:
        place.fill(200)
        async with account(server, place.home / "account", start=False) as opened:
            starting = asyncio.create_task(opened.session.keep_starting())
            await opened.until(
                lambda: "full" in opened.session.status.sentence() or "room" in opened.session.status.sentence()
            )
            found.tried += 1
            found.refused += 1
            print("  it says:", opened.session.status.sentence())
            found.expect("synced" not in opened.session.status.words()[0], "synced on a full disk")
            place.room()
            await starting
            await opened.settled()
            found.expect(in_copy(opened.session) == on_server(server), "the copy differs after a full disk")
            found.expect(opened.session.status.sentence() == "", f"still said: {opened.session.status.sentence()}")


async def held(found: Findings, server: Server) -> None:
    """A mail in its hold, due while the disk is full: it leaves once, when that can be written down."""
    with disk() as place:
        async with account(server, place.home / "account") as opened:
            await opened.settled()
            for number, spare in enumerate((0, 1, 2, 3, 4, 6, 8, 12)):
                subject = f"held {number} {spare}"
                draft = opened.session.drafts.new(
                    inbox_id=opened.session.reads.inboxes()[0].id,
                    to=("anna@example.org",),
                    subject=subject,
                    body="Hello",
                )
                opened.session.hold.length_s = 0.5
                operation = await opened.session.composer.send(draft, clock.now() + timedelta(seconds=0.7))
                with place.full(spare):
                    found.tried += 1
                    await asyncio.sleep(2.5)
                async with asyncio.timeout(60):
                    while not _settled(opened.session, operation.id):  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                sent = _sent(server, subject)
                found.expect(sent == 1, f"held, {spare} pages left: it left {sent} times")


def _settled(session: Session, operation_id: str) -> bool:
    states = session.database.read_now(
        lambda conn: conn.execute("SELECT state FROM desk.operations WHERE id = ?", (operation_id,)).fetchall()
    )
    return states == [("confirmed",)]


def _sent(server: Server, subject: str) -> int:
    count = 0
    for inbox_id in server.inboxes().values():
        listed = server.get(f"/v1/messages?inbox_id={inbox_id}&limit=1000").body["data"]
        count += sum(m["direction"] == "outbound" and m["metadata"]["subject"] == subject for m in listed)
    return count


async def downloads(found: Findings, server: Server) -> None:
    """An attachment that does not fit leaves no part of itself."""
    content = base64.b64encode(b"0123456789" * 20_000).decode()
    receive(server, ["a file"], files=[{"name": "big.bin", "mime_type": "text/plain", "content": content}])
    with disk() as place:
        async with account(server, place.home / "account") as opened:
            await opened.settled()
            ids = opened.session.database.read_now(
                lambda conn: conn.execute("SELECT id FROM attachments ORDER BY size").fetchall()
            )
            saved = place.home / "saved"
            saved.mkdir()
            usual, files._SPARE = files._SPARE, -(10**9)
            try:
                for spare in (0, 1, 5, 20):
                    with place.full(spare):
                        found.tried += 1
                        try:
                            await opened.session.files.save(ids[-1][0], "big.bin", saved, lambda done, of: None)
                            found.expect(spare, "an attachment was saved on a full disk")
                        except NotSaved as error:
                            found.refused += 1
                            print(f"  {error}")
                    found.expect(not list(saved.iterdir()), f"a part of a file is left, {spare} pages left")
            finally:
                files._SPARE = usual

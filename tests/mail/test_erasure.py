"""Erasing one customer: no word of theirs is left in any file, nothing comes back, and the server is never said to."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.actions import erasure as sayings
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.erasure import Outcome, There
from commune_tui.mail.files import attach
from commune_tui.sending.operation import Entry
from commune_tui.store import erased, journal, views
from commune_tui.store.errors import StoreError
from commune_tui.text import is_clean
from tests.hostile.payloads import some_payloads
from tests.mail.account import Account, account, in_copy
from tests.mail.test_deletion import SALES, SUPPORT, all_rows, holding, written
from tests.servers import Server, sandbox_process

WHO = "petunia@canary.example"
CANARIES = ("petunia", "canary")
OTHER = "neighbour@other.example"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        fill(server)
        yield server


def mail(server: Server, who: str, to: str, number: int, **more: object) -> None:
    word = "petunia canary" if who == WHO else "neighbour"
    server.control("mail", {
        "from": who, "from_name": word.title(), "to": to, "subject": f"{word} {number}",
        "text": f"The words of {word} number {number}.", "html": f"<p>The words of <b>{word}</b></p>",
        "message_id": f"<{number}.{who}>", **more,
    })  # fmt: skip


def fill(server: Server) -> None:
    file = {"name": "canaryfile.txt", "mime_type": "text/plain", "content": "Y2FuYXJ5"}
    for number, address in enumerate((SUPPORT, SALES, SUPPORT)):
        mail(server, WHO, address, number, files=[file])
        mail(server, OTHER, address, 10 + number)
    mail(server, OTHER, SUPPORT, 20, text=f"Ask {WHO} about it.")


async def furnished(mine: Account, folder: Path) -> None:
    """Everything that a person makes of conversations, of theirs and of another's."""
    session = mine.session
    await mine.settled()
    for row in all_rows(mine):
        word = "petunia" if "petunia" in row.subject else "neighbour"
        file = attach(session.database.vault, written(folder, f"{word}{row.seq}.txt", f"{word} {row.seq} bytes"))
        draft = session.drafts.new(thread_id=row.id, inbox_id=row.inbox_id, to=(row.sender,), subject=f"{word} draft",
                                   body=f"{word} body", attachments=(file,))  # fmt: skip
        await session.drafts.save(draft)
        await session.editing.begin(draft)
        await session.triage.add_note(row.id, f"{word} note")
        await session.triage.tag([row.id], [f"{word}tag"])
    await session.drafts.save(session.drafts.new(to=(WHO,), subject="canary alone", body="to petunia"))
    await session.database.write(lambda conn: views.put(conn, "v1", "Petunia", f"from:{WHO}"))
    entry = Entry(1, "anna", "made", "send", "op-alone", after={"to": [WHO.upper()]}, note=f"to {WHO}")
    await session.database.write(lambda conn: journal.add(conn, [entry]))
    await mine.until(lambda: not session.outbox.waiting())
    await session.database.check()
    written(session.database.desk_file.parent, "desk.damaged-20260101T000000.db", "petunia was here")


async def test_no_word_of_theirs_is_left_in_any_file(either: Server, tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with account(either, home) as mine:
        await furnished(mine, tmp_path)
        names = holding(home, *CANARIES)
        assert {"mail.db", "desk.db", "desk.backup.db", "mail.txt"} <= {
            name.removesuffix("-wal") for name in names
        } and len(names) > 6
        found = mine.session.erasure.look(WHO)
        assert (len(found.ids), found.messages, found.others, found.attachments) == (3, 3, 0, 3)
        assert (found.drafts, found.notes, found.mentions) == (4, 3, 1)
        outcome = await mine.session.erasure.erase(WHO)
        # Where another mail names them is not theirs to erase, and is said: that one mail is all that is left.
        left = [row for row in all_rows(mine) if "20" in row.subject]
        assert len(left) == 1 and outcome.after.mentions == 1 and outcome.after.nothing
        await mine.session.database.write(lambda conn: _drop(conn, left[0].id))
        await mine.session.database.renew()
        assert holding(home, *CANARIES) == []
        assert holding(home, "neighbour body") and holding(home, "neighbour note")
        assert outcome.there.messages == 3 and outcome.there.conversations == 3
        words = [entry.what for entry in mine.session.reads.whole_journal()]
        assert words.count("erased") == 1 and words.count("made") > 4
    assert holding(home, *CANARIES) == []


def _drop(conn: object, thread_id: str) -> None:
    from commune_tui.store import threads

    threads.remove(conn, [thread_id])  # type: ignore[arg-type]


async def test_nothing_comes_back_but_what_they_write_later(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.erasure.erase(WHO)
        before = len(in_copy(mine.session))
        mine.requests.clear()
        mine.session.connection.sync_now()
        await mine.until(lambda: [each for each in mine.requests if each[1] == "/v1/threads"])
        await mine.settled()
        assert len(in_copy(mine.session)) == before and mine.session.erasure.look(WHO).nothing
        asked = len(mine.requests)
        mine.session.connection.sync_now()
        await mine.settled()
        assert len(mine.requests) < 4 * asked  # nothing is asked for over and over
    async with account(either, tmp_path) as mine:
        await mine.settled()
        assert mine.session.erasure.look(WHO).nothing
        mail(either, WHO, SUPPORT, 99)
        mine.session.connection.sync_now()
        found = await mine.until(lambda: mine.session.erasure.look(WHO).ids)
        assert len(found) == 1 and mine.session.erasure.look(WHO).messages == 1


async def test_another_copy_of_the_program_or_mail_on_its_way_keeps_it_back(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine, account(either, tmp_path, start=False):
        await mine.settled()
        with pytest.raises(StoreError, match="Another copy"):
            await mine.session.erasure.erase(WHO)
        assert len(mine.session.erasure.look(WHO).ids) == 3
    async with account(either, tmp_path) as mine:
        await mine.settled()
        row = next(row for row in all_rows(mine) if "petunia" in row.subject)
        await mine.session.triage.tag([row.id], ["vip"])
        await mine.until(lambda: not mine.session.outbox.waiting())
        await mine.session.database.write(
            lambda conn: conn.execute("UPDATE desk.operations SET state = 'unknown'").rowcount
        )
        with pytest.raises(NotDone, match="on its way"):
            await mine.session.erasure.erase(WHO)
        assert len(mine.session.erasure.look(WHO).ids) == 3


async def test_offline_it_is_removed_here_and_the_server_is_not_claimed(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        mine.faults("drop /v1/*")
        outcome = await mine.session.erasure.erase(WHO)
        mine.faults()
        text = sayings.certificate(outcome)
        assert "What the server still holds is not known" in text and "Nothing was deleted at the server" in text
        assert "erased" not in text.lower() and outcome.after.nothing


async def test_what_an_inbox_is_called_is_cleaned(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        for payload in some_payloads(40, 11):
            name = payload.text.encode("utf-8", "replace").decode()
            await mine.session.database.write(
                lambda conn, name=name: conn.execute("UPDATE inboxes SET address = ?", (name,)).rowcount  # type: ignore[misc]
            )
            found = mine.session.erasure.look(WHO)
            outcome = Outcome(found, found, 0, There(sentence="away"))
            assert found.inboxes and all(map(is_clean, sayings.at_the_server(found)))
            assert all(map(is_clean, sayings.certificate(outcome).splitlines()))


def test_hashes_tell_nothing_and_are_the_desks_own() -> None:
    one, two = erased.Erased("00" * 32, ()), erased.Erased("11" * 32, ())
    assert one.hashed(WHO) == one.hashed(f" {WHO.upper()} ") != two.hashed(WHO)
    assert erased.bare(f"Petunia <{WHO}>") == WHO == erased.bare(WHO)


LIFE = """
import asyncio, os, signal, sys
from pathlib import Path
from commune_tui.api import Commune
from commune_tui.mail.session import Session
from commune_tui.store import erased, erasure
from commune_tui.store.database import Database

folder, url, key, who, point = sys.argv[1:]

def end(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def connect():
    return Commune(key, base_url=url)

async def life():
    session = Session(Path(folder), connect, me="anna", hold_s=0.0)
    await session.start()
    while not session.connection.sync.settled:
        await asyncio.sleep(0.05)
    if point == "sweep":
        erasure.sweep = end
    if point == "renew":
        Database.renew = end
    if point == "cleaned":
        erased.cleaned = end
    await session.erasure.erase(who)
    end()

asyncio.run(life())
"""


@pytest.mark.parametrize("point", ["sweep", "renew", "cleaned", "never"])
async def test_a_kill_in_the_middle_leaves_nothing_after_the_next_start(
    point: str, either: Server, tmp_path: Path
) -> None:
    words = [str(tmp_path), either.base_url, either.key, WHO, point]
    life = await asyncio.create_subprocess_exec(sys.executable, "-c", LIFE, *words)
    assert await life.wait() == -9
    async with account(either, tmp_path) as mine:
        await mine.until(lambda: not mine.session.database.read_now(erased.unclean))
        await mine.settled()
        assert mine.session.erasure.look(WHO).nothing
        await mine.session.database.write(
            lambda conn: _drop(conn, next(r.id for r in all_rows(mine) if "20" in r.subject))
        )
        await mine.session.database.renew()
        assert holding(tmp_path, *CANARIES) == []


async def test_an_answer_in_an_old_conversation_comes_alone(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.erasure.erase(WHO)
        mail(either, WHO, SUPPORT, 77, subject="Re: something", text="fresh words", in_reply_to=f"<0.{WHO}>")
        mine.session.connection.sync_now()
        [thread_id] = await mine.until(lambda: mine.session.erasure.look(WHO).ids)
        await mine.settled()
        assert [each.content.strip() for each in mine.session.reads.messages(thread_id)] == ["fresh words"]
        row = mine.session.reads.thread(thread_id)
        assert row is not None and "canary 0" not in row.subject + row.snippet
        mine.requests.clear()
        mine.session.connection.sync_now()
        await mine.settled()
        asked = sum(path.endswith(f"{thread_id}/messages") for _, path, _ in mine.requests)
        assert asked <= 2  # that the server counts more mails than are taken is no reason to ask over and over


async def test_whose_mail_is_not_here_yet_is_not_known_and_said(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.database.write(
            lambda conn: conn.execute("INSERT INTO threads (id, subject) VALUES ('unread', 'x')").rowcount
        )
        found = mine.session.erasure.look(WHO)
        assert found.unread == 1 and "nobody can say whose they are" in " ".join(sayings.stays(found))

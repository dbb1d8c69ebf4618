"""Deleting data at the server and here, against a real server in both forms: lost answers, ends in the middle."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.deletion import told
from commune_tui.api.errors import CommuneError
from commune_tui.api.models import DeletionRequest
from commune_tui.mail import deletion as deletions
from commune_tui.mail import deletion_answer
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import Deed, Ending, entry
from commune_tui.mail.files import attach
from commune_tui.sending.deletion import Extent, Held, Request
from commune_tui.store import journal
from commune_tui.store import threads as thread_table
from commune_tui.store.rows import ThreadRow
from tests.mail.account import Account, account, in_copy, on_server
from tests.servers import Server, sandbox_process

PATH = "/v1/data/deletion-request"
SUPPORT, SALES = "support@northwind.example", "sales@northwind.example"
CANARY = "zebracanary"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A sandbox for one test alone, in each of its forms, with mail in two inboxes."""
    with sandbox_process("--as", request.param) as server:
        fill(server)
        yield server


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_open, "SETTLES_S", 0.05)
    monkeypatch.setattr(deletions, "LOOK_AGAIN_S", 0.05)


def fill(server: Server) -> None:
    file = {"name": f"{CANARY}file.txt", "mime_type": "text/plain", "content": "aGVsbG8="}
    for address in (SUPPORT, SALES):
        for day in (1, 20):
            word = CANARY if address == SUPPORT else "neighbour"
            mail = {
                "from": f"{word}{day}@customer.example", "to": address, "subject": f"{word} {day}",
                "text": f"the text of {word}", "sent_at": f"2026-03-{day:02}T12:00:00Z",
                "message_id": f"<{word}{day}@customer.example>",
            }  # fmt: skip
            server.control("mail", mail | ({"files": [file]} if address == SUPPORT else {}))


def messages(server: Server) -> int:
    return int(server.control("state")["world"]["messages"])


def inbox(server: Server, address: str = SUPPORT) -> Extent:
    return Extent("inbox", server.inboxes()[address])


def standing(mine: Account) -> Request:
    found = mine.session.deletion.now()
    assert found is not None
    return found


def posts(mine: Account, end: str = "") -> int:
    return sum(method == "POST" and path.startswith(PATH) and path.endswith(end) for method, path, _ in mine.requests)


def holding(folder: Path, *words: str) -> list[str]:
    """The files below a folder that hold one of these, in any case."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes().lower() for word in words)]


def all_rows(mine: Account) -> list[ThreadRow]:
    ids = mine.session.database.read_now(lambda conn: [row[0] for row in conn.execute("SELECT seq FROM threads")])
    found = mine.session.database.read_now(lambda conn: thread_table.by_numbers(conn, ids))
    return [row for row in found if row is not None]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


async def test_an_inbox_is_deleted_there_and_here_and_that_is_proved(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        assert holding(tmp_path, CANARY)
        extent = inbox(either)
        assert (await mine.session.deletion.ask(extent, SUPPORT)).word == "confirmed"
        asked = standing(mine)
        assert (asked.phase, asked.preview["messages"], asked.here.messages) == ("pending", 2, 2)
        assert 3500 < asked.confirm_by_at / 1000 - clock.now_ms() / 1000 <= 3600
        assert messages(either) == 4 and mine.session.database.vault.path(asked.token).exists()
        assert (await mine.session.deletion.confirm()).word == "confirmed"
        done = standing(mine)
        assert (done.phase, done.deleted["messages"], done.proof.word) == ("completed", 2, "zero")
        assert (done.left_here, done.overwritten, done.token) == (Held(), True, "")
        assert messages(either) == 2 and posts(mine) == 2
        assert holding(tmp_path, CANARY) == []


async def test_the_token_is_private_and_gone_afterwards_and_in_no_journal(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        file = mine.session.database.vault.path(standing(mine).token)
        token = file.read_text()
        assert len(token) == 64 and file.stat().st_mode & 0o777 == 0o600
        assert holding(tmp_path, token) == [file.name]
        assert token not in str(mine.session.reads.whole_journal()) and token not in repr(standing(mine))
        await mine.session.deletion.confirm()
        assert holding(tmp_path, token) == [] and not file.exists()


async def test_messages_before_a_date_go_and_the_others_stay(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        before = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp() * 1000)
        await mine.session.deletion.ask(Extent("messages", before=before), "before 2026-03-10")
        assert (standing(mine).preview["messages"], standing(mine).here.messages) == (2, 2)
        assert (await mine.session.deletion.confirm()).word == "confirmed"
        assert standing(mine).proof.word == "zero" and messages(either) == 2
        assert holding(tmp_path, f"{CANARY}1@", "neighbour1@") == []
        assert len(holding(tmp_path, f"{CANARY}20@")) and len(holding(tmp_path, "neighbour20@"))
        await mine.settled()
        assert in_copy(mine.session) == on_server(either)


async def test_everything_goes_and_a_key_that_is_refused_is_no_proof(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(Extent("organization"), "organisation")
        assert (await mine.session.deletion.confirm()).word == "confirmed"
        done = standing(mine)
        assert (done.phase, done.proof.word, done.left_here) == ("completed", "closed", Held())
        assert holding(tmp_path, CANARY, "neighbour") == []
        assert "That is no proof" in " ".join(told(done, clock.now()))


async def test_everything_with_a_lost_answer_is_never_called_done(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(Extent("organization"), "organisation")
        mine.faults(f"lost POST {PATH}/*/confirm next=1")
        assert (await mine.session.deletion.confirm()).word == "unknown"
        done = standing(mine)
        assert (done.phase, done.token, done.left_here) == ("silent", "", None)
        assert "no proof" in " ".join(told(done, clock.now())) and holding(tmp_path, CANARY)


async def test_a_lost_answer_to_the_request_can_never_be_confirmed(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        mine.faults(f"lost POST {PATH} next=1")
        assert (await mine.session.deletion.ask(inbox(either), SUPPORT)).word == "untold"
        lost = standing(mine)
        assert (lost.phase, lost.token, posts(mine)) == ("lost", "", 1)
        assert "expires by itself at" in " ".join(told(lost, clock.now()))
        with pytest.raises(NotDone, match="token is not here"):
            await mine.session.deletion.confirm()
        # Whoever asks again learns that the server has one, and when it is over; what is known of the first stays.
        assert (await mine.session.deletion.ask(inbox(either), SUPPORT)).word == "refused"
        assert standing(mine) == lost and messages(either) == 4
        either.control("advance", {"seconds": 3601})
        assert (await mine.session.deletion.ask(inbox(either), SUPPORT)).word == "confirmed"


async def test_one_that_somebody_else_made_is_said(either: Server, tmp_path: Path) -> None:
    either.post(PATH, {"scope": "messages"})
    async with account(either, tmp_path) as mine:
        await mine.settled()
        ending = await mine.session.deletion.ask(inbox(either), SUPPORT)
        assert ending.word == "refused" and "active" in ending.sentence and mine.session.deletion.now() is None
        assert holding(tmp_path / "files", "") == []


@pytest.mark.parametrize("fault", ["lost", "drop"])
async def test_a_lost_answer_to_the_confirmation_is_looked_for(fault: str, either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        mine.faults(f"{fault} POST {PATH}/*/confirm next=1")
        ending = await mine.session.deletion.confirm()
        if fault == "lost":
            assert (ending.word, standing(mine).phase, standing(mine).proof.word) == ("found", "completed", "zero")
        else:
            assert (ending.word, standing(mine).phase, messages(either)) == ("absent", "pending", 4)
            assert (await mine.session.deletion.confirm()).word == "confirmed"
        assert (posts(mine, "/confirm"), messages(either)) == (1 if fault == "lost" else 2, 2)
        with pytest.raises(NotDone, match="carried out already"):
            await mine.session.deletion.confirm()
        assert posts(mine, "/confirm") == (1 if fault == "lost" else 2) and messages(either) == 2


async def test_where_nobody_could_say_it_is_looked_for_later(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        exchanged = mine.exchanged

        def then_all_fails(method: str, path: str, status: int, _in: int, _out: int) -> None:
            exchanged(method, path, status, _in, _out)
            if path.endswith("/confirm"):
                mine.faults(f"500 GET {PATH}/*")

        mine.exchanged = then_all_fails  # type: ignore[method-assign]
        mine.faults(f"lost POST {PATH}/*/confirm next=1")
        with pytest.raises(CommuneError):
            await mine.session.deletion.confirm()
        assert standing(mine).phase == "confirming" and holding(tmp_path, CANARY)
        mine.faults()
        await mine.session.deletion.look_back()
        assert (standing(mine).phase, standing(mine).proof.word, posts(mine, "/confirm")) == ("completed", "zero", 1)
        assert holding(tmp_path, CANARY) == []


async def test_what_is_not_confirmed_expires_and_its_token_goes(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        either.control("advance", {"seconds": 3601})
        await mine.session.deletion.look_back()
        assert (standing(mine).phase, standing(mine).token, messages(either)) == ("expired", "", 4)
        assert holding(tmp_path / "files", "") == []
        with pytest.raises(NotDone, match="expired"):
            await mine.session.deletion.confirm()


async def test_a_token_that_is_destroyed_deletes_nothing(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        assert await mine.session.deletion.give_up() == SUPPORT
        assert standing(mine).phase == "dropped" and holding(tmp_path / "files", "") == []
        with pytest.raises(NotDone):
            await mine.session.deletion.confirm()
        assert messages(either) == 4


async def test_offline_nothing_is_asked_and_nothing_is_kept(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        mine.faults("drop /v1/*")
        with pytest.raises(NotDone, match="nothing was done"):
            await mine.session.deletion.confirm()
        mine.faults()
        mine.session.connection.sync_now()
        await mine.settled()
        assert messages(either) == 4 and posts(mine, "/confirm") == 0 and standing(mine).phase == "pending"


async def test_a_key_that_may_not_is_not_asked(either: Server, tmp_path: Path) -> None:
    body = {"name": "reader", "permissions": ["read", "write"]}
    key = str(either.post("/v1/agent/api-keys", body).body["apiKey"])
    async with account(either, tmp_path, key=key) as mine:
        await mine.settled()
        await mine.session.administration.look_back()
        with pytest.raises(NotDone, match="lacks the scope data:delete"):
            await mine.session.deletion.ask(inbox(either), SUPPORT)
        assert mine.session.deletion.now() is None and posts(mine) == 0


async def test_what_the_desk_has_of_it_goes_and_of_others_stays(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        rows = {row.subject.split()[0]: row for row in all_rows(mine)}
        for word, row in rows.items():
            file = attach(mine.session.database.vault, written(tmp_path.parent, f"{word}.txt", f"{word} bytes"))
            draft = mine.session.drafts.new(
                thread_id=row.id, inbox_id=row.inbox_id, subject=f"{word} draft", body=f"{word} body",
                attachments=(file,),
            )  # fmt: skip
            await mine.session.drafts.save(draft)
            await mine.session.triage.add_note(row.id, f"{word} note")
            await mine.session.triage.tag([row.id], [f"{word}tag"])
        await mine.until(lambda: not mine.session.outbox.waiting())
        await mine.session.database.check()
        assert len(holding(tmp_path, f"{CANARY} body", f"{CANARY} bytes")) >= 3
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        await mine.session.deletion.confirm()
        assert holding(tmp_path, CANARY) == []
        assert holding(tmp_path, "neighbour body", "neighbour bytes") and True
        assert sum(entry.kind == "tags" for entry in mine.session.reads.whole_journal()) == 4


# -- the end of the program in between ---------------------------------------------------------------------------------

LIFE = """
import asyncio, os, signal, sys
from pathlib import Path
from commune_tui.api import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import deletion
from commune_tui.mail.session import Session
from commune_tui.sending.deletion import Extent
from commune_tui.store.database import Database

folder, url, key, inbox, about, point = sys.argv[1:]

def end(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def exchanged(method, path, status, _in, _out):
    if method == "POST" and path.endswith({"asked": "deletion-request", "confirmed": "/confirm"}.get(point, "never")):
        end()

async def connect():
    return Commune(key, base_url=url, retry=RetryPolicy(attempts=1), on_exchange=exchanged)

async def life():
    session = Session(Path(folder), connect, me="anna", hold_s=0.0)
    if point == "purging":
        Database.renew = lambda self: end()
    if point == "proving":
        deletion.deletion_proof.proved = lambda *_: end()
    if point == "keeping":
        from commune_tui.store.vault import Vault
        Vault.keep = lambda *_: end()
    await session.start()
    while not session.connection.sync.settled:
        await asyncio.sleep(0.05)
    await session.deletion.ask(Extent("inbox", inbox) if inbox else Extent("organization"), about)
    if point == "waiting":
        end()
    await session.deletion.confirm()
    end()

asyncio.run(life())
"""


@pytest.mark.parametrize("point", ["asked", "keeping", "waiting", "confirmed", "purging", "proving", "never"])
async def test_whatever_ends_the_program_it_is_done_once_or_not_at_all(
    point: str, either: Server, tmp_path: Path
) -> None:
    words = [str(tmp_path), either.base_url, either.key, inbox(either).inbox_id, SUPPORT, point]
    life = await asyncio.create_subprocess_exec(sys.executable, "-c", LIFE, *words)
    assert await life.wait() == -9
    async with account(either, tmp_path) as mine:
        await mine.settled()
        if point in ("asked", "keeping"):
            await mine.until(lambda: standing(mine).phase == "lost")
            assert standing(mine).token == "" and holding(tmp_path / "files", "") == [] and messages(either) == 4
            return
        if point == "waiting":
            assert standing(mine).waits(clock.now_ms())
            assert (await mine.session.deletion.confirm()).word == "confirmed"
        await mine.until(lambda: standing(mine).proof.word == "zero")
        assert (messages(either), standing(mine).token, standing(mine).left_here) == (2, "", Held())
        assert holding(tmp_path, CANARY) == [] and holding(tmp_path / "files", "") == []
        with pytest.raises(NotDone, match="carried out already"):
            await mine.session.deletion.confirm()
        assert posts(mine, "/confirm") == (1 if point == "waiting" else 0)


async def test_a_kill_after_everything_was_confirmed_is_not_called_done(either: Server, tmp_path: Path) -> None:
    words = [str(tmp_path), either.base_url, either.key, "", "organisation", "confirmed"]
    life = await asyncio.create_subprocess_exec(sys.executable, "-c", LIFE, *words)
    assert await life.wait() == -9 and messages(either) == 0
    async with account(either, tmp_path) as mine:
        await mine.until(lambda: standing(mine).phase == "silent" and not standing(mine).token)
        assert standing(mine).left_here is None
        assert "no proof" in " ".join(told(standing(mine), clock.now()))


async def test_two_copies_that_confirm_at_once_do_no_harm(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine, account(either, tmp_path) as other:
        await mine.settled()
        await mine.session.deletion.ask(inbox(either), SUPPORT)
        both = (mine.session.deletion.confirm(), other.session.deletion.confirm())
        came = await asyncio.gather(*both, return_exceptions=True)
        words = [each.word if isinstance(each, Ending) else type(each).__name__ for each in came]
        assert any(word in ("confirmed", "found") for word in words)
        assert set(words) <= {"confirmed", "found", "refused", "other", "NotDone"}, words
        await mine.session.deletion.look_back()
        assert (standing(mine).phase, standing(mine).proof.word, messages(either)) == ("completed", "zero", 2)
        assert standing(mine).token == "" and not standing(mine).overwritten
        assert "Another copy of the program has the store open" in " ".join(told(standing(mine), clock.now()))


async def test_mail_that_came_after_the_deletion_stays(either: Server, tmp_path: Path) -> None:
    """The program ended before it could let go of what it had; new mail was fetched before it did."""
    words = [str(tmp_path), either.base_url, either.key, inbox(either).inbox_id, SUPPORT, "confirmed"]
    life = await asyncio.create_subprocess_exec(sys.executable, "-c", LIFE, *words)
    assert await life.wait() == -9
    either.control("advance", {"seconds": 60})
    address = SUPPORT if SUPPORT in either.inboxes() else SALES
    new = {"from": "new@customer.example", "to": address, "subject": "newcomer", "text": "just now"}
    either.control("faults", {"faults": [f"500 GET {PATH}/*"]})
    async with account(either, tmp_path) as mine:
        either.control("mail", new)
        mine.session.connection.sync_now()
        await mine.until(lambda: "newcomer" in {row.subject for row in all_rows(mine)})
        thread = next(row for row in all_rows(mine) if row.subject == "newcomer")
        await mine.session.triage.add_note(thread.id, "the new one")
        mine.faults()
        await mine.session.deletion.look_back()
        assert standing(mine).left_here == Held() and holding(tmp_path, CANARY) == []
        assert "newcomer" in {row.subject for row in all_rows(mine)}
        assert holding(tmp_path, "the new one")


async def test_what_may_still_be_carried_out_is_not_called_dropped(either: Server, tmp_path: Path) -> None:
    """The program ended while it confirmed; at first the server shows nothing of it, since it comes to it late."""
    words = [str(tmp_path), either.base_url, either.key, inbox(either).inbox_id, SUPPORT, "waiting"]
    life = await asyncio.create_subprocess_exec(sys.executable, "-c", LIFE, *words)
    assert await life.wait() == -9
    async with account(either, tmp_path) as mine:
        await mine.settled()
        request = standing(mine)
        deed = Deed("data.confirm", SUPPORT, {"request_id": request.id}, {"deleted": "for good"}, {"status": "pending"})
        made = entry(deed._replace(id="deed-ffff0000-01"), clock.now_ms(), "anna", "made")
        mine.session.database.write_now(lambda conn: journal.add(conn, [made]))
        token = mine.session.database.vault.read(request.token).decode()
        exchanged = mine.exchanged

        def late(method: str, path: str, status: int, _in: int, _out: int) -> None:
            exchanged(method, path, status, _in, _out)
            if path.endswith(request.id):
                mine.exchanged = exchanged  # type: ignore[method-assign]
                either.post(f"{PATH}/{request.id}/confirm", {"confirmation_token": token})

        mine.exchanged = late  # type: ignore[method-assign]
        with pytest.raises(NotDone, match="carried out already"):
            await mine.session.deletion.give_up()
        await mine.session.deletion.look_back()
        assert (standing(mine).phase, standing(mine).token, standing(mine).left_here) == ("completed", "", Held())
        assert holding(tmp_path, CANARY) == []


@pytest.mark.parametrize(("second", "until_ms"), [("10.250000", 10_250), ("10.000000", 10_000), ("10", 10_999)])
def test_until_when_it_went_there_is_the_whole_second_where_no_parts_are_told(second: str, until_ms: int) -> None:
    asked = "2026-03-01T00:00:00Z" if second == "10" else "2026-03-01T00:00:00.5Z"
    answer = DeletionRequest.read({"id": "d", "requested_at": asked, "completed_at": f"2026-03-01T00:00:{second}Z"})
    assert (
        answer is not None
        and deletion_answer.until(answer) == int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000) + until_ms
    )

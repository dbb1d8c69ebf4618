"""Writes on a real sandbox: shown at once, confirmed or explained, sent once whatever the network does."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.api.errors import TimedOut
from commune_tui.mail import events, journal
from commune_tui.mail.files import NotAttached, attach, tidy
from commune_tui.mail.outbox.gateway import Kind
from commune_tui.mail.outbox.outbox import Refused
from commune_tui.mail.thread_state import state
from commune_tui.sending.operation import Entry, Json, Operation
from commune_tui.sending.policy import Policy
from commune_tui.store import drafts as drafts_table
from commune_tui.store import journal as journal_table
from commune_tui.store import outbox as table
from commune_tui.store import threads
from commune_tui.store.drafts import File
from tests.mail.desk import Desk, desk, new_inbox
from tests.servers import Server

HOLDING = Policy(hold_s=600.0, foreign_s=0.2)


async def test_a_triage_write_shows_at_once_and_is_confirmed(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await d.thread()
        [status] = await d.triage.set_status([thread], "closed")
        assert d.row(thread)[0] == "closed", "before any answer of the server"
        await d.until(events.WriteConfirmed, lambda fact: fact.operation_id == status.id)
        assert d.metadata(thread)["status"] == "closed"
        assert d.row(thread) == ("closed", "[]", None, 0)
        assert await d.triage.set_status([thread], "closed") == [], "nothing to change, nothing to send"


async def test_many_threads_are_one_step_to_undo_and_redo(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        threads = [await d.thread(f"Subject {n}") for n in range(3)]
        for operation in await d.triage.tag(threads, ["vip"]):
            await d.settled(operation.id)
        undone = await d.outbox.undo()
        assert undone is not None and len(undone[1].inverted) == 3
        for operation in undone[1].inverted:
            await d.settled(operation.id)
        assert [d.metadata(t)["tags"] for t in threads] == [[], [], []]
        assert await d.outbox.redo() is not None
        assert all("vip" in d.row(t)[1] for t in threads)
        for operation in d.outbox.waiting():
            await d.settled(operation.id)
        assert [d.metadata(t)["tags"] for t in threads] == [["vip"]] * 3


async def test_undo_never_takes_a_tag_that_somebody_else_gave(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await d.thread()
        sandbox.post(f"/v1/threads/{thread}/tags", {"tags": ["vip"]})  # unknown to the store
        [tagged] = await d.triage.tag([thread], ["vip", "press"])
        await d.settled(tagged.id)
        undone = await d.outbox.undo()
        assert undone is not None
        await d.settled(undone[1].inverted[0].id)
        assert d.metadata(thread)["tags"] == ["vip"]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
async def test_a_status_that_changed_meanwhile_asks_the_person(sandbox: Server, tmp_path: Path, choice: str) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await d.thread()
        sandbox.call("PUT", f"/v1/threads/{thread}/status", {"status": "waiting"})
        [closing] = await d.triage.set_status([thread], "closed")
        fact = await d.until(events.ConflictFound)
        assert fact == events.ConflictFound(closing.id, thread)
        stopped = await d.settled(closing.id)
        assert stopped.theirs is not None and stopped.theirs["status"] == "waiting", "both versions are there"
        assert d.metadata(thread)["status"] == "waiting", "nothing was overwritten"
        await d.outbox.resolve(closing.id, mine=choice == "mine")
        while (await d.settled(closing.id)).state == "conflict":
            pass
        assert d.metadata(thread)["status"] == {"mine": "closed", "theirs": "waiting"}[choice]


async def test_an_act_on_many_reads_each_before_it_writes_and_stops_where_somebody_was_first(
    sandbox: Server, tmp_path: Path
) -> None:
    async with desk(sandbox, tmp_path) as d:
        threads = [await d.thread(f"Subject {n}") for n in range(4)]
        for name in threads[1:3]:  # unknown to the store
            sandbox.call("PUT", f"/v1/threads/{name}/status", {"status": "waiting"})
        for operation in await d.triage.set_status(threads, "closed"):
            await d.settled(operation.id)
        assert [d.metadata(name)["status"] for name in threads] == ["closed", "waiting", "waiting", "closed"]
        assert {fact.thread_id for fact in d.told if isinstance(fact, events.ConflictFound)} == set(threads[1:3])


async def _never_read(d: Desk) -> str:
    """A thread of which the list said nothing but that it is there."""
    thread = await d.thread()
    await d.db.write(lambda conn: conn.execute("UPDATE threads SET triage_read_at = 0 WHERE id = ?", (thread,)))
    return thread


@pytest.mark.parametrize("who", ["anna", None])
async def test_whoever_has_a_thread_that_was_never_read_keeps_it_until_one_decides(
    who: str | None, sandbox: Server, tmp_path: Path
) -> None:
    """A colleague took it, and one's own "take it" went over theirs without a word."""
    async with desk(sandbox, tmp_path) as d:
        thread = await _never_read(d)
        sandbox.call("PUT", f"/v1/threads/{thread}/assign", {"assigned_to": "bob"})
        [taking] = await d.triage.assign([thread], who)
        stopped = await d.settled(taking.id)
        assert stopped.state == "conflict" and stopped.reason.startswith("bob has it already")
        assert d.metadata(thread)["assigned_to"] == "bob"


async def test_what_one_gave_away_oneself_is_no_news(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await _never_read(d)
        await d.triage.assign([thread], "anna")
        [again] = await d.triage.assign([thread], "bob")
        assert (await d.settled(again.id)).state == "confirmed"
        assert d.metadata(thread)["assigned_to"] == "bob"


async def test_a_refused_write_puts_the_row_back_and_says_why(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await d.thread()
        [wrong] = await d.triage.set_status([thread], "nonsense")
        fact = await d.until(events.WriteRefused, lambda fact: fact.operation_id == wrong.id)
        assert fact.sentence
        assert d.row(thread) == ("open", "[]", None, 0)


async def test_a_mail_is_held_and_taken_back_with_its_text(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path, policy=HOLDING) as d:
        draft = await d.draft(body="The edited text.")
        held = await d.outbox.send(draft.id)
        assert (await d.until(events.MailHeld)).draft_id == draft.id
        with pytest.raises(Refused, match="already"):
            await d.outbox.send(draft.id)  # the key pressed twice
        await d.outbox.take_back(held.id)
        assert (await d.until(events.DraftReturned)).draft_id == draft.id
        back = d.drafts.get(draft.id)
        assert back is not None and back.state == "open" and back.body == "The edited text."
        assert await d.outbox.undo() is None, "the act is already taken back"


async def test_a_thread_is_closed_when_the_answer_is_seen_also_by_the_next_program(
    sandbox: Server, tmp_path: Path
) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, inbox=inbox, running=False) as d:
        thread = await d.thread()
        draft = await d.draft(thread_id=thread, known=await _known(d, thread))
        await d.outbox.send(draft.id, then="closed")
        assert d.row(thread)[0] == "open", "nothing is given up before the mail is there"
        row = d.db.read_now(lambda conn: threads.get(conn, thread))
        assert row is not None and row.sending and state(row) == "sending"
        assert d.metadata(thread)["status"] == "open"
    async with desk(sandbox, tmp_path, inbox=inbox) as d:
        await d.until(events.WriteConfirmed, lambda fact: fact.thread_id == thread)
        assert d.has_seen(draft.id)
        assert (d.row(thread)[0], d.row(thread)[3], d.metadata(thread)["status"]) == ("closed", 0, "closed")


async def test_a_mail_that_is_taken_back_takes_its_status_along(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path, policy=HOLDING) as d:
        thread = await d.thread()
        held = await d.outbox.send((await d.draft(thread_id=thread)).id, then="waiting")
        assert [(each.kind, each.state) for each in d.outbox.waiting()] == [("send", "held"), ("status", "held")]
        await d.outbox.take_back(held.id)
        assert d.outbox.waiting() == [] and d.row(thread) == ("open", "[]", None, 0)


async def _known(d: Desk, thread: str) -> tuple[str, ...]:
    listed = d.server.get(f"/v1/threads/{thread}/messages").body["data"]
    return tuple(str(each["message_id"]) for each in listed)


async def test_a_held_mail_may_leave_at_once(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path, policy=HOLDING) as d:
        held = await d.outbox.send((await d.draft()).id)
        await d.outbox.send_now(held.id)
        await d.until(events.MailSent)
        with pytest.raises(Refused, match="not in the hold"):
            await d.outbox.send_now(held.id)
        assert d.mails("An answer") == 1


async def test_spam_is_tagged_and_closed_and_undone_as_one(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path, running=False) as d:
        threads = [await d.thread(), await d.thread()]
        assert len(await d.triage.spam(threads)) == 4
        assert [d.row(t)[:2] for t in threads] == [("closed", '["spam"]')] * 2
        undone = await d.outbox.undo()
        assert undone is not None and len(undone[1].cancelled) == 4
        assert [d.row(t)[:2] for t in threads] == [("open", "[]")] * 2
        assert await d.outbox.undo() is None


async def test_a_hold_goes_on_after_a_restart(sandbox: Server, tmp_path: Path) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, policy=HOLDING, inbox=inbox) as d:
        held = await d.outbox.send((await d.draft()).id)
    async with desk(sandbox, tmp_path, policy=HOLDING, inbox=inbox) as d:
        [again] = d.outbox.waiting()
        assert again.state == "held" and again.next_at == held.next_at
        undone = await d.outbox.undo()
        assert undone is not None and [o.id for o in undone[1].cancelled] == [held.id], "the new process may undo it"


@pytest.mark.parametrize("fault", ["lost", "cut", "malformed", "empty"])
async def test_a_lost_answer_is_looked_up_before_anything_is_repeated(
    sandbox: Server, tmp_path: Path, fault: str
) -> None:
    async with desk(sandbox, tmp_path) as d:
        sandbox.control("faults", {"faults": [f"{fault},POST,/v1/messages/send,next=1"]})
        sent = await d.outbox.send((await d.draft()).id)
        await d.until(events.SendUnknown)
        await d.until(events.MailSent)
        assert d.mails("An answer") == 1
        lines = await d.db.read(lambda conn: [e.what for e in _entries(conn) if e.operation == sent.id])
        assert "found" in lines, "the mail was found, not sent again"


async def test_a_mail_that_never_arrived_is_sent_again_under_the_same_key(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        sandbox.control("faults", {"faults": ["500,POST,/v1/messages/send,next=2"]})
        sent = await d.outbox.send((await d.draft()).id)
        await d.until(events.MailSent)
        assert d.mails("An answer") == 1
        done = await d.settled(sent.id)
        assert done.attempts == 3


async def test_a_draft_stops_when_the_conversation_went_on(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path) as d:
        thread = await d.thread("A question")
        seen = tuple(m["message_id"] for m in sandbox.get(f"/v1/threads/{thread}/messages").body["data"])
        draft = await d.draft(thread_id=thread, known=seen, subject="Re: A question")
        await _customer_writes_again(d, thread)
        sent = await d.outbox.send(draft.id)
        stopped = await d.settled(sent.id)
        assert stopped.state == "conflict" and stopped.theirs is not None and len(stopped.theirs["messages"]) == 1
        assert d.mails("Re: A question") == 0
        await d.outbox.resolve(sent.id, mine=True)
        await d.until(events.MailSent)
        assert d.mails("Re: A question") == 1


async def _customer_writes_again(d: Desk, thread: str) -> None:
    first = d.server.get(f"/v1/threads/{thread}/messages").body["data"][0]["metadata"]["message_id"]
    mail = {"from": "customer@example.org", "to": d.address, "subject": "Re: A question", "text": "Never mind.",
            "in_reply_to": first, "references": [first]}  # fmt: skip
    assert d.server.control("mail", mail)["data"][0]["thread_id"] == thread


async def test_files_are_uploaded_once_and_outlive_their_original(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path / "store") as d:
        before = sandbox.control("state")["world"]["attachments"]
        original = tmp_path / "offer.pdf"
        original.write_bytes(b"%PDF an offer")
        file = attach(d.db.vault, original)
        original.unlink()
        assert d.db.vault.path(file.digest).stat().st_mode & 0o077 == 0
        sandbox.control("faults", {"faults": ["500,POST,/v1/attachments/upload,next=1"]})
        for subject in ("First", "Second"):
            await d.outbox.send((await d.draft(subject=subject, attachments=(file,))).id)
            await d.until(events.MailSent, lambda fact: d.mails(subject) == 1)  # noqa: B023
        assert sandbox.control("state")["world"]["attachments"] == before + 1
        assert await tidy(d.db) == 0, "what came today is spared"
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert await tidy(d.db) == 1, "no draft needs it any more"
    with pytest.raises(NotAttached, match="not a file"):
        attach(d.db.vault, original)


async def test_a_file_of_a_mail_that_came_is_sent_on_and_one_that_is_gone_brings_the_draft_back(
    sandbox: Server, tmp_path: Path
) -> None:
    async with desk(sandbox, tmp_path / "store") as d:
        files = [{"name": "offer.pdf", "mime_type": "application/pdf", "content": base64.b64encode(b"%PDF").decode()}]
        mail = {"from": "customer@example.org", "to": d.address, "subject": "Offer", "text": "Here.", "files": files}
        thread = sandbox.control("mail", mail)["data"][0]["thread_id"]
        [there] = sandbox.get(f"/v1/threads/{thread}/messages").body["data"][0]["attachments"]
        file = File.there(there, "", "", None)  # handed on before its name was read
        sandbox.control("faults", {"faults": [f"500,GET,/v1/attachments/{there}/url,next=1"]})
        sent = await d.outbox.send((await d.draft(subject="Sent on", attachments=(file,))).id)
        assert (await d.settled(sent.id)).state == "confirmed"
        listed = sandbox.get(f"/v1/messages?inbox_id={d.inbox_id}&limit=100").body["data"]
        [new] = next(m["attachments"] for m in listed if m["metadata"]["subject"] == "Sent on")
        assert new != there
        about = sandbox.get(f"/v1/attachments/{new}").body["data"]
        assert (about["filename"], about["mime_type"], about["size"]) == ("offer.pdf", "application/pdf", 4)
        lost = await d.draft(subject="Lost", attachments=(File.there("0" * 32, "gone.pdf", "application/pdf", 4),))
        operation = await d.outbox.send(lost.id)
        assert (await d.settled(operation.id)).state == "refused"
        await d.until(events.WriteRefused, lambda fact: "gone.pdf could not be fetched" in fact.sentence)
        kept = d.drafts.get(lost.id)
        assert kept is not None and kept.state == "open" and kept.attachments == lost.attachments


async def test_two_programs_on_one_store_send_one_mail(sandbox: Server, tmp_path: Path) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, inbox=inbox) as one, desk(sandbox, tmp_path, inbox=inbox) as other:
        draft = await one.draft()
        sent = await one.outbox.send(draft.id)
        with pytest.raises(Refused):
            await other.outbox.send(draft.id)
        assert (await one.settled(sent.id)).state == "confirmed"
        assert one.mails("An answer") == 1


async def test_a_program_that_stays_takes_over_from_one_that_ended(sandbox: Server, tmp_path: Path) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, inbox=inbox) as stays:
        async with desk(sandbox, tmp_path, inbox=inbox, running=False) as ends:
            thread = await ends.thread()
            [closing] = await ends.triage.set_status([thread], "closed")
        await stays.until(events.WriteConfirmed, lambda fact: fact.operation_id == closing.id)
        assert stays.metadata(thread)["status"] == "closed"


async def test_any_other_write_is_asked_about_before_it_is_repeated(sandbox: Server, tmp_path: Path) -> None:
    done: list[str] = []

    async def perform(operation: Operation) -> Json:
        done.append(operation.intent["name"])
        raise TimedOut("No answer came.")  # it was done all the same

    async def ask(operation: Operation) -> bool:
        return operation.intent["name"] in done

    async with desk(sandbox, tmp_path, kinds={"inbox.rename": Kind(perform, ask)}) as d:
        renaming = await d.outbox.other("inbox.rename", "inbox:1", {"name": "Support"}, "rename an inbox")
        while (now := await d.db.read(lambda conn: table.get(conn, renaming.id))) and now.open:
            pass
        assert now is not None and now.state == "confirmed" and done == ["Support"], "asked, not repeated"


async def test_a_fault_of_the_program_does_not_spin(sandbox: Server, tmp_path: Path) -> None:
    tries: list[str] = []

    async def perform(operation: Operation) -> Json:
        tries.append(operation.id)
        raise ZeroDivisionError

    async def ask(operation: Operation) -> bool:
        tries.append(operation.id)
        raise ZeroDivisionError

    async with desk(sandbox, tmp_path, kinds={"odd": Kind(perform, ask)}, policy=Policy(doubt_s=0.0)) as d:
        odd = await d.outbox.other("odd", "odd", {}, "something odd")
        thread = await d.thread()
        while not tries:
            await d.db.read(table.open_operations)
        d.spool.runner.nudge()  # the person asks to try again
        [closing] = await d.triage.set_status([thread], "closed")
        assert (await d.settled(closing.id)).state == "confirmed", "others go on"
        assert len(tries) < 100, "a spin would be thousands"
        assert [o.id for o in d.outbox.waiting()] == [odd.id]


async def test_the_journal_tells_who_did_what_and_holds_no_bodies(sandbox: Server, tmp_path: Path) -> None:
    async with desk(sandbox, tmp_path / "store") as d:
        thread = await d.thread()
        [closing] = await d.triage.set_status([thread], "closed")
        await d.settled(closing.id)
        await d.outbox.send((await d.draft(body="canary words")).id)
        await d.until(events.MailSent)
        entries = d.db.read_now(lambda conn: list(journal_table.each(conn)))
    (tmp_path / "journal.jsonl").write_text("somebody else's")
    made = journal.export(entries, tmp_path / "journal.jsonl")
    assert (tmp_path / "journal.jsonl").read_text() == "somebody else's" and made.parent == tmp_path
    text = made.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(entries) == len(lines) and "canary" not in text
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    confirmed = next(line for line in lines if line["what"] == "confirmed")
    assert confirmed["who"] == "ann" and confirmed["thread_id"] == thread
    assert confirmed["before"]["status"] == "open" and confirmed["at"].endswith("Z")
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"to": ()}, "recipient"),
        ({"to": ("not an address",)}, "not an address"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 501}, "501"),
        ({"body": "\n"}, "empty"),
        ({"inbox_id": None}, "inbox"),
        ({"cc": tuple(f"a{n}@b.example" for n in range(50))}, "too many"),
    ],
)
async def test_an_unfit_draft_stays_a_draft(
    sandbox: Server, tmp_path: Path, fields: dict[str, object], word: str
) -> None:
    async with desk(sandbox, tmp_path, running=False) as d:
        draft = await d.draft(**fields)
        with pytest.raises(Refused, match=word):
            await d.outbox.send(draft.id)
        kept = await d.db.read(lambda conn: drafts_table.get(conn, draft.id))
        assert kept is not None and kept.state == "open"
        assert d.outbox.waiting() == []


async def test_a_revoked_key_keeps_everything_waiting(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with desk(fresh_sandbox, tmp_path) as d:
        thread = await d.thread()
        keys = fresh_sandbox.get("/v1/agent/api-keys").body
        listed = keys["data"] if isinstance(keys, dict) and "data" in keys else keys.get("apiKeys", keys)
        for key in listed:
            fresh_sandbox.call("DELETE", f"/v1/agent/api-keys/{key['id']}")
        [closing] = await d.triage.set_status([thread], "closed")
        async with asyncio.timeout(30):
            while (waiting := (await d.db.read(table.open_operations))[0]).code == "":
                pass
        assert waiting.id == closing.id and waiting.state == "ready" and waiting.reason
        assert d.row(thread)[0] == "closed" and d.row(thread)[3] == 1, "still shown, still marked"


def _entries(conn: sqlite3.Connection) -> list[Entry]:
    return list(journal_table.each(conn))

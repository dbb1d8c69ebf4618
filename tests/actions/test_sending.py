"""Writing and sending as every front does it: how a mail begins, what keeps it back, what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions import sending, writing
from commune_tui.actions import sent as sent_
from commune_tui.config import Settings
from commune_tui.mail import events
from commune_tui.mail.compose.findings import Concern
from commune_tui.mail.compose.start import Kind
from commune_tui.mail.files import NotAttached
from commune_tui.mail.session import Session
from commune_tui.sending.operation import Operation
from commune_tui.store.drafts import Draft
from commune_tui.wording import do
from tests.flows.account import receive, sent
from tests.mail.account import account
from tests.servers import Server

LOOK, OTHER, STOP, KNOW = (
    Concern("look", "stranger", "eve is not in this conversation."),
    Concern("look", "stranger", "bob is not in this conversation."),
    Concern("stop", "no-subject", "There is no subject."),
    Concern("know", "new-address", "eve is new."),
)
SIGNED = "Anna, Acme"


async def begun(session: Session, kind: Kind, thread_id: str, template: str = "") -> writing.Begun:
    message = session.composer.answered(thread_id)
    assert message is not None
    made = writing.answer(session, kind, message, await session.bodies.whole(message), SIGNED, template)
    assert made is not None
    return made


def test_what_stops_is_kept_back_whatever_one_insists_on_and_what_is_to_be_known_never() -> None:
    everything = [STOP, LOOK, OTHER, KNOW]
    assert sending.kept_back(everything, lambda each: True) == (STOP,)
    assert sending.kept_back(everything, lambda each: False) == (STOP, LOOK, OTHER)
    assert sending.kept_back([LOOK, OTHER, KNOW], lambda each: each == LOOK) == (OTHER,)
    assert sending.kept_back([LOOK, KNOW], lambda each: each == LOOK) == ()


@pytest.mark.parametrize(
    ("after_answer", "thread_id", "by_itself", "closes"),
    [("waiting", "t", "waiting", True), ("waiting", None, "", False), ("unchanged", "t", "", False)],
)
def test_only_an_answer_sets_a_status_and_only_where_the_settings_let_it(
    after_answer: str, thread_id: str | None, by_itself: str, closes: bool
) -> None:
    draft, settings = Draft("d", 0, 0, thread_id=thread_id), Settings(after_answer=after_answer)
    assert sending.answered_status(settings, draft) == by_itself
    assert (sending.no_close(settings, draft) == "") == closes


def test_people_of_a_line_are_named_once() -> None:
    assert sending.people("Anna <a@x.example>; A@x.example,mailto:b@x.example") == (
        "Anna <a@x.example>", "b@x.example",
    )  # fmt: skip


async def test_an_inbox_is_meant_by_its_address_or_its_id(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["Hello"])
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        address, inbox_id = next(iter(fresh_sandbox.inboxes().items()))
        for words in (address, f" {address.upper()} ", inbox_id):
            row = writing.inbox_of(mine.session, words)
            assert row is not None and row.id == inbox_id
        assert writing.inbox_of(mine.session, "") is writing.inbox_of(mine.session, "nobody@x.example") is None
        row_of_thread = mine.session.reads.thread(thread_id)
        assert row_of_thread is not None
        for scope in (f"in:{address}", f'in:"{address}"'):
            assert writing.inbox_here(mine.session, scope, None) == inbox_id
        assert writing.inbox_here(mine.session, "is:unread", row_of_thread) == row_of_thread.inbox_id
        assert writing.inbox_here(mine.session, "", None) is None


async def test_an_answer_begins_with_its_people_the_quoted_mail_and_what_must_be_known(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    [thread_id] = receive(fresh_sandbox, ["Where is it?"])
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        assert writing.begun_before(session, "reply", thread_id) is None
        first = await begun(session, "reply", thread_id)
        assert first.draft.to == ("Customer 0 <customer0@shop.example>",) and first.notes == ()
        assert first.draft.subject == "Re: Where is it?"
        assert SIGNED in first.draft.body and "> This is about Where is it?" in first.draft.body
        filled = await begun(session, "reply", thread_id, "Dear {{name}},")
        assert filled.draft.body.startswith("Dear Customer 0,\n") and filled.draft.filled == ("Customer 0",)

        assert await sending.keep(session, replace(first.draft, body="Soon.")) == (
            f"Kept as a draft: {do('go.outbox')} shows it."
        )
        again = writing.begun_before(session, "reply", thread_id)
        assert again is not None and again.draft.id == first.draft.id and do("review.body") in again.notes[0]
        assert writing.begun_before(session, "forward", thread_id) is None

        mine.faults("drop")
        await sending.send(session, again.draft)
        assert "has not left yet" in " ".join((await begun(session, "reply", thread_id)).notes)
        assert "has not left yet" not in " ".join((await begun(session, "forward", thread_id)).notes)


async def test_what_came_meanwhile_is_answered_only_where_it_was_seen(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["Where is it?"])
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        draft = replace((await begun(session, "reply", thread_id)).draft, body="It comes tomorrow.")
        message = session.reads.messages(thread_id)[0]
        later = {"from": message.sender, "to": sorted(fresh_sandbox.inboxes())[0], "in_reply_to": message.smtp_id}
        fresh_sandbox.control("mail", {**later, "subject": "Re: Where is it?", "text": "Never mind."})
        session.connection.sync_now()
        await mine.until(lambda: len(session.reads.messages(thread_id)) == 2)
        found = sending.look(session, draft)
        assert [each.name for each in found.concerns] == ["came-meanwhile"] and len(found.news) == 1
        await sending.send(session, draft, seen=[message.id])
        stopped = await mine.told_of(events.ConflictFound)
        assert sent(fresh_sandbox, thread_id) == []
        await session.outbox.resolve(stopped.operation_id, mine=False)
        back = session.drafts.get(draft.id)
        assert back is not None
        await sending.send(session, back)
        await mine.told_of(events.MailSent)
        assert [each["content"] for each in sent(fresh_sandbox, thread_id)] == ["It comes tomorrow."]


async def test_a_draft_is_thrown_away_as_it_stands_and_a_file_is_taken_or_refused(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    (tmp_path / "bill.txt").write_text("1 EUR")
    async with account(fresh_sandbox, tmp_path / "store") as mine:
        await mine.settled()
        draft = writing.new_mail(mine.session, SIGNED)
        file, told = await sending.attach(mine.session, f" {tmp_path / 'bill.txt'} ")
        assert told == "Attached: bill.txt, 5 bytes."
        with pytest.raises(NotAttached, match="is not a file"):
            await sending.attach(mine.session, str(tmp_path / "none"))
        assert do("go.outbox") in await sending.throw_away(mine.session, replace(draft, attachments=(file,)))
        [thrown] = mine.session.drafts.thrown_away()
        assert thrown.id == draft.id and thrown.attachments == (file,) and thrown.body.endswith(f"{SIGNED}\n")


EDITED = [
    ("Hello.\n", "", True, "Hello.", ""),
    ("", "", False, "as it was", "an empty file"),
    ("Half", "The editor failed.", True, "Half", "The draft is kept, with what"),
    ("as it was", "", False, "as it was", ""),
]


@pytest.mark.parametrize(("text", "trouble", "fresh", "body", "note"), EDITED)
async def test_what_an_editor_gave_back_is_taken(
    text: str, trouble: str, fresh: bool, body: str, note: str, fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        draft, path = await opened(mine.session, "as it was")
        path.write_text(text)
        done = await writing.after_editor(mine.session, draft, path, trouble, fresh=fresh)
        assert done is not None and (done.draft.body, done.draft.editor_path) == (body, None)
        assert note in " ".join(done.notes) and bool(note) == bool(done.notes)


@pytest.mark.parametrize(("before", "text"), [("as it was", "as it was"), ("", "")])
async def test_an_editor_in_which_nothing_was_written_leaves_nothing(
    before: str, text: str, fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        draft, path = await opened(mine.session, before)
        path.write_text(text)
        assert await writing.after_editor(mine.session, draft, path, "", fresh=True) is None
        assert mine.session.drafts.open() == []


async def opened(session: Session, body: str) -> tuple[Draft, Path]:
    draft = replace(writing.new_mail(session, ""), body=body)
    return draft, await session.editing.begin(draft)


async def test_a_program_that_tries_again_keeps_one_draft_and_loses_no_words_of_a_person(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        session = mine.session
        await mine.settled()

        def tried(body: str = "Hello") -> Draft:
            return replace(writing.new_mail(session, ""), to=("ann@shop.example",), subject="Hi", body=body)

        first = await sending.keep_once(session, tried())
        assert first == await sending.keep_once(session, tried()) != await sending.keep_once(session, tried("Other"))
        kept = session.drafts.get(first)
        assert kept is not None
        await session.drafts.save(replace(kept, body="Hello, dear Ann"))
        await sending.forget_kept(session, tried())
        assert sorted(each.body for each in session.drafts.open()) == ["Hello, dear Ann", "Other"]
        assert first != await sending.keep_once(session, tried())
        await sending.forget_kept(session, tried("Other"))
        assert sorted(each.body for each in session.drafts.open()) == ["Hello", "Hello, dear Ann"]
        again = await sending.keep_once(session, tried("Other"))
        assert [each.body for each in session.drafts.open() if each.id == again] == ["Other"]


ID = {"id": "202", "seen_id": "m9", "thread_id": "t9"}
CAME: list[tuple[sent_.State, dict[str, Any], str, str]] = [
    ("seen", {"state": "confirmed", "code": "seen", "result": ID}, "seen at the server", "m9"),
    ("taken", {"state": "confirmed", "code": "unseen", "result": {"id": "202"}}, "has not shown it yet", "202"),
    ("taken", {"state": "confirmed", "reason": "It could not be looked for."}, "Sent. It could not be looked for.", ""),
    ("vanished", {"state": "confirmed", "code": "vanished", "reason": "It never appeared."}, "check the address", ""),
    ("refused", {"state": "refused", "reason": "No."}, "Refused: No. The draft is kept.", ""),
    ("overtaken", {"state": "conflict"}, "a mail came into this conversation", ""),
    ("taken_back", {"state": "cancelled"}, "it is a draft again", ""),
    ("doubt", {"state": "unknown"}, "never leaves twice", ""),
    ("doubt", {"state": "sending"}, "never leaves twice", ""),
    (
        "queued",
        {"state": "ready", "reason": "The server could not be reached."},
        "could not be reached. It is kept",
        "",
    ),
    ("queued", {"state": "held"}, "Not sent yet. It is kept", ""),
]


async def test_what_became_of_a_mail_is_a_word_and_a_sentence(fresh_sandbox: Server, tmp_path: Path) -> None:
    mail = Operation("o", "s", "send", "t", {"to": ["ann@shop.example"]}, "held", "me", 0, 0)
    async with account(fresh_sandbox, tmp_path, start=False) as mine:
        for state, how, words, message_id in CAME:
            came = sent_.came(mine.session, replace(mail, **how))
            assert (came.state, came.message_id) == (state, message_id) and words in came.sentence, how

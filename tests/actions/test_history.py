"""What was done in a conversation stands between its mails, in words, and in no other conversation."""

from __future__ import annotations

from pathlib import Path

from commune_tui import clock
from commune_tui.actions import history
from commune_tui.mail.conversation import Mail, Memo
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.thread import heads
from tests.flows.account import receive
from tests.flows.test_bounce import WHY, bounced
from tests.linear.talk import talking
from tests.servers import Server


async def test_acts_stand_between_the_mails_with_who_did_them(fresh_sandbox: Server, tmp_path: Path) -> None:
    first, second = receive(fresh_sandbox, ["One", "Two"], status="open")
    async with talking(fresh_sandbox, tmp_path) as talk:
        session = talk.front.session
        assert history.happened(session, session.reads.conversation(first)) == []
        await session.triage.set_status([first, second], "needs_reply")
        await session.triage.assign([first], "wren")
        await session.triage.tag([first], ["vip"])
        await talk.account.until(lambda: session.outbox.waiting() == [])
        conversation = session.reads.conversation(first)
        happened = history.happened(session, conversation)
        assert [(each.who, each.text) for each in happened] == [
            ("anna", "status open, now needs reply. The server took it."),
            ("anna", "assignee nothing, now wren. The server took it."),
            ("anna", "tags with vip. The server took it."),
        ]
        assert len(history.happened(session, session.reads.conversation(second))) == 1
        whole = history.among(conversation, happened)
        assert [isinstance(entry, Mail) for entry in whole.entries] == [True, False, False, False]
        assert whole.newest == conversation.newest == 0
        row = heads.folded(happened[0], 90, Glyphs(), clock.now())
        assert "anna: status open, now needs reply." in "".join(each.text for each in row)
        await talk.say("all")
        number = next(n for n in (1, 2) if talk.front.position.numbered.id(n) == first)  # type: ignore[union-attr]
        await talk.say(str(number))
        said = await talk.say("history")
        assert said.count("Anna: ") == 3 and "assignee nothing, now wren" in said


async def test_the_way_of_a_mail_is_part_of_it(fresh_sandbox: Server, tmp_path: Path) -> None:
    thread_id = bounced(fresh_sandbox)
    async with talking(fresh_sandbox, tmp_path) as talk:
        session = talk.front.session
        session.viewing.open_thread(thread_id)

        def told() -> list[Memo]:
            found = history.happened(session, session.reads.conversation(thread_id))
            return [each for each in found if f"Mail bounced for bounce@shop.example: {WHY}." in each.text]

        await talk.account.until(told)

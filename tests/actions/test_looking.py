"""What a mail lacks is said in the same words in every front."""

from __future__ import annotations

from pathlib import Path

from commune_tui.actions import looking
from commune_tui.mail.conversation import Mail
from tests.flows.account import receive
from tests.flows.test_bounce import bounced
from tests.linear.talk import talking
from tests.mail.account import account
from tests.servers import Server

SAID = [
    ("files", looking.NO_ATTACHMENT), ("links", looking.NO_LINK), ("quoted", looking.NOT_QUOTED),
    ("extracted", looking.NOT_EXTRACTED), ("delivery", "Only mail that went out has a delivery."),
    ("other half", looking.NO_OTHER_PART),
]  # fmt: skip


async def test_lines_say_it(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Plain"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("list", "1")
        for word, sentence in SAID:
            assert await talk.say(word) == sentence


async def test_the_way_of_a_mail_is_told_of_one_that_went_out(fresh_sandbox: Server, tmp_path: Path) -> None:
    thread_id = bounced(fresh_sandbox)
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        mine.session.viewing.open_thread(thread_id)
        await mine.until(lambda: len(mine.session.reads.messages(thread_id)) == 2)
        came, went = mine.session.reads.conversation(thread_id).entries
        assert isinstance(came, Mail) and isinstance(went, Mail)
        assert looking.no_delivery(mine.session, came) == "Only mail that went out has a delivery."
        assert looking.no_delivery(mine.session, None) == "Only mail that went out has a delivery."
        await mine.until(lambda: looking.no_delivery(mine.session, went) == "")

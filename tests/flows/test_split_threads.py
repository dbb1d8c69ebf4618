"""On a server that splits conversations: answers name what they answer, and halves point to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.ui.compose import review
from tests.flows.account import sent
from tests.servers import Server, sandbox_process
from tests.ui.letters import letters
from tests.ui.test_reader import reader

FIRST = "<first@customer.example>"


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", "vendor", still=getattr(request, "param", False)) as server:
        yield server


async def test_an_answer_names_what_it_answers_so_the_next_mail_comes_into_the_same_thread(
    vendor: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(vendor, tmp_path, mail={"message_id": FIRST}) as story:
        await story.compose("r")
        await story.type("Here it is.")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("y", then=story.on("MainScreen"))
        [ours] = await story.until(lambda: story.mails("Re: Order 4711"))
        assert (ours["metadata"]["in_reply_to"], ours["metadata"]["references"]) == (FIRST, [FIRST])
        vendor.control("advance", {"seconds": 10})
        name = story.mails("Re: Order 4711")[0]["metadata"]["ses_message_id"]
        answer = {"message_id": "<2@x.example>", "in_reply_to": name, "references": [FIRST, name]}
        assert story.customer_writes("Thank you!", **answer) == story.thread_id


@pytest.mark.parametrize("vendor", [True], ids=["still"], indirect=True)
async def test_the_halves_of_a_conversation_that_an_agent_split_point_to_each_other(
    vendor: Server, tmp_path: Path
) -> None:
    """The agent's answer names nothing, so the customer's next mail opens another thread. It answers the name under
    which the agent's mail travelled, which the server tells with the mail's first report."""
    async with letters(vendor, tmp_path, mail={"message_id": FIRST}, size=(120, 30)) as story:
        bare = {"to": "anna@example.org", "subject": "Re: Order 4711", "text": "It left.", "thread_id": story.thread_id}
        vendor.post("/v1/messages/send", {**bare, "inboxId": vendor.inboxes()[story.address]})
        session, pane = story.app.session, reader(story)
        await story.press("ctrl+r", then=lambda: len(session.reads.messages(story.thread_id)) == 2)
        [read] = [mail for mail in session.reads.messages(story.thread_id) if mail.direction == "outbound"]
        vendor.control("advance", {"seconds": 3 * 86_400})
        [ours] = sent(vendor, story.thread_id)
        name = ours["metadata"]["ses_message_id"]
        assert read.smtp_id != name, "it was read before it had its name"
        late = {"message_id": "<2@x.example>", "in_reply_to": name, "references": [name], "subject": "Re: It left"}
        other = story.customer_writes("When?", **late)
        assert other != story.thread_id
        await story.press("ctrl+r", then=lambda: session.reads.messages(other))
        await story.press("g", "i", "g", "g", "enter", then=lambda: "When?" in pane.words)
        await story.until(lambda: "Another part of this conversation is “Order 4711”" in pane.words)
        await story.press("g", "p", then=lambda: "Where is it?" in pane.words)
        assert "Another part of this conversation is “Re: It left”" in pane.words

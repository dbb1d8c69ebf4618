"""The client's contract again, against the vendor form: the same tests where both promise the same, others beside."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from commune_tui.api import Commune
from commune_tui.api.errors import NotAllowed, Refused
from commune_tui.api.models import Inbox
from tests.contract.test_client_sandbox import (
    PURPOSE,
    REFUSALS,
    Call,
    _mail_in,
    _send,
    test_a_wrong_key_and_no_permission,
    test_domains,
    test_every_message_once_when_many_share_an_instant,
    test_the_organisation_and_its_keys,
    test_threads_and_triage,
    test_two_phase_deletion,
    test_webhook_deliveries,
)
from tests.servers import Server, sandbox_process

__all__ = [
    "test_a_wrong_key_and_no_permission",
    "test_domains",
    "test_every_message_once_when_many_share_an_instant",
    "test_the_organisation_and_its_keys",
    "test_threads_and_triage",
    "test_two_phase_deletion",
    "test_webhook_deliveries",
]

TAKEN = {
    "domain name": "any text names a domain",
    "domain region": "an unknown region is the first one",
    "thread status": "every thread has a state, known or not",
    "key scopes": "any word is a permission",
    "send without text": "an empty mail is sent",
    "send from nobody": "it is taken and vanishes",
    "send a missing file": "the mail names the file that is not there",
}
"""What the strict form refuses and this one takes."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Server]:
    with sandbox_process("--as", "vendor", "--option", "burst_guard=off") as server:
        yield server


@pytest.fixture
def fresh_sandbox() -> Iterator[Server]:
    with sandbox_process("--as", "vendor") as server:
        yield server


@pytest.fixture
async def commune(sandbox: Server) -> AsyncIterator[Commune]:
    async with Commune(sandbox.key, base_url=sandbox.base_url) as client:
        yield client


@pytest.fixture
async def inbox(commune: Commune) -> Inbox:
    return await commune.inboxes.create(f"box-{uuid.uuid4().hex[:12]}")


@pytest.mark.parametrize(("name", "call", "error"), REFUSALS, ids=[case[0] for case in REFUSALS])
async def test_refusals(commune: Commune, name: str, call: Call, error: type[Refused]) -> None:
    if name in TAKEN:
        await call(commune)
        return
    with pytest.raises(error) as caught:
        await call(commune)
    assert caught.value.detail
    assert caught.value.sentence.isprintable()


async def test_a_send_and_its_message_are_joined_by_the_id_of_the_send(commune: Commune, inbox: Inbox) -> None:
    sent = await _send(commune, inbox_id=inbox.id)
    (message,) = (await commune.messages.list(inbox_id=inbox.id)).items
    assert sent.id != message.message_id
    assert message.metadata.raw["commune_message_id"] == sent.id


async def test_an_agent_sends_once_its_owner_has_claimed_it(commune: Commune, sandbox: Server, inbox: Inbox) -> None:
    async with Commune.anonymous(sandbox.base_url) as anybody:
        agent = await anybody.registration.join(
            agent_name="A", org_name="O", org_slug=f"o{uuid.uuid4().hex[:8]}", purpose=PURPOSE
        )
    async with Commune(agent=agent.key, base_url=sandbox.base_url) as me:
        with pytest.raises(NotAllowed) as caught:
            await _send(me, inbox_id=inbox.id)
        assert caught.value.refusal.code == "ownership_required"
        await me._caller.call("POST", "/v1/agent/claim-ownership", body={"ownerEmail": inbox.address})
        (mail,) = (await commune.messages.list(inbox_id=inbox.id)).items
        link = next(word for word in (mail.content or "").split() if "/v1/auth/claim/" in word)
        assert sandbox.post(link.removeprefix(sandbox.base_url) + "/accept", key="").status == 200
        assert (await _send(me, inbox_id=inbox.id)).status == "queued"


async def test_a_replaced_inbox_keeps_its_threads_under_its_old_id(
    commune: Commune, sandbox: Server, inbox: Inbox
) -> None:
    _mail_in(sandbox, inbox)
    again = await commune.inboxes.create(inbox.local_part or "")
    assert (again.address, again.id == inbox.id) == (inbox.address, False)
    assert inbox.id not in [each.id async for each in commune.inboxes.list()]
    assert len((await commune.threads.list(inbox_id=inbox.id)).items) == 1
    assert (await commune.threads.list(inbox_id=again.id)).items == ()

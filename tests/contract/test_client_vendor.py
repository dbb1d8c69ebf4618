"""What the client meets on the vendor form only; what both forms have is in :mod:`.test_client_sandbox`."""

from __future__ import annotations

import signal
import uuid
from typing import Any

import pytest

from commune_tui.api import AgentKey, Commune, SigningKey
from commune_tui.api.errors import BadRequest, Conflict, NotAllowed
from commune_tui.api.events import StreamPolicy
from commune_tui.api.models import Inbox
from tests.contract.test_client_sandbox import PURPOSE, _mail_in, _send, commune, inbox
from tests.servers import Server

__all__ = ["commune", "inbox"]


@pytest.fixture
def form() -> str:
    return "vendor"


async def test_a_send_and_its_message_are_joined_by_the_id_of_the_send(commune: Commune, inbox: Inbox) -> None:
    sent = await _send(commune, inbox_id=inbox.id)
    (message,) = (await commune.messages.list(inbox_id=inbox.id)).items
    assert sent.id != message.message_id
    assert message.metadata.raw["commune_message_id"] == sent.id


async def test_an_agent_has_a_purpose_signs_the_time_and_sends_once_it_is_claimed(punctual_sandbox: Server) -> None:
    url, slug = punctual_sandbox.base_url, f"o{uuid.uuid4().hex[:8]}"
    new: dict[str, Any] = {"agent_name": "A", "org_name": "O", "org_slug": slug}
    async with Commune.anonymous(url) as anybody:
        with pytest.raises(BadRequest) as missing:
            await anybody.registration.join(**new)
        agent = await anybody.registration.join(**new, purpose=PURPOSE)
        with pytest.raises(Conflict) as taken:
            await anybody.registration.register(**new, purpose=PURPOSE, public_key=SigningKey.generate().public)
    assert (missing.value.code, taken.value.code) == ("missing_fields", "slug_exists")
    async with Commune(agent=AgentKey(agent.key.agent_id, agent.key.key, "body"), base_url=url) as me:
        with pytest.raises(BadRequest):
            await me.agent.org()
    async with Commune(agent=agent.key, base_url=url) as me, Commune(punctual_sandbox.key, base_url=url) as owner:
        inbox = await owner.inboxes.create(f"box-{slug}")
        for refused in (_send(me, inbox_id=inbox.id), me.inboxes.create("mine"), me.agent.create_key("mine")):
            with pytest.raises(NotAllowed) as caught:
                await refused
            assert caught.value.refusal.code == "ownership_required"
        await me._caller.call("POST", "/v1/agent/claim-ownership", body={"ownerEmail": inbox.address})
        (mail,) = (await owner.messages.list(inbox_id=inbox.id)).items
        link = next(word for word in (mail.content or "").split() if "/v1/auth/claim/" in word)
        assert punctual_sandbox.post(link.removeprefix(url) + "/accept", key="").status == 200
        assert (await _send(me, inbox_id=inbox.id)).status == "queued"


async def test_the_live_stream_acknowledges_and_says_nothing_more(fresh_sandbox: Server) -> None:
    """All that was published stands before the end of a stream, and a server that stops ends it."""
    once = StreamPolicy(attempts=1)
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url, streaming=once) as commune:
        inbox = await commune.inboxes.create("quiet")
        stream = commune.events.stream(inbox_id=inbox.id)
        assert (await anext(stream)).type == "connection.ack"
        _mail_in(fresh_sandbox, inbox)
        assert len((await commune.messages.list(inbox_id=inbox.id)).items) == 1
        fresh_sandbox.process.send_signal(signal.SIGTERM)
        assert [event async for event in stream] == []


async def test_a_replaced_inbox_keeps_its_threads_under_its_old_id(
    commune: Commune, sandbox: Server, inbox: Inbox
) -> None:
    _mail_in(sandbox, inbox)
    again = await commune.inboxes.create(inbox.local_part or "")
    assert (again.address, again.id == inbox.id) == (inbox.address, False)
    assert inbox.id not in [each.id async for each in commune.inboxes.list()]
    assert len((await commune.threads.list(inbox_id=inbox.id)).items) == 1
    assert (await commune.threads.list(inbox_id=again.id)).items == ()

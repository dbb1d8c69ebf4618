"""Refusals that a sandbox makes only when an option asks for them: every one of them reachable, and gone again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.servers import Answer, Server, sandbox_process

SUPPORT = "support@northwind.example"
MAIL = {"from": SUPPORT, "to": "a@b.example", "subject": "s", "text": "t"}
Switch = Callable[..., None]


@pytest.fixture(scope="module")
def gated() -> Iterator[Server]:
    """One sandbox for all of them; each test begins with a fresh world."""
    with sandbox_process(
        "--option", "queued_sends", "--option", "daily_limit=7", "--option", "plan=business"
    ) as server:
        yield server


@pytest.fixture
def switch(gated: Server) -> Iterator[Switch]:
    """Switch options on for one test."""
    before = gated.control("state")["options"]
    gated.control("options", {"queued_sends": False, "daily_limit": 0, "plan": "sandbox"})
    gated.control("reset")
    yield lambda **options: gated.control("options", options)
    gated.control("options", before)


def send(server: Server, **more: Any) -> Answer:
    return server.post("/v1/messages/send", {**MAIL, **more})


def test_options_of_the_command_line_are_in_force_and_wrong_ones_are_named(gated: Server) -> None:
    options = gated.control("state")["options"]
    assert (options["queued_sends"], options["daily_limit"], options["plan"]) == (True, 7, "business")
    for wrong, word in (({"plan": "gold"}, "agent_pro"), ({"nonsense": True}, "burst_guard"), ({"payment": 1}, "bool")):
        refused = gated.post("/sandbox/options", wrong)
        assert refused.status == 400 and word in refused.body["error"]


def test_a_plan_closes_features_and_counts_what_it_sells(gated: Server, switch: Switch) -> None:
    inbox = gated.inboxes()[SUPPORT]
    where = f"/v1/domains/{gated.get(f'/v1/inboxes/{inbox}').body['domain_id']}/inboxes/{inbox}"
    schema = {"name": "n", "schema": {"type": "object", "properties": {}}}
    switch(plan="free")
    for answer in (
        gated.get(f"/v1/search/threads?q=x&inbox_id={inbox}"),
        gated.call("PUT", f"{where}/extraction-schema", schema),
    ):
        assert (answer.status, answer.body["code"], answer.body["current_tier"]) == (
            403,
            "plan_upgrade_required",
            "free",
        )
        assert answer.body["feature"] and answer.body["required_tier"] and answer.body["upgrade_url"]
    domain = gated.post("/v1/domains", {"name": "new.example"})
    assert (domain.status, domain.body["limit"], domain.body["current_count"] > 0) == (403, 0, True)
    box = gated.post("/v1/inboxes", {"local_part": "third"})
    assert (box.status, box.body["limit"], box.body["current_count"]) == (403, 2, 4)
    assert send(gated).headers["x-ratelimit-limit-hour"] == "10"
    assert gated.get("/v1/agent/org").body["tier"] == "free"
    switch(plan="business")
    assert gated.post("/v1/inboxes", {"local_part": "third"}).status == 201
    assert gated.get(f"/v1/search/threads?q=x&inbox_id={inbox}").status == 200


def test_a_burst_is_refused_without_a_header(gated: Server, switch: Switch) -> None:
    switch(burst_guard=True)
    assert all(send(gated).status == 200 for _ in range(15))
    refused = send(gated)
    assert (refused.status, refused.body["retryAfter"], len(refused.body["reasons"])) == (429, 10, 1)
    assert "retry-after" not in refused.headers
    gated.control("advance", {"seconds": 10})
    assert send(gated).status == 200


def test_an_inbox_has_its_own_day(gated: Server, switch: Switch) -> None:
    switch(inbox_daily_limit=2)
    assert [send(gated).status for _ in range(3)] == [200, 200, 429]
    assert send(gated, **{"from": "sales@northwind.example"}).status == 200
    gated.control("advance", {"seconds": 86_401})
    assert send(gated).status == 200


def test_a_new_domain_is_warmed_up(gated: Server, switch: Switch) -> None:
    switch(warm_up=True)
    first = send(gated)
    assert (first.headers["x-warmup-day"], first.headers["x-warmup-remaining"]) == ("1", "50")
    assert all(send(gated).status == 200 for _ in range(49))
    refused = send(gated)
    assert (refused.status, refused.body["code"], refused.headers["x-warmup-remaining"]) == (429, "warm_up", "0")
    assert int(refused.headers["retry-after"]) == refused.body["retryAfter"] > 80_000
    gated.control("advance", {"seconds": 2 * 86_400})
    assert send(gated).headers["x-warmup-limit"] == "100"
    gated.control("advance", {"seconds": 14 * 86_400})
    assert send(gated).headers["x-warmup-complete"] == "true"


def test_bad_rates_pause_a_domain_for_four_hours(gated: Server, switch: Switch) -> None:
    switch(sending_health=True)
    assert send(gated).headers["x-sending-health"] == "healthy"
    for n in range(20):
        send(gated, to=f"bounce@host{n}.example" if n < 2 else "a@b.example")
    gated.control("advance", {"seconds": 60})
    refused = send(gated)
    assert (refused.status, refused.body["code"]) == (403, "sending_paused")
    assert refused.body["error"] == "Sending paused due to high bounce rate"
    assert refused.headers["x-sending-health"] == "paused" and float(refused.headers["x-bounce-rate"]) >= 0.05
    gated.control("advance", {"seconds": 4 * 3600 + 1})
    assert send(gated).status == 200
    for _ in range(20):
        send(gated, to="a@b.example")
    send(gated, to="complain@host.example")
    gated.control("advance", {"seconds": 60})
    assert send(gated).body["error"] == "Sending paused due to high complaint rate"


def test_what_may_be_made_is_limited_by_hour_domain_and_place(gated: Server, switch: Switch) -> None:
    switch(creation_limit=1)
    domain = gated.post("/v1/domains", {"name": "first.example"})
    assert (domain.status, gated.post("/v1/domains", {"name": "second.example"}).status) == (201, 429)
    made, refused = (gated.post("/v1/inboxes", {"local_part": name}) for name in ("one", "two"))
    assert (made.status, refused.body["error"]) == (201, "Inbox creation rate limit exceeded")
    assert gated.post("/v1/inboxes", {"local_part": "one"}).status == 201  # a repeat is merged
    switch(creation_limit=0, verified_only=True)
    body = {"local_part": "x", "domain_id": domain.body["id"]}
    assert gated.post("/v1/inboxes", body).body["error"] == "Cannot create inbox on this domain"
    gated.post(f"/v1/domains/{domain.body['id']}/verify")
    assert gated.post("/v1/inboxes", body).status == 201
    switch(verified_only=False, shared_domain="")
    assert gated.post("/v1/inboxes", {"local_part": "y"}).status == 500
    switch(shared_domain="commune.email")
    assert gated.post("/v1/domains", {"name": "x.invalid"}).body["code"] == "provider_error"


def test_priced_calls_without_a_key_ask_for_money(gated: Server, switch: Switch) -> None:
    switch(payment=True)
    answer = gated.post("/v1/messages/send", MAIL, key="")
    assert (answer.status, answer.body["price"]) == (402, "$0.001")
    assert json.loads(base64.b64decode(answer.headers["payment-required"])) == answer.body["accepts"]
    again = gated.post("/v1/messages/send", MAIL, key="", headers={"PAYMENT-SIGNATURE": "x"})
    assert again.status == 402
    assert gated.get("/v1/inboxes", key="").status == 401
    assert send(gated).status == 200
    switch(payment=False)
    assert gated.post("/v1/messages/send", MAIL, key="").status == 401


class Agent:
    """An agent that signs its requests by their bodies."""

    def __init__(self, server: Server, slug: str) -> None:
        self.server, self.key = server, Ed25519PrivateKey.generate()
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        body = {"agentName": slug, "orgName": "o", "orgSlug": slug, "publicKey": public}
        begun = server.post("/v1/auth/agent-register", body, key="").body
        verify = {"agentSignupToken": begun["agentSignupToken"], "signature": self.sign(begun["challenge"].encode())}
        self.id = server.post("/v1/auth/agent-verify", verify, key="").body["agentId"]

    def sign(self, content: bytes) -> str:
        return base64.b64encode(self.key.sign(content)).decode()

    def post(self, path: str, body: Any) -> Answer:
        raw = json.dumps(body).encode()
        headers = {"Authorization": f"Agent {self.id}:{self.sign(raw)}"}
        return self.server.call("POST", path, raw, key="", headers=headers)


def test_an_agent_is_claimed_by_the_mail_that_its_owner_gets(gated: Server, switch: Switch) -> None:
    agent = Agent(gated, "robot")
    switch(ownership=True)
    for path, body in (
        ("/v1/messages/send", MAIL),
        ("/v1/inboxes", {"local_part": "mine"}),
        ("/v1/agent/api-keys", {"name": "k"}),
    ):
        refused = agent.post(path, body)
        assert (refused.status, refused.body["code"]) == (403, "ownership_required")
    claim = "/v1/agent/claim-ownership"
    assert gated.post(claim, {"ownerEmail": SUPPORT}).body["code"] == "agent_signing_required"
    assert agent.post(claim, {"ownerEmail": "me@elsewhere.example"}).status == 400
    assert agent.post(claim, {"ownerEmail": SUPPORT}).status == 202
    mail = gated.get(f"/v1/messages?inbox_id={gated.inboxes()[SUPPORT]}").body["data"][0]["content"]
    link = next(word for word in mail.split() if "/claim/" in word).removeprefix(gated.base_url)
    assert gated.get(link, key="").body["ownershipStatus"] == "unclaimed"
    assert gated.get("/v1/auth/claim/nothing", key="").status == 404
    assert [agent.post(claim, {"ownerEmail": SUPPORT}).status for _ in range(3)] == [202, 202, 429]
    assert gated.post(f"{link}/accept", key="").body["ownershipStatus"] == "claimed"
    assert gated.post(f"{link}/accept", key="").body["code"] == "already_claimed"
    assert agent.post(claim, {"ownerEmail": SUPPORT}).status == 409
    assert agent.post("/v1/messages/send", MAIL).status == 200


def test_a_server_may_insist_on_a_signed_time(gated: Server, switch: Switch) -> None:
    agent = Agent(gated, "old")
    switch(timestamp_required=True)
    refused = agent.post("/v1/messages/send", MAIL)
    assert (refused.status, refused.body["code"]) == (400, "missing_timestamp_header")
    switch(timestamp_required=False)
    assert agent.post("/v1/messages/send", MAIL).status == 200


def test_a_link_to_an_agent_expires(gated: Server, switch: Switch) -> None:
    agent = Agent(gated, "late")
    agent.post("/v1/agent/claim-ownership", {"ownerEmail": SUPPORT})
    mail = gated.get(f"/v1/messages?inbox_id={gated.inboxes()[SUPPORT]}").body["data"][0]["content"]
    link = next(word for word in mail.split() if "/claim/" in word).removeprefix(gated.base_url)
    gated.control("advance", {"seconds": 86_401})
    assert (gated.get(link, key="").status, gated.post(f"{link}/accept", key="").status) == (410, 410)


def test_registrations_come_slowly(gated: Server, switch: Switch) -> None:
    switch(registration_limits=True)
    tries = [gated.post("/v1/auth/agent-register", {}, key="").status for _ in range(6)]
    assert tries == [400] * 5 + [429]
    proofs = [gated.post("/v1/auth/agent-verify", {}, key="") for _ in range(11)]
    assert [proof.status for proof in proofs] == [400] * 10 + [429] and "retry-after" in proofs[-1].headers

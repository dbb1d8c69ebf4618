"""A key with some inboxes sees and touches nothing of another one, by no call, in list form or by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gate.gates import Gate, gate, plain
from tests.servers import Answer, Server, sandbox_process

MARK = "zanzibar"
"""Stands in everything of the other inbox."""


@dataclass(frozen=True)
class World:
    """The agent's own things in ``a``, another's in ``b``: ids by what they are. ``key`` is for inbox ``a``."""

    gate: Gate
    key: str
    a: dict[str, str]
    b: dict[str, str]

    def call(self, method: str, path: str, body: object = None) -> Answer:
        return self.gate.server.call(method, f"/v1/{path}", body, key=self.key)


def furnished(sandbox: Server, box: dict[str, str], word: str) -> dict[str, str]:
    """A conversation with a file in it, in this inbox."""
    upload = {"content": "aGVsbG8=", "filename": f"{word}.txt", "mime_type": "text/plain"}
    sent = sandbox.post("/v1/attachments/upload", upload).body["data"]["attachment_id"]
    mail = {"from": f"{word}@customer.example", "to": box["address"], "subject": f"about {word}", "text": f"a {word}"}
    thread = sandbox.control("mail", mail)["data"][0]["thread_id"]
    body = {"to": f"{word}@customer.example", "subject": f"Re: about {word}", "text": f"an answer to {word}"}
    sandbox.post("/v1/messages/send", {**body, "thread_id": thread, "inboxId": box["id"], "attachments": [sent]})
    hook = {"webhook": {"endpoint": f"http://127.0.0.1:9/{word}"}}
    sandbox.call("PUT", f"/v1/domains/{box['domain_id']}/inboxes/{box['id']}", hook)
    sandbox.control("mail", {**mail, "subject": f"again {word}"})
    return {"inbox": box["id"], "domain": box["domain_id"], "thread": thread, "file": sent, "word": word}


@pytest.fixture(params=["strict", "vendor"], scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("gate")
    with sandbox_process("--as", request.param, "--option", "burst_guard=off") as sandbox:
        made = []
        for word in ("lantern", MARK):
            domain = sandbox.post("/v1/domains", {"name": f"{word}.example"}).body["data"]["id"]
            body = {"local_part": word, "domain_id": domain}
            created = sandbox.post("/v1/inboxes", body).body["data"]
            made.append(furnished(sandbox, {**created, "domain_id": domain}, word))
        sandbox.control("advance", {"seconds": 90})
        with gate(sandbox, folder) as guarded:
            yield World(guarded, guarded.agent("a", made[0]["inbox"]), *made)


LISTS = [
    "inboxes", "domains", "domains/{domain}", "domains/{domain}/records", "domains/{domain}/inboxes",
    "domains/{domain}/inboxes/{inbox}", "inboxes/{inbox}", "threads?inbox_id={inbox}", "threads/{thread}/messages",
    "threads/{thread}/metadata", "threads/{thread}", "messages?inbox_id={inbox}",
    "search/threads?q={word}&inbox_id={inbox}",
    "delivery/metrics?inbox_id={inbox}", "delivery/events?inbox_id={inbox}", "webhooks/deliveries?inbox_id={inbox}",
    "attachments/{file}", "attachments/{file}/url",
    "threads?domain_id={domain}", "messages?domain_id={domain}", "messages?sender={word}@customer.example",
    "search/threads?q={word}&domain_id={domain}", "delivery/suppressions?inbox_id={inbox}", "webhooks/health",
    "delivery/events?domain_id={domain}", "delivery/metrics?domain_id={domain}", "webhooks/deliveries",
    "dmarc/reports?domain={word}.example", "dmarc/summary?domain={word}.example", "delivery/events?message_id={thread}",
]  # fmt: skip
WRITES = [
    ("PUT", "threads/{thread}/status", {"status": "closed"}), ("POST", "threads/{thread}/tags", {"tags": ["x"]}),
    ("DELETE", "threads/{thread}/tags", {"tags": ["x"]}), ("POST", "threads/{thread}/tags/remove", {"tags": ["x"]}),
    ("PUT", "threads/{thread}/assign", {"assigned_to": "x"}), ("PATCH", "threads/{thread}", {"status": "closed"}),
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_nothing_of_another_inbox_is_seen(world: World, path: str) -> None:
    asked = {**world.b, "word": MARK}
    answer = world.call("GET", path.format(**asked))
    told = plain(answer).replace(path.format(**asked), "")
    assert MARK not in told and world.b["inbox"] not in told and world.b["thread"] not in told
    if "inbox_id={inbox}" in path or ("?" not in path and "{" in path):
        assert answer.status in (403, 404) or answer.body["data"] == [], answer


@pytest.mark.parametrize(
    "path", ["{0}&inbox_id={1}", "{1}&inbox_id={0}", "{0}&inboxId={1}", "{0}&domain_id={2}", "{0}&x=1"]
)
@pytest.mark.parametrize("call", ["threads", "messages", "search/threads", "delivery/events", "webhooks/deliveries"])
def test_no_way_of_saying_an_inbox_leads_to_another(world: World, call: str, path: str) -> None:
    query = path.format(world.a["inbox"], world.b["inbox"], world.b["domain"])
    answer = world.call("GET", f"{call}?q={MARK}&inbox_id={query}" if "search" in call else f"{call}?inbox_id={query}")
    assert answer.status in (400, 403, 404) and MARK not in plain(answer)


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nothing_of_another_inbox_is_changed(world: World, method: str, path: str, body: object) -> None:
    before = world.gate.sandbox.get(f"/v1/threads/{world.b['thread']}/metadata").body
    assert world.call(method, path.format(**world.b), body).status == 404
    assert world.gate.sandbox.get(f"/v1/threads/{world.b['thread']}/metadata").body == before
    assert world.call(method, path.format(**world.a), body).status in (200, 201, 404)


def test_its_own_is_there(world: World) -> None:
    own = world.a
    assert [each["id"] for each in world.call("GET", "inboxes").body["data"]] == [own["inbox"]]
    assert [each["id"] for each in world.call("GET", "domains").body["data"]] == [own["domain"]]
    listed = world.call("GET", f"threads?inbox_id={own['inbox']}").body
    assert own["thread"] in {each["thread_id"] for each in listed["data"]} and "has_more" in listed
    assert world.call("GET", f"attachments/{own['file']}").status == 404  # not seen yet
    mails = world.call("GET", f"threads/{own['thread']}/messages").body["data"]
    assert {"a lantern", "an answer to lantern"} <= {each["content"] for each in mails}
    assert world.call("GET", f"attachments/{own['file']}").status == 200
    assert world.call("GET", f"attachments/{own['file']}/url").status == 200
    assert world.call("GET", f"messages?inbox_id={own['inbox']}&limit=1").body["data"]
    assert world.call("GET", f"delivery/metrics?inbox_id={own['inbox']}").status == 200
    assert world.call("GET", f"domains/{own['domain']}/records").body["data"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"inboxId": "{inbox}"}, 400),
        ({"inbox_id": "{inbox}", "inboxId": None}, 400),
        ({"from": "zanzibar@zanzibar.example"}, 400),
        ({"from": "zanzibar@zanzibar.example", "inboxId": "{own}"}, 400),
        ({"domainId": "{domain}"}, 400),
        ({"inboxId": None}, 400),
        ({"inboxId": "{own}", "thread_id": "{thread}"}, 404),
        ({"inboxId": "{own}", "thread_id": "thread_none"}, 404),
        ({"inboxId": "{own}", "attachments": ["{file}"]}, 404),
    ],
)
def test_it_sends_from_and_into_its_own_only(world: World, more: dict[str, object], status: int) -> None:
    def filled(value: object) -> object:
        return value.format(**world.b, own=world.a["inbox"]) if isinstance(value, str) else value

    said = {name: [filled(value[0])] if isinstance(value, list) else filled(value) for name, value in more.items()}
    body = {"to": "x@x.example", "subject": "s", "text": "t", **said}
    headers = {"Content-Type": "application/json"}
    body = {name: value for name, value in body.items() if value is not None}
    answer = world.gate.server.call("POST", "/v1/messages/send", body, key=world.key, headers=headers)
    assert answer.status == status and MARK not in plain(answer)


def test_a_file_that_it_uploaded_leaves_with_its_mail(world: World) -> None:
    upload = {"content": "aGVsbG8=", "filename": "own.txt", "mime_type": "text/plain"}
    file = world.call("POST", "attachments/upload", upload).body["data"]["attachment_id"]
    answer = world.gate.send(world.a["inbox"], key=world.key, subject="with a file", attachments=[file])
    held = world.gate.sealed(answer.body["id"])
    assert [each.sha256 for each in held.files] == ["2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"]
    world.gate.approve(held)
    world.gate.in_state(held.id, "accepted", "seen")


def test_another_agents_mail_is_none(world: World) -> None:
    answer = world.gate.send(world.a["inbox"], subject="of the other agent")
    assert world.gate.server.get(f"/gate/v1/sends/{answer.body['id']}", key=world.key).status == 404
    assert world.gate.server.get("/gate/v1/sends/" + "0" * 32, key=world.key).status == 404

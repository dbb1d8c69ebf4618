"""The vendor form of the sandbox: what hurts a client, request by request, each beside the strict form's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from commune_tui.sandbox.state import Options
from commune_tui.sandbox.vendor import VENDOR
from tests.servers import Server, sandbox_process

DESK = "support@northwind.example"


@pytest.fixture(scope="module")
def vendor() -> Iterator[Server]:
    with sandbox_process("--as", "vendor", "--threads", "0") as server:
        yield server


@pytest.fixture(autouse=True)
def quiet(vendor: Server) -> None:
    vendor.control("reset")
    vendor.control("options", {"burst_guard": False})


def send(server: Server, **fields: Any) -> Any:
    body = {"to": "ann@client.example", "subject": "Words", "text": "some words", **fields}
    body.setdefault("inboxId", server.inboxes()[DESK])
    return server.post("/v1/messages/send", body)


def listed(server: Server) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.get(f"/v1/messages?inbox_id={server.inboxes()[DESK]}").body["data"]
    return found


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "x@gone.invalid"},
        {"to": "x@no-mx.example"},
        {"to": "no address"},
        {"inboxId": "nope"},
        {"inboxId": None, "from": "who@elsewhere.example"},
    ],
)
def test_what_cannot_leave_is_taken_and_vanishes(vendor: Server, fields: dict[str, Any]) -> None:
    answer = send(vendor, **fields)
    assert (answer.status, answer.body["data"]["status"]) == (202, "queued")
    vendor.control("advance", {"seconds": 300})
    assert listed(vendor) == []
    inbox = vendor.inboxes()[DESK]
    assert vendor.get(f"/v1/delivery/events?inbox_id={inbox}").body["data"] == []


def test_a_suppressed_recipient_vanishes_without_an_event(vendor: Server) -> None:
    send(vendor, to="bounce@client.example")
    vendor.control("advance", {"seconds": 10})
    before = vendor.get(f"/v1/delivery/events?inbox_id={vendor.inboxes()[DESK]}").body["data"]
    assert send(vendor, to="bounce@client.example").status == 202
    vendor.control("advance", {"seconds": 10})
    assert len(listed(vendor)) == 1
    assert vendor.get(f"/v1/delivery/events?inbox_id={vendor.inboxes()[DESK]}").body["data"] == before


def test_of_several_recipients_all_are_listed_and_only_the_good_are_mailed(vendor: Server) -> None:
    send(vendor, to=["good@client.example", "bad@gone.invalid"])
    vendor.control("advance", {"seconds": 10})
    (message,) = listed(vendor)
    assert [each["identity"] for each in message["participants"][1:]] == ["good@client.example", "bad@gone.invalid"]
    events = vendor.get(f"/v1/delivery/events?inbox_id={vendor.inboxes()[DESK]}").body["data"]
    assert {to for each in events for to in each["event_data"]["to"]} == {"good@client.example"}


def test_the_message_has_another_id_than_the_send_answered(vendor: Server) -> None:
    answered = send(vendor).body["data"]
    (message,) = listed(vendor)
    assert message["message_id"] != answered["id"]
    assert message["metadata"]["commune_message_id"] == answered["id"]
    assert message["thread_id"] == answered["thread_id"]


def test_late_mail_carries_its_old_time_and_odd_names(vendor: Server) -> None:
    file = {"name": "report 2026/03 #1 ü%.pdf", "mime_type": "application/pdf", "content": "aGVsbG8="}
    mail = {"from": "a@b.example", "to": DESK, "subject": "late", "text": "words", "sent_at": "2020-01-02T03:04:05Z"}
    vendor.control("mail", mail | {"files": [file]})
    (message,) = listed(vendor)
    assert message["created_at"].startswith("2020-01-02T03:04:05")
    assert message["attachments"] == [f"ses_{message['message_id']}_{file['name']}"]
    path = f"/v1/messages?inbox_id={vendor.inboxes()[DESK]}&after=2026-01-01T00:00:00Z"
    assert vendor.get(path).body["data"] == []


def test_mail_to_an_unknown_address_is_found_by_its_domain_only(vendor: Server) -> None:
    vendor.control("mail", {"from": "a@b.example", "to": "nobody@northwind.example", "subject": "lost", "text": "x"})
    domains = {each["name"]: each["id"] for each in vendor.get("/v1/domains").body["data"]}
    (thread,) = vendor.get(f"/v1/threads?domain_id={domains['northwind.example']}").body["data"]
    assert thread["inbox_id"] is None
    for inbox in vendor.inboxes().values():
        assert vendor.get(f"/v1/threads?inbox_id={inbox}").body["data"] == []


def test_making_an_inbox_again_replaces_it_and_its_threads_stay_under_the_old_id(vendor: Server) -> None:
    mail = {"from": "a@b.example", "to": DESK, "subject": "first", "text": "x", "message_id": "<1@b.example>"}
    vendor.control("mail", mail)
    old = vendor.inboxes()[DESK]
    made = vendor.post("/v1/inboxes", {"local_part": "support", "domain_id": domain_id(vendor)})
    new = made.body["data"]["id"]
    assert (made.status, new == old) == (201, False)
    assert vendor.get(f"/v1/domains/{domain_id(vendor)}/inboxes/{old}").status == 404
    assert len(vendor.get(f"/v1/threads?inbox_id={old}").body["data"]) == 1
    answer = {**mail, "subject": "Re: first", "message_id": "<2@b.example>", "in_reply_to": "<1@b.example>"}
    vendor.control("mail", answer)
    assert [each["metadata"]["subject"] for each in listed(vendor)] == ["Re: first"]


def domain_id(server: Server) -> str:
    return next(
        str(each["id"]) for each in server.get("/v1/domains").body["data"] if each["name"] == "northwind.example"
    )


def test_paused_sending_says_until_when_and_ends_then(vendor: Server) -> None:
    vendor.control("options", {"sending_paused": True})
    refused = send(vendor)
    assert refused.status == 403
    assert set(refused.body) == {"error", "reason", "health", "resume_at", "action"}
    assert refused.body["health"]["status"] == "paused"
    vendor.control("advance", {"seconds": 4 * 3600 + 1})
    assert send(vendor).status == 202


def test_a_reply_leaves_bare_so_the_answer_to_it_opens_another_thread(vendor: Server) -> None:
    mail = {"from": "a@b.example", "to": DESK, "subject": "Hello", "text": "x", "message_id": "<1@b.example>"}
    vendor.control("mail", mail)
    (asked,) = listed(vendor)
    send(vendor, to="a@b.example", thread_id=asked["thread_id"], subject="Hello")
    vendor.control("advance", {"seconds": 10})
    ours = next(each for each in listed(vendor) if each["direction"] == "outbound")
    assert (ours["metadata"]["in_reply_to"], ours["metadata"]["references"]) == (None, [])
    wire = ours["metadata"]["ses_message_id"]
    vendor.control("mail", mail | {"message_id": "<2@b.example>", "in_reply_to": wire, "references": [wire]})
    assert {each["thread_id"] for each in listed(vendor) if each["direction"] == "inbound"} == {
        "<1@b.example>",
        "<2@b.example>",
    }


def test_a_reply_with_headers_of_its_own_keeps_the_answer_in_the_thread(vendor: Server) -> None:
    mail = {"from": "a@b.example", "to": DESK, "subject": "Hello", "text": "x", "message_id": "<1@b.example>"}
    vendor.control("mail", mail)
    (asked,) = listed(vendor)
    headers = {"In-Reply-To": "<1@b.example>", "References": "<1@b.example>"}
    send(vendor, to="a@b.example", thread_id=asked["thread_id"], subject="Hello", headers=headers)
    vendor.control("advance", {"seconds": 10})
    wire = next(each for each in listed(vendor) if each["direction"] == "outbound")["metadata"]["ses_message_id"]
    refs = ["<1@b.example>", wire]
    vendor.control("mail", mail | {"message_id": "<2@b.example>", "in_reply_to": wire, "references": refs})
    assert {each["thread_id"] for each in listed(vendor)} == {"<1@b.example>"}


def test_triage_gets_a_new_time_by_itself_and_never_needs_a_reply_by_itself(vendor: Server) -> None:
    vendor.control("mail", {"from": "a@b.example", "to": DESK, "subject": "s", "text": "x", "message_id": "<9@b.e>"})
    path = "/v1/threads/%3C9%40b.e%3E/metadata"
    assert "updated_at" not in vendor.get(path).body["data"]
    vendor.control("advance", {"seconds": 31})
    state = vendor.get(path).body["data"]
    assert (state["status"], "updated_at" in state, "assigned_to" in state) == ("open", True, False)


def test_the_demo_never_needs_a_reply_and_keeps_its_other_states() -> None:
    with sandbox_process("--as", "vendor", "--threads", "60") as server:
        threads = [
            thread["thread_id"]
            for inbox in server.inboxes().values()
            for thread in server.get(f"/v1/threads?inbox_id={inbox}&limit=100").body["data"]
        ]
        seen = {server.get(f"/v1/threads/{quote(t, safe='')}/metadata").body["data"]["status"] for t in threads}
    assert seen == {"open", "waiting", "closed"}


def test_unknown_places_are_pages_in_html(vendor: Server) -> None:
    for path in ("/v1/nothing", f"/v1/inboxes/{vendor.inboxes()[DESK]}", "/v1/threads/x"):
        answer = vendor.get(path)
        assert answer.status == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_quarantined_file_is_named_and_not_handed_out(vendor: Server) -> None:
    file = {"name": "eicar.com", "mime_type": "application/x-msdownload", "content": "aGVsbG8="}
    vendor.control("mail", {"from": "a@b.example", "to": DESK, "subject": "s", "text": "x", "files": [file]})
    (message,) = listed(vendor)
    (number,) = message["attachments"]
    facts = vendor.get(f"/v1/attachments/{number}").body["data"]
    assert facts["quarantined"] is True
    assert facts["scan_threats"]
    assert vendor.get(f"/v1/attachments/{number}/url").status == 404


DOCS = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_the_docs_name_the_options_with_which_the_form_begins_and_only_such_as_there_are() -> None:
    begins = DOCS.partition("The vendor form begins with")[2].partition(";")[0]
    named = dict(word.partition("=")[::2] for word in re.findall(r"`(\w+(?:=\w+)?)`", begins))
    assert named == {name: value if isinstance(value, str) else "" for name, value in VENDOR.options.items()}
    known = {each.name for each in fields(Options)}
    assert set(re.findall(r"--option (\w+)", DOCS)) - {"NAME"} <= known


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/domains", {"name": "not a domain"}, 201),
        ("POST", "/v1/domains", {"domain": "x.example"}, 400),
        ("POST", "/v1/inboxes", {"local_part": "a b@c"}, 201),
        ("PUT", "/v1/threads/nobody-knows/status", {"status": "closed"}, 200),
        ("GET", "/v1/messages?domain_id=x&after=yesterday", None, 200),
        ("POST", "/v1/agent/api-keys", {"name": "x", "permissions": ["fly"]}, 201),
    ],
)
def test_the_table_of_the_docs(vendor: Server, sandbox: Server, method: str, path: str, body: Any, status: int) -> None:
    assert vendor.call(method, path, body).status == status
    assert sandbox.call(method, path, body).status in {201: (400,), 400: (201,), 200: (400, 404)}[status]

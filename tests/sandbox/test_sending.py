"""What a send promises: once per key, in the right thread, to the right people, and an honest account of the rest."""

from __future__ import annotations

from typing import Any

from tests.servers import Server

SUPPORT, SALES = "support@northwind.example", "sales@northwind.example"


def _send(server: Server, **fields: Any) -> dict[str, Any]:
    answer = server.post("/v1/messages/send", {"subject": "s", "text": "t", **fields})
    assert answer.status == 200, answer
    return dict(answer.body)


def _messages(server: Server, thread_id: str) -> list[dict[str, Any]]:
    return list(server.get(f"/v1/threads/{thread_id}/messages").body["data"])


def test_a_repeated_key_sends_nothing_again(fresh_sandbox: Server) -> None:
    body = {"from": SUPPORT, "to": "ann@customer.example", "subject": "s", "text": "t"}
    first, again = (fresh_sandbox.post("/v1/messages/send", body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.body == again.body
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert fresh_sandbox.control("state")["world"]["messages"] == 1
    fresh_sandbox.control("advance", {"seconds": 86_401})
    later = fresh_sandbox.post("/v1/messages/send", body, headers={"Idempotency-Key": "k"})
    assert later.body["id"] != first.body["id"]


def test_a_refused_send_does_not_use_up_its_key(fresh_sandbox: Server) -> None:
    headers = {"Idempotency-Key": "k"}
    refused = fresh_sandbox.post(
        "/v1/messages/send", {"to": "a@b.example", "subject": "s", "text": "t"}, headers=headers
    )
    assert (refused.status, refused.body["code"]) == (400, "sender_missing")
    body = {"from": SUPPORT, "to": "a@b.example", "subject": "s", "text": "t"}
    assert fresh_sandbox.post("/v1/messages/send", body, headers=headers).status == 200


def test_a_mail_between_two_inboxes_and_its_answer_stay_in_their_threads(fresh_sandbox: Server) -> None:
    ids = fresh_sandbox.inboxes()
    sent = _send(fresh_sandbox, inbox_id=ids[SUPPORT], to=[SALES], subject="lamp")
    theirs = fresh_sandbox.get(f"/v1/threads?inbox_id={ids[SALES]}").body["data"]
    assert [thread["subject"] for thread in theirs] == ["lamp"]
    assert theirs[0]["thread_id"] != sent["thread_id"]
    _send(fresh_sandbox, thread_id=theirs[0]["thread_id"], to=SUPPORT, subject="lamp")
    ours = _messages(fresh_sandbox, sent["thread_id"])
    assert [(m["direction"], m["subject"]) for m in ours] == [("outbound", "lamp"), ("inbound", "Re: lamp")]
    assert ours[1]["metadata"]["in_reply_to"] == sent["smtp_message_id"]


def test_a_plus_address_leads_back_without_any_header(fresh_sandbox: Server) -> None:
    """The reply token of contract §7: it comes from the Reply-To of the mail that a customer answers."""
    ids = fresh_sandbox.inboxes()
    sent = _send(fresh_sandbox, inboxId=ids[SUPPORT], to=SALES)
    rows = _messages(fresh_sandbox, sent["thread_id"])
    assert rows[0]["metadata"]["reply_to"].startswith("support+t")
    reply = {"from": "ann@customer.example", "to": rows[0]["metadata"]["reply_to"], "subject": "other", "text": "t"}
    received = fresh_sandbox.control("mail", reply)["data"]
    assert [got["thread_id"] for got in received] == [sent["thread_id"]]


def test_references_find_the_thread_when_in_reply_to_is_strange(fresh_sandbox: Server) -> None:
    first = {"from": "a@c.example", "to": SUPPORT, "subject": "q", "text": "t", "message_id": "<1@c>"}
    thread = fresh_sandbox.control("mail", first)["data"][0]["thread_id"]
    more = {**first, "message_id": "<2@c>", "in_reply_to": "<lost@c>", "references": ["<1@c>", "<lost@c>"]}
    assert fresh_sandbox.control("mail", more)["data"][0]["thread_id"] == thread
    assert fresh_sandbox.control("mail", more)["data"][0]["thread_id"] == thread
    assert len(_messages(fresh_sandbox, thread)) == 2


def test_a_bounce_suppresses_and_the_next_send_says_so(fresh_sandbox: Server) -> None:
    inbox = fresh_sandbox.inboxes()[SUPPORT]
    sent = _send(fresh_sandbox, inboxId=inbox, to=["bounce@shop.example", "ann@shop.example"])
    fresh_sandbox.control("advance", {"seconds": 60})
    kinds = {
        (e["recipient"], e["event_type"])
        for e in fresh_sandbox.get(f"/v1/delivery/events?message_id={sent['id']}").body["data"]
    }
    assert ("bounce@shop.example", "bounced") in kinds and ("ann@shop.example", "delivered") in kinds
    message = _messages(fresh_sandbox, sent["thread_id"])[0]["metadata"]
    assert message["delivery_status"] == "bounced"
    again = _send(fresh_sandbox, inboxId=inbox, to=["bounce@shop.example", "ann@shop.example"])
    assert again["validation"]["suppressed"] == ["bounce@shop.example"]
    assert "validation" not in again["data"]
    alone = fresh_sandbox.post(
        "/v1/messages/send", {"inboxId": inbox, "to": "bounce@shop.example", "subject": "s", "text": "t"}
    )
    assert (alone.status, alone.body["validation"]["suppressed"]) == (400, ["bounce@shop.example"])
    metrics = fresh_sandbox.get(f"/v1/delivery/metrics?inbox_id={inbox}").body
    assert (metrics["sent"], metrics["bounced"], metrics["suppressed"]) == (3, 1, 1)
    assert metrics["bounce_rate"] == 0.3333 and metrics["data"]["bounce_rate"] == 33.33


def test_the_sender_is_found_as_the_reference_says(fresh_sandbox: Server) -> None:
    domain = fresh_sandbox.get("/v1/domains").body["data"][0]["id"]
    by_domain = _send(fresh_sandbox, domainId=domain, to="a@b.example")
    assert (
        _messages(fresh_sandbox, by_domain["thread_id"])[0]["participants"][0]["identity"] == "agent@northwind.example"
    )
    named = _send(fresh_sandbox, **{"from": f"Help <{SALES}>"}, to="a@b.example")
    assert _messages(fresh_sandbox, named["thread_id"])[0]["participants"][0]["identity"] == SALES
    body = {"from": "me@elsewhere.example", "to": "a@b.example", "subject": "s", "text": "t"}
    assert fresh_sandbox.post("/v1/messages/send", body).status == 400


def test_what_is_wrong_with_a_body_is_named(sandbox: Server) -> None:
    answer = sandbox.post("/v1/messages/send", {"to": [], "subject": "", "cc": 3, "headers": {"a": 1}})
    assert answer.status == 400
    assert {detail["path"] for detail in answer.body["details"]} == {"to", "subject", "text", "cc", "headers"}
    assert (
        sandbox.post("/v1/messages/send", b"{", headers={"Content-Type": "application/json"}).body["code"]
        == "invalid_json"
    )
    half = sandbox.post("/v1/messages/send", b'{"to": "\\ud800"}')
    assert (half.status, half.body["code"]) == (400, "invalid_json")
    many = {"from": SUPPORT, "to": [f"a{n}@b.example" for n in range(51)], "subject": "s", "text": "t"}
    assert sandbox.post("/v1/messages/send", many).body["code"] == "too_many_recipients"


def test_rate_limits_when_switched_on(fresh_sandbox: Server) -> None:
    fresh_sandbox.control("options", {"hourly_limit": 2})
    body = {"from": SUPPORT, "to": "a@b.example", "subject": "s", "text": "t"}
    first, _, third = (fresh_sandbox.post("/v1/messages/send", body) for _ in range(3))
    assert first.headers["x-ratelimit-remaining-hour"] == "1"
    assert (third.status, third.body["error"]) == (429, "Hourly email rate limit exceeded")
    assert int(third.headers["retry-after"]) == third.body["retryAfter"] > 3500
    fresh_sandbox.control("advance", {"seconds": 3601})
    assert fresh_sandbox.post("/v1/messages/send", body).status == 200


def test_raw_thread_ids_work_when_percent_encoded(fresh_sandbox: Server) -> None:
    fresh_sandbox.control("options", {"raw_thread_ids": True})
    mail = {"from": "a@c.example", "to": SUPPORT, "subject": "q", "text": "t", "message_id": "<odd/id?#@c.example>"}
    assert fresh_sandbox.control("mail", mail)["data"][0]["thread_id"] == "<odd/id?#@c.example>"
    path = "/v1/threads/%3Codd%2Fid%3F%23%40c.example%3E"
    assert fresh_sandbox.call("PUT", f"{path}/status", {"status": "closed"}).body["status"] == "closed"
    assert len(fresh_sandbox.get(f"{path}/messages").body["data"]) == 1

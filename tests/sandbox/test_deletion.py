"""Two-phase deletion: a preview, a token, and rows that are truly gone, from every list and from search."""

from __future__ import annotations

from tests.servers import Server

SUPPORT, SALES = "support@northwind.example", "sales@northwind.example"
PATH = "/v1/data/deletion-request"


def _fill(server: Server) -> dict[str, str]:
    ids = server.inboxes()
    file = {"name": "a.txt", "mime_type": "text/plain", "content": "aGVsbG8="}
    for address in (SUPPORT, SALES):
        for day in (1, 20):
            at = f"2026-03-{day:02}T12:00:00Z"
            mail = {"from": "a@c.example", "to": address, "subject": "zebra", "text": "t", "sent_at": at}
            server.control("mail", {**mail, "files": [file], "message_id": f"<{day}.{address}>"})
        server.post("/v1/messages/send", {"inboxId": ids[address], "to": "b@c.example", "subject": "s", "text": "t"})
    return ids


def test_an_inbox_is_emptied_and_its_neighbour_is_not(fresh_sandbox: Server) -> None:
    ids = _fill(fresh_sandbox)
    asked = fresh_sandbox.post(PATH, {"scope": "inbox", "inbox_id": ids[SUPPORT]})
    assert asked.status == 201 and asked.body["status"] == "pending" and len(asked.body["preview"]) == 17
    assert (asked.body["preview"]["messages"], asked.body["preview"]["attachments"]) == (3, 2)
    second = fresh_sandbox.post(PATH, {"scope": "messages"})
    assert (second.status, second.body["code"]) == (409, "deletion_active")
    one = f"{PATH}/{asked.body['id']}"
    assert fresh_sandbox.post(f"{one}/confirm").body["error"] == "confirmation_token is required"
    assert fresh_sandbox.post(f"{one}/confirm", {"confirmation_token": "0" * 64}).status == 403
    assert fresh_sandbox.control("state")["world"]["messages"] == 6
    done = fresh_sandbox.post(f"{one}/confirm", {"confirmation_token": asked.body["confirmation_token"]})
    assert (done.body["status"], done.body["deleted_counts"]["messages"]) == ("completed", 3)
    assert fresh_sandbox.get(f"/v1/threads?inbox_id={ids[SUPPORT]}").body["data"] == []
    assert fresh_sandbox.get(f"/v1/search/threads?q=zebra&inbox_id={ids[SUPPORT]}").body["data"] == []
    assert len(fresh_sandbox.get(f"/v1/search/threads?q=zebra&inbox_id={ids[SALES]}").body["data"]) == 2
    assert fresh_sandbox.control("state")["world"]["attachments"] == 2
    told = fresh_sandbox.get(one).body
    assert told["status"] == "completed" and "confirmation_token" not in told


def test_messages_before_a_date(fresh_sandbox: Server) -> None:
    ids = _fill(fresh_sandbox)
    asked = fresh_sandbox.post(PATH, {"scope": "messages", "before": "2026-03-10T00:00:00Z"}).body
    assert asked["preview"]["messages"] == 2
    fresh_sandbox.post(f"{PATH}/{asked['id']}/confirm", {"confirmation_token": asked["confirmation_token"]})
    left = fresh_sandbox.get(f"/v1/messages?inbox_id={ids[SUPPORT]}").body["data"]
    assert sorted(message["created_at"][:7] for message in left)[0] == "2026-03" and len(left) == 2


def test_a_token_expires(fresh_sandbox: Server) -> None:
    asked = fresh_sandbox.post(PATH, {"scope": "messages"}).body
    fresh_sandbox.control("advance", {"seconds": 3601})
    late = fresh_sandbox.post(f"{PATH}/{asked['id']}/confirm", {"confirmation_token": asked["confirmation_token"]})
    assert (late.status, late.body["code"]) == (410, "token_expired")
    assert fresh_sandbox.get(f"{PATH}/{asked['id']}").body["status"] == "expired"


def test_the_whole_organisation_goes_and_a_reset_brings_it_back(fresh_sandbox: Server) -> None:
    _fill(fresh_sandbox)
    asked = fresh_sandbox.post(PATH, {"scope": "organization"}).body
    done = fresh_sandbox.post(f"{PATH}/{asked['id']}/confirm", {"confirmation_token": asked["confirmation_token"]})
    assert done.body["deleted_counts"]["inboxes"] == asked["preview"]["inboxes"] == 4
    assert fresh_sandbox.get("/v1/domains").status == 401
    assert fresh_sandbox.control("state")["world"]["messages"] == 0
    fresh_sandbox.control("reset")
    assert len(fresh_sandbox.inboxes()) == 4


def test_what_a_request_must_say(sandbox: Server) -> None:
    cases = [
        ({}, "Invalid scope. Must be one of: organization, inbox, messages"),
        ({"scope": "inbox"}, "inbox_id is required for inbox-scoped deletion"),
        ({"scope": "messages", "before": "soon"}, 'Invalid "before" date format. Use ISO 8601.'),
    ]
    for body, error in cases:
        answer = sandbox.post(PATH, body)
        assert (answer.status, answer.body["error"]) == (400, error)


def test_a_preview_counts_exactly_what_goes(fresh_sandbox: Server) -> None:
    _fill(fresh_sandbox)
    for scope in ("messages", "organization"):  # the first leaves a line in the log, which the second finds
        asked = fresh_sandbox.post(PATH, {"scope": scope}).body
        done = fresh_sandbox.post(f"{PATH}/{asked['id']}/confirm", {"confirmation_token": asked["confirmation_token"]})
        assert {**dict.fromkeys(asked["preview"], 0), **done.body["deleted_counts"]} == asked["preview"]
    assert asked["preview"]["audit_logs"] == 1

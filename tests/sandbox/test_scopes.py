"""Who may do what: every operation against keys with one permission, the legacy words, expired and revoked keys."""

from __future__ import annotations

import re

from commune_tui.sandbox.routes import OPERATIONS
from tests.servers import Server


def _key(server: Server, *permissions: str, **more: object) -> str:
    answer = server.post("/v1/agent/api-keys", {"name": "one", "permissions": list(permissions), **more})
    assert answer.status == 201, answer
    return str(answer.body["apiKey"])


def test_every_operation_asks_for_its_scope(fresh_sandbox: Server) -> None:
    """A key with an unrelated permission gets 403 that names the scope; no key gets 401; nothing else is said."""
    weak = {"domains": _key(fresh_sandbox, "attachments:read"), "other": _key(fresh_sandbox, "domains:read")}
    guarded = [operation for operation in OPERATIONS if not operation.public and operation.wrapped != "control"]
    assert len(guarded) > 60
    for operation in guarded:
        path = re.sub(r"\{\w+\}", "x", operation.path)
        anonymous = fresh_sandbox.call(operation.method, path, key="")
        assert (anonymous.status, anonymous.body["error"]) == (401, "Missing Authorization header"), path
        if operation.scope is None:
            continue
        key = weak["domains" if operation.scope.startswith("domains") else "other"]
        refused = fresh_sandbox.call(operation.method, path, {}, key=key)
        assert refused.status == 403, (operation.method, path, refused)
        assert refused.body["error"] == "Insufficient permissions"
        assert refused.body["required"] == [operation.scope]


def test_read_and_write_stand_for_all_of_theirs_but_not_for_deletion(fresh_sandbox: Server) -> None:
    reader, both = _key(fresh_sandbox, "read"), _key(fresh_sandbox, "read", "write")
    assert fresh_sandbox.get("/v1/domains", key=reader).status == 200
    assert fresh_sandbox.post("/v1/inboxes", {"local_part": "x"}, key=reader).status == 403
    assert fresh_sandbox.post("/v1/inboxes", {"local_part": "x"}, key=both).status == 201
    body = {"scope": "messages"}
    assert fresh_sandbox.post("/v1/data/deletion-request", body, key=both).status == 403
    deleter = _key(fresh_sandbox, "data:delete")
    assert fresh_sandbox.post("/v1/data/deletion-request", body, key=deleter).status == 201
    for asks, wanted in ((both, "admin"), (reader, "write"), (reader, "threads:write")):
        assert fresh_sandbox.post("/v1/agent/api-keys", {"name": "up", "permissions": [wanted]}, key=asks).status == 403


def test_keys_expire_rotate_and_are_revoked(fresh_sandbox: Server) -> None:
    brief = _key(fresh_sandbox, "read", expiresIn=60)
    assert fresh_sandbox.get("/v1/domains", key=brief).status == 200
    fresh_sandbox.control("advance", {"seconds": 61})
    assert fresh_sandbox.get("/v1/domains", key=brief).body["error"] == "Invalid or expired API key"
    listed = {key["keyPrefix"]: key for key in fresh_sandbox.get("/v1/agent/api-keys").body["apiKeys"]}
    assert listed[brief[:12]]["status"] == "expired"
    old = _key(fresh_sandbox, "read")
    number = next(k["id"] for k in fresh_sandbox.get("/v1/agent/api-keys").body["data"] if k["keyPrefix"] == old[:12])
    new = fresh_sandbox.post(f"/v1/agent/api-keys/{number}/rotate").body["apiKey"]
    assert [fresh_sandbox.get("/v1/domains", key=key).status for key in (old, new)] == [401, 200]
    assert fresh_sandbox.call("DELETE", f"/v1/agent/api-keys/{number}").body == {"message": "API key revoked"}
    assert fresh_sandbox.get("/v1/domains", key=new).status == 401
    assert fresh_sandbox.call("DELETE", f"/v1/agent/api-keys/{number}").status == 404


def test_ten_keys_are_the_limit(fresh_sandbox: Server) -> None:
    for _ in range(9):
        _key(fresh_sandbox, "read")
    refused = fresh_sandbox.post("/v1/agent/api-keys", {"name": "more"})
    assert (refused.status, refused.body["code"]) == (429, "api_key_limit_reached")

"""Registering an agent in both generations, acting as one in both signature forms, and what is refused."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.servers import Server

PURPOSE = "Answer customers about their late orders politely"


def _sign(key: Ed25519PrivateKey, text: str) -> str:
    return base64.b64encode(key.sign(text.encode())).decode()


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _register(server: Server, slug: str, key: Ed25519PrivateKey, **more: Any) -> dict[str, Any]:
    body = {"agentName": "A", "orgName": "O", "orgSlug": slug, "publicKey": _public(key), **more}
    answer = server.post("/v1/auth/agent-register", body, key="")
    assert answer.status == 201, answer
    return dict(answer.body)


def _agent(server: Server, slug: str, key: Ed25519PrivateKey) -> str:
    begun = _register(server, slug, key)
    body = {"agentSignupToken": begun["agentSignupToken"], "signature": _sign(key, begun["challenge"])}
    return str(server.post("/v1/auth/agent-verify", body, key="").body["agentId"])


def test_generation_b_signs_the_text(fresh_sandbox: Server) -> None:
    key = Ed25519PrivateKey.generate()
    begun = _register(fresh_sandbox, "robots", key)
    assert isinstance(begun["challenge"], str) and begun["expiresIn"] == 900
    body = {"agentSignupToken": begun["agentSignupToken"], "signature": _sign(key, "something else")}
    wrong = fresh_sandbox.post("/v1/auth/agent-verify", body, key="")
    assert (wrong.status, wrong.body["code"]) == (401, "invalid_signature")
    body["signature"] = _sign(key, begun["challenge"])
    done = fresh_sandbox.post("/v1/auth/agent-verify", body, key="")
    assert done.body["inboxEmail"] == "robots@commune.email"
    again = fresh_sandbox.post("/v1/auth/agent-verify", body, key="")
    assert (again.status, again.body["code"]) == (401, "invalid_token")


def test_generation_c_answers_the_task(fresh_sandbox: Server) -> None:
    key = Ed25519PrivateKey.generate()
    begun = _register(fresh_sandbox, "helpers", key, agentPurpose=PURPOSE)
    marker = begun["challenge"]["text"].rpartition("Include this exact string: ")[2][:16]
    words = {"agentSignupToken": begun["agentSignupToken"], "signature": _sign(key, "x")}
    wrong = fresh_sandbox.post("/v1/auth/agent-verify", {**words, "challengeResponse": f"answer:2:{marker}"}, key="")
    assert wrong.body["code"] == "invalid_challenge_response"
    answer = f"answer:6:{marker}"  # every word of the purpose but "late" has five letters or more
    body = {**words, "challengeResponse": answer, "signature": _sign(key, answer)}
    done = fresh_sandbox.post("/v1/auth/agent-verify", body, key="")
    assert done.body["ownershipStatus"] == "unclaimed"


def test_refusals_of_a_registration(sandbox: Server) -> None:
    key = Ed25519PrivateKey.generate()
    good = {"agentName": "A", "orgName": "O", "orgSlug": "fine", "publicKey": _public(key)}
    cases = {
        "missing_fields": {**good, "orgName": ""},
        "invalid_public_key": {**good, "publicKey": "abc"},
        "invalid_org_slug": {**good, "orgSlug": "no spaces"},
        "invalid_agent_purpose": {**good, "agentPurpose": "short"},
    }
    for code, body in cases.items():
        answer = sandbox.post("/v1/auth/agent-register", body, key="")
        assert (answer.status, answer.body["code"]) == (400, code)
    taken = sandbox.post("/v1/auth/agent-register", {**good, "orgSlug": "northwind"}, key="")
    assert (taken.status, taken.body["code"]) == (409, "slug_exists")


def test_an_agent_acts_with_either_signature(fresh_sandbox: Server) -> None:
    key = Ed25519PrivateKey.generate()
    agent = _agent(fresh_sandbox, "robots", key)

    def call(stamp: int | None, signed: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Agent {agent}:{_sign(key, signed)}"}
        if stamp is not None:
            headers["X-Commune-Timestamp"] = str(stamp)
        return fresh_sandbox.call("POST" if body else "GET", "/v1/inboxes", body, key="", headers=headers)

    now = int(time.time() * 1000)
    good = call(now, f"{agent}:{now}")
    assert (good.status, "x-commune-server-time" in good.headers) == (200, True)
    replayed = call(now, f"{agent}:{now}")
    assert (replayed.status, replayed.body["code"]) == (401, "invalid_signature")
    old = now - 61_000
    late = call(old, f"{agent}:{old}")
    assert (late.body["code"], "serverTime" in late.body) == ("timestamp_out_of_range", True)
    assert call(now + 1, f"{agent}:{now}").status == 401
    body = {"local_part": "made-by-agent"}
    assert call(None, json.dumps(body), body).status == 201
    assert call(None, json.dumps({}), body).status == 401

"""Registration in both generations, with a real Ed25519 key, and every refusal of contract §6.3."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commune_tui.sandbox.challenge import (
    AgentClaim,
    Refusal,
    check_answer,
    check_claim,
    expected_answer,
    make_challenge,
    read_claim,
    read_registration,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
MARKER = "0123456789abcdef"
BODY = {"agentName": "Ada", "orgName": "Acme", "orgSlug": "Acme-Mail", "publicKey": PUBLIC}
PURPOSE = "Answer's customer mail, quickly; it's e-mail triage 24/7 today."


def sign(text: str | bytes) -> str:
    return base64.b64encode(KEY.sign(text if isinstance(text, bytes) else text.encode())).decode()


def test_a_string_challenge_is_signed_as_it_stands() -> None:
    registration = read_registration(BODY)
    challenge = make_challenge(registration, MARKER)
    assert isinstance(challenge, str)
    assert registration.org_slug == "acme-mail"
    check_answer(registration, challenge, {"signature": sign(challenge)})


def test_an_object_challenge_wants_verb_count_and_marker() -> None:
    registration = read_registration({**BODY, "agentPurpose": PURPOSE})
    challenge = make_challenge(registration, MARKER)
    assert isinstance(challenge, dict)
    assert challenge["format"] == "<primary_verb>:<word_count>:<epoch_marker>"
    assert challenge["text"].count(f"Include this exact string: {MARKER}") == 1
    # Answer's → answers (7), customer (8), quickly; (7), e-mail → email (5), triage (6), today. (5)
    answer = f"answers:6:{MARKER}"
    assert expected_answer(registration, challenge) == answer
    check_answer(registration, challenge, {"challengeResponse": answer, "signature": sign(answer)})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agentName": None}, "missing_fields"),
        ({"orgSlug": " "}, "missing_fields"),
        ({"publicKey": 7}, "missing_fields"),
        ({"publicKey": "abc"}, "invalid_public_key"),
        ({"publicKey": PUBLIC.replace("=", "")}, "invalid_public_key"),
        ({"orgSlug": "a b"}, "invalid_org_slug"),
        ({"orgSlug": "a\n"}, "invalid_org_slug"),
        ({"agentPurpose": "too short"}, "invalid_agent_purpose"),
        ({"agentPurpose": "x" * 2001}, "invalid_agent_purpose"),
        ({"agentPurpose": ["answer"]}, "invalid_agent_purpose"),
        ({"agentPurpose": "twowords butonlytwohere"}, "invalid_agent_purpose"),
        ({"avatarUrl": "javascript:1"}, "invalid_avatar_url"),
        ({"websiteUrl": 5}, "invalid_website_url"),
        ({"moltbookHandle": "a-b"}, "invalid_moltbook_handle"),
        ({"capabilities": ["x"] * 21}, "invalid_capabilities"),
        ({"capabilities": [1]}, "invalid_capabilities"),
    ],
)
def test_a_wrong_registration_is_refused_by_code(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_registration({**BODY, **change})
    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ({}, 400, "missing_fields"),
        ({"signature": "x"}, 400, "missing_fields"),
        ({"challengeResponse": f"answers:5:{MARKER}", "signature": sign("x")}, 400, "invalid_challenge_response"),
        ({"challengeResponse": f"answers:6:{MARKER}\n", "signature": sign("x")}, 400, "invalid_challenge_response"),
        ({"challengeResponse": f"answers:6:{MARKER}", "signature": "short"}, 400, "invalid_signature_format"),
        ({"challengeResponse": f"answers:6:{MARKER}", "signature": sign("else")}, 401, "invalid_signature"),
    ],
)
def test_a_wrong_answer_is_refused_by_code(answer: dict[str, Any], status: int, code: str) -> None:
    registration = read_registration({**BODY, "agentPurpose": PURPOSE})
    with pytest.raises(Refusal) as refused:
        check_answer(registration, make_challenge(registration, MARKER), answer)
    assert (refused.value.status, refused.value.code) == (status, code)


NOW = 1_772_000_000_000


def test_both_forms_of_an_agent_signature_are_taken() -> None:
    claim = read_claim(f"agt_1:{sign(f'agt_1:{NOW}')}", str(NOW))
    assert check_claim(claim, PUBLIC, b'{"a":1}', NOW + 59_000) is True
    assert check_claim(read_claim(f"agt_1:{sign(b'{}')}", None), PUBLIC, b"{}", NOW) is False
    assert check_claim(read_claim(f"agt_1:{sign(b'')}", str(NOW)), PUBLIC, b"", NOW) is False


@pytest.mark.parametrize(
    ("claim", "body", "code"),
    [
        (AgentClaim("agt_1", sign(f"agt_1:{NOW - 61_000}"), NOW - 61_000), b"", "timestamp_out_of_range"),
        (AgentClaim("agt_1", sign(f"agt_1:{NOW + 61_000}"), NOW + 61_000), b"", "timestamp_out_of_range"),
        (AgentClaim("agt_2", sign(f"agt_1:{NOW}"), NOW), b"", "invalid_signature"),
        (AgentClaim("agt_1", sign(b"{}"), None), b"{ }", "invalid_signature"),
        (AgentClaim("agt_1", "not base64", NOW), b"", "invalid_signature"),
    ],
)
def test_a_wrong_agent_signature_is_refused(claim: AgentClaim, body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_claim(claim, PUBLIC, body, NOW)
    assert (refused.value.status, refused.value.code) == (401, code)


@pytest.mark.parametrize(
    ("value", "stamp", "status", "code"),
    [
        ("", None, 401, "invalid_authorization_format"),
        ("agt_1", None, 401, "invalid_authorization_format"),
        (":sig", None, 401, "invalid_authorization_format"),
        ("agt_1:c2ln", "soon", 400, "invalid_timestamp"),
        ("agt_1:c2ln", "-5", 400, "invalid_timestamp"),
    ],
)
def test_an_unreadable_claim_is_refused(value: str, stamp: str | None, status: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_claim(value, stamp)
    assert (refused.value.status, refused.value.code) == (status, code)

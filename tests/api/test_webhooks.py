"""Webhook signatures: the contract's vectors pass, and everything the vendor's verifier lets through is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.api.errors import Unreadable, WebhookRefused
from commune_tui.api.webhooks import (
    ReplayMemory,
    compute_signature,
    read_event,
    verify_legacy_signature,
    verify_signature,
)

SECRET = "whsec_test"
STAMP = "1707667200000"
AT = datetime.fromtimestamp(1707667200, UTC)
VECTORS = [
    ('{"event":"inbound"}', "v1=6f2d841c1c3e71d13af7cacf75b02ac257db6122cb5aa3895014fd2bbaff0432"),
    ('{"hello":"wörld"}', "v1=e35f9487d7dad67167a2b4351dfc889840da446fe4b5874e972a28cb70ad53af"),
]
BODY, GOOD = VECTORS[0]


@pytest.fixture(autouse=True)
def _at_signing_time() -> Iterator[None]:
    with clock.frozen(AT):
        yield


@pytest.mark.parametrize(("body", "signature"), VECTORS)
@pytest.mark.parametrize("kind", [str, bytes])
def test_the_contracts_vectors(body: str, signature: str, kind: type) -> None:
    payload = body.encode() if kind is bytes else body
    assert compute_signature(payload, SECRET, STAMP) == signature
    assert compute_signature(payload, SECRET, int(STAMP)) == signature
    assert verify_signature(payload, signature, SECRET, timestamp=STAMP)


def _over_body(body: str) -> str:
    return "v1=" + hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()


ATTACKS = {
    "dropped timestamp, body is ts.body": (f"{STAMP}.{BODY}", _over_body(f"{STAMP}.{BODY}"), None),
    "empty timestamp, body is ts.body": (f"{STAMP}.{BODY}", _over_body(f"{STAMP}.{BODY}"), ""),
    "hex without v1=": (BODY, GOOD.removeprefix("v1="), STAMP),
    "timestamp nan, signed": (BODY, compute_signature(BODY, SECRET, "nan"), "nan"),
    "non-ASCII signature": (BODY, "v1=" + "é" * 64, STAMP),
    "upper-case hex": (BODY, "v1=" + GOOD[3:].upper(), STAMP),
    "sha256= prefix": (BODY, GOOD.replace("v1=", "sha256="), STAMP),
    "several signatures": (BODY, f"v1={'0' * 64},{GOOD}", STAMP),
    "no signature": (BODY, None, STAMP),
    "empty signature": (BODY, "", STAMP),
    "seconds, signed": (BODY, compute_signature(BODY, SECRET, STAMP[:10]), STAMP[:10]),
    "timestamp with a blank, signed": (BODY, compute_signature(BODY, SECRET, f" {STAMP}"), f" {STAMP}"),
    "timestamp with a newline, signed": (BODY, compute_signature(BODY, SECRET, f"{STAMP}\n"), f"{STAMP}\n"),
    "other digits, signed": (BODY, compute_signature(BODY, SECRET, "１707667200000"), "１707667200000"),
    "exponent, signed": (BODY, compute_signature(BODY, SECRET, "1.707667200e12"), "1.707667200e12"),
    "signature with a newline": (BODY, GOOD + "\n", STAMP),
    "other body": (BODY + " ", GOOD, STAMP),
    "other secret": (BODY, compute_signature(BODY, "whsec_other", STAMP), STAMP),
    "lone surrogate": (BODY, "\ud800", "\udfff"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_vendor_verifiers_attack_list_is_refused(attack: str) -> None:
    body, signature, timestamp = ATTACKS[attack]
    with pytest.raises(WebhookRefused):
        verify_signature(body, signature, SECRET, timestamp=timestamp)


@pytest.mark.parametrize("shift", [-3600, -301, 301, 3600])
def test_too_old_and_too_new_are_refused(shift: int) -> None:
    with clock.frozen(AT + timedelta(seconds=shift)), pytest.raises(WebhookRefused) as caught:
        verify_signature(BODY, GOOD, SECRET, timestamp=STAMP)
    assert caught.value.reason == "stale"


@pytest.mark.parametrize("shift", [-300, 0, 300])
def test_genuine_within_the_skew_is_accepted(shift: int) -> None:
    with clock.frozen(AT + timedelta(seconds=shift)):
        assert verify_signature(BODY, GOOD, SECRET, timestamp=STAMP)


def test_a_replay_is_refused_and_a_retry_with_a_new_stamp_is_not() -> None:
    memory = ReplayMemory()
    assert verify_signature(BODY, GOOD, SECRET, timestamp=STAMP, replays=memory)
    with pytest.raises(WebhookRefused) as caught:
        verify_signature(BODY, GOOD, SECRET, timestamp=STAMP, replays=memory)
    assert caught.value.reason == "replay"
    later = str(int(STAMP) + 5000)
    assert verify_signature(BODY, compute_signature(BODY, SECRET, later), SECRET, timestamp=later, replays=memory)


def test_forgeries_do_not_fill_the_memory_and_it_is_bounded() -> None:
    memory = ReplayMemory(most=3)
    with pytest.raises(WebhookRefused):
        verify_signature(BODY, "v1=" + "0" * 64, SECRET, timestamp=STAMP, replays=memory)
    assert memory.is_first(b"a")
    assert not memory.is_first(b"a")
    with clock.frozen(AT + timedelta(seconds=601)):
        assert memory.is_first(b"a")


@given(
    ahead=st.integers(-300, 300),
    waits=st.lists(st.integers(0, 700), max_size=6),
    tolerance=st.integers(1, 1200),
)
def test_a_signed_request_is_accepted_once_however_it_is_stamped(ahead: int, waits: list[int], tolerance: int) -> None:
    memory, accepted, at = ReplayMemory(), 0, AT
    stamp = str(int(STAMP) + ahead * 1000)
    signature = compute_signature(BODY, SECRET, stamp)
    for wait in (0, *waits):
        at += timedelta(seconds=wait)
        with clock.frozen(at):
            try:
                verify_signature(BODY, signature, SECRET, timestamp=stamp, replays=memory, tolerance_s=float(tolerance))
                accepted += 1
            except WebhookRefused as refused:
                assert refused.reason in ("stale", "replay")
    assert accepted <= 1
    assert accepted == 1 or abs(ahead) > tolerance


def test_a_webhook_from_a_clock_ahead_is_not_accepted_again_at_the_last_moment() -> None:
    memory, stamp = ReplayMemory(), str(int(STAMP) + 300_000)
    signature = compute_signature(BODY, SECRET, stamp)
    assert verify_signature(BODY, signature, SECRET, timestamp=stamp, replays=memory)
    with clock.frozen(AT + timedelta(seconds=600)), pytest.raises(WebhookRefused) as caught:
        verify_signature(BODY, signature, SECRET, timestamp=stamp, replays=memory)
    assert caught.value.reason == "replay"


def test_a_full_memory_refuses_what_is_new_and_forgets_nothing() -> None:
    memory = ReplayMemory(most=2)
    stamps = [str(int(STAMP) + number) for number in range(3)]
    signed = [(stamp, compute_signature(BODY, SECRET, stamp)) for stamp in stamps]
    reasons = []
    for stamp, signature in [*signed, *signed]:
        try:
            verify_signature(BODY, signature, SECRET, timestamp=stamp, replays=memory)
            reasons.append("accepted")
        except WebhookRefused as refused:
            reasons.append(str(refused.reason))
    assert reasons == ["accepted", "accepted", "full", "replay", "replay", "full"]
    with clock.frozen(AT + timedelta(seconds=601)):
        assert memory.is_first(b"new")


def test_an_empty_secret_verifies_nothing() -> None:
    with pytest.raises(WebhookRefused):
        verify_signature(BODY, compute_signature(BODY, "", STAMP), "", timestamp=STAMP)
    with pytest.raises(WebhookRefused):
        verify_legacy_signature(BODY, hmac.new(b"", BODY.encode(), hashlib.sha256).hexdigest(), "")


def test_legacy_and_seconds_are_taken_only_on_request() -> None:
    plain = hmac.new(SECRET.encode(), BODY.encode(), hashlib.sha256).hexdigest()
    assert verify_legacy_signature(BODY, plain, SECRET)
    stamp = STAMP[:10]
    signature = compute_signature(BODY, SECRET, stamp)
    assert verify_signature(BODY, signature, SECRET, timestamp=stamp, seconds_allowed=True)


@given(st.binary(), st.text(), st.one_of(st.none(), st.text(), st.integers()))
def test_nothing_but_a_refusal_comes_of_anything(body: bytes, signature: str, timestamp: str | int | None) -> None:
    with pytest.raises(WebhookRefused):
        verify_signature(body, signature, SECRET, timestamp=timestamp)


SHAPES = [
    {"event": {"type": "email.received"}, "inboxId": "i", "message": {"message_id": "m", "thread_id": "t"}},
    {"event": "email.received", "data": {"inbox_id": "i", "thread_id": "t", "message_id": "m", "text": "x"}},
    {"type": "email.received", "inbox_id": "i", "thread_id": "t", "message_id": "m", "text": "x", "sender": "a@b"},
    {"type": "email.received", "data": {"thread": {"id": "t"}, "inbox": {"id": "i"}, "id": "m"}},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_payload_shape_is_read(shape: dict[str, object]) -> None:
    event = read_event(json.dumps(shape))
    assert (event.type, event.inbox_id, event.thread_id, event.message_id) == ("email.received", "i", "t", "m")


@pytest.mark.parametrize("payload", [b"", b"[]", b"<html>", b"\xff", b"null"])
def test_a_payload_that_is_no_object_is_unreadable(payload: bytes) -> None:
    with pytest.raises(Unreadable):
        read_event(payload)

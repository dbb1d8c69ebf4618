"""Why a signature does not fit is said in words: each usual mistake, made with the vendor's own signing function."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from commune.webhooks import compute_signature
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.api.errors import WebhookRefused
from commune_tui.api.webhooks import verify_signature
from commune_tui.listen.trouble import NO_MATCH, SIGNATURE, STAMP, explained

SECRET = "whsec_d2hhdGV2ZXI="
AT = datetime(2026, 3, 18, 12, tzinfo=UTC)
MS = str(int(AT.timestamp() * 1000))
BODY = json.dumps({"event": {"type": "email.received"}, "text": "Grüße", "a": [1, 2]}, separators=(",", ":")).encode()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(AT):
        yield


def why(headers: dict[str, str], body: bytes = BODY, secret: str = SECRET) -> str:
    """What is said about a request that the verifier refuses."""
    with pytest.raises(WebhookRefused) as caught:
        verify_signature(body, headers.get(SIGNATURE), secret, timestamp=headers.get(STAMP))
    return explained(headers, body, Secret(secret), caught.value)


def signed(body: bytes = BODY, secret: str = SECRET, stamp: str = MS, header: str = MS) -> dict[str, str]:
    return {SIGNATURE: compute_signature(body, secret, stamp), STAMP: header}


def over_body(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


value = json.loads(BODY)
SAID = {
    "seconds": (signed(stamp=MS[:-3], header=MS[:-3]), "is in seconds (1773835200) in place of milliseconds"),
    "seconds signed, milliseconds sent": (signed(stamp=MS[:-3]), "signed with the time in seconds, while its header"),
    "another secret": (signed(secret="whsec_other"), NO_MATCH),
    "without whsec_": (signed(secret=SECRET.removeprefix("whsec_")), "without its whsec_"),
    "line break": (signed(secret=SECRET + "\n"), "a line break behind it"),
    "base64": (signed(secret="whatever"), "decoded from base64"),
    "spaced": (signed(json.dumps(value).encode()), "The body was written anew on its way"),
    "spaced letters": (signed(json.dumps(value, ensure_ascii=False).encode()), "blanks after commas and colons"),
    "indented": (signed(json.dumps(value, indent=2, ensure_ascii=False).encode()), "indented by two"),
    "sorted": (signed(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()), "sorted names"),
    "line at end": (signed(BODY + b"\n"), "with a line break at its end"),
    "body alone": ({SIGNATURE: f"v1={over_body(BODY)}", STAMP: MS}, "over the body alone"),
    "old form": ({SIGNATURE: over_body(BODY)}, "an older form of the API"),
    "no stamp": ({SIGNATURE: signed()[SIGNATURE]}, "a proxy may have taken it out"),
    "no signature": ({STAMP: MS}, "--unsigned takes such deliveries"),
    "neither": ({}, "does not come from the API"),
    "capitals": ({**signed(), SIGNATURE: "v1=" + signed()[SIGNATURE][3:].upper()}, "lower-case hexadecimal digits. It"),
    "sha256": ({**signed(), SIGNATURE: signed()[SIGNATURE].replace("v1", "sha256")}, "It fits otherwise"),
    "words": ({**signed(), SIGNATURE: "v1=soon"}, "is not v1= and 64"),
    "date": (signed(stamp="today", header="today"), "thirteen digits"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", SAID)
def test_a_usual_mistake_is_named(mistake: str) -> None:
    headers, said = SAID[mistake]
    assert said in why(headers)


@pytest.mark.parametrize(("shift", "said"), [(3600, "60 min ago"), (-3600, "60 min from now")])
def test_one_that_is_stale_is_told_from_one_that_is_forged(shift: int, said: str) -> None:
    with clock.frozen(AT + timedelta(seconds=shift)):
        told = why(signed())
        assert said in told and "its signature fits" in told
        assert NO_MATCH in why(signed(secret="whsec_other"))


@given(
    st.binary(max_size=200),
    st.text(max_size=90),
    st.one_of(st.text(max_size=20), st.integers(0, 10**13).map(str), st.just(MS)),
    st.text(min_size=1, max_size=20),
)
def test_anything_gets_a_sentence_without_the_secret(body: bytes, signature: str, stamp: str, secret: str) -> None:
    with clock.frozen(AT):
        told = why({SIGNATURE: signature, STAMP: stamp}, body, secret)
    assert told.endswith(".")
    assert len(secret) < 9 or secret not in told

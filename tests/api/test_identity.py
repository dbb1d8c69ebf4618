"""Agents: registration in both challenge forms, from key generation to a signed request that the server verifies."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.api import AgentKey, Commune, Secret, SigningKey
from commune_tui.api.errors import CommuneError, Misused, NotAuthenticated, Unreadable
from commune_tui.api.registration import challenge_response

from .clients import FAST, client
from .server import Answer, Request, answer, serving

PURPOSE = "Answer support mail quickly, and escalate what's urgent!"
MARKER = "0123456789abcdef"


@dataclass
class Authority:
    """Registers agents and verifies signatures, in its own words and with its own arithmetic."""

    public: str = ""
    purpose: str | None = None
    used: set[str] = field(default_factory=set)

    def __call__(self, request: Request) -> Answer:
        if request.path == "/v1/auth/agent-register":
            self.public, self.purpose = request.json["publicKey"], request.json.get("agentPurpose")
            return answer({"agentSignupToken": "agt_signup_1", "challenge": self._challenge(), "expiresIn": 900}, 201)
        if request.path == "/v1/auth/agent-verify":
            return self._verify(request)
        return answer([]) if self._signed(request) else answer({"error": "invalid_signature", "message": "No."}, 401)

    def _challenge(self) -> object:
        if self.purpose is None:
            return "sign this"
        text = f"Hello.\nInclude this exact string: {MARKER}\nThank you."
        return {"text": text, "format": "<primary_verb>:<word_count>:<epoch_marker>"}

    def _verify(self, request: Request) -> Answer:
        said = request.json
        expected = "sign this" if self.purpose is None else f"answer:6:{MARKER}"
        if said.get("challengeResponse", "sign this") != expected or said["agentSignupToken"] != "agt_signup_1":
            return answer({"error": "invalid_challenge_response", "message": "Wrong."}, 400)
        if not self._good(said["signature"], expected.encode()):
            return answer({"error": "invalid_signature", "message": "Wrong."}, 401)
        return answer({"agentId": "agt_1", "orgId": "o", "inboxEmail": "slug@commune.email"})

    def _signed(self, request: Request) -> bool:
        kind, _, rest = request.headers["authorization"].partition(" ")
        agent, _, signature = rest.partition(":")
        stamp = request.headers.get("x-commune-timestamp")
        if kind != "Agent" or agent != "agt_1" or stamp in self.used:
            return False
        if stamp is None:
            return self._good(signature, request.body)
        self.used.add(stamp)
        return self._good(signature, f"agt_1:{stamp}".encode())

    def _good(self, signature: str, message: bytes) -> bool:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public))
        try:
            key.verify(base64.b64decode(signature), message)
        except InvalidSignature:
            return False
        return True


@pytest.mark.parametrize("purpose", [None, PURPOSE], ids=["text", "marked"])
@pytest.mark.parametrize("form", ["timestamp", "body"])
async def test_from_key_generation_to_a_working_signed_request(purpose: str | None, form: str) -> None:
    async with serving(Authority()) as server:
        async with Commune.anonymous(server.url, retry=FAST) as visitor:
            agent = await visitor.registration.join(agent_name="A", org_name="O", org_slug="slug", purpose=purpose)
        assert agent.identity.inbox_email == "slug@commune.email"
        assert all("authorization" not in request.headers for request in server.seen)
        agent.key.form = "body" if form == "body" else "timestamp"
        with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):  # two requests in one millisecond must still differ
            async with client(server.url, agent=agent.key) as commune:
                await commune.inboxes.list()
                await commune.inboxes.list()
    assert ("x-commune-timestamp" in server.seen[-1].headers) == (form == "timestamp")
    assert "challengeResponse" in server.seen[1].json or purpose is None


async def test_a_key_survives_export_and_a_wrong_one_is_refused() -> None:
    authority = Authority()
    async with serving(authority) as server:
        key = SigningKey.generate()
        authority.public = key.public
        again = AgentKey("agt_1", SigningKey.from_secret(key.export()))
        async with client(server.url, agent=again) as commune:
            await commune.inboxes.list()
        async with client(server.url, agent=AgentKey("agt_1", SigningKey.generate())) as commune:
            with pytest.raises(NotAuthenticated) as caught:
                await commune.inboxes.list()
    assert caught.value.code == "invalid_signature"
    assert len(key.public) == 44


@pytest.mark.parametrize("text", ["", "AAAA", "é" * 44, "A" * 44, "not base64!"])
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(Misused):
        SigningKey.from_secret(Secret(text))


@pytest.mark.parametrize("agent_id", ["", "a:b", "a\nb", "é", "a b"])
def test_what_is_no_agent_id_is_refused(agent_id: str) -> None:
    with pytest.raises(Misused):
        AgentKey(agent_id, SigningKey.generate())


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        (PURPOSE, f"answer:6:{MARKER}"),
        ("Sort the mail", f"sort:0:{MARKER}"),
        ("  'Triage'  tick5ets now  ", f"triage:2:{MARKER}"),
        ("", f":0:{MARKER}"),
    ],
)
def test_the_challenges_answer(purpose: str, expected: str) -> None:
    assert challenge_response(purpose, f"x Include this exact string: {MARKER} y") == expected


@given(st.text(), st.text())
def test_a_challenge_without_its_marker_is_unreadable(purpose: str, text: str) -> None:
    with pytest.raises(Unreadable):
        challenge_response(purpose, text)


@pytest.mark.parametrize(
    "reply", [{}, {"agentSignupToken": "t"}, {"challenge": "x"}, {"challenge": {}}, {"data": None}]
)
async def test_a_registration_that_says_too_little_is_unreadable(reply: object) -> None:
    async with serving(lambda _: answer(reply)) as server, Commune.anonymous(server.url) as visitor:
        with pytest.raises(CommuneError):
            await visitor.registration.join(agent_name="A", org_name="O", org_slug="s")


def test_a_clock_that_jumped_ahead_and_back_signs_with_the_true_time_again() -> None:
    key = AgentKey("agt_1", SigningKey.generate())
    true = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def signed(at: datetime) -> int:
        with clock.frozen(at):
            return int(key.headers(b"")["X-Commune-Timestamp"])

    first = signed(true)
    assert signed(true) == first + 1  # no two alike
    ahead = signed(true.replace(year=2027))
    assert ahead > first
    assert signed(true.replace(minute=1)) == first + 60_000

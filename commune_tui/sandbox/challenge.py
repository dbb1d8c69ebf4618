"""Agent registration and agent signatures, as pure functions (contract §2.2, §6).

Two generations: without a purpose the challenge is a text that is signed as it stands; with one it is an object that
poses a small task, and the answer to the task is signed. Knows no world, no HTTP; time and randomness are arguments.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

LIFE_S = 900
FRESH_MS = 60_000
FORMAT = "<primary_verb>:<word_count>:<epoch_marker>"
_PUBLIC_KEY = re.compile(r"[A-Za-z0-9+/]{43}=")
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,50}")
_ANSWER = re.compile(r"[a-z]{2,30}:\d{1,4}:[0-9a-f]{16}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{86}==")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*")


class Refusal(Exception):
    """Why a registration or a signature is not taken: an HTTP ``status``, a ``code`` and a sentence (contract §6.3)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True)
class Registration:
    """A checked request to register; the slug is lower-case, ``purpose`` is ``None`` in generation B."""

    agent_name: str
    org_name: str
    org_slug: str
    public_key: str
    purpose: str | None = None


def read_registration(body: dict[str, Any]) -> Registration:
    """Check the body of ``POST /v1/auth/agent-register``. Raises :class:`Refusal` with 400."""
    names = ("agentName", "orgName", "orgSlug", "publicKey")
    missing = [name for name in names if not isinstance(body.get(name), str) or not body[name].strip()]
    if missing:
        raise Refusal(400, "missing_fields", f"Missing required fields: {', '.join(missing)}")
    purpose = body.get("agentPurpose")
    if purpose is not None:
        _check_purpose(purpose)
    if not _PUBLIC_KEY.fullmatch(body["publicKey"]) or not _is_base64(body["publicKey"]):
        raise Refusal(400, "invalid_public_key", "publicKey must be 32 raw Ed25519 bytes in base64 (44 characters)")
    if not _SLUG.fullmatch(body["orgSlug"]):
        raise Refusal(400, "invalid_org_slug", "orgSlug may hold letters, digits, - and _")
    _check_extras(body)
    return Registration(
        body["agentName"].strip(), body["orgName"].strip(), body["orgSlug"].lower(), body["publicKey"], purpose
    )


def _check_purpose(purpose: object) -> None:
    if not isinstance(purpose, str) or not 20 <= len(purpose) <= 2000 or len(purpose.split()) < 3:
        raise Refusal(400, "invalid_agent_purpose", "agentPurpose must be 20 to 2000 characters in three words or more")
    if not re.fullmatch(r"[a-z]{2,30}", primary_verb(purpose)):
        raise Refusal(400, "invalid_agent_purpose", "agentPurpose must begin with a word of 2 to 30 Latin letters")


def _check_extras(body: dict[str, Any]) -> None:
    for name, code in (("avatarUrl", "invalid_avatar_url"), ("websiteUrl", "invalid_website_url")):
        url = body.get(name)
        if url is not None and not (isinstance(url, str) and len(url) <= 2048 and _WEB.fullmatch(url)):
            raise Refusal(400, code, f"{name} must be an http or https address")
    handle = body.get("moltbookHandle")
    if handle is not None and not (isinstance(handle, str) and _HANDLE.fullmatch(handle)):
        raise Refusal(400, "invalid_moltbook_handle", "moltbookHandle may hold letters, digits and _, at most 50")
    skills = body.get("capabilities")
    if skills is None:
        return
    if (
        not isinstance(skills, list)
        or len(skills) > 20
        or not all(isinstance(s, str) and len(s) <= 100 for s in skills)
    ):
        raise Refusal(400, "invalid_capabilities", "capabilities are at most 20 texts of at most 100 characters")


def primary_verb(purpose: str) -> str:
    """The first word of a purpose reduced to Latin letters, lower case."""
    words = purpose.split()
    return re.sub(r"[^a-z]", "", words[0].lower()) if words else ""


def long_words(purpose: str) -> int:
    """How many words have at least five Latin letters once everything else is taken out of them."""
    return sum(len(re.sub(r"[^A-Za-z]", "", word)) >= 5 for word in purpose.split())


def make_challenge(registration: Registration, marker: str) -> str | dict[str, str]:
    """The challenge for a registration; ``marker`` is 16 lower-case hex digits that were never used before."""
    if registration.purpose is None:
        return f"commune-agent-register:{registration.org_slug}:{marker}"
    text = (
        "Prove that you read your own purpose. Take its first word in lower case, letters only; then count its words "
        f"that have five letters or more. Include this exact string: {marker}"
    )
    return {"text": text, "format": FORMAT}


def instructions() -> list[str]:
    """The steps that accompany an object challenge."""
    return [
        f"Write challengeResponse as {FORMAT}.",
        "Sign the text of challengeResponse with your Ed25519 key; put the signature in base64.",
        "POST agentSignupToken, challengeResponse and signature to /v1/auth/agent-verify within 15 minutes.",
    ]


def expected_answer(registration: Registration, challenge: str | dict[str, str]) -> str:
    """The text that must be signed: the string challenge itself, or ``verb:count:marker``."""
    if isinstance(challenge, str) or registration.purpose is None:
        return challenge if isinstance(challenge, str) else challenge["text"]
    marker = challenge["text"].rpartition("Include this exact string: ")[2][:16]
    return f"{primary_verb(registration.purpose)}:{long_words(registration.purpose)}:{marker}"


def check_answer(registration: Registration, challenge: str | dict[str, str], body: dict[str, Any]) -> None:
    """Check the body of ``POST /v1/auth/agent-verify`` against its challenge. Raises :class:`Refusal`, 400 or 401."""
    signature = body.get("signature")
    if not isinstance(signature, str) or not signature:
        raise Refusal(400, "missing_fields", "Missing required field: signature")
    expected = expected_answer(registration, challenge)
    if not isinstance(challenge, str):
        answer = body.get("challengeResponse")
        if not isinstance(answer, str) or not answer:
            raise Refusal(400, "missing_fields", "Missing required field: challengeResponse")
        if not _ANSWER.fullmatch(answer) or answer != expected:
            raise Refusal(400, "invalid_challenge_response", f"challengeResponse is not the right {FORMAT}")
    if not _SIGNATURE.fullmatch(signature):
        raise Refusal(400, "invalid_signature_format", "signature must be 64 bytes in base64")
    if not verified(registration.public_key, signature, expected.encode()):
        raise Refusal(401, "invalid_signature", "The signature is not by the registered key")


def verified(public_key: str, signature: str, message: bytes) -> bool:
    """Whether this is the key's Ed25519 signature of the message; key and signature in standard base64."""
    from cryptography.exceptions import InvalidSignature  # slow to import, and few requests need it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), message)
    except (ValueError, InvalidSignature):
        return False
    return True


@dataclass(frozen=True, slots=True)
class AgentClaim:
    """What ``Authorization: Agent {agentId}:{signature}`` says; ``stamp_ms`` only when the timestamp header came."""

    agent_id: str
    signature: str
    stamp_ms: int | None


def read_claim(value: str, stamp: str | None) -> AgentClaim:
    """Read the part after ``Agent `` and the ``X-Commune-Timestamp`` header. Raises :class:`Refusal`."""
    agent_id, colon, signature = value.strip().rpartition(":")
    if not colon or not agent_id or not signature:
        raise Refusal(401, "invalid_authorization_format", "Write Authorization: Agent {agentId}:{signature}")
    if stamp is not None and not re.fullmatch(r"[0-9]{1,16}", stamp):
        raise Refusal(400, "invalid_timestamp", "X-Commune-Timestamp must be unix milliseconds")
    return AgentClaim(agent_id, signature, None if stamp is None else int(stamp))


def check_claim(claim: AgentClaim, public_key: str, body: bytes, now_ms: int) -> bool:
    """Check a signature over ``{agentId}:{ms}`` or, failing that, over the raw body.

    Returns whether the timestamp form was used; the caller must then see to it that this stamp is used only once.
    Raises :class:`Refusal` with 401.
    """
    stamped = f"{claim.agent_id}:{claim.stamp_ms}".encode()
    if claim.stamp_ms is not None and verified(public_key, claim.signature, stamped):
        if abs(now_ms - claim.stamp_ms) > FRESH_MS:
            raise Refusal(401, "timestamp_out_of_range", "The timestamp is too old or too new")
        return True
    if verified(public_key, claim.signature, body):
        return False
    raise Refusal(401, "invalid_signature", "Invalid agent signature")


def _is_base64(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False

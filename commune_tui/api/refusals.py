"""From an answer that says no to the error that explains it: every body form of contract §3.1. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from commune_tui import clock

from . import errors
from .auth import Secret
from .moment import from_wire
from .rate import rate_limits

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_KEY_LIKE = re.compile(
    r"(comm_|whsec_|agt_signup_)[A-Za-z0-9_-]+|\bgate_[0-9a-f]{12,}|\b(?:Bearer|Agent)\s+\S+|[?&](?:sig|signature|token)=\S+"
)
_LONGEST = 300
_ECHO = 16
_SHORTEST = 6
_GATE_KEYS = frozenset({"required_tier", "current_tier", "upgrade_url", "requiredTier", "currentTier", "feature"})
_TYPES: dict[int, type[errors.Refused]] = {
    400: errors.BadRequest,
    401: errors.NotAuthenticated,
    402: errors.PlanRequired,
    403: errors.NotAllowed,
    404: errors.NotFound,
    409: errors.Conflict,
    410: errors.Gone,
    413: errors.TooLarge,
    422: errors.BadRequest,
    429: errors.RateLimited,
}


_TOLD_WHOLE = (errors.SendingPaused, errors.OwnershipRequired)


def refused(status: int, headers: Mapping[str, str], body: Any, *, private: tuple[Secret, ...] = ()) -> errors.Refused:
    """The error for a status other than 2xx. ``body`` is the parsed JSON, or text where it was none.

    ``private`` holds secrets and mail texts of the request: a server that echoes them gets them cut from its words.
    """
    refusal = _read(status, headers, body, private)
    return _type(refusal)(_sentence(refusal), refusal)


def _read(status: int, headers: Mapping[str, str], body: Any, private: tuple[Secret, ...]) -> errors.Refusal:
    now = clock.now()
    said = body if isinstance(body, dict) else {}
    inner = said["error"] if isinstance(said.get("error"), dict) else {}
    limits = rate_limits(headers, said, now)
    required = said.get("required") or inner.get("required")
    code = _code(said, inner)
    code = code if code and clean(code, private) == code else None
    return errors.Refusal(
        status=status,
        code=code,
        detail=clean(_message(said, inner, body), private),
        required=tuple(clean(scope, private) for scope in _texts(required)),
        hint=clean(_first(said, inner, "hint"), private),
        reasons=_reasons(said, inner, private),
        advice=clean(_first(said, inner, "suggestion", "action"), private),
        resume_at=_resume_at(said, inner),
        problems=_problems(said.get("details") or inner.get("details"), private),
        plan_gate=status == 402 or code == "plan_upgrade_required" or bool(status == 403 and _GATE_KEYS & said.keys()),
        required_tier=clean(_first(said, inner, "required_tier", "requiredTier"), private) or None,
        retry_after_s=limits.retry_after_s,
        request_id=_request_id(headers, said),
        server_at=_server_at(headers, said),
        limits=limits,
        body=body,
        headers=headers,
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _first(said: dict[str, Any], inner: dict[str, Any], *keys: str) -> str:
    return next((v for source in (inner, said) for key in keys if isinstance(v := source.get(key), str) and v), "")


def _message(said: dict[str, Any], inner: dict[str, Any], body: Any) -> str:
    """The text for a person: ``error.message``, ``message``, ``error``, or a short plain body."""
    message = _first(said, inner, "message")
    if message:
        return message
    if isinstance(error := said.get("error"), str):
        return error
    return body if isinstance(body, str) and "<" not in body else ""


def _code(said: dict[str, Any], inner: dict[str, Any]) -> str | None:
    """The word for a program: ``error.code``, ``code``, or ``error`` itself when it is written like one."""
    error = said.get("error")
    stated = next((c for c in (inner.get("code"), said.get("code")) if isinstance(c, str)), None)
    if stated is not None:
        return stated if _CODE.fullmatch(stated) else None
    return error if isinstance(error, str) and re.fullmatch(r"[a-z0-9_]{2,64}", error) else None


def _problems(value: Any, private: tuple[Secret, ...]) -> tuple[tuple[str, str], ...]:
    """Form 3: ``details`` as a list of ``{"path", "message"}``; the first twenty."""
    found: list[tuple[str, str]] = []
    for item in value[:20] if isinstance(value, list) else ():
        if isinstance(item, dict):
            where = item.get("path")
            place = ".".join(str(part) for part in where) if isinstance(where, list) else str(where or "")
            found.append((clean(place, private), clean(str(item.get("message") or ""), private)))
        elif isinstance(item, str):
            found.append(("", clean(item, private)))
    return tuple(found)


def _reasons(said: dict[str, Any], inner: dict[str, Any], private: tuple[Secret, ...]) -> tuple[str, ...]:
    """Why, as a list of sentences (spam, bursts) or as one (paused sending); the first ten."""
    found = _texts(said.get("reasons") or inner.get("reasons"))[:10] or _texts(
        said.get("reason") or inner.get("reason")
    )
    return tuple(filter(None, (clean(reason, private) for reason in found)))


def _resume_at(said: dict[str, Any], inner: dict[str, Any]) -> datetime | None:
    value = said.get("resume_at") or inner.get("resume_at") or said.get("resumeAt")
    return from_wire(value) if value is not None else None


def _request_id(headers: Mapping[str, str], said: dict[str, Any]) -> str | None:
    for name in ("x-request-id", "request-id", "x-correlation-id", "x-amzn-trace-id", "cf-ray"):
        if headers.get(name):
            return clean(headers[name], ())[:100]
    value = said.get("request_id") or said.get("requestId")
    return clean(value, ())[:100] if isinstance(value, str) and value else None


def _server_at(headers: Mapping[str, str], said: dict[str, Any]) -> datetime | None:
    for value in (headers.get("x-commune-server-time"), said.get("serverTime")):
        if value is not None and (moment := from_wire(value)):
            return moment
    return clock.from_header(headers.get("date", ""))  # every HTTP server says it, to a second


def clean(text: str, private: tuple[Secret, ...]) -> str:
    """A server's words on one line: no control or invisible characters, no keys, no echo of ``private``, cut."""
    if len(text) > 20 * _LONGEST:
        text = text[: 20 * _LONGEST]
    text = " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
    for hidden in private:
        secret = hidden.reveal()
        if _SHORTEST <= len(secret) < _ECHO:
            text = text.replace(secret, "***")
        elif len(secret) >= _ECHO and any(text[at : at + _ECHO] in secret for at in range(len(text) - _ECHO + 1)):
            return ""
    text = _KEY_LIKE.sub("***", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _type(refusal: errors.Refusal) -> type[errors.Refused]:
    status = refusal.status
    if status == 403 and (refusal.resume_at is not None or refusal.detail.lower().startswith("sending paused")):
        return errors.SendingPaused
    if refusal.code == "ownership_required":
        return errors.OwnershipRequired
    if status == 403 and refusal.plan_gate:
        return errors.PlanRequired
    if 300 <= status < 400:
        return errors.Redirected
    return _TYPES.get(status, errors.ServerFailed if status >= 500 else errors.Refused)


def _sentence(refusal: errors.Refusal) -> str:
    own, kind = _own_words(refusal), _type(refusal)
    if refusal.detail and not (refusal.status == 403 and refusal.required) and kind not in _TOLD_WHOLE:
        stop = "." if own.endswith(".") and not refusal.detail.endswith((".", "!", "?", "…")) else ""
        own = f"{own.rstrip('.')}: {refusal.detail}{stop}"
    problems = [f"{place}: {what}" if place else what for place, what in refusal.problems[:5] if what]
    why = "; ".join([*problems, *refusal.reasons])
    told = [own, f"Because: {why}" if why else "", refusal.advice]
    parts = [part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in told if part]
    return " ".join(parts) if len(parts) > 1 else own


def _own_words(refusal: errors.Refusal) -> str:
    status = refusal.status
    if status == 403 and refusal.required:
        return f"The key may not do this: it lacks {', '.join(refusal.required)}."
    if refusal.code == "timestamp_out_of_range":
        return "The clock of this machine and the server's differ by more than a minute."
    if _type(refusal) is errors.OwnershipRequired:
        return (
            "This agent has no owner yet, and sends nothing before it has one: the command claim, with the owner's "
            "mail address, sends them a link to confirm it."
        )
    if _type(refusal) is errors.SendingPaused:
        until = f" until {clock.local(refusal.resume_at):%H:%M}" if refusal.resume_at else ""
        return f"The server sends nothing for this organisation{until}, because too much of its mail came back."
    if refusal.plan_gate:
        tier = f" ({refusal.required_tier})" if refusal.required_tier else ""
        return f"The organisation's plan does not include this; a higher one does{tier}."
    if status == 429:
        wait = f" Try again {clock.ahead(refusal.retry_after_s)}." if refusal.retry_after_s is not None else ""
        return f"Too many requests.{wait}"
    if 300 <= status < 400:
        return "The server sent the request to another address, which is not followed."
    known = {
        400: "The server did not accept the request",
        401: "The server did not accept the key",
        403: "The key may not do this",
        404: "The server does not have this",
        409: "This clashes with what is there already",
        410: "This is no longer valid",
        413: "This is too large, or the storage is full",
        422: "The server did not accept the request",
    }
    if status in known:
        return known[status] + "."
    return f"The server failed ({_phrase(status)})." if status >= 500 else f"The server refused ({_phrase(status)})."


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)

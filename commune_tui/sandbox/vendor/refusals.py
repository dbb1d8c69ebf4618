"""How the vendor's server refuses, and what it leaves out of an answer that the strict form says twice."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from commune_tui.sandbox.operation import Operation, Problem

NAMED = {
    "already_claimed", "agent_signing_required", "claim_cooldown", "invalid_authorization_format", "invalid_email",
    "invalid_expires_in", "invalid_permissions", "invalid_public_key", "invalid_org_slug", "invalid_agent_purpose",
    "invalid_signature", "invalid_timestamp", "invalid_token", "invalid_challenge_response", "missing_fields",
    "missing_timestamp_header", "not_found", "ownership_required", "slug_exists", "timestamp_out_of_range",
    "token_expired",
}  # fmt: skip
"""Codes that stand under ``error`` with the sentence under ``message``; all others are left out."""
WORDS = {
    "burst_detected": "Send rate too high — slow down",
    "invalid_authorization_format": "Use: Authorization: Bearer {comm_api_key}  or  Authorization: Agent"
    " {agentId}:{signature}",
    "invalid_public_key": "publicKey must be a base64-encoded 32-byte Ed25519 public key (44 characters, standard"
    " base64 with trailing =)",
    "sending_paused": "Sending paused due to high bounce/complaint rate",
    "slug_exists": "This org slug is already taken",
    "deletion_active": "An active deletion request already exists for this organization. Wait for it to expire or"
    " complete.",
    "ownership_required": "This agent must be claimed by its owner first. POST /v1/agent/claim-ownership with"
    " ownerEmail.",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>Cannot {what}</pre>
</body>
</html>
"""


def refuse(problem: Problem, request: Request) -> Response:
    """A refusal: a sentence under ``error``, or a code there and the sentence under ``message``."""
    extra = dict(problem.extra)
    code = extra.pop("code", None)
    words = WORDS.get(code or "", problem.error)
    if code == "sending_paused":
        extra.pop("retryAfter")
    if code == "deletion_active":
        extra.clear()
    if code == "invalid_json":
        return JSONResponse({"error": words, "code": "INTERNAL_ERROR"}, problem.status)
    if code == "forbidden" and "required" in extra:
        if extra["required"] == ["data:delete"]:
            sentence = 'Insufficient permissions. API key requires "admin" or "data:delete" permission.'
            return JSONResponse({"error": sentence}, problem.status)
        needed = ", ".join(extra["required"])
        extra["hint"] = f"Your API key needs the following permission(s): {needed}"
    body: dict[str, Any] = {"error": code, "message": words} if code in NAMED else {"error": words}
    return JSONResponse({**body, **extra}, problem.status, headers=problem.headers)


def nowhere(request: Request, methods: Sequence[str]) -> Response:
    """A page in HTML, whether the path is unknown or only the method."""
    path = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0] or request.url.path
    return HTMLResponse(PAGE.format(what=html.escape(f"{request.method} {path}")), 404)


def finish(operation: Operation, response: Response) -> Response:
    """An object stands under ``data`` only; a list has paging keys only where there are pages."""
    if operation.wrapped not in ("record", "list") or not isinstance(response, JSONResponse):
        return response
    body = json.loads(bytes(response.body))
    if not isinstance(body, dict) or "data" not in body:
        return response
    kept = {"data", "search_type"}
    if operation.path == "/v1/threads":
        kept |= {"next_cursor", "has_more"}
    slim = {name: value for name, value in body.items() if name in kept}
    headers = {name: value for name, value in response.headers.items() if name not in ("content-length",)}
    return JSONResponse(slim, response.status_code, headers=headers)

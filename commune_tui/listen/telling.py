"""What a person, or a program, reads about each delivery. Everything of a stranger goes through the door of text.

Pure: makes lines, prints none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from commune_tui import clock
from commune_tui.api import jsontext
from commune_tui.api.errors import Unreadable
from commune_tui.api.webhooks import WebhookEvent
from commune_tui.listen.kept import Kept
from commune_tui.listen.receiver import CUT, SILENT, Receipt, event_of
from commune_tui.text import clean, cut, one_line

MOST_LINES = 60
_INDENT = "    "


def line(receipt: Receipt) -> str:
    """When, its number, what was answered, what it is about, what became of it."""
    at = f"{clock.local(receipt.at):%H:%M:%S}"
    if receipt.refused:
        path = one_line(receipt.request.path, 60) if receipt.request is not None else ""
        return f"{at}  -  {receipt.answer.status}  NOT TAKEN {path}: {receipt.refused}".replace(" : ", ": ")
    assert receipt.request is not None
    number = f"#{receipt.number}" if receipt.number else "-"
    about = _about(receipt.request.headers, receipt.event, len(receipt.request.body), receipt.signed)
    return f"{at}  {number}  {_status(receipt.answer.status)}  {about}. {_became(receipt)}{receipt.trouble}".rstrip()


def kept_line(kept: Kept) -> str:
    """A delivery that is kept, in a list."""
    at = f"{clock.local(kept.at):%d %b %H:%M:%S}"
    return f"#{kept.number}  {at}  {_about(kept.headers, event_of(kept.body), len(kept.body), kept.signed)}"


def kept_facts(kept: Kept) -> dict[str, Any]:
    """The same as plain values."""
    event = event_of(kept.body)
    return {
        "number": kept.number,
        "at": clock.iso(kept.at),
        "signed": kept.signed,
        "event": event.type if event is not None else None,
        "delivery_id": kept.headers.get("x-commune-delivery-id"),
        "bytes": len(kept.body),
    }


def _about(headers: Mapping[str, str], event: WebhookEvent | None, size: int, signed: bool) -> str:
    if event is None:
        kind, subject = "not JSON", ""
    else:
        kind = one_line(event.type, 40)
        subject = one_line((event.message.subject if event.message is not None else None) or "", 60)
    attempt = headers.get("x-commune-attempt", "")
    parts = [
        kind,
        f"“{subject}”" if subject else "",
        one_line(headers.get("x-commune-delivery-id", ""), 40),
        f"try {attempt}" if attempt.isascii() and attempt.isdecimal() and len(attempt) < 6 else "",
        "a test" if headers.get("x-commune-test") == "true" else "",
        f"{size / 1000:.1f} KB",
        "" if signed else "NOT CHECKED: anybody may have sent it",
    ]
    return ", ".join(filter(None, parts))


def _status(status: int) -> str:
    return {SILENT: "silent", CUT: "cut"}.get(status, str(status))


def _became(receipt: Receipt) -> str:
    if receipt.on_purpose:
        how = {SILENT: "No answer, on purpose", CUT: "Hung up, on purpose"}
        return f"{how.get(receipt.answer.status, 'Failed on purpose')}; it was not passed on. "
    if receipt.passed is None:
        return ""
    if receipt.passed.error:
        return f"{receipt.passed.error} "
    return f"The app answered {receipt.passed.status} in {receipt.passed.latency_ms} ms. "


def block(receipt: Receipt) -> list[str]:
    """What was sent, as JSON, and what the app answered where that was no success; indented, at most some lines."""
    if receipt.request is None or receipt.refused:
        return []
    lines = written(receipt.request.body)
    if len(lines) > MOST_LINES:
        more = f"… {len(lines) - MOST_LINES} more lines"
        shown = f": commune-tui listen show {receipt.number}" if receipt.number else ""
        lines = [*lines[:MOST_LINES], f"{more}{shown}"]
    if receipt.passed is not None and receipt.passed.body and not 200 <= receipt.passed.status < 300:
        said = clean(receipt.passed.body.decode("utf-8", "replace"), 2_000).splitlines()
        lines += ["", "the app said:", *said[:20]]
    return [f"{_INDENT}{cut(each, 2_000)}".rstrip() for each in lines]


def written(body: bytes) -> list[str]:
    """A body as indented JSON, or as the text that it is, without anything that could touch a terminal."""
    value = _value(body)
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return clean(text, None).split("\n")


def as_json(receipt: Receipt) -> str:
    """One line of JSON, in ASCII."""
    request, passed = receipt.request, receipt.passed
    told = {
        "at": clock.iso(receipt.at),
        "number": receipt.number or None,
        "taken": not receipt.refused,
        "why": receipt.refused or receipt.trouble or None,
        "signed": receipt.signed,
        "event": receipt.event.type if receipt.event is not None else None,
        "delivery_id": request.headers.get("x-commune-delivery-id") if request is not None else None,
        "attempt": request.headers.get("x-commune-attempt") if request is not None else None,
        "answered": receipt.answer.status if receipt.answer.status > 0 else None,
        "forwarded": None if passed is None else {"ms": passed.latency_ms, "error": passed.error or None},
        "body": _value(request.body) if request is not None and not receipt.refused else None,
    }
    return json.dumps(told, ensure_ascii=True)


def _value(body: bytes) -> Any:
    try:
        return jsontext.loads(body)
    except Unreadable:
        return body.decode("utf-8", "replace")

"""A send to the vendor's server: taken with 202 before anybody looks whether it can leave."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from starlette.responses import JSONResponse, Response

from commune_tui.sandbox.operation import Call, Handler, Problem
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.routes.gates import admit_send, own
from commune_tui.sandbox.routes.limits import count_send
from commune_tui.sandbox.routes.messages import MANY, REPLAY_MS, addresses, made_inbox, plain
from commune_tui.sandbox.rules.fate import is_address
from commune_tui.sandbox.rules.spam import REFUSE_SEND_ABOVE
from commune_tui.sandbox.world import Draft

SUGGESTION = "Please review your email content and remove spam-like patterns"


def send(call: Call) -> Response:
    """A repeated key gets the first answer again, and counts against the limits as any send does."""
    world, key = call.state.world, call.request.headers.get("idempotency-key")
    stored, now = f"{call.who.id}:{key}", world.database.now_ms()
    if key:
        world.database.run("DELETE FROM idempotency WHERE created_at < ?", now - REPLAY_MS)
        known = world.database.one("SELECT status, body FROM idempotency WHERE key = ?", stored)
        if known is not None:
            headers = count_send(call) | {"Idempotency-Replayed": "true"}
            return JSONResponse(json.loads(known["body"]), known["status"], headers=headers)
    with world.database.transaction():
        body = call.json()
        inbox, foreign = sender_of(call, body)
        headers = admit_send(call, inbox) if inbox is not None else _unsent(call)
        check(body)
        response = JSONResponse({"data": _taken(call, inbox, read_draft(call, body, foreign))}, 202)
        if key:
            cells = {"status": response.status_code, "body": bytes(response.body).decode()}
            world.database.insert("idempotency", key=stored, created_at=now, **cells)
    response.headers.update(headers)
    return response


def _unsent(call: Call) -> dict[str, str]:
    own(call)
    return count_send(call)


def _taken(call: Call, inbox: sqlite3.Row | None, draft: Draft) -> dict[str, str]:
    """Send what can be sent. The answer is the same when nothing can."""
    world = call.state.world
    sent = world.send(inbox, draft) if inbox is not None else None
    if sent is not None and sent.message_id is not None:
        return {"id": sent.queued_id, "thread_id": sent.thread_id, "status": "queued"}
    thread_id = draft.thread_id or f"thread_{world.database.uuid()}"
    return {"id": f"msg_{world.database.hex(32)}", "thread_id": thread_id, "status": "queued"}


def check(body: dict[str, Any]) -> None:
    """The few things that are looked at before a mail is taken."""
    found: list[tuple[str, str]] = []
    to = body.get("to")
    if not isinstance(to, str | list) or to == "" or (to and not _texts(to)):
        found.append(("to", "Invalid input"))
    elif to == []:
        found.append(("to", "At least one recipient required"))
    subject = body.get("subject")
    if not isinstance(subject, str):
        found.append(("subject", "Required"))
    elif not 1 <= len(subject) <= 500:
        found.append(("subject", "String must contain 1 to 500 character(s)"))
    for name in ("cc", "bcc"):
        value = body.get(name) or []
        each = value if isinstance(value, list) else [value]
        wrong = [i for i, text in enumerate(each) if not isinstance(text, str) or not is_address(*addresses(text))]
        found.extend((f"{name}.{i}" if isinstance(value, list) else name, "Invalid email address") for i in wrong)
    if found:
        details = [{"path": path, "message": message} for path, message in found]
        raise Problem(400, "Invalid request", details=details)


def _texts(value: Any) -> bool:
    return isinstance(value, str) or all(isinstance(each, str) for each in value)


def read_draft(call: Call, body: dict[str, Any], foreign: str | None) -> Draft:
    """The mail of a checked request; too many recipients and spam are the last two refusals."""
    to, cc, bcc = (addresses(body.get(name)) for name in ("to", "cc", "bcc"))
    provided = len(to) + len(cc) + len(bcc)
    if provided > MANY:
        raise Problem(400, "Too many recipients", max_recipients=MANY, provided=provided)
    text, html = body.get("text"), body.get("html")
    mail = Mail(foreign or "", to, body["subject"], text or "", call.state.world.now(), html=html)
    verdict = call.state.world.verdict(mail)
    if verdict["spam_score"] > REFUSE_SEND_ABOVE:
        reasons = {"score": verdict["spam_score"], "reasons": verdict.get("spam_reasons", []), "suggestion": SUGGESTION}
        raise Problem(400, "Email content flagged as potential spam", **reasons)
    return Draft(
        to=to,
        subject=body["subject"],
        text=text if text is not None else plain(html or ""),
        html=html,
        cc=cc,
        bcc=bcc,
        reply_to=body.get("reply_to") or body.get("replyTo"),
        thread_id=body.get("thread_id") or body.get("threadId"),
        attachments=tuple(map(str, body.get("attachments") or ())),
        headers=body.get("headers") or {},
        sender=foreign,
    )


def sender_of(call: Call, body: dict[str, Any]) -> tuple[sqlite3.Row | None, str | None]:
    """The inbox that sends (``None``: nobody, and the mail will vanish), and a ``from`` that is not its address."""
    world = call.state.world
    inbox_id, domain_id = (body.get(f"{name}Id") or body.get(f"{name}_id") for name in ("inbox", "domain"))
    given = addresses(body["from"])[0] if isinstance(body.get("from"), str) and body["from"] else None
    if inbox_id:
        row = world.inboxes.row(str(inbox_id))
        return row, given if row is not None and given != row["address"] else None
    if given:
        found = world.inboxes.by_address(given)
        domain = world.domains.named(given.rpartition("@")[2])
        if found is None and domain is not None:
            return made_inbox(call, domain, given.rpartition("@")[0]), None
        return (found[0] if found else None), None
    if domain_id:
        domain = world.domains.row(str(domain_id))
        return (made_inbox(call, domain, "agent") if domain is not None else None), None
    thread_id = body.get("thread_id") or body.get("threadId")
    thread = world.threads.row(str(thread_id)) if thread_id else None
    return (world.inboxes.row(thread["inbox_id"]) if thread is not None else None), None


HANDLERS: dict[str, Handler] = {"POST /v1/messages/send": send}

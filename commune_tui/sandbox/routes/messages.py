"""Routes of messages (contract §4.4): listing them, and sending with all that a send promises."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Any

from starlette.responses import JSONResponse, Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.routes.gates import admit_send
from commune_tui.sandbox.routes.threads import LIMIT, ORDER, SCOPE
from commune_tui.sandbox.rules.spam import REFUSE_SEND_ABOVE
from commune_tui.sandbox.world import Draft, Sent

MANY = 50
NAMED = re.compile(r"[^<>]*<\s*(?P<address>[^<>\s]+@[^<>\s]+)\s*>")
LONGEST = 10 * 1024 * 1024
REPLAY_MS = 86_400_000


def index(call: Call) -> Response:
    """Filters are combined; ``before`` and ``after`` are exclusive (contract §4.4, discrepancies §39)."""
    filters: dict[str, str] = {}
    for column, names in (("inbox_id", ("inbox_id", "inboxId")), ("domain_id", ("domain_id", "domainId"))):
        if (value := call.text(*names)) is not None:
            filters[column] = value
    if (sender := call.text("sender")) is not None:
        filters["sender"] = sender.lower()
    if not filters:
        raise Problem(400, "Provide at least one filter: sender, domain_id, or inbox_id")
    found = call.state.world.messages.page(
        filters,
        limit=call.integer("limit", 50, 1, 1000),
        newest_first=call.descending(True),
        before=call.moment("before"),
        after=call.moment("after"),
    )
    return listing(found)


def send(call: Call) -> Response:
    """All of a send in one transaction: its mail, and the answer that a repeat with the same key gets again."""
    world, key = call.state.world, call.request.headers.get("idempotency-key")
    stored = f"{call.who.id}:{key}"
    now = world.database.now_ms()
    if key:
        world.database.run("DELETE FROM idempotency WHERE created_at < ?", now - REPLAY_MS)
        known = world.database.one("SELECT status, body FROM idempotency WHERE key = ?", stored)
        if known is not None:
            return JSONResponse(json.loads(known["body"]), known["status"], headers={"Idempotency-Replayed": "true"})
    with world.database.transaction():
        inbox, draft = read_draft(call)
        headers = admit_send(call, inbox)
        sent = world.send(inbox, draft)
        response = sent_answer(call, sent)
        if key:
            cells = {"status": response.status_code, "body": bytes(response.body).decode()}
            world.database.insert("idempotency", key=stored, created_at=now, **cells)
    response.headers.update(headers)
    return response


def sent_answer(call: Call, sent: Sent) -> Response:
    """The union of all generations (discrepancies §32); ``validation`` stands beside ``data`` when it says anything."""
    validation = sent.validation.as_json()
    if sent.message_id is None:
        raise Problem(400, "All recipients are suppressed or invalid", code="no_recipients", validation=validation)
    queued = call.state.options.queued_sends
    data = {"id": sent.message_id, "thread_id": sent.thread_id, "status": "queued", "message_id": sent.message_id}
    if queued:
        return record({name: data[name] for name in ("id", "thread_id", "status")}, 202)
    beside = {"validation": validation} if validation else {}
    return record({**data, "smtp_message_id": sent.smtp_id}, beside={"messageId": sent.message_id, **beside})


def read_draft(call: Call) -> tuple[sqlite3.Row, Draft]:
    """The sender's inbox and the mail of a request, or the first thing that is wrong with it."""
    body, world = call.json(), call.state.world
    wrong = list(problems(body))
    if wrong:
        details = [{"path": path, "message": message} for path, message in wrong]
        raise Problem(400, f"Invalid request: {wrong[0][0]}: {wrong[0][1]}", code="invalid_request", details=details)
    to, cc, bcc = (addresses(body.get(name)) for name in ("to", "cc", "bcc"))
    if len(to) + len(cc) + len(bcc) > MANY:
        raise Problem(400, f"Too many recipients: at most {MANY}", code="too_many_recipients")
    thread_id = body.get("thread_id") or body.get("threadId")
    thread = world.threads.row(thread_id) if thread_id else None
    if thread_id and thread is None:
        raise Problem(404, "Thread not found", code="thread_not_found")
    inbox = sender_of(call, body, thread)
    files = tuple(body.get("attachments") or ())
    for number in files:
        if world.attachments.row(number) is None:
            raise Problem(400, f"Attachment not found: {number}", code="attachment_not_found")
    html, text = body.get("html"), body.get("text")
    reply_to = body.get("reply_to") or body.get("replyTo")
    mail = Mail(inbox["address"], to, body["subject"], text or "", world.now(), html=html)
    if world.judge_outbound(mail) > REFUSE_SEND_ABOVE:
        raise Problem(400, "The content was refused: it looks like spam", code="content_refused")
    return inbox, Draft(
        to=to,
        subject=body["subject"],
        text=text if text is not None else plain(html or ""),
        html=html,
        cc=cc,
        bcc=bcc,
        reply_to=reply_to,
        thread_id=thread_id,
        attachments=files,
        headers=body.get("headers") or {},
    )


def plain(html: str) -> str:
    """The words of an HTML mail that came without text."""
    from commune_tui.sandbox.markup import read_html

    return read_html(html).visible


def problems(body: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a send body, field by field (contract §4.4)."""
    found: list[tuple[str, str]] = []
    for name in ("to", "cc", "bcc"):
        value = body.get(name)
        if value is None or value == []:
            if name == "to":
                found.append(("to", "Required"))
            continue
        each = value if isinstance(value, list) else [value]
        if not all(isinstance(address, str) and 1 <= len(address) <= 320 for address in each):
            found.append((name, "must be an address or a list of addresses, 1 to 320 characters each"))
    subject = body.get("subject")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 500:
        found.append(("subject", "Required, 1 to 500 characters"))
    if not (body.get("html") or body.get("text")):
        found.append(("text", "Either html or text is required"))
    for name in ("html", "text", "from", "thread_id", "threadId", "reply_to", "replyTo", *SENDERS):
        value = body.get(name)
        if not isinstance(value, str | None):
            found.append((name, "must be a string"))
        elif value is not None and len(value) > LONGEST:
            found.append((name, "must be at most 10 MB"))
    if not (body.get("attachments") is None or _texts(body["attachments"])):
        found.append(("attachments", "must be a list of attachment ids"))
    headers = body.get("headers")
    if headers is not None and not (isinstance(headers, dict) and _texts(list(headers.values()))):
        found.append(("headers", "must be an object of strings"))
    return found


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def addresses(value: Any) -> tuple[str, ...]:
    """Bare addresses of a string or a list, each as ``a@b`` or ``Name <a@b>``; what is no address stays as it is."""
    given = [] if value is None else value if isinstance(value, list) else [value]
    found = []
    for text in given:
        named = NAMED.fullmatch(text.strip())
        found.append(named["address"] if named else text.strip())
    return tuple(dict.fromkeys(found))


SENDERS = ("inboxId", "inbox_id", "domainId", "domain_id")


def sender_of(call: Call, body: dict[str, Any], thread: sqlite3.Row | None) -> sqlite3.Row:
    """``from``, then the inbox, then the domain (``agent@domain``), then the thread's own inbox (contract §4.4)."""
    inboxes, domains = call.state.world.inboxes, call.state.world.domains
    inbox_id, domain_id = (body.get(f"{name}Id") or body.get(f"{name}_id") for name in ("inbox", "domain"))
    if body.get("from"):
        address = addresses(body["from"])[0]
        found = inboxes.by_address(address)
        if found is not None:
            return found[0]
        domain = domains.named(address.rpartition("@")[2])
        if domain is None or "@" not in address:
            raise Problem(400, f"The sender {address} is not an inbox or a domain of this organisation")
        return made_inbox(call, domain, address.rpartition("@")[0])
    if inbox_id:
        row = inboxes.row(inbox_id)
        if row is None:
            raise Problem(400, "The sender could not be resolved: no such inbox", code="inbox_not_found")
        return row
    if domain_id:
        domain = domains.row(domain_id)
        if domain is None:
            raise Problem(400, "The sender could not be resolved: no such domain", code="domain_not_found")
        return made_inbox(call, domain, "agent")
    row = inboxes.row(thread["inbox_id"]) if thread is not None else None
    if row is None:
        raise Problem(400, "The sender could not be resolved: give inboxId or from", code="sender_missing")
    return row


def made_inbox(call: Call, domain: sqlite3.Row, local: str) -> sqlite3.Row:
    """The inbox of this local part, made when it is missing, so that answers to the mail have a place to go."""
    row = call.state.world.inboxes.row(call.state.world.inboxes.create(domain, local))
    assert row is not None
    return row


ADDRESSES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
TEXT = {"type": "string"}
SEND = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("to", "cc", "bcc"), ADDRESSES),
        "subject": {"type": "string", "minLength": 1, "maxLength": 500},
        **dict.fromkeys(("html", "text", "from", "inboxId", "domainId", "reply_to", "thread_id"), TEXT),
        "attachments": {"type": "array", "items": TEXT},
        "headers": {"type": "object", "additionalProperties": TEXT},
    },
    "required": ["to", "subject"],
}
TIMES = (Query("before", "Only older ones, exclusive; ISO 8601."), Query("after", "Only younger ones, exclusive."))
OPERATIONS = [
    Operation("POST", "/v1/messages/send", send, "Send a mail", "messages:write", body=SEND, errors=(402, 404, 429)),
    Operation(
        "GET",
        "/v1/messages",
        index,
        "List messages",
        "messages:read",
        query=(*SCOPE, Query("sender", "From this address."), LIMIT, ORDER, *TIMES),
        wrapped="list",
    ),
]

"""Messages, threads, inboxes and events in the words of the vendor's server, made from the rows of the world."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
from typing import Any

from commune_tui.sandbox.world import World
from commune_tui.sandbox.world.database import iso

MODEL: dict[str, Any] = {
    "prompt_injection_model_checked": False,
    "prompt_injection_model_provider": "azure-openai-compatible",
    "prompt_injection_model_version": "gpt",
    "prompt_injection_model_score": None,
    "prompt_injection_model_error": "invalid_model_output",
    "prompt_injection_model_tier": "business",
    "prompt_injection_model_allowed": True,
    "prompt_injection_fusion_version": "v1",
    "prompt_injection_disagreement": None,
}
JUDGED = (
    "spam_checked", "spam_score", "spam_action", "prompt_injection_checked", "prompt_injection_detected",
    "prompt_injection_risk", "prompt_injection_score", "prompt_injection_signals",
)  # fmt: skip
THREAD = (
    "domain_id", "first_message_at", "has_attachments", "inbox_id", "last_direction", "last_message_at",
    "message_count", "snippet", "subject", "thread_id",
)  # fmt: skip


def row_id(name: str) -> str:
    """The ``_id`` of a document of the database."""
    return str(uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=4))


def object_id(name: str) -> str:
    """The ``_id`` of a document that the database named itself."""
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def org_id(world: World) -> str | None:
    """The organisation's id, which stands in most documents."""
    row = world.organisation.row()
    return None if row is None else str(row["id"])


def sender(row: sqlite3.Row) -> str:
    """Who wrote a message, with the name as it was sent."""
    if not row["sender_name"]:
        return str(row["sender"])
    name = f'"{row["sender_name"]}"' if row["direction"] == "outbound" else row["sender_name"]
    return f"{name} <{row['sender']}>"


def message(world: World, row: sqlite3.Row) -> dict[str, Any]:
    """A message. The recipients of a mail of ours are the first ones only."""
    strict = world.messages.answer(row)
    outbound = row["direction"] == "outbound"
    people = [dict(each) for each in strict["participants"] if not (outbound and each["role"] in ("cc", "bcc"))]
    people[0]["identity"] = sender(row)
    answer = {
        "channel": "email",
        "message_id": row["id"],
        "thread_id": row["thread_id"],
        "direction": row["direction"],
        "participants": people,
        "content": row["content"],
        "content_html": row["html"],
        "attachments": strict["attachments"],
        "created_at": strict["created_at"],
        "metadata": _outbound(row, strict) if outbound else _inbound(row, strict),
        "orgId": org_id(world),
        "effective_thread_id": row["thread_id"],
        "search_summary": f"{row['subject']} {sender(row)} {row['content']}"[:500].lower(),
        "_encrypted": True,
        "_id": row_id(row["id"]),
    }
    if outbound and row["delivery_status"] not in ("queued", "sent"):
        answer["updated_at"] = iso(row["at"])
    return answer


def _common(row: sqlite3.Row, strict: dict[str, Any]) -> dict[str, Any]:
    return {
        "created_at": strict["created_at"],
        "subject": row["subject"],
        "in_reply_to": row["in_reply_to"],
        "references": json.loads(row["refs"]),
        "domain_id": row["domain_id"],
        "inbox_id": row["inbox_id"] or None,
    }


def _inbound(row: sqlite3.Row, strict: dict[str, Any]) -> dict[str, Any]:
    judged = strict["metadata"]
    found = {name: judged[name] for name in JUDGED if judged.get(name, "") != ""}
    named = row["id"] if not row["id"].startswith("msg_") else row["smtp_id"]
    metadata: dict[str, Any] = {
        **_common(row, strict),
        "inbox_address": row["address"],
        "message_id": named,
        **found,
        **MODEL,
        "prompt_injection_reason_codes": ["instructions"] if judged.get("prompt_injection_detected") else [],
        "prompt_injection_fusion_score": found.get("prompt_injection_score", 0),
        "delivery_status": "sent",
        "delivery_data": {"sent_at": strict["created_at"]},
    }
    if row["extracted"]:
        metadata["extracted_data"] = json.loads(row["extracted"])
    return metadata


def _outbound(row: sqlite3.Row, strict: dict[str, Any]) -> dict[str, Any]:
    files = strict["attachments"]
    data = dict(strict["metadata"].get("delivery_data") or {})
    moved = row["delivery_status"] not in ("queued", "sent")
    last = data.pop("last_attempt", None)
    if moved:
        data["updated_at"] = last
    if "bounce_type" in data:
        kinds = {"hard": ("Permanent", "General"), "soft": ("Transient", "MailboxFull")}
        data["bounce_type"], data["bounce_sub_type"] = kinds[data["bounce_type"]]
        data["bounce_diagnostic"] = f"smtp; {data['bounce_reason']}"
    marks = json.loads(row["marks"]) if row["marks"] else {}
    if not moved:  # the name under which it travels is known from its first report
        marks.pop("ses_message_id", None)
    return {
        **_common(row, strict),
        "message_id": row["smtp_id"],
        **marks,
        "attachment_ids": files,
        "has_attachments": bool(files),
        "attachment_count": len(files),
        "delivery_status": "sent" if row["delivery_status"] == "queued" else row["delivery_status"],
        "delivery_data": data,
    }


def thread(world: World, row: sqlite3.Row) -> dict[str, Any]:
    """A thread in a list: without anything of its triage."""
    strict = world.threads.answer(row, plain=True)
    return {**{name: strict[name] for name in THREAD}, "inbox_id": row["inbox_id"] or None}


def metadata(world: World, thread_id: str) -> dict[str, Any]:
    """The triage state of a thread, known or not; ``assigned_to`` is there once it was ever set."""
    row = world.threads.stored(thread_id)
    state = world.threads.metadata_of(row)
    if row["updated_at"] is None:
        return {name: state[name] for name in ("thread_id", "tags", "status", "assigned_to")}
    answer = {
        "thread_id": thread_id,
        "orgId": org_id(world),
        "updated_at": state["updated_at"],
        "status": state["status"],
        "tags": state["tags"],
        "_id": object_id(thread_id),
    }
    if row["was_assigned"]:
        answer["assigned_to"] = state["assigned_to"]
    if row["summary"]:
        answer["extracted_data"] = json.loads(row["summary"])
    return answer


def inbox(world: World, row: sqlite3.Row, *, domain: bool = True) -> dict[str, Any]:
    """An inbox; its webhook without the secret. Under its domain it does not name the domain again."""
    strict = world.inboxes.answer(row)
    hook = {name: value for name, value in (strict.get("webhook") or {}).items() if name != "secret"}
    agent = strict.get("agent") or ({"name": row["name"]} if row["name"] else None)
    answer: dict[str, Any] = {
        "id": row["id"],
        "localPart": row["local_part"],
        "displayName": row["name"],
        "agent": {"name": agent.get("name")} if agent else None,
        "webhook": hook or None,
        "status": row["status"],
        "address": row["address"],
        "createdAt": strict["createdAt"],
        "orgId": org_id(world),
    }
    if "extractionSchema" in strict:
        answer["extractionSchema"] = strict["extractionSchema"]
    return answer | ({"domain_id": row["domain_id"], "domain_name": row["domain_name"]} if domain else {})

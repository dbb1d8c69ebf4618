"""From a delivery event as a server tells it to what is kept: who it is about, and why, in every form there is. Pure.

Servers differ: some name one recipient and a detail, others a list inside of the provider's own report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commune_tui.api import models as wire
from commune_tui.store.records import EventRecord
from commune_tui.text.address import people

_MOST = 50
_LONGEST = 4_000
_USELESS = frozenset({"email_id", "created_at", "from", "subject", "to", "message_id", "broadcast_id"})


def events(item: wire.DeliveryEvent, *, inbox_id: str = "", domain_id: str = "") -> list[EventRecord]:
    """One event for each recipient, with the scope it was asked for where it names none itself."""
    data = item.data or {}
    named = _addresses(item.recipient or "") or ([item.recipient] if item.recipient else _recipients(data))
    told = list(dict.fromkeys(named))[:_MOST]
    found = []
    for number, recipient in enumerate(told or [""]):
        name = f"{item.event_id or ''}{f' {number + 1}' if number else ''}"
        found.append(
            EventRecord(
                message_id=item.message_id or "",
                type=item.event_type or "",
                at=item.occurred_at,
                id=name if item.event_id else "",
                inbox_id=item.inbox_id or inbox_id,
                domain_id=item.domain_id or domain_id,
                recipient=recipient,
                detail=item.detail or _why(data, recipient),
            )
        )
    return found


def _recipients(data: dict[str, Any]) -> Iterator[str]:
    """Whom a provider's report is about: those that bounced or complained, else all that the mail was for."""
    exact = [
        each
        for part, name in (("bounce", "bouncedRecipients"), ("complaint", "complainedRecipients"),
                           ("deliveryDelay", "delayedRecipients"), ("delivery", "recipients"))
        for each in _list(_dict(data.get(part)).get(name))
    ]  # fmt: skip
    for each in exact or _list(data.get("to")) or _list(_dict(data.get("mail")).get("destination")):
        said = each.get("emailAddress") if isinstance(each, dict) else each
        if isinstance(said, str) and said:
            yield from _addresses(said) or (said,)


def _why(data: dict[str, Any], recipient: str) -> str:
    bounce, complaint = _dict(data.get("bounce")), _dict(data.get("complaint"))
    parts = [_text(bounce.get("message"))]
    for each in _list(bounce.get("bouncedRecipients")):
        if isinstance(each, dict) and recipient in (_addresses(_text(each.get("emailAddress"))) or (recipient,)):
            parts += [_diagnosis(each.get("diagnosticCode")), _text(each.get("status"))]
    parts += [_diagnosis(each) for each in _list(bounce.get("diagnosticCode"))]
    kinds = [_text(bounce.get(name)) for name in ("type", "bounceType", "subType", "bounceSubType")]
    parts.append(", ".join(filter(None, kinds)))
    parts += [_text(_dict(data.get("failed")).get("reason")), _text(data.get("reason"))]
    parts += [_text(complaint.get("type")), _text(complaint.get("complaintFeedbackType"))]
    told: list[str] = []
    for part in filter(None, parts):
        if not any(part in earlier for earlier in told):
            told.append(part)
    return "; ".join(told) or _rest(data, recipient)


def _diagnosis(value: Any) -> str:
    """What the other server said, without the kind of server that it is (``smtp; 550 …``)."""
    return _text(value).removeprefix("smtp;").strip()


def _rest(data: dict[str, Any], recipient: str) -> str:
    """What a report in a form of its own says, value by value; nothing is said twice."""
    return "; ".join(
        f"{key}: {value}"
        for key, value in data.items()
        if isinstance(value, str | int | float) and key not in _USELESS and value not in ("", recipient)
    )


def _addresses(said: str) -> list[str]:
    return [address for _, address in people(said[:_LONGEST])]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) and value else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""

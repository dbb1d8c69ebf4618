"""From what the API said to what the store takes: the one place where wire objects become records.

Pure. A value that the wire left out stays out; nothing is invented here.
"""

from __future__ import annotations

from typing import Any

from commune_tui.api import models as wire
from commune_tui.body.limiter import stripped
from commune_tui.store import records
from commune_tui.text.address import parted
from commune_tui.text.encoded import decoded

_MOST_READ = 200_000


def domain(item: wire.Domain) -> records.DomainRecord:
    """A domain with its DNS records."""
    return records.DomainRecord(
        id=item.id,
        name=item.name or "",
        status=item.status or "",
        region=item.region or "",
        records=[record.model_dump(exclude={"raw"}, exclude_none=True) for record in item.records],
        created_at=item.created_at,
    )


def inbox(item: wire.Inbox) -> records.InboxRecord:
    """An inbox. Its webhook's secret does not come along."""
    agent: dict[str, Any] = item.agent or {}
    return records.InboxRecord(
        id=item.id,
        domain_id=item.domain_id or "",
        address=item.address or item.local_part or "",
        name=item.display_name or "",
        agent_id=str(agent.get("id") or ""),
        agent_name=str(agent.get("name") or ""),
        status=item.status or "",
        webhook_url=(item.webhook.endpoint or "") if item.webhook else "",
        webhook_events=tuple(item.webhook.events) if item.webhook else (),
        extraction_schema=item.extraction_schema.schema_ if item.extraction_schema else None,
        created_at=item.created_at,
    )


def triage(item: wire.ThreadMetadata | wire.Thread) -> records.TriageRecord:
    """The triage state that an answer carries."""
    return records.TriageRecord(
        status=item.status or "open",
        assignee=item.assigned_to,
        tags=tuple(item.tags),
        updated_at=item.updated_at if isinstance(item, wire.ThreadMetadata) else None,
    )


def carries_triage(item: wire.Thread) -> bool:
    """Whether this server's thread list says how a thread is triaged (discrepancies §29)."""
    return item.status is not None


def thread(item: wire.Thread) -> records.ThreadRecord:
    """An item of the thread list, with triage where the list has it."""
    return records.ThreadRecord(
        id=item.thread_id,
        inbox_id=item.inbox_id or "",
        domain_id=item.domain_id or "",
        subject=decoded(item.subject or ""),
        snippet=item.snippet or "",
        first_message_at=item.first_message_at,
        last_message_at=item.last_message_at,
        message_count=item.message_count or 0,
        last_direction=item.last_direction or "",
        has_attachments=bool(item.has_attachments),
        triage=triage(item) if carries_triage(item) else None,
    )


def message(item: wire.Message, *, inbox_id: str = "") -> records.MessageRecord:
    """A message; ``inbox_id`` is where it was listed, for servers that do not say."""
    about = item.metadata
    return records.MessageRecord(
        id=item.message_id,
        thread_id=item.thread_id or item.message_id,
        inbox_id=about.inbox_id or inbox_id,
        direction=item.direction or "",
        channel=item.channel or "email",
        author=_author(item),
        created_at=item.created_at,
        participants=_participants(item),
        subject=decoded(about.subject or ""),
        content=item.content or "",
        content_html=item.content_html or "",
        reading=_reading(item),
        attachment_ids=tuple(item.attachments) or tuple(about.attachment_ids),
        smtp_id=about.ses_message_id or about.message_id or "",
        in_reply_to=about.in_reply_to or "",
        references=tuple(about.references),
        extracted=item.extracted_data or {},
        spam_checked=bool(about.spam_checked),
        spam_score=about.spam_score,
        spam_action=about.spam_action or "",
        spam_flagged=bool(about.spam_flagged),
        spam_reasons=tuple(about.spam_reasons),
        injection_checked=bool(about.prompt_injection_checked),
        injection_detected=bool(about.prompt_injection_detected),
        injection_risk=about.prompt_injection_risk or "",
        injection_score=about.prompt_injection_score,
        injection_signals=about.prompt_injection_signals or "",
        delivery_status=item.delivery_status or "",
        delivery_data=_told(about.delivery_data),
        sent_as=about.commune_message_id or about.message_id or "",
        raw=item.raw,
    )


def _reading(item: wire.Message) -> str:
    """The words of a mail that has no text part, for its snippet and for finding it; no markup, not laid out."""
    if (item.content or "").strip() or not item.content_html:
        return ""
    return stripped(item.content_html[:_MOST_READ])


def _participants(item: wire.Message) -> tuple[records.Participant, ...]:
    """The people of a mail. Participants are bare addresses; a sender's name stands in ``from``, if anywhere."""
    said = item.raw.get("from")
    name, address = _person(said) if isinstance(said, str) and len(said) < 2000 else ("", "")
    people = []
    for who in item.participants:
        found_name, found = _person(who.identity or "")
        if who.role == "sender" and found.casefold() == address.casefold():
            found_name = found_name or name
        people.append(
            records.Participant(
                who.role or "participant", found or who.identity or "", decoded(who.name or "") or found_name
            )
        )
    return tuple(people)


def _person(said: str) -> tuple[str, str]:
    """A name without its quotes, and the address."""
    name, address = parted(said)
    return name.strip().strip('"').strip().replace('\\"', '"'), address


def _author(item: wire.Message) -> str:
    """Who wrote an outbound mail, where the server says so; the API itself does not promise it."""
    about = item.raw.get("metadata")
    said = item.raw.get("author") or (about.get("author") if isinstance(about, dict) else None)
    return said if isinstance(said, str) and said in ("agent", "human") else ""


def _told(data: wire.DeliveryData | None) -> dict[str, Any]:
    if data is None:
        return {}
    said = data.model_dump(exclude={"raw"}, exclude_none=True)
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in said.items()}


def attachment(item: wire.Attachment) -> records.AttachmentRecord:
    """What is known of a file; what the server holds back says so as its source."""
    source = item.source or ""
    if item.quarantined:
        source = f"{records.QUARANTINED}{', '.join(item.scan_threats) or 'a virus scan objected to it'}"
    return records.AttachmentRecord(item.attachment_id, item.filename or "", item.mime_type or "", item.size, source)


def suppression(item: wire.Suppression, *, inbox_id: str = "", domain_id: str = "") -> records.SuppressionRecord:
    """A suppressed address."""
    return records.SuppressionRecord(
        email=item.email or "",
        inbox_id=item.inbox_id or inbox_id,
        domain_id=item.domain_id or domain_id,
        reason=item.reason or "",
        type=item.kind or "",
        source=item.source or "",
        created_at=item.suppressed_at,
        expires_at=item.expires_at,
    )


def metrics(item: wire.DeliveryMetrics, *, scope: str, period: str) -> records.MetricsRecord:
    """What was counted for ``scope`` (``inbox:<id>`` or ``domain:<id>``) over ``period``."""
    return records.MetricsRecord(
        scope=scope,
        period=period,
        sent=item.sent or 0,
        delivered=item.delivered or 0,
        bounced=item.bounced or 0,
        complained=item.complained or 0,
        failed=item.failed or 0,
        suppressed=item.suppressed or 0,
    )

"""Messages and the result of a send (contract §4.4)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field

from .fields import Count, Flag, Id, Moment, Number, Object, Text, Texts
from .wire import Wire, many, names, one


class Participant(Wire):
    """``role``: ``sender to cc bcc mentioned participant``, or another word; ``identity`` is the address."""

    also = names({"identity": ("email", "address")})

    role: Text = None
    identity: Text = None
    name: Text = None


class DeliveryData(Wire):
    """When and why a sent mail arrived or did not. ``bounce_type``: ``hard`` or ``soft``."""

    sent_at: Moment = None
    delivered_at: Moment = None
    bounced_at: Moment = None
    failed_at: Moment = None
    complained_at: Moment = None
    bounce_reason: Text = None
    bounce_type: Text = None
    failure_reason: Text = None


class MessageMetadata(Wire):
    """What is known about a message beside its text. ``message_id`` is the SMTP Message-ID, in angle brackets.

    ``commune_message_id`` is the id that the sending of it was answered with, where that is another one;
    ``ses_message_id`` the Message-ID under which it travelled, where ``message_id`` is not it. Answers name that one.

    ``prompt_injection_risk``: ``none low medium high critical``, or another word; ``prompt_injection_signals`` is text.
    Scores are 0-1. ``extracted_data`` follows the inbox's extraction schema.
    """

    also = names(
        {
            "message_id": ("smtp_message_id", "smtpMessageId"),
            "extracted_data": ("extractedData", "extracted"),
            "prompt_injection_risk": ("risk_level",),
        }
    )

    subject: Text = None
    created_at: Moment = None
    domain_id: Text = None
    inbox_id: Text = None
    inbox_address: Text = None
    message_id: Text = None
    commune_message_id: Text = None
    ses_message_id: Text = None
    in_reply_to: Text = None
    references: Texts = ()
    extracted_data: Object = None
    spam_checked: Flag = None
    spam_score: Number = None
    spam_action: Text = None
    spam_flagged: Flag = None
    spam_reasons: Texts = ()
    prompt_injection_checked: Flag = None
    prompt_injection_detected: Flag = None
    prompt_injection_risk: Text = None
    prompt_injection_score: Number = None
    prompt_injection_signals: Text = None
    delivery_status: Text = None
    delivery_data: Annotated[DeliveryData | None, one(DeliveryData)] = None
    attachment_ids: Texts = ()
    has_attachments: Flag = None
    attachment_count: Count = None


class Message(Wire):
    """One mail. ``attachments`` are ids whichever form the server used; ``direction`` is any text.

    ``delivery_status`` of an inbound mail means nothing and reads as ``None`` (discrepancies §38).
    """

    also = names(
        {
            "message_id": ("id", "messageId"),
            "thread_id": ("threadId", "conversation_id"),
            "content": ("text",),
            "content_html": ("html",),
            "created_at": ("date", "received_at"),
            "extracted": ("extracted_data", "extractedData"),
        }
    )

    message_id: Id
    thread_id: Text = None
    channel: Text = None
    direction: Text = None
    participants: Annotated[tuple[Participant, ...], many(Participant)] = ()
    content: Text = None
    content_html: Text = None
    attachments: Texts = ()
    created_at: Moment = None
    metadata: Annotated[MessageMetadata, one(MessageMetadata)] = Field(default_factory=MessageMetadata)
    extracted: Object = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """Where ``metadata`` is missing or no object, the message's own top level stands in for it."""
        if isinstance(value, dict) and not isinstance(value.get("metadata"), dict | MessageMetadata):
            inner = {key: item for key, item in value.items() if key not in ("message_id", "metadata")}
            value = {**value, "metadata": inner}
        message = super().read(value)
        if message is not None and message.created_at is None and message.metadata.created_at is not None:
            return message.model_copy(update={"created_at": message.metadata.created_at})
        return message

    @property
    def subject(self) -> str | None:
        return self.metadata.subject

    @property
    def extracted_data(self) -> dict[str, Any] | None:
        """From wherever the server put it (discrepancies §34)."""
        return self.metadata.extracted_data or self.extracted

    @property
    def delivery_status(self) -> str | None:
        return None if self.direction == "inbound" else self.metadata.delivery_status

    def addresses(self, role: str) -> tuple[str, ...]:
        """The addresses of all participants in one role."""
        return tuple(who.identity for who in self.participants if who.role == role and who.identity)


class JudgedRecipient(Wire):
    """A recipient that the server rejected or warns about; ``reason`` is a sentence or a code (discrepancies §33)."""

    also = names({"email": ("address", "recipient")})

    email: Text = None
    reason: Text = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        return super().read({"email": value} if isinstance(value, str) else value)


class SendValidation(Wire):
    """What a send says about its recipients."""

    rejected: Annotated[tuple[JudgedRecipient, ...], many(JudgedRecipient)] = ()
    warnings: Annotated[tuple[JudgedRecipient, ...], many(JudgedRecipient)] = ()
    suppressed: Texts = ()


class SendResult(Wire):
    """A mail that was accepted, which is not yet delivered (discrepancies §32). Everything may be absent.

    ``replayed`` is true when the server answered a repeated idempotency key with its first answer.
    """

    also = names({"id": ("message_id", "messageId"), "smtp_message_id": ("smtpMessageId",)})

    id: Text = None
    thread_id: Text = None
    smtp_message_id: Text = None
    status: Text = None
    validation: Annotated[SendValidation | None, one(SendValidation)] = None
    replayed: Flag = None

"""What the wire says, as frozen and forgiving objects. One file per noun; the rules are in ``wire`` and ``fields``."""

from .agent import AgentIdentity, KeyInfo, NewKey, Org, PlanLimits, SignupChallenge
from .attachments import Attachment, AttachmentUpload, AttachmentUrl
from .deletion import DeletionRequest
from .delivery import DeliveryEvent, DeliveryMetrics, Suppression
from .dmarc import DmarcRecord, DmarcReport, DmarcSource, DmarcSummary
from .domains import DnsRecord, Domain, DomainInbox, DomainVerification
from .inboxes import ExtractionSchema, Inbox, InboxWebhook
from .messages import (
    DeliveryData,
    JudgedRecipient,
    Message,
    MessageMetadata,
    Participant,
    SendResult,
    SendValidation,
)
from .threads import SearchHit, Thread, ThreadMetadata
from .webhooks import Done, EndpointHealth, WebhookAttempt, WebhookDelivery, WebhookHealth, WebhookTest
from .wire import Wire

__all__ = [
    "AgentIdentity",
    "Attachment",
    "AttachmentUpload",
    "AttachmentUrl",
    "DeletionRequest",
    "DeliveryData",
    "DeliveryEvent",
    "DeliveryMetrics",
    "DmarcRecord",
    "DmarcReport",
    "DmarcSource",
    "DmarcSummary",
    "DnsRecord",
    "Domain",
    "DomainInbox",
    "DomainVerification",
    "Done",
    "EndpointHealth",
    "ExtractionSchema",
    "Inbox",
    "InboxWebhook",
    "JudgedRecipient",
    "KeyInfo",
    "Message",
    "MessageMetadata",
    "NewKey",
    "Org",
    "Participant",
    "PlanLimits",
    "SearchHit",
    "SendResult",
    "SendValidation",
    "SignupChallenge",
    "Suppression",
    "Thread",
    "ThreadMetadata",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookHealth",
    "WebhookTest",
    "Wire",
]

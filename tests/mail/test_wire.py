"""From wire objects to records: whatever the wire holds, and nothing invented."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.api import models
from commune_tui.mail import delivery_events, wire
from commune_tui.mail.sync.resources import apikeys, webhooks

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["thread_id", "channel", "direction", "participants", "content", "content_html", "attachments", "created_at",
     "metadata", "from", "author", "extracted_data", "subject", "status", "tags", "assigned_to", "message_count",
     "first_message_at", "last_message_at", "inbox_id", "webhook", "agent", "extractionSchema", "address", "data",
     "delivery_data", "email", "reason", "size", "event_type", "detail", "occurred_at", "sent",
     "key_prefix", "permissions", "expires_at", "endpoint", "attempt_count", "next_retry_at", "last_error"]
)  # fmt: skip


READERS: list[tuple[Any, Any]] = [
    (models.Message, wire.message),
    (models.Thread, wire.thread),
    (models.Inbox, wire.inbox),
    (models.Domain, wire.domain),
    (models.Attachment, wire.attachment),
    (models.DeliveryEvent, delivery_events.events),
    (models.Suppression, wire.suppression),
    (models.ThreadMetadata, wire.triage),
    (models.WebhookDelivery, webhooks.record),
    (models.KeyInfo, partial(apikeys.record, ours=False)),
]


@given(st.dictionaries(FIELDS, JSON, max_size=12))
def test_any_shape_becomes_a_record(said: dict[str, Any]) -> None:
    for model, read in READERS:
        item = model.read(
            {**said, **dict.fromkeys(("message_id", "id", "delivery_id", "thread_id", "attachment_id", "email"), "x")}
        )
        assert item is not None
        read(item)


@pytest.mark.parametrize("about", [None, [], "text", 7])
def test_a_message_whose_metadata_is_no_object_is_read(about: object) -> None:
    item = models.Message.read({"message_id": "m", "direction": "outbound", "content": "Hi", "metadata": about})
    assert item is not None
    assert wire.message(item, inbox_id="i").inbox_id == "i"


def test_the_inbox_that_a_message_names_goes_before_where_it_was_listed() -> None:
    item = models.Message.read({"message_id": "m", "metadata": {"inbox_id": "theirs"}})
    assert item is not None
    assert wire.message(item, inbox_id="listed").inbox_id == "theirs"


def test_a_sender_gets_the_name_that_the_from_line_has() -> None:
    said = {
        "message_id": "m", "from": "Mia Doe <mia@example.org>",
        "participants": [{"role": "sender", "identity": "MIA@example.org"}, {"role": "to", "identity": "us@x.example"}],
    }  # fmt: skip
    item = models.Message.read(said)
    assert item is not None
    sender, to = wire.message(item).participants
    assert (sender.name, sender.identity, to.name) == ("Mia Doe", "MIA@example.org", "")


def test_triage_is_known_only_where_the_list_says_it() -> None:
    bare, told = models.Thread.read({"thread_id": "t"}), models.Thread.read({"thread_id": "t", "status": "closed"})
    assert bare is not None
    assert told is not None
    assert wire.thread(bare).triage is None
    triage = wire.thread(told).triage
    assert triage is not None
    assert (triage.status, triage.assignee, triage.tags) == ("closed", None, ())


def test_a_webhooks_secret_does_not_come_along() -> None:
    webhook = {"endpoint": "https://x.example", "events": ["inbound"], "secret": "whsec_abc"}
    item = models.Inbox.read({"id": "i", "address": "a@x.example", "webhook": webhook})
    assert item is not None
    assert "whsec_abc" not in repr(wire.inbox(item))


def test_a_mail_without_a_text_part_has_words_to_show_and_to_find() -> None:
    html = "<style>p{}</style><p>Your <b>refund</b></p>"
    item = models.Message.read({"message_id": "m", "thread_id": "t", "content": "", "content_html": html})
    assert item is not None
    assert wire.message(item).reading.split() == ["Your", "refund"]


def test_an_event_does_not_say_its_recipient_twice() -> None:
    data = {"recipient": "a@x.example", "detail": "", "code": 550}
    item = models.DeliveryEvent.read({"event_type": "bounced", "recipient": "a@x.example", "data": data})
    assert item is not None
    assert delivery_events.events(item)[0].detail == "code: 550"


BOUNCE = {"message": "550 5.1.1 user unknown", "type": "Permanent", "subType": "General",
          "diagnosticCode": ["smtp; 550 5.1.1"]}  # fmt: skip
SECOND = {
    "bounceType": "Permanent", "bounceSubType": "NoEmail",
    "bouncedRecipients": [
        {"emailAddress": "Ann <a@x.example>", "diagnosticCode": "smtp; 550 no such user", "status": "5.1.1"},
        {"emailAddress": "b@x.example", "diagnosticCode": "smtp; 552 full"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("bounced", {"to": ["a@x.example"], "subject": "s", "bounce": BOUNCE},
         [("a@x.example", "550 5.1.1 user unknown; Permanent, General")]),
        ("bounced", {"bounce": SECOND, "mail": {"destination": ["a@x.example", "b@x.example", "c@x.example"]}},
         [("a@x.example", "550 no such user; 5.1.1; Permanent, NoEmail"),
          ("b@x.example", "552 full; Permanent, NoEmail")]),
        ("failed", {"to": ["a@x.example"], "failed": {"reason": "reached_daily_quota"}},
         [("a@x.example", "reached_daily_quota")]),
        ("complained", {"to": ["a@x.example"], "complaint": {"type": "abuse"}}, [("a@x.example", "abuse")]),
        ("delivered", {"email_id": "e", "from": "x", "to": ["a@x.example", "b@x.example"], "subject": "Hello"},
         [("a@x.example", ""), ("b@x.example", "")]),
        ("delivered", {"mail": {"destination": ["a@x.example"]}}, [("a@x.example", "")]),
        ("bounced", {"to": "a@x.example", "bounce": "odd"}, [("a@x.example", "bounce: odd")]),
        ("delivered", {"to": ["Berg, Anna <a@x.example>"]}, [("a@x.example", "")]),
        ("delivered", {"to": "Berg, Anna <a@x.example>, b@x.example"}, [("a@x.example", ""), ("b@x.example", "")]),
        ("bounced", {"bounce": {"bouncedRecipients": [
            {"emailAddress": "Berg, Anna <a@x.example>", "diagnosticCode": "smtp; 550 gone"},
            {"emailAddress": "Dee [Sales] <d@x.example>", "diagnosticCode": "smtp; 552 full"}]}},
         [("a@x.example", "550 gone"), ("d@x.example", "552 full")]),
        ("sent", {}, [("", "")]),
    ],
)  # fmt: skip
def test_an_event_says_who_and_why_in_every_form(kind: str, data: dict[str, Any], told: list[tuple[str, str]]) -> None:
    item = models.DeliveryEvent.read({"_id": "e1", "message_id": "m", "event_type": kind, "event_data": data})
    assert item is not None
    records = delivery_events.events(item)
    assert [(each.recipient, each.detail) for each in records] == told
    assert len({each.id for each in records}) == len(records)


@pytest.mark.parametrize("where", ["top", "metadata"])
def test_what_a_virus_scan_refused_is_known_as_held_back(where: str) -> None:
    found = {"quarantined": True, "scan_threats": ["EICAR", "Macro"]}
    said = {"attachment_id": "f1", "filename": "a.doc", **(found if where == "top" else {"metadata": found})}
    item = models.Attachment.read(said)
    assert item is not None
    assert wire.attachment(item).source == "quarantined: EICAR, Macro"

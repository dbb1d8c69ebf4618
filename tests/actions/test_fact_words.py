"""What facts are told as: a mail by whom it is for, other writes by what became of them, keys as words in lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commune_tui.actions.fact_words import fact_words
from commune_tui.linear.speech import worded
from commune_tui.mail import events
from commune_tui.mail.events import Fact
from commune_tui.sending.operation import Operation

MAIL = Operation("o", "s", "send", "t", {"to": ["anna@example.org"], "subject": "Order"}, "held", "me", 0, 0)
CLOSING = replace(MAIL, id="c", kind="status", intent={"status": "closed"})
FACTS = [
    (events.CameOnline(), "The server answers again."),
    (events.MailSent("o", "t"), "Sent: mail to anna@example.org."),
    (events.SendUnknown("o", "d"), "No answer about anna@example.org: it is looked for"),
    (events.WriteRefused("o", "d", "No."), "Not sent to anna@example.org: No. The draft is kept: the word outbox."),
    (events.WriteRefused("c", None, "No."), "The server refused: No. It is as it was before."),
    (
        events.ConflictFound("o", "t"),
        "Your reply was held back, because a mail came since you wrote it: the word",
    ),
    (events.ConflictFound("c", "t"), "Somebody else changed a thread first: the word outbox shows both"),
    (events.DraftsRecovered(("d", "e")), "2 drafts that an editor had when the program ended: the word outbox"),
    (events.MailSent("unknown", None), ""),
    (events.ThreadsChanged(), ""),
]


@pytest.mark.parametrize(("fact", "begins"), FACTS)
def test_a_fact_is_a_sentence(fact: Fact, begins: str) -> None:
    said = worded(fact_words(fact, {"o": MAIL, "c": CLOSING}.get))
    assert said.startswith(begins) and "g d" not in said and bool(said) == bool(begins)

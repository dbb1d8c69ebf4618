"""A thread as a person reads it: order, who wrote what, verdicts in words, the way of a mail, what is undecided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commune_tui.mail.conversation import Mail, Memo, clash, join, reply_to, verdicts
from commune_tui.mail.timeline import timeline, trouble
from commune_tui.sending.operation import Operation
from commune_tui.store.notes import Note
from commune_tui.store.rows import EventRow, InboxRow, MessageRow

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
INBOX = InboxRow(1, "in1", "d1", "x.example", "help@x.example", "", "a1", "wren", "", "", (), False, None, None, None)
MESSAGE = MessageRow(
    1, "m1", "t1", "in1", "inbound", "", MORNING, "anna@example.org", "Anna", (), "Hi", "Hello.", "", (), "", "", (),
    (), False, False, None, "", (), "none", False, False, None, "", "", (),
)  # fmt: skip
SENT = Operation(
    "o1", "s1", "send", "t1", {}, "confirmed", "me", 0, 0, who="alex", result={"message_id": "m9", "thread_id": "t1"}
)


def writer(message: MessageRow, *operations: Operation) -> tuple[str, str]:
    [entry] = join(None, [message], [], operations, [INBOX]).entries
    assert isinstance(entry, Mail)
    return entry.hand, entry.writer


def test_who_wrote_a_mail_is_said_as_far_as_it_is_known() -> None:
    out = MESSAGE._replace(id="m9", direction="outbound")
    assert writer(MESSAGE) == ("customer", "customer")
    assert writer(out._replace(author="agent")) == ("agent", "agent wren")
    assert writer(out._replace(author="human"))[0] == "human"
    assert writer(out._replace(author="agent"), SENT)[0] == "you"
    assert writer(out._replace(author="agent"), replace(SENT, state="refused"))[0] == "agent"
    hand, words = writer(out)
    assert hand == "outbound" and "probably" in words  # nobody said so: it is not told as a fact


def test_notes_stand_among_the_mails_by_time_and_are_not_mails() -> None:
    later = MESSAGE._replace(id="m2", created_at=MORNING + timedelta(hours=2))
    note = Note("n1", "t1", "call \x1b[31mher", "alex", int((MORNING + timedelta(hours=1)).timestamp() * 1000))
    talk = join(None, [MESSAGE, later], [note], [], [])
    assert [type(entry) for entry in talk.entries] == [Mail, Memo, Mail]
    memo = talk.entries[1]
    assert isinstance(memo, Memo) and "\x1b" not in memo.text and talk.newest == 2


def test_a_note_after_the_newest_mail_does_not_take_its_place() -> None:
    note = Note("n1", "t1", "x", "alex", int((MORNING + timedelta(hours=1)).timestamp() * 1000))
    assert join(None, [MESSAGE], [note], [], []).newest == 0


def test_verdicts_come_in_words_with_their_reasons() -> None:
    assert verdicts(MESSAGE) == ()
    risky = MESSAGE._replace(
        risk="critical", injection_detected=True, injection_score=0.93,
        injection_signals="asks to ignore instructions; claims to be the system",
    )  # fmt: skip
    [said] = verdicts(risky)
    assert said.role == "bad"
    for words in ("orders to the agent", "critical", "0.93", "asks to ignore instructions; claims to be the system"):
        assert words in said.text
    assert [said.role for said in verdicts(MESSAGE._replace(risk="medium"))] == ["warn"]
    [spam] = verdicts(MESSAGE._replace(spam=True, spam_score=0.8, spam_action="flag", spam_reasons=("cheap",)))
    assert "0.80" in spam.text and "cheap" in spam.text and "flag" in spam.text


def event(kind: str, minute: int, detail: str = "") -> EventRow:
    at = MORNING + timedelta(minutes=minute)
    return EventRow(f"e{minute}{kind}", "m1", "t1", "in1", kind, "anna@example.org", detail, at)


def test_the_way_of_a_mail_is_told_from_its_beginning() -> None:
    out = MESSAGE._replace(direction="outbound", delivery_status="bounced")
    given = [event("email.bounced", 2, "550 5.1.1 User unknown"), event("sent", 1), event("queued", 1)]
    steps = timeline(out, given)
    assert [(step.word, step.role) for step in steps] == [("queued", "dim"), ("sent", "dim"), ("bounced", "bad")]
    assert steps[-1].detail == "550 5.1.1 User unknown" and steps[-1].recipient == "anna@example.org"
    assert [step.word for step in timeline(out, [])] == ["bounced"] and trouble(out) == "bounced"
    assert timeline(MESSAGE, []) == () and trouble(MESSAGE) == ""


def test_a_last_known_state_is_told_in_words_with_its_time() -> None:
    """Names of fields and times in ISO 8601 stood in the sentence, and the time was that of the sending only."""
    known = (
        ("sent_at", "2026-03-01T08:00:00Z"), ("bounced_at", "2026-03-01T08:00:09Z"), ("bounce_reason", "550 No such"),
        ("failed_at", "soon"),
    )  # fmt: skip
    out = MESSAGE._replace(direction="outbound", delivery_status="bounced", delivery=known)
    [step] = timeline(out, [])
    assert (step.word, step.detail) == ("bounced", "bounce reason: 550 No such; failed at: soon")
    assert step.at == datetime(2026, 3, 1, 8, 0, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (replace(SENT, kind="status", state="conflict", intent={"status": "closed"}, theirs={"status": "waiting"}),
         "Status: yours closed, theirs waiting."),
        (replace(SENT, kind="assign", state="conflict", intent={"assigned_to": "me"}, theirs={"assigned_to": None}),
         "Assigned: yours @me, theirs nobody."),
        (replace(SENT, state="conflict", theirs={"messages": ["m3", "m4"]}), "2 new mails came since you wrote it"),
    ],
)  # fmt: skip
def test_a_conflict_names_yours_and_theirs(operation: Operation, words: str) -> None:
    assert words in clash(operation).sentence
    assert [each.operation_id for each in join(None, [], [], [operation, SENT], []).clashes] == ["o1"]


@pytest.mark.parametrize(
    "source",
    [{"reply_to": "b@evil.example"}, {"metadata": {"headers": {"Reply-To": ["b@evil.example"]}}},
     {"metadata": {"replyTo": "b@evil.example"}}],
)  # fmt: skip
def test_a_reply_to_is_found_wherever_the_server_put_it(source: object) -> None:
    assert reply_to(source) == "b@evil.example"
    assert reply_to({"metadata": {"headers": 3}}) == "" and reply_to(None) == ""

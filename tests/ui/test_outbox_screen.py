"""The outbox screen: each thing that waits says what happened and what to press, and those keys work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui.actions.outbox_rows import Row, rows
from commune_tui.keys.keymap import build
from commune_tui.sending.operation import Operation
from commune_tui.store.drafts import Draft
from commune_tui.ui.compose import review
from tests.servers import Server
from tests.ui.letters import Letters, letters

MAIL = Operation(
    "o1", "s1", "send", "t1", {"to": ["anna@example.org"], "subject": "Order"}, "held", "me", 0, 8_000,
    draft_id="d1", thread_id="t1",
)  # fmt: skip


def keys_of(row: Row) -> list[str]:
    return [build()[0].press(command) for command, _ in row.does]


@pytest.mark.parametrize(
    ("state", "kind", "keys"),
    [("held", "held", "bS"), ("ready", "waiting", "b"), ("sending", "wire", ""), ("unknown", "doubt", "WN"),
     ("conflict", "conflict", "MO")],
)  # fmt: skip
def test_each_state_of_a_mail_has_its_keys(state: str, kind: str, keys: str) -> None:
    mail = replace(MAIL, state=state, theirs={"messages": ["m2"]})  # type: ignore[arg-type]
    [row], [(_, heading)] = rows([mail], [], [], [], 0)
    assert keys_of(row) == [*keys, "Enter"] and row.thread_id == "t1"
    assert row.kind == kind and heading.endswith("(1)")
    [new], _ = rows([replace(mail, thread_id=None)], [], [], [], 0)
    assert keys_of(new) == [*keys], "a new mail has no conversation to read yet"


@pytest.mark.parametrize(
    ("left_s", "said"), [(8, "in 8 s."), (119, "in 119 s."), (120, "in 2 min."), (541, "in 10 min.")]
)
def test_the_time_that_is_left_of_the_hold_is_said_in_words(left_s: int, said: str) -> None:
    [row], _ = rows([replace(MAIL, next_at=left_s * 1000)], [], [], [], 0)
    assert f"Leaves {said}" in row.about


def test_a_refused_mail_and_its_draft_are_one_row_with_the_reason() -> None:
    refused = replace(MAIL, state="refused", reason="The server says no.")
    draft = Draft("d1", 0, 0, to=("anna@example.org",), subject="Order", body="Hello")
    made, _ = rows([], [refused], [draft], [], 0)
    assert [row.kind for row in made] == ["refused"]
    assert "The server says no." in made[0].about and "kept" in made[0].about
    assert rows([], [refused], [], [], 0)[0] == []  # the draft was sent or thrown away since


def test_uploads_are_part_of_their_mail_and_old_waste_is_gone() -> None:
    upload = replace(MAIL, id="o2", kind="upload", state="ready")
    thrown = Draft("d2", 0, 0, body="x")
    assert rows([upload], [], [], [thrown], 2 * 86_400_000)[0] == []
    assert [row.kind for row in rows([], [], [], [thrown], 1_000)[0]] == ["thrown"]


@pytest.mark.parametrize(
    ("kind", "intent", "title"),
    [
        ("status", {"status": "needs_reply"}, "Needs reply: Card declined"),
        ("tags", {"add": ["vip", "dpa"], "remove": []}, "Tagged vip, dpa: Card declined"),
        ("tags", {"add": [], "remove": ["vip"]}, "Without vip: Card declined"),
        ("assign", {"assigned_to": "tally"}, "Assigned to @tally: Card declined"),
        ("assign", {"assigned_to": None}, "Nobody has it: Card declined"),
    ],
)
def test_a_waiting_decision_says_which_and_about_what(kind: str, intent: dict[str, object], title: str) -> None:
    waits = replace(MAIL, kind=kind, intent=intent, state="ready", draft_id=None, reason="No answer.")
    [row], _ = rows([waits], [], [], [], 0, {"t1": "Card declined"}.__getitem__)
    assert (row.title, row.about, row.thread_id) == (title, "No answer. It is tried again by itself.", "t1")


def test_a_mail_that_was_sent_leads_to_its_conversation_and_is_named_once() -> None:
    sent = replace(MAIL, state="confirmed", thread_id=None, result={"thread_id": "t9", "left_out": ["x@y.example"]})
    [row], _ = rows([], [sent], [], [], 0)
    assert row.thread_id == "t9" and row.does == (("list.open", "read the conversation"),)
    assert row.about.count("anna@example.org") == 0 and "left out x@y.example" in row.about


def test_triage_in_conflict_shows_both() -> None:
    clash = replace(
        MAIL, kind="status", intent={"status": "closed"}, theirs={"status": "open"}, state="conflict", draft_id=None
    )
    [row], _ = rows([clash], [], [], [], 0)
    assert "closed" in row.about and "open" in row.about and not row.is_mail


async def _sent(story: Letters, text: str) -> None:
    await story.compose("r")
    await story.type(text)
    await story.press("escape", then=story.on("ReviewScreen"))
    await story.press("y", then=story.on("MainScreen"))


async def test_a_held_mail_is_taken_back_changed_and_sent_at_once(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, hold_s=300.0) as story:
        await _sent(story, "Hello")
        await story.press("g", "d", then=story.on("OutboxScreen"))
        await story.press("b", then=story.on("ReviewScreen"))
        await story.press("s", then=lambda: story.asked)
        await story.type(" please")
        await story.press("enter", then=lambda: "4711 please" in story.page)
        await story.press("y", then=story.on("OutboxScreen"))
        await story.press("S")
        await story.until(lambda: story.mails("Re: Order 4711 please"))


async def test_a_refused_mail_stays_with_its_reason(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, signature="alex") as story:
        await story.compose("c", "to")
        await story.type("nobody@nowhere.invalid")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("s", then=lambda: story.asked)
        await story.type("Hello")
        await story.press("enter", then=lambda: "Subject  Hello" in story.page)
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: "Not sent to nobody@nowhere.invalid" in story.told)
        await story.press("g", "d", then=story.on("OutboxScreen"))
        await story.press("enter", then=story.on("ReviewScreen"))
        assert "Subject  Hello" in story.page


async def test_a_draft_thrown_away_comes_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.compose("c", "to")
        await story.type("anna@example.org")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("p", then=story.on("MainScreen"))
        await story.press("g", "d", then=story.on("OutboxScreen"))
        await story.press("D", then=lambda: not story.drafts)
        await story.press("enter", then=lambda: story.drafts)


async def test_a_mail_in_the_hold_that_a_new_one_overtakes_waits_for_the_person(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, hold_s=300.0) as story:
        await _sent(story, "It comes tomorrow")
        story.customer_writes("Never mind.")
        await story.press("g", "d", then=story.on("OutboxScreen"))
        await story.press("S")
        await story.until(
            lambda: [each.state for each in story.app.session.outbox.waiting() if each.kind == "send"] == ["conflict"]
        )
        assert story.mails("Re: Order 4711") == []
        await story.until(lambda: "M send mine" in story.told or "Your reply was held back" in story.told)
        await story.press("M")
        await story.until(lambda: story.mails("Re: Order 4711"))

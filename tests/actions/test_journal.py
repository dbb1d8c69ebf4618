"""The journal says the same in every front: what happened, what became another; ids and digests are for the file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions import journal
from commune_tui.mail.outbox import outbox
from commune_tui.sending import act, attempt, sight, transitions, undoing
from commune_tui.sending.operation import Entry
from tests.flows.account import receive
from tests.mail.account import account
from tests.servers import Server

BEFORE = {"status": "needs_reply", "tags": ["vip"], "assigned_to": None}
ENTRY = Entry(0, "anna", "made", "status", before=BEFORE, after={"status": "closed"})


@pytest.mark.parametrize(
    ("fields", "on_screen", "in_lines"),
    [
        ({}, "needs reply → closed", "needs reply, now closed"),
        ({"after": {**BEFORE, "assigned_to": "wren"}}, "nothing → wren", "nothing, now wren"),
        ({"after": {"status": "closed", "tags": []}}, "status needs reply → closed; tags vip → nothing",
         "status needs reply, now closed; tags vip, now nothing"),
        ({"after": {"add": ["gdpr"], "remove": []}}, "with gdpr", "with gdpr"),
        ({"after": {"assigned_to": None}, "before": None}, "nobody has it", "nobody has it"),
        ({"after": {"assigned_to": "wren"}, "before": None}, "to wren", "to wren"),
        ({"after": {"to": ["x@host.example"], "digest": "f00"}, "before": None}, "to x@host.example",
         "to x@host.example"),
        ({"what": "sent", "after": {"id": "m", "message_id": "m", "sent_at": "now"}, "before": None}, "", ""),
        ({"what": "refused", "note": "The thread is gone."}, "The thread is gone.", "The thread is gone."),
        ({"what": "conflict", "after": {"messages": ["m1"]}, "note": "Somebody wrote."}, "Somebody wrote.",
         "Somebody wrote."),
        ({"what": "unknown", "after": None, "note": ""}, "", ""),
    ],
)  # fmt: skip
def test_an_entry_tells_what_became_another_or_why_not(fields: dict[str, Any], on_screen: str, in_lines: str) -> None:
    entry = replace(ENTRY, **fields)
    assert (journal.about(entry), journal.about(entry, ", now ")) == (on_screen, in_lines)


def test_what_happened_has_a_word_for_a_column_and_one_for_a_sentence() -> None:
    taken = journal.what(replace(ENTRY, what="confirmed"))
    assert taken == ("taken", "the server took it")
    assert journal.what(replace(ENTRY, what="made_of\x1bstone")).plain.startswith("made of")
    assert all(len(each.short) <= 10 for each in journal._WHAT.values())


def test_every_kind_of_entry_that_is_written_has_words() -> None:
    """By the text of what writes them."""
    written: set[str] = set()
    for module in (act, attempt, sight, transitions, undoing, outbox):
        text = Path(str(module.__file__)).read_text()
        written |= set(re.findall(r'(?:entry\([^,]+, [^,]+|settled\([^,]+, [^,]+, "\w+"), "(\w+)"', text))
    assert {"made", "hurried", "sent", "found", "refused", "resolved"} <= written <= set(journal._WHAT)


async def test_it_is_written_out_or_says_why_not(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["One"], status="open")
    async with account(fresh_sandbox, tmp_path / "store") as mine:
        await mine.settled()
        assert journal.page(mine.session) == []
        await mine.session.triage.set_status([thread_id], "closed")
        [(entry, subject)] = [each for each in journal.page(mine.session) if each[0].what == "made"]
        assert subject == "One" and journal.who(entry) == "anna" and journal.about(entry) == "open → closed"
        told = journal.export(mine.session, f" {tmp_path / 'out.jsonl'} ")
        rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
        assert told == f"{'1 entry is' if len(rows) == 1 else f'{len(rows)} entries are'} in {tmp_path / 'out.jsonl'}."
        for nowhere in (tmp_path / "not" / "there", "~nobody-has-this-home/out"):
            with pytest.raises(journal.NotWritten, match="could not be written there"):
                journal.export(mine.session, str(nowhere))

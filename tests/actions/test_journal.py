"""The journal says the same in every front: what happened, what became another; ids and digests are for the file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions import deed_words, journal
from commune_tui.mail import administration
from commune_tui.mail.administration import deeds
from commune_tui.mail.outbox import outbox
from commune_tui.sending import act, attempt, sight, transitions, undoing
from commune_tui.sending.operation import Entry
from commune_tui.text import cut
from commune_tui.ui.journal.screen import lines
from commune_tui.ui.kit.glyphs import UNICODE
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
        ({"after": {"scope": "messages", "before": 1767225600000}, "before": None}, "scope messages", "scope messages"),
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
    assert journal.phrase("confirmed") == ("taken", "the server took it")
    assert journal.phrase("made_of\x1bstone").plain.startswith("made of")
    assert all(len(each.short) <= 10 for each in journal._WHAT.values())


def test_every_kind_of_entry_that_is_written_has_words() -> None:
    """By the text of what writes them."""
    written: set[str] = set()
    for module in (act, attempt, sight, transitions, undoing, outbox):
        text = Path(str(module.__file__)).read_text()
        written |= set(re.findall(r'(?:entry\([^,]+, [^,]+|settled\([^,]+, [^,]+, "\w+"), "(\w+)"', text))
    assert {"made", "hurried", "sent", "found", "refused", "resolved"} <= written <= set(journal._WHAT)


@pytest.mark.parametrize(
    ("kind", "about", "wanted", "before", "said"),
    [
        ("inbox.create", "refunds@acme.example", {"local_part": "refunds", "name": "Refunds"}, None,
         "inbox refunds@acme.example made"),
        ("inbox.create", "a@acme.example", {"local_part": "a", "webhook": {"endpoint": "https://x.example/h"}}, None,
         "inbox a@acme.example made, its webhook set to https://x.example/h"),
        ("inbox.name", "a@acme.example", {"name": "Desk"}, {"name": None},
         "inbox a@acme.example renamed: nothing → Desk"),
        ("inbox.status", "a@acme.example", {"status": "inactive"}, None, "inbox a@acme.example switched off"),
        ("inbox.webhook", "a@acme.example", {"webhook": {"endpoint": "https://x.example/h", "events": []}}, None,
         "webhook of a@acme.example set to https://x.example/h"),
        ("inbox.webhook", "a@acme.example", {"webhook": None}, None, "webhook of a@acme.example removed"),
        ("inbox.schema", "a@acme.example", {"schema": {"schema": {}, "enabled": True}}, None,
         "extraction schema of a@acme.example set"),
        ("inbox.schema", "a@acme.example", {"schema": {"schema": {}, "enabled": False}}, {"schema": {"schema": {}}},
         "extraction schema of a@acme.example switched off"),
        ("inbox.schema", "a@acme.example", {"schema": None}, None, "extraction schema of a@acme.example removed"),
        ("inbox.delete", "a@acme.example", {"deleted": "for good"}, {}, "inbox a@acme.example deleted for good"),
        ("key.create", "CI {0}\x1b[2J\u202e", {"permissions": ["read"]}, None, "API key CI {0} made"),
        ("key.revoke", "CI", {"status": "revoked"}, None, "API key CI revoked"),
        ("webhook.retry", "delivery d1", {"status": "retrying"}, None, "delivery d1 posted again"),
        ("inbox.paint", "a@acme.example", {"colour": "red"}, None, "a@acme.example: colour red"),
    ],
)  # fmt: skip
def test_an_act_on_the_account_is_told_by_the_thing_and_what_became_of_it(
    kind: str, about: str, wanted: dict[str, Any], before: dict[str, Any] | None, said: str
) -> None:
    made = deeds.entry(deeds.Deed(kind, about, {}, wanted, before, id=f"{deeds.MARK}x-1"), 0, "anna", "made")
    assert journal.about(made) == said
    one = journal.Act("d", "", ((made, ""),))
    assert said.partition(" ")[2].partition(" → ")[0] in journal.act_sentence(one)
    (row,) = lines([one], set(), 80, UNICODE)
    assert cut(said, 30).rstrip("…") in "".join(each.text for each in row.fragments)


def test_every_act_on_the_account_has_words() -> None:
    nouns = [import_module(f"{administration.__name__}.{each}") for each in
             ("inbox", "domain", "key", "data", "organisation", "webhook")]  # fmt: skip
    for kind in (kind for noun in nouns for kind in noun.KINDS):
        made = deeds.entry(deeds.Deed(kind, "it", {}, {}, id=f"{deeds.MARK}x-1"), 0, "anna", "made")
        assert "it" in deed_words.words(made, " → ").split(), kind


def entries(*told: tuple[str, str, str]) -> tuple[tuple[Entry, str], ...]:
    """(what, operation, thread) of an act in the order in which they came."""
    made = [
        (replace(ENTRY, what=what, operation=operation, thread_id=thread_id, seq=seq), f"About {thread_id}")
        for seq, (what, operation, thread_id) in enumerate(told)
    ]
    return tuple(reversed(made))


@pytest.mark.parametrize(
    ("told", "summary", "counted", "stands"),
    [
        ([("made", "o1", "t1")], "needs reply → closed", "1 asked for", "made"),
        ([("made", "o1", "t1"), ("confirmed", "o1", "t1")], "needs reply → closed", "1 taken", "confirmed"),
        (
            [("made", "o1", "t1"), ("made", "o2", "t2"), ("conflict", "o2", "t2"), ("confirmed", "o1", "t1")],
            "set to closed, 2 threads", "1 to decide, 1 taken", "conflict",
        ),
        (
            [("made", "o1", "t1"), ("made", "o2", "t2"), ("confirmed", "o2", "t2"), ("cancelled", "o1", "t1")],
            "set to closed, 2 threads", "1 taken, 1 taken back", "confirmed",
        ),
    ],
)  # fmt: skip
def test_an_act_is_one_row_that_counts_how_its_parts_stand(
    told: list[tuple[str, str, str]], summary: str, counted: str, stands: str
) -> None:
    act = journal.Act("s", "set to closed, 2 threads", entries(*told))
    assert (journal.summary(act), journal.counted(act), journal.stands(act)[0]) == (summary, counted, stands)


@given(st.lists(st.tuples(st.sampled_from(sorted(journal._WHAT)), st.sampled_from("abc")), min_size=1))
def test_no_step_of_an_act_is_lost(told: list[tuple[str, str]]) -> None:
    act = journal.Act("s", "tag +vip", entries(*[(what, operation, f"t-{operation}") for what, operation in told]))
    assert act.ends.total() == len({operation for _, operation in told}) == len(act.threads)
    assert set(journal.stands(act)) == set({operation: what for what, operation in told}.values())
    assert journal.act_sentence(act).count("\n") == 0


async def test_an_act_on_many_is_one_and_each_step_of_it_is_there(fresh_sandbox: Server, tmp_path: Path) -> None:
    ids = receive(fresh_sandbox, ["One", "Two", "Three"], status="open")
    async with account(fresh_sandbox, tmp_path / "store") as mine:
        await mine.settled()
        await mine.session.triage.set_status(ids, "closed")
        await mine.session.triage.tag(ids[:1], ["vip"])
        await mine.until(lambda: mine.session.outbox.waiting() == [])
        tagged, closed = journal.acts(mine.session)
        assert (len(closed.threads), len(closed.entries), journal.counted(closed)) == (3, 6, "3 taken")
        assert journal.summary(closed) == "set to closed, 3 threads" and list(tagged.threads) == ids[:1]
        read_out, steps = journal.log(mine.session), journal.every_entry(mine.session)
        assert len(read_out.entries) == 2 and "set to closed, 3 threads. 3 taken." in read_out.entries[1][0]
        assert len(steps.entries) == len(mine.session.reads.whole_journal()) == 8
        assert [thread_id for _, thread_id in read_out.entries] == [ids[0], ""]


async def test_it_is_written_out_or_says_why_not(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["One"], status="open")
    async with account(fresh_sandbox, tmp_path / "store") as mine:
        await mine.settled()
        assert journal.acts(mine.session) == []
        await mine.session.triage.set_status([thread_id], "closed")
        [act] = journal.acts(mine.session)
        [(entry, subject)] = [each for each in act.entries if each[0].what == "made"]
        assert subject == "One" and journal.who(entry) == "anna" and journal.about(entry) == "open → closed"
        told = journal.export(mine.session, f" {tmp_path / 'out.jsonl'} ")
        rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
        assert told == f"{'1 entry is' if len(rows) == 1 else f'{len(rows)} entries are'} in {tmp_path / 'out.jsonl'}."
        for nowhere in (tmp_path / "not" / "there", "~nobody-has-this-home/out"):
            with pytest.raises(journal.NotWritten, match="could not be written there"):
                journal.export(mine.session, str(nowhere))

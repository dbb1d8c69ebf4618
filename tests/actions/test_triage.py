"""What each command of triage does, whichever front runs it: the thread afterwards, what is said, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions.commands import BY_ID, COMMANDS
from commune_tui.actions.triage import ACTIONS, tags_of
from commune_tui.store.notes import Note, of_thread
from commune_tui.wording import do
from tests.flows.account import receive
from tests.mail.account import Account, account
from tests.servers import Server
from tests.ui.letters import letters

DONE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("thread.close", "", "closed", {"status": "closed"}),
    ("thread.wait", "", "waiting", {"status": "waiting"}),
    ("thread.status_needs_reply", "", "needs reply", {"status": "needs_reply"}),
    ("thread.status_open", "", "open", {"status": "open"}),
    ("thread.status_waiting", "", "waiting", {"status": "waiting"}),
    ("thread.status_closed", "", "closed", {"status": "closed"}),
    ("thread.take", "", "@anna has it, which is you", {"assignee": "anna"}),
    ("thread.assign", "wren", "@wren has it", {"assignee": "wren"}),
    ("thread.assign", " WREN ", "@wren has it", {"assignee": "wren"}),
    ("thread.assign", "Anna", "@anna has it, which is you", {"assignee": "anna"}),
    ("thread.assign", "wrem", "@wrem has it", {"assignee": "wrem"}),
    ("thread.unassign", "", "nobody has it now", {"assignee": None}),
    ("thread.tag", "vip, urgent", "tagged vip, urgent", {"tags": ("urgent", "vip")}),
    ("thread.tag", "vip urgent", "tagged vip, urgent", {"tags": ("urgent", "vip")}),
    ("thread.untag", "vip,", "without vip", {"tags": ("urgent",)}),
    ("thread.spam", "", "tagged spam and closed", {"status": "closed"}),
    ("thread.snooze", "3h", "away until ", {"snoozed": True}),
    ("thread.unsnooze", "", "back", {"snoozed": False}),
    ("thread.unread", "", "unread, on this machine only", {"unread": True}),
    ("thread.unread", "", "read, on this machine only", {"unread": False}),
    ("thread.note", " 3 of them call back ", "noted, on this machine only", {}),
]


def test_the_table_is_the_triage_of_all_fronts() -> None:
    assert {command for command, *_ in DONE} == set(ACTIONS)
    assert {command.id for command in COMMANDS if command.group == "Triage"} - set(ACTIONS) == {
        "thread.reply", "thread.reply_all", "thread.forward", "thread.template",
    }  # fmt: skip
    assert [id_ for id_, action in ACTIONS.items() if (action.argument is None) != (not BY_ID[id_].takes)] == []


async def notes(mine: Account, thread_id: str) -> list[Note]:
    return await mine.session.database.read(lambda conn: of_thread(conn, thread_id))


def fields(mine: Account, thread_id: str) -> dict[str, Any]:
    row = mine.session.reads.thread(thread_id)
    assert row is not None
    return {
        "status": row.status,
        "assignee": row.assignee,
        "tags": tuple(sorted(row.tags)),
        "snoozed": row.snoozed_until_at is not None,
        "unread": row.unread,
    }


async def test_a_command_does_what_its_row_says_and_nothing_else(fresh_sandbox: Server, tmp_path: Path) -> None:
    one, other = receive(fresh_sandbox, ["One", "Other"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        await mine.session.triage.assign([other], "wren")
        untouched = fields(mine, other)
        for command, words, did, changed in DONE:
            action, before = ACTIONS[command], fields(mine, one)
            assert action.objection(mine.session, [one], words) == "", command
            came = await action.do(mine.session, [one], words)
            assert came.did.startswith(did), command
            assert ("new here" in came.more) == (words == "wrem") == ("Did you mean wren?" in came.more)
            now = fields(mine, one)
            assert {name: now[name] for name in changed} == changed, (command, words)
            same = set(now) - set(changed) - ({"tags"} if command == "thread.spam" else set())
            assert {name: now[name] for name in same} == {name: before[name] for name in same}, (command, words)
            if do("app.undo") in came.more and now != before:
                await mine.session.outbox.undo()
                assert fields(mine, one) == before, command
                await mine.session.outbox.redo()
        assert fields(mine, other) == untouched
        assert [each.body for each in await notes(mine, one)] == ["3 of them call back"]


async def test_what_cannot_be_done_is_said_before_anything_is(fresh_sandbox: Server, tmp_path: Path) -> None:
    one, other = receive(fresh_sandbox, ["One", "Other"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        assert "no time" in ACTIONS["thread.snooze"].objection(mine.session, [one], "whenever")
        assert "several" in ACTIONS["thread.note"].objection(mine.session, [one, other], "")
        assert "no tag" in ACTIONS["thread.untag"].objection(mine.session, [one], "")
        await mine.session.triage.tag([one], ["vip"])
        assert ACTIONS["thread.untag"].objection(mine.session, [one], "rude") == "Which tag? There is vip."
        assert "Which tag?" in ACTIONS["thread.tag"].objection(mine.session, [one], " , ")
        assert not [fact for fact in mine.session.outbox.waiting() if fact.kind != "tags"]


async def test_what_a_command_takes_is_suggested(fresh_sandbox: Server, tmp_path: Path) -> None:
    (one,) = receive(fresh_sandbox, ["One"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        await mine.session.triage.assign([one], "Wren")
        await mine.session.triage.tag([one], ["vip", "urgent"])

        def offered(command: str, line: str) -> list[str]:
            argument = ACTIONS[command].argument
            assert argument is not None
            return [each.value for each in argument.suggest(mine.session, [one], line)]

        assert offered("thread.assign", "wR") == ["Wren"]
        assert offered("thread.tag", "late V") == ["late vip"]
        assert sorted(offered("thread.untag", "")) == ["urgent", "vip"]
        assert offered("thread.snooze", "mo") == ["monday"]


async def test_a_tag_is_found_however_it_is_spelt(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Tags come from other programs too: with blanks, with commas, in any case."""
    (one,) = receive(fresh_sandbox, ["One"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        await mine.session.triage.tag([one], ["Needs Review", "a,b", "vip"])
        for words, left in (
            ("needs review", ("a,b", "vip")),
            ("A,B", ("vip",)),
            ("VIP", ()),
        ):
            assert ACTIONS["thread.untag"].objection(mine.session, [one], words) == ""
            await ACTIONS["thread.untag"].do(mine.session, [one], words)
            assert fields(mine, one)["tags"] == left


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("vip Urgent", ["VIP", "Urgent"]),
        ("needs review", ["Needs Review"]),
        ("needs review vip", ["needs", "review", "VIP"]),
        ("a,b", ["a,b"]),
    ],
)
def test_a_known_tag_keeps_its_spelling(words: str, tags: list[str]) -> None:
    assert tags_of(words, ["VIP", "Needs Review", "a,b"]) == tags


@pytest.mark.parametrize("words", ["vip,urgent", "vip urgent", " vip ,, urgent,vip "])
def test_tags_are_parted_by_blanks_and_commas(words: str) -> None:
    assert tags_of(words) == ["vip", "urgent"]


async def test_a_sentence_is_given_nothing(fresh_sandbox: Server, tmp_path: Path) -> None:
    one, other, third = receive(fresh_sandbox, ["One", "Other", "Third"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        await session.triage.assign([other], "Wren Fenn")
        await session.triage.assign([third], "wren")
        quoted = 'Quotes ("…") make it new.'
        assign, tag = ACTIONS["thread.assign"], ACTIONS["thread.tag"]
        for words, objection in (
            ("sk @wren about it", f"No “sk @wren about it” here. Did you mean wren? {quoted}"),
            ("a@b", f"No “a@b” here. {quoted}"),
            ("nobody", f"“nobody” is no name. {do('thread.unassign')} takes the thread from whoever has it."),
            *((each, "") for each in ("wren fenn", "@Wren", "robin", '"Robin Hale"', "me", "")),
        ):
            assert assign.objection(session, [one], words) == objection, words
        odd = assign.objection(session, [one], "wren\x1b]0;x\x07 now")
        assert odd.endswith(quoted) and "\x1b" not in odd and "\x07" not in odd
        for words, who in (
            ("wren fenn", "Wren Fenn"), ("@WREN", "wren"), ("@robin", "robin"), ('"Robin Hale"', "Robin Hale"),
            ("robin hale", "Robin Hale"), ("me", "anna"),
        ):  # fmt: skip
            await assign.do(session, [one], words)
            assert fields(mine, one)["assignee"] == who
        assert tag.objection(session, [one], "please call her back soon") == (
            "5 new tags (please, call, …)? With commas between them they are taken."
        )
        assert tag.objection(session, [one], "a, b, c, d") == tag.objection(session, [one], "a b c") == ""


async def test_a_new_name_is_seen_to_be_new_before_it_is_taken(fresh_sandbox: Server, tmp_path: Path) -> None:
    (one,) = receive(fresh_sandbox, ["One"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        await session.triage.assign([one], "wren")
        await session.triage.tag([one], ["vip"])

        def offered(command: str, line: str) -> list[tuple[str, ...]]:
            argument = ACTIONS[command].argument
            assert argument is not None
            return [tuple(each[:3]) for each in argument.suggest(session, [one], line)]

        assert offered("thread.assign", "wrem") == [("wrem", "This name is new here. Did you mean wren?", "wrem")]
        assert offered("thread.assign", "@wr") == [("wren", "1 thread", "")]
        assert offered("thread.assign", "sk @wren about it") == []
        assert offered("thread.tag", "vip vop") == [("vip vop", "new here", "vop")]


async def test_the_line_keeps_a_sentence_and_shows_that_a_name_is_new(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.press("a", then=lambda: story.asked)
        await story.type("robin")
        await story.until(lambda: "This name is new here." in story.offered)
        await story.type(" @hale please")
        await story.press("enter", then=lambda: "No “robin @hale please” here." in story.objection)
        assert story.asked and story.line.value == "robin @hale please"
        await story.press("escape", "a", then=lambda: story.asked and not story.line.value)
        await story.type("robin")
        await story.press("enter", then=lambda: "@robin has it. This name is new here." in story.told)

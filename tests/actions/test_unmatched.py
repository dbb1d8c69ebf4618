"""A filter that finds nothing says which of its words do so by themselves, and what there is in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions.unmatched import unmatched
from commune_tui.store import cells
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.mail.account import Account, account
from tests.servers import Server
from tests.ui.letters import letters

SCHEMA = {"type": "object", "properties": {"amount": {"type": "number"}, "order_id": {"type": "string"}}}


async def _with_fields(mine: Account) -> None:
    """The first inbox is to have two fields taken out of its mail."""
    await mine.settled()
    inbox = mine.session.reads.inboxes()[0]
    sql = "UPDATE inboxes SET extraction_schema = ? WHERE id = ?"
    await mine.session.database.write(lambda conn: conn.execute(sql, (cells.packed(SCHEMA), inbox.id)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("extracted.total:>0", "There is no extracted field “total” here. Those here: amount, order_id."),
        ("extracted.amuont:1", "There is no extracted field “amuont” here. Those here: amount, order_id."),
        ("extracted.amount:>9 tag:vip", "“extracted.amount:>9” finds nothing, even by itself."),
        ("tag:vop", "Nothing here has the tag “vop”. Those here: vip."),
        ("tag:vip,vop", ""),
        ("tag:vop,vap", "Nothing here has the tag “vop” or “vap”. Those here: vip."),
        ("assignee:wrem is:unread", "Nobody here is called “wrem”. Those here: wren, anna"),
        ("in:nowhere", "There is no inbox “nowhere” here. Those here: "),
        ("domain:nowhere.example", "There is no domain “nowhere.example” here. "),
        ("id:thread_gone", "There is no thread “thread_gone” here."),
        ("tag:vop or assignee:wrem", "Nothing here has the tag “vop”. Those here: vip. Nobody here is called “wrem”."),
        ("tag:vip or tag:vop", ""),
        ("-tag:vop teapot", ""),
        ("tag:vip kettle", "“kettle” finds nothing, even by itself."),
        ("kettle lamp", "“kettle” and “lamp” find nothing, even by themselves."),
        ("kettle", ""),
        ("tag:vip status:closed", "“status:closed” finds nothing, even by itself."),
        ("tag:vip teapot assignee:nobody", ""),
    ],
)
async def test_the_word_that_nothing_fits_is_named(
    fresh_sandbox: Server, tmp_path: Path, words: str, said: str
) -> None:
    one, other = receive(fresh_sandbox, ["Broken teapot", "Late teapot"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await _with_fields(mine)
        await mine.session.triage.tag([one], ["vip"])
        await mine.session.triage.assign([other], "wren")
        told = unmatched(mine.session, words)
        assert told.startswith(said) if said else told == ""


async def test_what_is_said_holds_nothing_of_the_terminal(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        told = unmatched(mine.session, "tag:\x1b]0;owned\x07")
        assert told.startswith("Nothing here has the tag") and "\x1b" not in told and "\x07" not in told


async def test_lines_and_the_screen_say_it(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Broken teapot"], status="needs_reply")
    why = "There is no inbox “nowhere” here."
    async with talking(fresh_sandbox, tmp_path / "lines") as talk:
        assert f"Nothing matches. {why}" in await talk.say("filter in:nowhere")
    async with letters(fresh_sandbox, tmp_path / "screen") as story:
        await story.press("/", then=lambda: story.asked)
        await story.type("in:nowhere")
        rows = story.app.screen.query_one("#threads")
        await story.until(lambda: any(why in rows.render_line(y).text for y in range(6)))
        await story.press("enter", then=lambda: why in story.told)

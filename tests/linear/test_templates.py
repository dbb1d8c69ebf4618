"""Templates by words: read out with a conversation's values, written, renamed, removed, replied with."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import receive
from tests.linear.talk import talking
from tests.servers import Server


async def test_a_template_is_written_tried_renamed_used_and_removed(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Where is it?"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("1")
        assert "There is no template yet. The word new writes one." in await talk.say("go templates")
        assert 'Template "Late"' in await talk.say("new Late") and talk.prompt == "template> "
        assert "Kept: Late" in await talk.say("About {{subject}}, {{oops}}.", ".")
        assert "There is a template 'Late' already." in await talk.say("new late")
        assert "1 template" in await talk.say("go templates")
        said = await talk.say("1")
        assert "  About Where is it?, {{oops}}." in said and "Nothing fills {{oops}}." in said
        assert "Late is called Parcel is late now." in await talk.say("rename 1 Parcel is late")
        assert "  About Where is it?, {{oops}}." in await talk.say("use 1") and talk.prompt == "review> "
        await talk.say("discard", "go templates")
        assert "Say yes." in await talk.say("remove 1")
        assert "Removed: Parcel is late." in await talk.say("yes")
        assert "Which one?" in await talk.say("write 1")

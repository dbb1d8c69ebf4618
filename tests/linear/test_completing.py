"""Tab offers what the screen suggests for the same command, for the threads that the line names."""

from __future__ import annotations

from pathlib import Path

from commune_tui.config import Settings
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.servers import Server


async def test_what_a_word_takes_is_offered(fresh_sandbox: Server, tmp_path: Path) -> None:
    first, second = sorted(fresh_sandbox.inboxes())[:2]
    receive(fresh_sandbox, ["Broken teapot", "Blue kettle"], status="needs_reply")
    settings = Settings(views={"Old": "sort:oldest"})
    async with talking(fresh_sandbox, tmp_path, settings=settings) as talk:
        await talk.say("list", "tag 1 vip", "tag 2 urgent", "assign 1 wren")
        front = talk.front

        def offered(line: str) -> list[str]:
            return front.completion.offers(line, line.rpartition(" ")[2])

        for line, values in (
            ("clo", ["close ", "closed "]),
            ("assign 1 W", ["wren"]),
            ("tag 1-2 late v", ["vip"]),
            ("tag 1 ", ["urgent", "vip"]),
            ("untag 1 ", ["vip"]),
            ("untag 1-9 ", ["urgent", "vip"]),
            ("snooze 2 mo", ["monday"]),
            ("close 1 v", []),
            ("filter status:w", ["status:waiting"]),
            ("filter tag:vip stat", ["status:"]),
            ("sort old", ["oldest"]),
            ("view o", ["Old"]),
            (f"inbox {first[:3]}", [first]),
            ("inbox a", ["all"] if not first.startswith("a") else ["all", first]),
            ("compose customer", ["customer0@shop.example", "customer1@shop.example"]),
            ("nonsense wr", []),
        ):
            assert sorted(offered(line)) == values, line
        await talk.say("delivery")
        assert offered(f"scope {second[:-3]}") == [second] and "all" in offered("type ")
        await talk.say("list", "reply 1", "Text.", ".")
        assert offered("later tom") == ["tomorrow"] and offered("cc customer1") == ["customer1@shop.example"]

"""Mornings: everything that needs a reply is dealt with by keys, and the server ends up as the person decided."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import number_of, receive, thread, waits_for
from tests.servers import Server
from tests.terminal import account, furnish


def test_forty_threads_to_zero(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Close, wait, take, tag as spam; one is taken back and decided again; then nothing is left."""
    ids = receive(fresh_sandbox, [f"Question {number:02d}" for number in range(40)], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Needs reply 40")
        screen.press("w", then="Needs reply 39")
        screen.press("z", then="Needs reply 40")
        screen.press("i", then="Mine 1")
        screen.press("g", "g")
        screen.press("!", then="Needs reply 39")
        for left in range(38, 19, -1):
            screen.press("e", then=f"Needs reply {left}")
        screen.press("g", "g")
        screen.press("*", "q", then="that match are selected")
        screen.press("s", "w", then=lambda text: number_of("Needs reply", text) == 0)
        screen.until("synced")
        waits_for(lambda: all(thread(fresh_sandbox, each)["status"] != "needs_reply" for each in ids), screen.pump)
        assert screen.leave() == 0
    stands = [thread(fresh_sandbox, each) for each in ids]
    assert [each["status"] for each in stands].count("closed") == 20
    assert [each["status"] for each in stands].count("waiting") == 20
    assert [each["assigned_to"] for each in stands].count("alex") == 1
    assert [each["tags"] for each in stands].count(["spam"]) == 1


def test_an_act_on_many_tells_how_far_it_is_blocks_nothing_and_is_taken_back_at_once(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    """Forty are closed without a server: the keys work meanwhile, and one z opens all of them again."""
    ids = receive(fresh_sandbox, [f"Question {number:02d}" for number in range(40)], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Needs reply 40")
        screen.until("synced")
        screen.press("*", "q", then="All 40 that match are selected")
        fresh_sandbox.control("faults", {"faults": ["drop"]})
        screen.press("s", "c", then=lambda text: number_of("Needs reply", text) == 0)
        screen.until("0 of 40 sent, 40 wait")
        screen.press("g", "c", then="Question 15")
        fresh_sandbox.control("faults", {"faults": []})
        screen.press("Ctrl-r")
        screen.until(lambda text: "synced" in text and " wait" not in text)
        assert all(thread(fresh_sandbox, each)["status"] == "closed" for each in ids)
        screen.press("z", then="Needs reply 40")
        waits_for(lambda: all(thread(fresh_sandbox, each)["status"] == "needs_reply" for each in ids), screen.pump)

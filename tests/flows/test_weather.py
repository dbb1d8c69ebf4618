"""Bad days: the network goes, the key goes, somebody else is at the same thread. Nothing is lost and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.account import flat, receive, thread, waits_for
from tests.servers import Server
from tests.terminal import account, furnish

AWAY = {"faults": ["drop"]}
BACK: dict[str, list[str]] = {"faults": []}


def test_offline_work_is_queued_and_leaves_when_the_server_is_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Also over a restart of the program: what was decided offline is on disk."""
    ids = receive(fresh_sandbox, ["First", "Second", "Third"], status="needs_reply")
    home = furnish(tmp_path)
    with account(fresh_sandbox, home) as screen:
        screen.until("Needs reply 3")
        screen.until("synced")
        fresh_sandbox.control("faults", AWAY)
        screen.press("Ctrl-r", then="offline")
        screen.press("e", then="Needs reply 2")
        screen.press("w", then="Needs reply 1")
        screen.until("2 unsent")
        assert screen.leave() == 0
    fresh_sandbox.control("faults", BACK)
    assert [thread(fresh_sandbox, each)["status"] for each in ids] == ["needs_reply"] * 3
    fresh_sandbox.control("faults", AWAY)
    with account(fresh_sandbox, home) as screen:
        screen.until("Needs reply 1")
        screen.until("offline")
        screen.press("t", then="add tags")
        screen.type("later")
        screen.press("Enter", then="3 unsent")
        fresh_sandbox.control("faults", BACK)
        screen.press("Ctrl-r")
        screen.until(lambda text: "synced" in text and "unsent" not in text)
    stands = [thread(fresh_sandbox, each) for each in ids]
    assert [each["status"] for each in stands] == ["closed", "waiting", "needs_reply"]
    assert stands[2]["tags"] == ["later"]


def test_a_key_revoked_in_the_middle_is_said_and_loses_nothing(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The list stays, the write waits, the new key of the same account sends it."""
    [thread_id] = receive(fresh_sandbox, ["Opening hours"], status="needs_reply")
    first = fresh_sandbox.post("/v1/agent/api-keys", {"name": "laptop"}).body
    home = furnish(tmp_path)
    with account(fresh_sandbox, home, size=(80, 24), environ={"COMMUNE_API_KEY": first["apiKey"]}) as screen:
        screen.until("Opening hours")
        screen.until("synced")
        assert fresh_sandbox.call("DELETE", f"/v1/agent/api-keys/{first['id']}").status == 200
        screen.press("e", then="1 unsent")
        screen.press("Ctrl-r", then="1 unsent · key refused")
        screen.until(lambda text: "commune-tui keys changes the key." in flat(text))  # what to do is told to the end
        screen.press("g", "d", then="Closed: Opening hours")
        screen.press("q")
        screen.press("g", "c", then="Opening hours")
        screen.leave()
    assert first["apiKey"].encode() not in screen.raw
    assert thread(fresh_sandbox, thread_id)["status"] == "needs_reply"
    with account(fresh_sandbox, home) as screen:
        waits_for(lambda: thread(fresh_sandbox, thread_id)["status"] == "closed", screen.pump)


@pytest.mark.parametrize(
    ("keys", "told", "holder"), [("s m", "Yours goes out.", "ann"), ("s t", "Theirs stays.", "bob")]
)
def test_two_operators_on_one_thread(keys: str, told: str, holder: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    """One takes it offline; meanwhile the other does. The first is asked, sees both, and decides as she likes."""
    ids = receive(fresh_sandbox, ["Who takes this?", "Nobody else's"], status="needs_reply")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    ann, bob = furnish(tmp_path / "a", operator="ann"), furnish(tmp_path / "b", operator="bob")
    with account(fresh_sandbox, ann) as screen:
        screen.until("Who takes this?")
        screen.until("nobody has it")  # she saw what she changes
        screen.until("synced")
        fresh_sandbox.control("faults", AWAY)
        screen.press("Ctrl-r", then="offline")
        screen.press("i", then="1 unsent")
        screen.press("s", "w", then="2 unsent")
        assert screen.leave() == 0
    fresh_sandbox.control("faults", BACK)
    with account(fresh_sandbox, bob) as screen:
        screen.until("Who takes this?")
        screen.until("synced")
        screen.press("i")
        waits_for(lambda: thread(fresh_sandbox, ids[0])["assigned_to"] == "bob", screen.pump)
    with account(fresh_sandbox, ann) as screen:
        screen.until("1 to decide")
        assert thread(fresh_sandbox, ids[0])["assigned_to"] == "bob"  # nobody is overruled unasked
        screen.press("g", "d", then="To decide: somebody was quicker (1)")
        screen.until("Assigned: yours @ann, theirs @bob.")
        screen.until("M mine   O theirs")
        screen.press("q", then="All 2")
        screen.press("g", "i", then="[All 2]")
        screen.press("g", "g", then=lambda text: any("▌" in line and "Who takes" in line for line in text.splitlines()))
        screen.press("Enter", then="s m sends yours, s t leaves theirs")
        assert "Assigned: yours @ann, theirs @bob." in screen.text
        screen.press(*keys.split(), then=told)
        screen.until(lambda text: "to decide" not in text and "unsent" not in text and "yours" not in text)
        screen.until("@me" if holder == "ann" else "@bob")
    stands = [thread(fresh_sandbox, each) for each in ids]
    assert (stands[0]["assigned_to"], stands[0]["status"]) == (holder, "waiting")  # what nobody else touched went out
    assert (stands[1]["assigned_to"], stands[1]["status"]) == (None, "needs_reply")

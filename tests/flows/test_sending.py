"""Writing: a reply with a file leaves when its hold is over; what was sent in haste is taken back and kept."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import receive, waits_for
from tests.servers import Server
from tests.terminal import account, furnish


def sent(server: Server, thread_id: str) -> list[dict[str, object]]:
    """What went out in a thread, as the server has it."""
    found = server.get(f"/v1/threads/{thread_id}/messages").body["data"]
    return [each for each in found if each["direction"] == "outbound"]


def test_a_reply_with_an_attachment_arrives(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["Where is the manual?"], status="needs_reply")
    (tmp_path / "manual.txt").write_text("Press the button.")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=1)) as screen:
        screen.until("Where is the manual?")
        screen.until("synced")
        screen.press("r", then="Re: Where is the manual?")
        screen.type("Here it is.")
        screen.press("Esc", then="Before it leaves")
        screen.quiet(0.5)  # a letter right after fast typing would be taken for a paste
        screen.press("a", then="attach")
        screen.type("manual.txt")
        screen.press("Enter")
        screen.until(lambda text: "17 B" in text or "17 bytes" in text)
        screen.quiet(0.5)
        screen.press("y")
        waits_for(lambda: sent(fresh_sandbox, thread_id), screen.pump)
    [reply] = sent(fresh_sandbox, thread_id)
    assert "Here it is." in str(reply["content"])
    assert reply["attachments"]


def test_a_mail_sent_in_haste_is_taken_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    """It waits in the hold; z takes it out again, and the server never sees it."""
    [thread_id] = receive(fresh_sandbox, ["A complaint"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=300)) as screen:
        screen.until("A complaint")
        screen.until("synced")
        screen.press("r", then="Re: A complaint")
        screen.type("Nonsense!")
        screen.press("Esc", then="Before it leaves")
        screen.quiet(0.5)  # a letter right after fast typing would be taken for a paste
        screen.press("y", then="the hold")
        screen.press("z")
        screen.gone("1 in the hold")
    assert sent(fresh_sandbox, thread_id) == []

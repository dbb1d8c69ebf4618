"""Writing: a reply with a file leaves when its hold is over; what was sent in haste is taken back and kept."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.flows.account import receive, sent, waits_for, went_to
from tests.flows.writing import attach, ready, reply
from tests.servers import Server
from tests.terminal import account, furnish


def test_a_reply_with_an_attachment_arrives(fresh_sandbox: Server, tmp_path: Path) -> None:
    [thread_id] = receive(fresh_sandbox, ["Where is the manual?"], status="needs_reply")
    (tmp_path / "manual.txt").write_text("Press the button.")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=1)) as screen:
        ready(screen, "Where is the manual?")
        reply(screen, "Where is the manual?", "Here it is.")
        attach(screen, "manual.txt")
        assert "17 bytes" in screen.text
        screen.act("y", lambda text: "Before it leaves" not in text)
        waits_for(lambda: sent(fresh_sandbox, thread_id), screen.pump)
    [mail] = sent(fresh_sandbox, thread_id)
    assert "Here it is." in str(mail["content"])
    assert mail["attachments"]


def test_a_mail_sent_in_haste_is_taken_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    """It waits in the hold; z takes it out again, and the server never sees it."""
    [thread_id] = receive(fresh_sandbox, ["A complaint"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=300)) as screen:
        ready(screen, "A complaint")
        reply(screen, "A complaint", "Nonsense!")
        screen.act("y", "the hold")
        screen.press("z")
        screen.gone("1 in the hold")
    assert sent(fresh_sandbox, thread_id) == []


def test_what_was_taken_back_is_whole_can_be_mended_and_leaves_once(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Recipients, subject, text and file stand as they stood; then it is changed, and the server gets one mail."""
    [thread_id] = receive(fresh_sandbox, ["A complaint"], status="needs_reply")
    (tmp_path / "manual.txt").write_text("Press the button.")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=300)) as screen:
        ready(screen, "A complaint")
        reply(screen, "A complaint", "Nonsense!")
        for key, label, words in (("c", "Cc", "boss@shop.example"), ("s", "Subject", "Re: Your words")):
            screen.act(key, "Esc cancel")
            screen.press("Ctrl-u")
            screen.type(words)
            screen.press("Enter", then=f"{label:<9}{words}")
        attach(screen, "manual.txt")
        before = whole(screen.text)
        screen.act("y", "y again sends")
        screen.press("y", then="In the hold for 300 seconds")
        screen.press("z", then="Taken back: this mail has not left.")
        assert whole(screen.text) == before
        assert sent(fresh_sandbox, thread_id) == []

        screen.press("e", then="Reply in")
        screen.type("I am sorry. Not ")
        screen.press("Esc", then="│ I am sorry. Not Nonsense!")
        assert "Files    manual.txt" in screen.text
        screen.act("y", "y again sends")
        screen.press("y", then="In the hold for 300 seconds")
        screen.press("g", "d", then="In the hold (1)")
        screen.press("S")
        screen.until("Sent lately (1)")
        screen.gone("In the hold (1)")
        screen.press("q")
        screen.until(lambda text: text.rstrip().endswith("synced"))
    [mail] = sent(fresh_sandbox, thread_id)
    assert mail["content"].startswith("I am sorry. Not Nonsense!")
    assert mail["metadata"]["subject"] == "Re: Your words"
    assert went_to(fresh_sandbox, sorted(fresh_sandbox.inboxes())[0]) == {"customer0@shop.example", "boss@shop.example"}
    assert len(mail["attachments"]) == 1


def whole(text: str) -> list[str]:
    """What a review screen says of the mail: who, what, files and text; not the conversation beside it."""
    said = [line[:59].rstrip() for line in text.splitlines()[1:]]
    return [line for line in said if line.startswith((" From", " To", " Cc", " Subject", " Files", " Size", " │"))]


def test_a_forward_takes_along_the_files_that_are_left_on_it_also_from_offline(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    """Two come along with their sizes, one is taken off; the mail leaves when the server is back."""
    files = [
        {"name": name, "mime_type": "text/plain", "content": base64.b64encode(words).decode()}
        for name, words in (("offer.txt", b"One till, 100 EUR."), ("logo.txt", b"(a picture)"))
    ]
    receive(fresh_sandbox, ["Our offer"], status="needs_reply", files=files)
    with account(fresh_sandbox, furnish(tmp_path, hold_s=0), size=(80, 24)) as screen:
        screen.until("Our offer")
        screen.until("synced")
        screen.press("Enter", then="logo.txt  text/plain  11 bytes")
        screen.until("offer.txt  text/plain  18 bytes")
        screen.press("f", then="Its 2 attachments come along, 29 bytes")
        screen.type("boss@shop.example")
        screen.press("Tab", "Tab", "Tab", "Tab", "Tab", "Right", then="[logo.txt 11 bytes")
        screen.press("Backspace", then="Not attached any more: logo.txt")
        screen.gone("[logo.txt")
        fresh_sandbox.control("faults", {"faults": ["drop"]})
        screen.press("Esc", then="Before it leaves")
        screen.until("offline")  # news that come with the next key would stand in the place of its answer
        assert "offer.txt  text/plain  18 bytes" in screen.text
        screen.act("y", "1 unsent")
        fresh_sandbox.control("faults", {"faults": []})
        screen.press("Ctrl-r")
        screen.until(lambda text: "synced" in text and "unsent" not in text)
    inbox_id = sorted(fresh_sandbox.inboxes().items())[0][1]
    found = fresh_sandbox.get(f"/v1/messages?inbox_id={inbox_id}&limit=100").body["data"]
    [mail] = [each for each in found if each["metadata"]["subject"] == "Fwd: Our offer"]
    [attachment_id] = mail["attachments"]
    assert fresh_sandbox.get(f"/v1/attachments/{attachment_id}").body["data"]["filename"] == "offer.txt"

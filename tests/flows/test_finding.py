"""Searching as an operator does: by words, by meaning when the server allows it, and the reason when it does not."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import flat, receive
from tests.servers import Server
from tests.terminal import Terminal, account, furnish


def ask(screen: Terminal, words: str) -> None:
    """Type other words into the line."""
    screen.press("Ctrl-u")
    screen.type(words)


def test_found_by_words_and_by_meaning_and_refused_in_words(fresh_sandbox: Server, tmp_path: Path) -> None:
    """At 80 columns: each result says how it was found; a refusal and a search for nothing are said to the end."""
    receive(fresh_sandbox, ["Money back"], text="When do I get my refund?")
    receive(fresh_sandbox, ["Reimbursement"], text="Please return what I paid.")
    with account(fresh_sandbox, furnish(tmp_path), size=(80, 24)) as screen:
        screen.until("synced")
        screen.press("g", "/", then="Search all inboxes")
        screen.type("refund")
        text = screen.until("2 found, 1 by words, 2 by meaning")
        by_both, by_meaning = text.index("Money back"), text.index("Reimbursement")
        assert by_both < text.index(" both ") < by_meaning < text.index(" meaning 0.")
        assert "synced" in screen.lines[-1]

        ask(screen, "zzzqq")
        screen.until("Nothing in all inboxes fits.")
        fresh_sandbox.control("options", {"plan": "free"})
        ask(screen, "refund")
        reason = "Your plan has no search by meaning. These are the matches by words."
        screen.until(lambda text: reason in flat(text) and "1 found by words" in text)
        assert "Money back" in screen.text
        fresh_sandbox.control("options", {"plan": "enterprise"})
        fresh_sandbox.control("faults", {"faults": ["portal,/v1/search/*"]})
        ask(screen, "refunds")
        screen.until(lambda text: "No search by meaning now:" in text and "matches by words." in flat(text))
        fresh_sandbox.control("faults", {"faults": []})
        ask(screen, "refund")
        screen.until("2 found, 1 by words, 2 by meaning")
        assert "now:" not in screen.text

        assert "Enter to the results" in screen.text
        screen.press("Enter", then="Enter open")
        screen.press("j")
        screen.press("Enter", then="Please return what I paid.")
        screen.press("q", then="2 found, 1 by words, 2 by meaning")  # back among the results

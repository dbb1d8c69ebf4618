"""The columns of the list are the person's choice, seen at once and kept for the next start."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import receive
from tests.servers import Server
from tests.terminal import account, furnish


def test_columns_are_chosen_seen_and_kept(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Only one"], status="needs_reply")
    home = furnish(tmp_path)
    with account(fresh_sandbox, home, size=(80, 24)) as screen:
        screen.until("Only one")
        screen.until("Customer 0")
        screen.press("v", "c", then="columns sender tags assignee due age")
        screen.press("Ctrl-u")
        screen.type("inbox wrong")
        screen.press("Enter", then="There is no column 'wrong'.")
        screen.press(*["Backspace"] * 5)
        screen.type("status")
        screen.until(lambda text: "needs reply" in text and "Customer 0" not in text)  # while it is typed
        screen.press("Enter", then="Columns: inbox status.")
        assert screen.leave() == 0
    with account(fresh_sandbox, home, size=(80, 24)) as screen:
        screen.until(lambda text: "Only one" in text and "needs reply" in text and "Customer 0" not in text)
        screen.press("v", "c", then="columns inbox status")
        screen.press("Ctrl-u", then="Customer 0")
        screen.press("Enter", then="Columns: what fits the width.")

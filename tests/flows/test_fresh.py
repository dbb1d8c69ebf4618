"""What is shown is what is there: a filter however it is typed, and what a colleague does, without an event stream."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from tests.flows.account import receive
from tests.flows.test_offline import hurried, pace
from tests.servers import Server, sandbox_process
from tests.terminal import Terminal, account, furnish

FILTER = "from:juarez"


def paced(screen: Terminal) -> None:
    screen.type(FILTER)


def in_one_read(screen: Terminal) -> None:
    screen.send(FILTER.encode())


def bracketed(screen: Terminal) -> None:
    screen.send(f"\x1b[200~{FILTER}\x1b[201~".encode())


@pytest.mark.parametrize("write", [paced, in_one_read, bracketed])
def test_the_list_is_what_the_filter_says_at_every_speed(write: object, fresh_sandbox: Server, tmp_path: Path) -> None:
    """Mail comes while one types, so that the list is read again: it stays the filter's."""
    receive(fresh_sandbox, ["Invoice", "Refund"])
    receive(fresh_sandbox, ["Returns"], **{"from": "maria@juarez.example", "from_name": "Maria Juarez"})
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.press("g", "i", then="[All 3]")
        screen.until("synced")
        receive(fresh_sandbox, ["Opening hours"], sent_at=clock.iso(clock.now()))
        screen.press("Ctrl-r")
        screen.press("/", then="Enter accept")
        write(screen)  # type: ignore[operator]
        screen.until("[All 1]")
        screen.press("Ctrl-l")
        screen.press("Enter", then=lambda text: "Enter accept" not in text)
        text = screen.quiet()
        assert "Returns" in text and "Invoice" not in text and "Opening hours" not in text


def test_what_a_colleague_does_is_seen_within_a_minute_without_a_stream(tmp_path: Path) -> None:
    """Time of the program runs faster; the other operator is the server's triage, which no message tells of."""
    with sandbox_process("--plain-threads") as server:
        server.control("faults", {"faults": ["drop,/v1/events/*"]})
        [thread_id] = receive(server, ["Who takes this?"], status="needs_reply")
        home = furnish(tmp_path)
        with hurried(server.base_url, server.key, home) as screen:
            screen.until("Who takes this?")
            screen.until("synced")
            assert server.call("PUT", f"/v1/threads/{thread_id}/assign", {"assigned_to": "bob"}).status == 200
            pace(screen, home, 10)
            screen.until("@bob")

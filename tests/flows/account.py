"""What the stories begin with: mail in a sandbox, and questions about how the server stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from commune_tui import clock
from tests.servers import Server

LIMIT_S = 30.0


def receive(server: Server, subjects: Sequence[str], *, status: str | None = None, **mail: Any) -> list[str]:
    """Mails from customers to the first inbox, one thread each; the thread ids. The first subject is the newest."""
    address = mail.pop("to", None) or sorted(server.inboxes())[0]
    start = clock.now().timestamp() - 60 * len(subjects) - 60
    mails = [
        {
            "from": f"customer{number}@shop.example",
            "from_name": f"Customer {number}",
            "to": address,
            "subject": subject,
            "text": f"This is about {subject}.",
            "sent_at": clock.iso(datetime.fromtimestamp(start + 60 * (len(subjects) - number), UTC)),
            **mail,
        }
        for number, subject in enumerate(subjects)
    ]
    ids = [each["thread_id"] for each in server.control("mail", {"mails": mails})["data"]]
    for thread_id in ids if status else ():
        assert server.call("PUT", f"/v1/threads/{thread_id}/status", {"status": status}).status == 200
    return ids


def thread(server: Server, thread_id: str) -> dict[str, Any]:
    """A thread as the server has it; the vendor's names nobody until somebody was named."""
    return {"assigned_to": None, **server.get(f"/v1/threads/{thread_id}/metadata").body["data"]}


def sent(server: Server, thread_id: str) -> list[dict[str, Any]]:
    """What went out in a thread, as the server has it, oldest first."""
    found = server.get(f"/v1/threads/{thread_id}/messages").body["data"]
    return [each for each in found if each["direction"] == "outbound"]


def went_to(server: Server, address: str) -> set[str]:
    """Everybody to whom mail from this inbox left, by what the server's events say of each."""
    server.control("advance", {"seconds": 60})
    events = server.get(f"/v1/delivery/events?inbox_id={server.inboxes()[address]}").body["data"]
    told = [[each.get("recipient") or "", *(each.get("event_data", {}).get("to") or ())] for each in events]
    return {found.lower() for each in told for found in each if found}


def flat(text: str) -> str:
    """A screen as running text: a sentence is found in it however it is broken into lines."""
    return " ".join(text.split())


def number_of(label: str, text: str) -> int:
    """The number beside a split of the screen: ``Needs reply 12``; 0 when there is none."""
    found = re.search(rf"{label}(?: ([\d,]+))?", text)
    assert found, f"no {label!r} on the screen"
    return int((found[1] or "0").replace(",", ""))


def waits_for(server_says: Callable[[], object], look: Callable[[float], object]) -> None:
    """Until the server says so; meanwhile ``look`` keeps the terminal read."""
    end = clock.monotonic_s() + LIMIT_S
    while not server_says():
        look(0.1)
        assert clock.monotonic_s() < end, "the server never came to stand so"

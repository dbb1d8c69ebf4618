"""A customer writes again, into a closed thread and into a waiting one: both come back, on either form of server."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from tests.flows.account import number_of
from tests.servers import Server, sandbox_process
from tests.terminal import account, furnish

FORMS = {"strict": ("--as", "strict"), "vendor": ("--as", "vendor")}


def write(server: Server, number: int, text: str, *, again: bool = False) -> None:
    """A customer's mail; their second one answers the first."""
    mail = {
        "from": f"customer{number}@shop.example", "from_name": f"Customer {number}", "text": text,
        "to": sorted(server.inboxes())[0], "subject": f"Till {number}", "sent_at": clock.iso(clock.now()),
        "message_id": f"<{number}{'again' if again else ''}@shop.example>",
    }  # fmt: skip
    if again:
        mail |= {"subject": f"Re: Till {number}", "in_reply_to": f"<{number}@shop.example>"}
    server.control("mail", {"mails": [mail]})


@pytest.mark.parametrize("form", FORMS)
def test_a_customer_who_writes_again_comes_back(form: str, tmp_path: Path) -> None:
    with sandbox_process(*FORMS[form]) as server:
        write(server, 1, "It does not print.")
        write(server, 2, "It does not open.")
        with account(server, furnish(tmp_path)) as screen:
            screen.until("Needs reply 2")
            screen.until("synced")
            screen.press("w", then="Needs reply 1")
            screen.press("e", then="Nothing needs a reply.")
            screen.until(lambda text: "~" not in text and "synced" in text)
            write(server, 1, "It still does not print!", again=True)
            write(server, 2, "It opened once. Why not today?", again=True)
            screen.press("Ctrl-r", then="Needs reply 2")
            screen.until(lambda text: "closed, wrote again" in text and "waiting, wrote again" in text)
            screen.press("/", *"unanswered:<1h", "Enter", then=lambda text: number_of("All", text) == 2)
            screen.press("Esc", then="Needs reply 2")
            screen.press("e", then="Needs reply 1")
            screen.press("z", then="Needs reply 2")
            assert screen.leave() == 0
        with account(server, tmp_path) as screen:
            screen.until("Needs reply 2")
            screen.until(lambda text: "closed, wrote again" in text and "waiting, wrote again" in text)
            assert screen.leave() == 0

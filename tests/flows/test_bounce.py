"""A customer whose mail comes back: the mark, the reason, the address that may not be written to, and a way out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.flows.account import flat, receive, sent, thread, waits_for
from tests.servers import Server
from tests.terminal import account, furnish

WHY = "550 5.1.1 The e-mail account that you tried to reach does not exist"


def bounced(server: Server) -> str:
    """A conversation whose answer came back; its thread id. Another customer's answer arrived."""
    inbox = sorted(server.inboxes().items())[0][1]
    ids = receive(server, ["Where is my order?"], status="needs_reply", **{"from": "bounce@shop.example"})
    ids += receive(server, ["Opening hours"], status="needs_reply", **{"from": "gwen@shop.example"})
    for thread_id, to in zip(ids, ("bounce@shop.example", "gwen@shop.example"), strict=True):
        mail = {"to": to, "subject": "Re", "text": "It is on its way.", "inboxId": inbox, "thread_id": thread_id}
        assert server.post("/v1/messages/send", mail).status in (200, 202)
        assert server.call("PUT", f"/v1/threads/{thread_id}/status", {"status": "waiting"}).status == 200
    server.control("advance", {"seconds": 10})
    return ids[0]


def test_a_bounced_customer_is_found_and_explained(fresh_sandbox: Server, tmp_path: Path) -> None:
    """From the start screen to the reason, to the address that is blocked, and back to the customer by another one."""
    thread_id = bounced(fresh_sandbox)
    with account(fresh_sandbox, furnish(tmp_path, hold_s=0)) as screen:
        screen.until("synced")
        # Beside its inbox, on the start screen, though nothing needs a reply.
        screen.until(lambda text: re.search(r" billing +✗", text))
        screen.press("/", then="status:")
        screen.type("is:trouble")
        screen.press("Enter", then="Nothing in Needs reply matches, and 1 in All: Tab looks further.")
        screen.press("Shift-Tab", then=lambda text: "Opening hours" not in text and "Where is my order?" in text)
        assert any("✗" in line and "▌" in line for line in screen.lines)
        screen.press("Enter", then="→ bounced")
        screen.until(lambda text: f"bounced for bounce@shop.example {WHY}" in flat(text))
        screen.press("v", "d", then="sent for bounce@shop.example")
        screen.press("q", then="is:trouble")

        screen.press("g", "v", then="1 bounced")
        screen.until(lambda text: "50.0 % bounced" in flat(text) and "1 delivered" in text)
        screen.press("Tab", then="[Events")
        [row] = [line for line in screen.lines if "✗ bounced" in line]
        assert "bounce@shop.example" in row
        assert "550 5.1.1" in row
        screen.press("Tab", then="[Suppressed addresses 1]")
        [row] = [line for line in screen.lines if "bounce@shop.example" in line]
        assert "bounce (hard)" in row
        assert "for good" in row
        screen.press("Enter", then="→ bounced")  # back in the conversation that tells why

        screen.press("m", then="NOTE, never sent")
        screen.type("Asked by phone: gwen has the order now.")
        screen.press("Enter", then="noted, on this machine only.")
        screen.press("r", then="Reply in")
        screen.type("It is on its way.")
        screen.press("Esc", then="bounce@shop.example is suppressed (bounce): the server")
        screen.until("The last mail to bounce@shop.example bounced: 550 5.1.1")
        screen.act("t", "To Customer 0")
        screen.press("Ctrl-u")
        screen.type("gwen@shop.example")
        screen.press("Enter", then="gwen@shop.example is not in this conversation.")
        screen.gone("bounce@shop.example is suppressed")
        screen.act("y", "y again sends")
        screen.press("y")
        waits_for(lambda: len(sent(fresh_sandbox, thread_id)) == 2, screen.pump)
        screen.press("a", then="assign to")
        screen.type("gwen")
        screen.press("Enter")
        waits_for(lambda: thread(fresh_sandbox, thread_id)["assigned_to"] == "gwen", screen.pump)
    first, second = sent(fresh_sandbox, thread_id)
    assert [each["identity"] for each in second["participants"] if each["role"] == "to"] == ["gwen@shop.example"]
    assert all("Asked by phone" not in str(each) for each in (first, second))


def test_an_address_that_is_blocked_is_named_before_the_mail_leaves(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Also when nobody ever looked at the delivery screen and the bounce was long ago, in another conversation."""
    bounced(fresh_sandbox)
    with account(fresh_sandbox, furnish(tmp_path, hold_s=0)) as screen:
        screen.until("synced")
        screen.press("c", then="New mail")
        screen.press("Shift-Tab")
        screen.type("billing@northwind.example")
        screen.press("Tab")
        screen.type("bounce@shop.example")
        screen.press("Tab", "Tab", "Tab")
        screen.type("A parcel")
        screen.press("Tab")
        screen.type("For you.")
        screen.press("Esc", then="bounce@shop.example is suppressed (bounce): the server will not send to it.")

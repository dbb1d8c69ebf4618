"""Hostile texts as subjects, names, bodies, file names, tags and assignees, on every screen of the running program.

Nothing of a payload may reach the terminal as a command, nothing may act, and a key must still be answered.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile.payloads import NONCE, Payload, every_payload, some_payloads
from tests.hostile.terminal import read_output
from tests.servers import Server
from tests.terminal import Terminal, account, furnish

#: Every face of a mail, then every screen; each pair of lists is what opens it and what leaves it.
FACES = ("v h", "v h", "v r", "v r", "v j", "v j", "v a", "v a", "v i", "v i", "v q", "O")
PLACES = (("Enter", "q"), ("a", "Esc"), ("t", "Esc"), ("g d", "q"), ("g v", "q"), ("g l", "q"), ("g / Esc", ""))
PARTS = 12


def text_of(payload: Payload) -> str:
    """As much of a payload as JSON can carry: lone surrogates cannot be encoded."""
    return payload.text.encode("utf-8", "replace").decode()[:2000]


def deliver(server: Server, payloads: Sequence[Payload]) -> int:
    """A mail for each payload with it in every place; how many came. Tags and assignees are set as an agent would."""
    address = sorted(server.inboxes())[0]
    mails = [
        {
            "from": f"customer{number}@shop.example",
            "from_name": text_of(payload),
            "to": address,
            "subject": text_of(payload),
            "text": f"{text_of(payload)}\nand more",
            "html": f"<p>{text_of(payload)}</p><a href='http://x.example/{number}'>{text_of(payload)}</a>",
            "files": [
                {"name": text_of(payload) or "x", "mime_type": "text/plain", "content": base64.b64encode(b"x").decode()}
            ],
        }
        for number, payload in enumerate(payloads)
    ]
    came = server.control("mail", {"mails": mails})["data"]
    for each, payload in zip(came, payloads, strict=True):
        thread = f"/v1/threads/{each['thread_id']}"
        server.call("POST", f"{thread}/tags", {"tags": [text_of(payload)[:100]]})
        server.call("PUT", f"{thread}/assign", {"assignedTo": text_of(payload)[:100]})
    return len(came)


def press(screen: Terminal, keys: str) -> None:
    for key in keys.split():
        screen.press(key)
        screen.quiet(0.1)


def walk(screen: Terminal, count: int) -> None:
    """Every payload in the list, in the reader, and in whatever shows the thread under the cursor."""
    press(screen, "g i Home")
    for number in range(count):
        press(screen, "Enter")
        if number % 4 == 0:
            for keys in FACES:
                press(screen, keys)
        press(screen, "q j")
        assert screen.process.poll() is None, screen.text
    for into, out in PLACES:
        press(screen, into)
        press(screen, out)
    press(screen, "g i v d v g v d v g / Esc")


def judge(server: Server, home: Path, payloads: Sequence[Payload]) -> None:
    count = deliver(server, payloads)
    with account(server, furnish(home), size=(160, 50)) as screen:
        screen.until(f"All {count}")
        screen.until("synced")
        before = set(read_output(bytes(screen.raw)).others)
        walk(screen, count)
        assert screen.process.poll() is None, screen.text
        screen.press("g", "i")
        screen.press("?", then="Keys of this screen")
        press(screen, "q r")
        screen.press("Ctrl-c")
        screen.quiet()
        output = read_output(bytes(screen.raw))
    assert output.controls == []
    assert set(output.others) - before == set()
    assert not any(str(NONCE) in move for move in output.moves | output.colours)
    assert screen.screen.controls.total() == 0


def test_a_sample_of_payloads_through_every_screen(fresh_sandbox: Server, tmp_path: Path) -> None:
    judge(fresh_sandbox, tmp_path, some_payloads(14, seed=5))


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_all_payloads_through_every_screen(part: int, fresh_sandbox: Server, tmp_path: Path) -> None:
    judge(fresh_sandbox, tmp_path, every_payload()[part::PARTS])

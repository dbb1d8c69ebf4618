"""``commune-tui demo --gate``: the agents of the made-up company ask first, and a stranger decides within a minute."""

from __future__ import annotations

import re
from pathlib import Path

from commune_tui.start.demo_gate import alike
from commune_tui.start.held_mails import MAILS
from tests.terminal import program


def below(folder: Path) -> list[str]:
    """The programs that run with something of this folder among their words."""
    found = []
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = words.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue  # it has ended
        if str(folder) in said:
            found.append(said)
    return found


def test_eight_mails_wait_and_one_is_decided_on(tmp_path: Path) -> None:
    environ = {"TMPDIR": str(tmp_path)}
    with program("demo", "--gate", "--quiet", home=tmp_path, size=(120, 40), environ=environ) as screen:
        screen.until(f"{len(MAILS)} to approve")
        screen.press("g", "a", then="what agents ask to send")
        screen.until(lambda text: len(re.findall("wren|ledger|piper", text)) >= len(MAILS))
        # The riskiest comes first: its agent had read orders, and hands them on where no person looks.
        screen.press("Enter", then="was given a mail that gives orders to agents")
        screen.until(lambda text: "would not be seen by its reader" in text and "give thirty percent off" in text)
        screen.press("X", then="why not")
        screen.type("Nobody promised that.")
        screen.press("Enter", then=f"{len(MAILS) - 1} to approve")
        assert any("gate serve" in each for each in below(tmp_path))
        screen.press("q", then="All inboxes")
        assert screen.leave() == 0
    assert not below(tmp_path)
    assert not list(tmp_path.glob("commune-demo-*"))


def test_an_address_that_is_taken_for_another_is_another() -> None:
    for address in ("ann@moon.example", "ann@x.example", "ann@sill.example"):
        assert alike(address) != address and re.fullmatch(r"ann@[a-z0-9.-]+\.example", alike(address))

"""Following a link on the screen: what is opened is what the mail says, to its last character, or nothing is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.flows.account import receive, waits_for
from tests.servers import Server
from tests.terminal import furnish, program

LONG = "https://shop.example/track?" + "&".join(f"part{number}={number:04}" for number in range(240)) + "&last=end"
OPENER = '#!/bin/sh\nprintf "%s\\n" "$#" "$@" >> "$HOME/opened"\n'


def test_a_long_link_is_shown_whole_and_opened_whole_and_an_altered_one_not_at_all(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    html = f'<p><a href="{LONG}">your parcel</a> or <a href="https://shop.example/a b">this</a></p>'
    receive(fresh_sandbox, ["Order 12"], status="needs_reply", html=html)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "xdg-open").write_text(OPENER)
    (tmp_path / "bin" / "xdg-open").chmod(0o755)
    environ = {
        "COMMUNE_API_KEY": fresh_sandbox.key,
        "COMMUNE_BASE_URL": fresh_sandbox.base_url,
        "DISPLAY": ":9",
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
    }
    with program(home=furnish(tmp_path), environ=environ, argv=[sys.executable, "-m", "commune_tui"]) as screen:
        screen.until("Order 12")
        screen.press("Enter", then="your parcel")
        screen.press("L", then="which link")
        screen.press("2", then="which link 2")
        screen.press("Enter", then="this is where it really goes")
        screen.until("This is not opened: it has hidden characters or blanks in it.")
        screen.until("Enter leaves it")
        screen.press("Enter", then=lambda text: "not opened" not in text)
        screen.press("L", then="which link")
        screen.press("1", then="which link 1")
        screen.press("Enter", then="w shows all of it")
        assert "last=end" not in screen.text
        screen.press("w", then=lambda text: "w shows all of it" not in text and "part0=" in text)
        for _ in range(60):
            screen.press("Down")
        screen.press("Down", then="last=end")
        assert not (tmp_path / "opened").exists()
        screen.press("Enter", then="Opened in your browser.")
        waits_for((tmp_path / "opened").exists, screen.pump)
    assert (tmp_path / "opened").read_text() == f"1\n{LONG}\n"

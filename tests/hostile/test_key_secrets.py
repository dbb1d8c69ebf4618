"""The raw text of a key through the stories of a day: in memory, on the screen, in the place that was chosen.

The real program in a real terminal makes a key, writes it into a file, hides it, gives another key another text and
replaces its own. Then every file of the home, what the terminal got after leaving, the words and the environment of the
program and its children, and the memory of these are searched.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.flows.account import receive
from tests.hostile.searching import holders, processes, searched
from tests.servers import Server
from tests.terminal import Terminal, furnish, program

KEYS = "/v1/agent/api-keys"


def answer(screen: Terminal, label: str, words: str) -> None:
    """Write into the line that is open, and press Enter."""
    screen.until(label)
    screen.type(words)
    screen.press("Enter")


def stored(home: Path) -> str:
    found = re.search(r'key = "(comm_\w+)"', (home / "config/commune-tui/keys/default.toml").read_text())
    assert found is not None
    return found[1]


def test_no_text_of_a_key_is_anywhere_but_where_it_was_wanted(fresh_sandbox: Server, tmp_path: Path) -> None:
    fresh_sandbox.post(KEYS, {"name": "wren", "permissions": ["threads:read"]})
    receive(fresh_sandbox, ["Question"], html="<p>Read in a <b>process</b> of its own</p>")
    home, chosen = furnish(tmp_path), tmp_path / "chosen.key"
    keys = home / "config" / "commune-tui" / "keys"
    keys.mkdir(mode=0o700)
    (keys / "default.toml").touch(mode=0o600)
    (keys / "default.toml").write_text(f'base_url = "{fresh_sandbox.base_url}"\nkey = "{fresh_sandbox.key}"\n')
    with program(home=home) as screen:
        screen.until("synced")
        screen.press("Enter", then="process of its own")
        [reader] = holders(screen.process.pid, [b"commune_tui.body"])
        screen.press("g", "k", then="ours sandbox")
        screen.act("n", "new key:")
        answer(screen, "new key:", "wallboard, read only, 1h")
        shown = "".join(screen.until("The new key").split())
        screen.press("w")
        answer(screen, "new file for the key", str(chosen))
        screen.until("which only you can read")
        made = chosen.read_text().strip()
        screen.act("x", lambda text: "The new key" not in text)
        hidden = len(screen.raw)
        screen.until(" wallboard ")
        assert made.encode() not in screen.text.encode()
        screen.press("G", "k")
        screen.act("r", "type sandbox")
        answer(screen, "type sandbox", "sandbox")
        screen.until("is in use now", limit_s=90)
        secrets = [made.encode(), fresh_sandbox.key.encode(), stored(home).encode()]
        assert not [each for each in secrets if each in processes(screen.process.pid)]
        assert holders(screen.process.pid, secrets) == []
        assert holders(screen.process.pid, [b"commune_tui.body"]) == [reader]
        assert screen.leave() == 0
        after = bytes(screen.raw[hidden:])
    assert made[:12] in shown and stored(home) != fresh_sandbox.key
    assert searched(home, secrets) == ["chosen.key", "config/commune-tui/keys/default.toml"]
    assert not [each for each in secrets if each in after]
    assert fresh_sandbox.get(KEYS, key=fresh_sandbox.key).status == 401
    listed = fresh_sandbox.get(KEYS, key=stored(home)).body["apiKeys"]
    assert {each["name"] for each in listed if each["status"] == "active"} == {"sandbox #2", "wren", "wallboard"}

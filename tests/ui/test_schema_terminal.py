"""The extraction schema in the person's own editor, in a real terminal: saved, refused, kept through a kill."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from tests.linear.test_schema import at_the_server
from tests.servers import Server
from tests.terminal import Terminal, account, furnish
from tests.ui.test_compose_terminal import editor

WRONG = '{"type": "object",\\n "properties": {"a": {"type": "strin"}}}'
OPS = "ops@labs.example"
"""The first inbox of the tree."""
RIGHT = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "number"}}}


def there(screen: Terminal) -> None:
    """On the first inbox of the tree, once the server is reached: what is asked of it before that is refused."""
    screen.until("synced")
    screen.press("g", "o", then="1 of 2 not verified, 4 inboxes")
    screen.press("Home")  # the cursor is still on what was first when that was all that had come
    screen.press("j", then=lambda text: text.count(OPS) == 2)


def files(home: Path) -> list[Path]:
    return list(home.glob("*/commune-tui/**/schema.json"))


def test_it_is_edited_outside_and_saved_word_for_word(fresh_sandbox: Server, tmp_path: Path) -> None:
    script = editor(
        tmp_path,
        'cp "$1" "$0.saw"; ls -ld "$1" "${1%/*}" > "$0.mode"; env > "$0.env"',
        f"""if [ -e "$0.once" ]; then printf '%s' '{json.dumps(RIGHT)}' > "$1"; else printf '{WRONG}' > "$1"; fi""",
        'touch "$0.once"',
    )
    environ = {"EDITOR": script, "COMMUNE_SECRET": "comm_" + "a1" * 32}
    with account(fresh_sandbox, furnish(tmp_path), environ=environ, size=(80, 24)) as screen:
        there(screen)
        screen.press("e", then="Did you mean string?")
        screen.until("The schema, line 2, column 31")
        assert json.loads((tmp_path / "my-editor.saw").read_text())["type"] == "object"
        screen.press("Enter", then="its extraction schema is saved")
    mode, environment = (tmp_path / "my-editor.mode").read_text(), (tmp_path / "my-editor.env").read_text()
    assert mode.count("-rw-------") == 1 and mode.count("drwx------") == 1 and "comm_" not in environment
    assert (tmp_path / "my-editor.saw").read_text() == WRONG.replace("\\n", "\n")
    there_now = at_the_server(fresh_sandbox, OPS)
    assert json.dumps(there_now["schema"]) == json.dumps(RIGHT)
    assert files(tmp_path) == []


def test_what_an_editor_had_when_the_program_was_killed_is_opened_again(fresh_sandbox: Server, tmp_path: Path) -> None:
    script = editor(tmp_path, """printf '{"half' > "$1"; echo "EDITING NOW"; exec sleep 600""")
    home = furnish(tmp_path)
    with account(fresh_sandbox, home, environ={"EDITOR": script}, size=(80, 24)) as screen:
        there(screen)
        screen.press("e", then="EDITING NOW")
        [path] = files(tmp_path)
        assert path.read_text() == '{"half'
        os.killpg(screen.process.pid, signal.SIGKILL)
    with account(fresh_sandbox, home, environ={"EDITOR": "false", "VISUAL": ""}, size=(80, 24)) as screen:
        there(screen)
        screen.press("e", then="false ended with status 1. The schema, line 1, column 2: a text begins")
        screen.press("x", then="Thrown away.")
    assert files(tmp_path) == [] and at_the_server(fresh_sandbox, OPS) is None

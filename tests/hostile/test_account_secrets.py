"""The secret of a webhook and the token of a deletion: seen where they were asked for, and in no other place.

The real program in a real terminal, on screen, in lines, and while it fails with one of them in its hands. Searched are
every file of the home (the log is one), what the terminal got, the words and the environment of the program and of
what it starts, and the memory of that. The token lies in a private file of its own as long as it is of use.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.account import flat
from tests.flows.test_from_nothing import said
from tests.hostile.searching import holders, processes, searched
from tests.servers import Server
from tests.terminal import Terminal, furnish, program
from tests.ui.test_compose_terminal import editor

HOOK = "http://127.0.0.1:9/hook"
OPS, SALES = "ops@labs.example", "sales@northwind.example"
FAILING = """
import sys
from commune_tui.__main__ import program
from commune_tui.api.deletion import Deletion
from commune_tui.ui.clipboard import Clipboard
from commune_tui.ui.terminal import exceptions

async def confirm(self, request_id, token):
    held = token.reveal()
    raise ValueError("the confirmation broke")

def copy_secret(self, text):
    exceptions.MOST = 0
    raise ValueError("the copy broke")

Deletion.confirm, Clipboard.copy_secret = confirm, copy_secret
sys.exit(program())
"""
"""The program with two faults: the first is told, the second ends it."""


@contextmanager
def started(server: Server, home: Path, *words: str, failing: bool = False, **more: str) -> Iterator[Terminal]:
    """The program on the account, in a window wide enough for a secret."""
    argv = (sys.executable, "-c", FAILING) if failing else (sys.executable, "-m", "commune_tui")
    environ = {"COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url, **more}
    with program(*words, home=home, size=(110, 32), environ=environ, argv=argv) as screen:
        yield screen


def secret_of(server: Server, address: str) -> bytes:
    """What is secret of the secret of a webhook, which the strict form shows."""
    found = next(each for each in server.get("/v1/inboxes").body["data"] if each["address"] == address)
    return str(found["webhook"]["secret"]).removeprefix("whsec_").encode()


def token_in(home: Path) -> tuple[str, bytes]:
    """The one file beside the store, private in a private folder, and what stands in it."""
    [path] = home.glob("*/commune-tui/**/files/*")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert re.fullmatch(b"[0-9a-f]{64}", path.read_bytes())
    return str(path.relative_to(home)), path.read_bytes()


def there(screen: Terminal) -> None:
    """On the first inbox of the tree."""
    screen.press("g", "o", then="1 of 2 not verified, 4 inboxes")
    screen.press("j", then=lambda text: text.count(OPS) == 2)


def shown(screen: Terminal, secret: bytes) -> None:
    """Have the secret of the inbox under the cursor shown."""
    screen.press("v", "s", then=secret.decode())


def asked(screen: Terminal, address: str) -> None:
    """Have the deletion of an inbox counted."""
    screen.press("#", then="Delete data")
    said(screen, "n", "delete what", f"inbox {address}", "Nothing is deleted yet")


def confirmed(screen: Terminal, address: str, then: str) -> None:
    screen.act("D", f"type {address}")
    screen.type(address)
    screen.press("Enter", then=lambda text: then in flat(text))


def hook_set(server: Server) -> bytes:
    domain = next(each for each in server.get("/v1/domains").body["data"] if OPS.endswith(each["name"]))
    path = f"/v1/domains/{domain['id']}/inboxes/{server.inboxes()[OPS]}"
    assert server.call("PUT", path, {"webhook": {"endpoint": HOOK}}).status == 200
    return secret_of(server, OPS)


def test_on_the_screen(fresh_sandbox: Server, tmp_path: Path) -> None:
    home = furnish(tmp_path)
    script = editor(tmp_path, 'cat /proc/self/environ /proc/$$/cmdline > "$0.saw"', "exit 1")
    with started(fresh_sandbox, home, EDITOR=script) as screen:
        screen.until("synced")
        there(screen)
        said(screen, "w", "webhook\n", HOOK, "announces its mail at")
        secret = secret_of(fresh_sandbox, OPS)
        assert secret not in screen.raw
        shown(screen, secret)
        assert searched(home, [secret]) == []
        screen.press("e", then="ended with status 1")
        assert (tmp_path / "my-editor.saw").read_bytes()
        screen.press("k")
        screen.gone(secret.decode())
        hidden = len(screen.raw)
        asked(screen, SALES)
        file, token = token_in(home)
        assert searched(home, [secret, token]) == [file]
        assert not [each for each in (secret, token) if each in processes(screen.process.pid)]
        assert holders(screen.process.pid, [secret, token]) == []
        confirmed(screen, SALES, "the server has nothing of it")
        assert searched(home, [secret, token]) == []
        assert screen.leave() == 0
    assert secret not in screen.raw[hidden:] and token not in screen.raw
    assert searched(home, [secret, token]) == []


def test_in_lines(fresh_sandbox: Server, tmp_path: Path) -> None:
    home = furnish(tmp_path)
    with started(fresh_sandbox, home, "--linear") as screen:

        def say(line: str, then: str) -> None:
            screen.send(f"{line}\r".encode())
            screen.until(lambda text: then in flat(text))

        screen.until("list>")
        say("go domains", "domains>")
        say(f"webhook {OPS} {HOOK}", "announces its mail at")
        secret = secret_of(fresh_sandbox, OPS)
        assert secret not in screen.raw
        say(f"secret {OPS}", secret.decode())
        told = len(screen.raw)
        say("go deletion", "No deletion was asked for")
        say(f"data delete inbox {SALES}", "Nothing is deleted yet")
        file, token = token_in(home)
        assert searched(home, [secret, token]) == [file]
        assert not [each for each in (secret, token) if each in processes(screen.process.pid)]
        assert holders(screen.process.pid, [secret, token]) == []
        say("go deletion", "expires by itself")
        say("data drop 1", "Its token is destroyed")
        assert searched(home, [secret, token]) == []
        say("journal", SALES)
        say("quit", "Goodbye.")
        assert screen.wait() == 0
    assert secret not in screen.raw[told:] and token not in screen.raw
    assert searched(home, [secret, token]) == []


def test_while_it_fails_with_them_in_its_hands(fresh_sandbox: Server, tmp_path: Path) -> None:
    secret, home = hook_set(fresh_sandbox), furnish(tmp_path)
    with started(fresh_sandbox, home, failing=True) as screen:
        screen.until("synced")
        asked(screen, SALES)
        file, token = token_in(home)
        confirmed(screen, SALES, "Something went wrong here (ValueError)")
        assert searched(home, [secret, token]) == [file]
        there(screen)
        shown(screen, secret)
        seen = len(screen.raw)
        screen.press("y", "y")
        assert screen.wait() == 1
    printed = bytes(screen.raw[seen:])
    assert b"ValueError: the copy broke" in printed and secret not in printed and token not in screen.raw
    assert [Path(each).suffix for each in searched(home, [b"the confirmation broke"])] == [".log"]
    assert searched(home, [secret, token]) == [file]

"""``commune-tui gate`` as an operator uses it: served, a key made, a mail decided on, the journal checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commune_tui.__main__ import main
from commune_tui.cli import privacy
from commune_tui.errors import FAILED, NO_KEY, OK, USAGE
from tests.gate.gates import process
from tests.servers import sandbox_process

Run = Callable[..., tuple[int, str]]
HOSTILE = "Order \u202e\u200b 7"
TEXT = "It left.\n[/x] \u202egnp.exe"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on this test's store: its exit status and what it printed."""
    monkeypatch.setattr(privacy, "close_memory", lambda: None)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))

    def one(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["gate", *words, "--store", str(tmp_path / "gate"), "--as", "anna"])
        said = capsys.readouterr()
        return status, said.out if status == OK else said.err

    return one


def seal_in(shown: str) -> str:
    found = re.search(r"Seal: ([0-9a-f]{32})", shown)
    assert found, shown
    return found[1]


def test_from_the_first_key_to_the_proof(run: Run, tmp_path: Path) -> None:
    with sandbox_process("--option", "burst_guard=off") as sandbox, process(sandbox, tmp_path) as (guarded, _):
        status, key = run("key", "create", "support", "--per-hour", "9")
        assert status == OK and re.fullmatch(r"comm_[0-9a-f]{64}\n", key)
        guarded.key = key.strip()
        assert run("key", "create", "support")[0] == FAILED
        box = next(iter(sandbox.inboxes().values()))
        held = guarded.held(box, subject=HOSTILE, text=TEXT)
        other = guarded.held(box, subject="other")

        listed = run("list")[1]
        assert listed.count("\n") == 2 and "support to ann@customer.example" in listed
        assert [json.loads(line)["id"] for line in run("list", "--json")[1].splitlines()] == [held.id, other.id]
        shown = run("show", held.id[:8])[1]
        assert "\u202e" not in shown + listed and "[/x]" in shown and "No rule says that it may leave" in shown
        assert run("approve", held.id)[0] == USAGE
        assert run("approve", held.id, "--seal", "0" * 32)[0] == FAILED
        assert run("reject", other.id)[0] == FAILED
        assert run("reject", other.id, "--reason", "We sent it.")[0] == OK

        (tmp_path / "text").write_text("It leaves tomorrow.\n")
        status, told = run("edit", held.id, "--text-file", str(tmp_path / "text"))
        assert status == OK and "+It leaves tomorrow." in told and "-It left." in told
        assert run("approve", held.id, "--seal", seal_in(shown))[0] == FAILED
        assert run("approve", held.id, "--seal", seal_in(run("show", held.id)[1]))[0] == OK
        guarded.in_state(held.id, "accepted", "seen")
        assert [each["content"] for each in guarded.sent("Order")] == ["It leaves tomorrow.\n"]
        assert run("approve", held.id, "--seal", seal_in(shown))[0] == FAILED
        assert run("list")[1] == "" and "rejected: We sent it." in run("list", "--all")[1]

        assert run("pause", "support", "--reason", "a flood")[0] == OK
        assert "PAUSED: a flood" in run("key", "list")[1]
        assert run("resume", "support")[0] == OK and run("resume", "support")[0] == FAILED
        assert run("key", "rotate", "support")[0] == OK
        assert guarded.server.get("/v1/inboxes").status == 401
        assert run("key", "revoke", "support")[0] == OK and "revoked" in run("key", "list")[1]

        status, told = run("journal", "verify")
        head = told.split()[-1]
        assert status == OK and run("journal", "verify", "--contains", head)[0] == OK
        assert run("journal", "verify", "--contains", "0" * 63 + "1")[0] == FAILED
        entries = [json.loads(line) for line in run("journal", "export")[1].splitlines()]
        assert entries[-1]["hash"] == head and {entry["who"] for entry in entries} == {"anna", "support", "gate"}
        assert guarded.key not in json.dumps(entries) and sandbox.key not in json.dumps(entries)


def test_operators_are_made_turned_and_ended(run: Run, tmp_path: Path) -> None:
    with sandbox_process("--option", "burst_guard=off") as sandbox, process(sandbox, tmp_path) as (guarded, _):
        status, key = run("operator", "create", "ben", "--role", "decide", "--days", "9")
        assert status == OK and re.fullmatch(r"gate_[0-9a-f]{64}\n", key)
        assert guarded.ask(key.strip()).body["me"] == {"name": "ben", "role": "decide"}
        assert run("operator", "create", "ben", "--role", "look")[0] == FAILED
        assert run("key", "create", "ben")[0] == FAILED
        assert run("operator", "create", "root", "--role", "administer")[0] == OK
        listed = run("operator", "list")[1].splitlines()
        assert listed[0].startswith("ben  works  decide  until ") and listed[1] == "root  works  administer"
        [ben, root] = [json.loads(line) for line in run("operator", "list", "--json")[1].splitlines()]
        assert (ben["role"], ben["state"], root["expires_at"]) == ("decide", "works", None)
        fresh = run("operator", "rotate", "ben")[1].strip()
        assert guarded.ask(key.strip()).status == 401 and guarded.ask(fresh).status == 200
        assert run("operator", "revoke", "ben")[0] == OK and guarded.ask(fresh).status == 401
        assert "ben  revoked" in run("operator", "list")[1] and run("operator", "rotate", "ben")[0] == FAILED
        exported = run("journal", "export")[1]
        assert key.strip() not in exported and "operator rotated" in exported and run("journal", "verify")[0] == OK


def test_an_approval_with_a_hold_is_taken_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('[[rule]]\nname = "money"\nthen = "hold"\napprovers = 2\n')
    with sandbox_process("--option", "burst_guard=off") as sandbox, process(sandbox, tmp_path) as (guarded, _):
        guarded.key = run("key", "create", "support")[1].strip()
        held = guarded.held(next(iter(sandbox.inboxes().values())))
        assert "nobody did" in run("show", held.id)[1]
        status, told = run("approve", held.id, "--seal", held.sealed, "--hold", "60")
        assert status == OK and "it wants 2 people, and anna approved it" in told
        assert json.loads(run("show", held.id, "--json")[1])["approvals"] == ["anna"]
        ben = guarded.operator("ben")
        assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=60).body["data"]["state"] == "approved"
        shown = run("show", held.id)[1]
        assert "Leaves at: " in shown and "Wants 2 people to approve it: anna, ben did" in shown
        assert run("undo", held.id[:8]) == (OK, f"Taken back. Mail {held.id[:8]} waits for a decision again.\n")
        assert run("undo", held.id)[0] == FAILED and run("list")[1].startswith(held.id[:8])
        assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=60).status == 200
        status, told = run("approve", held.id, "--seal", held.sealed, "--hold", "60")
        assert status == OK and "leaves in 60 s once the gate has looked" in told
        with pytest.raises(SystemExit):
            run("approve", held.id, "--seal", held.sealed, "--hold", "3601")
        assert guarded.sent("Your order") == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "nothing"), FAILED),
        (("show",), USAGE),
        (("key", "create"), USAGE),
        (("key", "create", "Bad Name"), USAGE),
        (("key", "create", "a", "--scope", "admin"), USAGE),
        (("key", "rotate", "nobody"), FAILED),
        (("pause", "nobody", "--reason", "x"), FAILED),
        (("pause",), USAGE),
        (("edit", "x"), USAGE),
        (("undo",), USAGE),
        (("undo", "nothing"), FAILED),
        (("operator",), USAGE),
        (("operator", "create", "ann"), USAGE),
        (("operator", "create", "Bad Name", "--role", "look"), USAGE),
        (("operator", "create", "gate", "--role", "look"), FAILED),
        (("operator", "rotate", "nobody"), FAILED),
        (("operator", "revoke", "nobody"), FAILED),
        (("journal", "burn"), USAGE),
        (("serve", "now"), USAGE),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], status: int) -> None:
    assert run(*words)[0] == status


def test_the_real_key_is_private_and_never_in_words(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMUNE_API_KEY", raising=False)
    assert run("serve")[0] == NO_KEY
    path = tmp_path / "key"
    path.write_text("comm_x")
    path.chmod(0o644)
    status, told = run("serve", "--key-file", str(path))
    assert status != OK and "chmod 600" in told


def test_one_server_on_one_store(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sandbox_process() as sandbox, process(sandbox, tmp_path):
        monkeypatch.setenv("COMMUNE_API_KEY", sandbox.key)
        status, told = run("serve", "--port", "0")
        assert status == FAILED and "Another gate serves this store" in told


def test_a_store_of_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    (tmp_path / "gate" / "gate.db").write_bytes(b"something else, and long enough to be looked at" * 100)
    status, told = run("list")
    assert status == FAILED and "Nothing was changed" in told

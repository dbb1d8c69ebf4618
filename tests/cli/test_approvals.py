"""``commune-tui keys --gate`` and ``commune-tui do approval.…``: an operator's key, and decisions from a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from commune_tui import credentials
from commune_tui.credentials import CredentialError
from commune_tui.gate import pauses
from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.cli.test_do import Run, here
from tests.gate.gates import Gate, gate
from tests.servers import Server

__all__ = ["here"]


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    return await copied(home, fresh_sandbox, monkeypatch)


@pytest.fixture
def guarded(acme: Copied, home: Home) -> Iterator[Gate]:
    with gate(acme.server, home.path / "gate") as made:
        yield made


@pytest.fixture
def box(acme: Copied) -> str:
    return next(iter(acme.server.inboxes().values()))


def test_a_key_is_checked_kept_privately_and_removed(here: Run, guarded: Gate) -> None:
    key = guarded.operator("anna")
    status, out, err = here("keys", "add", "--gate", guarded.base_url, typed=f"{'gate_' + '0' * 64}\n")
    assert status == 3 and "does not know this key" in err and credentials.find_gate("default") is None
    status, out, err = here("keys", "add", "--gate", "http://gate.example", typed=f"{key}\n")
    assert status == 1 and "must use https" in err
    status, out, err = here("keys", "add", "--gate", guarded.base_url, typed=f"{key}\n")
    assert status == 0 and "anna may look and decide there" in " ".join(out.split())
    assert key not in out + err
    file = credentials.gate_file("default")
    assert file.stat().st_mode & 0o777 == 0o600
    found = credentials.find_gate("default")
    assert found is not None and (found.base_url, found.key) == (guarded.base_url, key) and key not in repr(found)
    file.chmod(0o644)
    with pytest.raises(CredentialError):
        credentials.find_gate("default")
    status, out, err = here("keys", "remove", "--gate")
    assert status == 0 and not file.exists()
    assert here("keys", "remove", "--gate")[0] == 3


def test_the_environment_names_a_gate_with_its_key_or_not_at_all() -> None:
    both = {"COMMUNE_GATE_KEY": "gate_1", "COMMUNE_GATE_URL": "http://127.0.0.1:1"}
    found = credentials.find_gate("none", environment=both)
    assert found is not None and (found.key, found.base_url) == ("gate_1", "http://127.0.0.1:1")
    with pytest.raises(CredentialError, match="which gate"):
        credentials.find_gate("none", environment={"COMMUNE_GATE_KEY": "gate_1"})
    assert credentials.find_gate("none", environment={"COMMUNE_GATE_URL": "http://127.0.0.1:1"}) is None


def test_a_script_approves_what_it_was_shown_and_nothing_else(
    here: Run, guarded: Gate, box: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = guarded.held(box, text="It left yesterday.")
    status, out, err = here("do", "approval.approve", held.id)
    assert status == 1 and "keys add --gate" in " ".join(err.split())
    monkeypatch.setenv("COMMUNE_GATE_URL", guarded.base_url)
    monkeypatch.setenv("COMMUNE_GATE_KEY", guarded.operator("anna", "administer"))
    status, out, err = here("do", "approval.approve", held.id[:8])
    said = " ".join(err.split())
    assert (status, out) == (2, "") and "It left yesterday." in said and guarded.get(held.id).state == "held"
    seal = re.search(r"--confirm ([0-9a-f]{32})", said)
    assert seal is not None and seal[1] == held.sealed
    assert here("do", "approval.approve", held.id, "--confirm", "0" * 32)[0] == 2
    assert guarded.get(held.id).state == "held"
    status, out, err = here("do", "approval.approve", held.id, "--confirm", seal[1])
    assert (status, out) == (0, f"{held.id}\tconfirmed\n") and guarded.get(held.id).by == "anna"
    assert here("do", "approval.take_back", held.id)[0] == 0 and guarded.get(held.id).state == "held"
    status, out, err = here("do", "approval.edit", held.id, "It", "left", "on", "Monday.")
    assert status == 0 and "+It left on Monday." in out
    assert guarded.get(held.id).mail.text == "It left on Monday."
    status, out, err = here("do", "approval.reject", held.id)
    assert status == 2 and "Why not?" in err
    assert here("do", "approval.reject", held.id, "Not", "true.")[0] == 0
    assert (guarded.get(held.id).state, guarded.get(held.id).reason) == ("rejected", "Not true.")
    status, out, err = here("do", "approval.reject", held.id, "Again.")
    assert (status, out) == (5, "") and "is no MAIL" in err
    guarded.sound()


def test_a_script_pauses_and_resumes(here: Run, guarded: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNE_GATE_URL", guarded.base_url)
    monkeypatch.setenv("COMMUNE_GATE_KEY", guarded.operator("anna", "administer"))
    assert here("do", "approval.pause", "nobody", "it loops")[0] == 5
    status, out, err = here("do", "approval.pause", "support", "silence:", "it loops")
    assert (status, out) == (0, "support\tconfirmed\n")
    assert guarded.server.get("/v1/threads", key=guarded.key).status == 403
    assert here("do", "approval.resume", "support")[0] == 0
    status, out, err = here("do", "approval.resume", "support")
    assert status == 2 and "is not paused" in err
    assert here("do", "approval.pause_all", "it", "loops")[0] == 0
    with guarded.db() as db:
        assert [each.reason for each in pauses.every(db.conn)] == ["it loops"]
    assert here("do", "approval.resume_all", "all")[:2] == (0, "all\tconfirmed\n")

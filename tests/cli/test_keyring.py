"""The extra ``keyring``: a key in the system's store is used and removed, and stands in no file of ours."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from commune_tui import credentials, paths
from commune_tui.credentials import Credential, CredentialError
from tests.cli.terminals import Home
from tests.servers import Server

pytest.importorskip("keyring", reason="the extra keyring is not installed")
STORE = {"PYTHON_KEYRING_BACKEND": "tests.cli.keystore.FileStore"}


def test_a_key_in_the_system_store_is_used_and_removed(home: Home, office: Server) -> None:
    added = home.run("keys", "add", "--keyring", typed=office.key, COMMUNE_BASE_URL=office.base_url, **STORE)
    assert added.returncode == 0 and "the system's key store" in added.stdout
    assert [path.name for path in home.holding(office.key)] == ["store.json"]
    doctor = home.run("doctor", **STORE)
    assert doctor.returncode == 0 and "API key from the system's key store" in doctor.stdout
    (row,) = json.loads(home.run("keys", "--json", **STORE).stdout)
    assert (row["server"], row["where"]) == (office.base_url, "the system's key store")
    assert home.run("keys", "remove", **STORE).returncode == 0
    assert home.holding(office.key) == []
    assert home.run("keys", **STORE).returncode == 3


def test_a_machine_without_a_store_says_so_and_keeps_nothing(home: Home, office: Server) -> None:
    nowhere = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    added = home.run("keys", "add", "--keyring", typed=office.key, COMMUNE_BASE_URL=office.base_url, **nowhere)
    assert added.returncode == 3 and "refused" in added.stderr
    assert home.holding(office.key) == []
    assert home.run("peek", **nowhere).returncode == 3


def test_without_the_extra_it_is_named_and_what_was_kept_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "config_dir", lambda: tmp_path)
    credentials.keep("default", Credential("", key="comm_old"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CredentialError, match=r"needs: pip install 'commune-tui\[keyring\]'"):
        credentials.keep("default", Credential("", key="comm_new"), keyring=True)
    found = credentials.in_file("default")
    assert found is not None and found.key == "comm_old"

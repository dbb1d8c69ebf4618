"""``encrypt`` and ``wipe`` as a person uses them: what is on the disk then, what is said, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminals import Home, terminal
from tests.servers import Server

pytest.importorskip("sqlcipher3", reason="the extra encrypted is not installed")
NOTE = "call the quokka on Monday"
ROW = "Three hundred people"
"""A thread of the list: when it stands there, keys have something to act on."""


def enter(home: Home, office: Server, *settings: str) -> None:
    """A home with a stored key and, perhaps, settings."""
    assert home.run("keys", "add", typed=office.key, COMMUNE_BASE_URL=office.base_url).returncode == 0
    write_settings(home, *settings)


def write_settings(home: Home, *lines: str) -> None:
    path = home.config / "commune-tui" / "config.toml"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)


def use(home: Home, *, note: str = "") -> None:
    """Open the account until it is synced, write a note, leave."""
    with terminal(home) as screen:
        screen.expect("API key from", "synced", ROW)
        if note:
            screen.type("m")
            screen.expect("NOTE, never sent")
            screen.answer(note, "1 thread: noted")
        assert screen.leave() == 0


def subjects(home: Home) -> list[str]:
    found = json.loads(home.run("peek", "--json").stdout)
    return [thread["subject"] for thread in found["newest"]]


def account_files(home: Home) -> list[Path]:
    return [path for path in home.files() if path.parent.parent.name == "accounts"]


def key_folder(home: Home) -> Path:
    return home.config / "commune-tui" / "store-keys"


def key_file(home: Home) -> Path:
    (path,) = key_folder(home).iterdir()
    return path


def test_a_store_is_encrypted_used_and_made_plain_again(home: Home, office: Server) -> None:
    enter(home, office)
    use(home, note=NOTE)
    (subject, *_) = shown = subjects(home)
    assert home.holding(subject) and home.holding(NOTE)
    for words in (["peek"], ["peek", "--json"]):
        full = home.onto_full_disk(*words)
        assert full.returncode == 1 and "No space left on device" in full.stderr and "Traceback" not in full.stderr
    refused = home.run("encrypt")
    assert refused.returncode == 2 and "--yes" in refused.stderr
    done = home.run("encrypt", "--yes")
    assert done.returncode == 0, done.stderr
    assert str(key_file(home)) in done.stdout and "keep a copy" in done.stdout and "SSD" in done.stdout
    assert home.holding(subject) == [] and home.holding(NOTE) == []
    secret = key_file(home).read_text().splitlines()[-1]
    assert home.holding(secret) == [key_file(home)] and secret not in done.stdout + done.stderr
    use(home)
    assert subjects(home) == shown and home.holding(subject) == [] and home.open_to_others() == []
    doctor = home.run("doctor", "--offline").stdout
    assert f"SQLCipher 4.{doctor.partition('SQLCipher 4.')[2][:2]}" in doctor and str(key_file(home)) in doctor
    assert "is encrypted" in home.run("encrypt").stdout
    done = home.run("encrypt", "--off", "--yes")
    assert done.returncode == 0, done.stderr
    assert home.holding(NOTE) and subjects(home) == shown
    assert home.holding(secret) == []
    write_settings(home, "encrypt = true")
    refused = home.run("peek")
    assert refused.returncode == 1 and "commune-tui encrypt" in refused.stderr
    assert "the copy is plain" in home.run("doctor", "--offline").stdout


def test_a_store_that_is_to_be_encrypted_is_so_from_its_first_byte(home: Home, office: Server) -> None:
    enter(home, office, "encrypt = true")
    with terminal(home) as screen:
        screen.expect("API key from", "synced", ROW)
        screen.type("m")
        screen.expect("NOTE, never sent")
        screen.answer(NOTE, "1 thread: noted")
        running = [path.name for path in account_files(home) if path.read_bytes().startswith(b"SQLite format")]
        assert {"mail.db-wal", "desk.db-wal"} <= {path.name for path in account_files(home)}
        assert home.holding(NOTE) == [] and running == []
        assert screen.leave() == 0
    for subject in subjects(home):
        assert home.holding(subject) == []
    off = home.run("encrypt", "--off", "--yes")
    assert off.returncode == 2 and "encrypt = true" in off.stderr
    gone = home.run("wipe", "--yes")
    assert gone.returncode == 0 and "A new copy is plain, unless" in gone.stdout
    assert "LOST FOR GOOD: 1 note" in gone.stdout and str(key_folder(home)) in gone.stdout
    assert account_files(home) == [] and list(key_folder(home).iterdir()) == []


def test_without_its_key_nothing_is_touched_and_the_remedy_is_said(home: Home, office: Server) -> None:
    enter(home, office)
    assert home.run("encrypt", "--yes").returncode == 0  # before the first start: nothing plain is ever written
    file = key_file(home)
    before, secret = {path: path.read_bytes() for path in account_files(home)}, file.read_bytes()
    file.unlink()
    lost = home.run("peek")
    assert lost.returncode == 1 and str(file) in lost.stderr and "commune-tui wipe" in lost.stderr
    assert "the key is not in" in home.run("doctor", "--offline").stdout
    file.write_text("00" * 32)
    file.chmod(0o600)
    assert "another key" in home.run("peek").stderr
    file.chmod(0o644)
    assert "chmod 600" in home.run("peek").stderr
    assert {path: path.read_bytes() for path in account_files(home)} == before
    file.chmod(0o600)
    file.write_bytes(secret)
    assert home.run("peek").returncode == 0


def test_the_key_can_be_in_the_systems_store(home: Home, office: Server) -> None:
    pytest.importorskip("keyring", reason="the extra keyring is not installed")
    store = {"PYTHON_KEYRING_BACKEND": "tests.cli.keystore.FileStore"}
    enter(home, office)
    done = home.run("encrypt", "--keyring", "--yes", **store)
    assert done.returncode == 0 and "the system's key store" in done.stdout
    (secret,) = (value for name, value in json.loads((home.path / "store.json").read_text()).items() if "store" in name)
    assert [path.name for path in home.holding(secret)] == ["store.json"]
    assert "the system's key store" in home.run("doctor", "--offline", **store).stdout
    nowhere = home.run("peek", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    assert nowhere.returncode == 1 and "Unlock it" in nowhere.stderr
    assert home.run("wipe", "--yes", **store).returncode == 0
    assert secret not in (home.path / "store.json").read_text()


def test_wipe_says_what_is_lost_asks_and_leaves_nothing(home: Home, office: Server) -> None:
    enter(home, office)
    use(home, note=NOTE)
    assert home.run("wipe").returncode == 2 and account_files(home)
    with terminal(home, "wipe") as screen:
        screen.expect("LOST FOR GOOD: 1 note", "of 40 threads", "Type default")
        screen.type("yes\r")
        assert screen.finish() == 1
    assert account_files(home)
    with terminal(home) as other:
        other.expect("synced")
        refused = home.run("wipe", "--yes")
        assert refused.returncode == 1 and "--force" in refused.stderr and account_files(home)
        assert other.leave() == 0
    with terminal(home, "wipe") as screen:
        screen.expect("Type default")
        screen.type("default\r")
        assert screen.finish() == 0
        assert "still in" in screen.text
    assert account_files(home) == [] and home.holding(NOTE) == []
    folders = [home.data / "commune-tui" / "accounts", home.copy / "commune-tui" / "accounts"]
    assert [list(folder.iterdir()) for folder in folders] == [[], []]
    assert "nothing of profile default" in home.run("wipe", "--yes").stdout


def test_wipe_finds_what_no_key_leads_to(home: Home, office: Server) -> None:
    enter(home, office)
    assert home.run("encrypt", "--yes").returncode == 0
    assert "wipe --everything" in home.run("keys", "remove").stdout
    assert home.run("wipe", "--yes").returncode == 3 and account_files(home)
    (home.data / "commune-tui" / "accounts.json").unlink()
    with terminal(home, "wipe", "--everything") as screen:
        screen.expect("not known any more", "the key of the encrypted store", "Type everything")
        screen.type("everything\r")
        assert screen.finish() == 0
    assert account_files(home) == [] and list(key_folder(home).iterdir()) == []


def test_a_missing_library_is_told_with_its_command(home: Home, office: Server) -> None:
    enter(home, office)
    assert home.run("encrypt", "--yes").returncode == 0
    fake = home.path / "elsewhere" / "sqlcipher3"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("raise ImportError")
    without = {"PYTHONPATH": f"{fake.parent}:{home.environment()['PYTHONPATH']}"}
    command = "pip install 'commune-tui[encrypted]'"
    for words in (("peek",), ("encrypt",)):
        refused = home.run(*words, **without)
        assert refused.returncode == 1 and command in refused.stderr
    assert command in home.run("doctor", "--offline", **without).stdout
    assert home.run("peek").returncode == 0


def test_wipe_removes_under_another_copy_only_when_told(home: Home, office: Server) -> None:
    enter(home, office)
    with terminal(home) as other:
        other.expect("synced")
        assert home.run("wipe", "--yes", "--force").returncode == 0
        assert account_files(home) == []
        other.leave()

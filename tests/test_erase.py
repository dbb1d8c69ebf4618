"""What is removed is overwritten first. A second link to a file stands for the blocks that a disk gives to others."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import commune_tui
from commune_tui import erase, paths
from commune_tui.store import removal, salvage
from commune_tui.store.database import Database

CANARY = b"a customer's secret words"
SOURCES = Path(commune_tui.__file__).parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def witness(path: Path, folder: Path) -> Path:
    """A second name for the same blocks: what a search of the whole disk would find after the file is gone."""
    folder.mkdir(exist_ok=True)
    second = folder / f"{len(list(folder.iterdir()))}-{path.name}"
    os.link(path, second)
    return second


def test_a_file_is_zeros_before_its_name_goes(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(CANARY * 90_000)
    second = witness(path, tmp_path / "disk")
    erase.erase(path)
    assert not path.exists()
    assert second.stat().st_size == len(CANARY) * 90_000
    assert not second.read_bytes().strip(b"\0")
    erase.erase(path)  # a second time is no error


def test_a_kill_while_a_file_is_overwritten_leaves_no_half_of_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(CANARY)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        erase.erase(path)
    assert not path.exists()
    erase.sweep(tmp_path)
    assert names(tmp_path) == []


def test_links_and_pipes_are_removed_without_being_followed(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_bytes(CANARY)
    link.symlink_to(target)
    os.mkfifo(pipe)
    erase.erase(link)
    erase.erase(pipe)
    assert target.read_bytes() == CANARY
    assert names(tmp_path) == ["target"]


def test_a_tree_goes_with_all_that_an_editor_left_in_it(tmp_path: Path) -> None:
    tree = tmp_path / "editing"
    (tree / "deep").mkdir(parents=True)
    (tree / "outside").symlink_to(tmp_path)
    seconds = []
    for name in ("mail.txt", ".mail.txt.swp", "deep/mail.txt~"):
        (tree / name).write_bytes(CANARY)
        seconds.append(witness(tree / name, tmp_path / "disk"))
    erase.erase_tree(tree)
    assert names(tmp_path) == ["disk"]
    assert all(CANARY not in second.read_bytes() for second in seconds)


def test_a_file_that_is_replaced_does_not_stay_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "key"
    paths.write_private(path, CANARY)
    second = witness(path, tmp_path / "disk")
    paths.write_private(path, b"another")
    assert path.read_bytes() == b"another"
    assert CANARY not in second.read_bytes()
    assert names(tmp_path) == ["disk", "key"]


def test_the_write_ahead_log_is_overwritten_when_the_last_one_leaves(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    first, other = Database(folder), Database(folder)
    for db in (first, other):
        db.write_now(lambda conn: conn.execute("CREATE TABLE IF NOT EXISTS desk.told (words TEXT)") and None)
        db.write_now(lambda conn: conn.execute("INSERT INTO desk.told VALUES (?)", (CANARY.decode(),)) and None)
    log = folder / "desk.db-wal"
    assert CANARY in log.read_bytes()
    second = witness(log, tmp_path / "disk")
    size = second.stat().st_size
    first.close()
    assert CANARY in second.read_bytes(), "the other copy still needs it"
    other.close()
    assert not log.exists()
    assert second.stat().st_size == size, "cut short without being overwritten"
    assert not second.read_bytes().strip(b"\0")
    db = Database(folder)
    assert db.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.told").fetchone()[0]) == 2
    db.close()


def test_what_a_killed_program_held_is_erased_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    Database(folder).close()
    gone = folder / f"mail.db-wal{erase.HELD}12345678"
    gone.write_bytes(CANARY)
    second = witness(gone, tmp_path / "disk")
    busy = Database(folder)
    assert not gone.exists()
    assert CANARY not in second.read_bytes()
    os.link(folder / "desk.db", kept := folder / f"desk.db{erase.HELD}12345678")
    other = Database(folder)
    assert kept.exists(), "nothing is swept while somebody is at work"
    other.close()
    busy.close()
    Database(folder).close()
    assert not kept.exists()
    assert (folder / "desk.db").stat().st_size > 0


def test_wiping_an_account_leaves_none_of_its_words(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    db = Database(folder)
    db.write_now(lambda conn: conn.execute("CREATE TABLE desk.told (words TEXT)") and None)
    db.write_now(lambda conn: conn.executemany("INSERT INTO desk.told VALUES (?)", [(CANARY.decode(),)] * 500) and None)
    db.vault.keep(CANARY)
    salvage.back_up(db.desk_file, db.backup_file)
    assert CANARY in db.backup_file.read_bytes()
    seconds = [witness(path, tmp_path / "disk") for path in folder.rglob("*") if path.is_file()]
    db.close()
    removal.remove(folder, folder)
    assert not folder.exists()
    assert all(CANARY not in second.read_bytes() for second in seconds)


def _calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """The last part of the name of every call, such as ``unlink``."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found.append((name, node))
    return found


def test_names_are_taken_off_the_disk_in_one_place_only() -> None:
    found = []
    for path in SOURCES.rglob("*.py"):
        for name, call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            removes = name in {"unlink", "rmtree", "truncate", "ftruncate"}
            removes = removes or (name == "remove" and ast.unparse(call.func) == "os.remove")
            if removes and path != SOURCES / "erase.py":
                found.append(f"{path.relative_to(SOURCES)}:{call.lineno}: {ast.unparse(call)} – erase.py does that")
    assert found == []

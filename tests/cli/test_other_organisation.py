"""The same key answers for another organisation: nothing mixes, nothing leaves, the next start opens another folder."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli.terminals import Home, terminal
from tests.servers import sandbox_process


def become_another(world: Path) -> None:
    """Every place where the organisation's id stands in the world's file, rewritten."""
    with closing(sqlite3.connect(world)) as conn, conn:
        old = conn.execute("SELECT id FROM organisation").fetchone()[0]
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        conn.execute("PRAGMA foreign_keys = OFF")
        for table in tables:
            for row in conn.execute(f"PRAGMA table_info({table})").fetchall():
                conn.execute(f"UPDATE {table} SET {row[1]} = ? WHERE {row[1]} = ?", ("org_other", old))  # noqa: S608
        conn.execute("UPDATE organisation SET name = 'Northwind'")


def test_a_key_of_another_organisation_opens_another_folder(home: Home, tmp_path: Path) -> None:
    world = tmp_path / "world.db"
    with sandbox_process("--threads", "12", "--data", str(world)) as server:
        port = server.base_url.rpartition(":")[2]
        settings: dict[str, Any] = {"COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url}
        with terminal(home, **settings) as screen:
            screen.expect("synced")
            assert screen.leave() == 0
    become_another(world)
    with sandbox_process("--threads", "12", "--data", str(world), "--port", port):
        with terminal(home, **settings) as screen:
            screen.expect("This key answers for another organisation now", "not Northwind")
            assert screen.leave() == 0
        with terminal(home, **settings) as screen:
            screen.expect("synced")
            assert screen.leave() == 0
    index = json.loads((home.data / "commune-tui" / "accounts.json").read_text())
    assert sorted(row["name"] for row in index) == ["Northwind", "Marrowby"][::-1]
    assert len({row["folder"] for row in index}) == 2
    assert [len(row["keys"]) for row in index if row["name"] == "Northwind"] == [1]

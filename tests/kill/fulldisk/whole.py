"""The first start, and a store that is encrypted or wiped, with some pages left on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from commune_tui.store import encryption, removal, turning
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from tests.kill.fulldisk.disk import TOLD, Findings, disk
from tests.servers import Server


def first_start(found: Findings, server: Server) -> None:
    """The program as lines on a disk with so many pages left."""
    for spare in (*range(0, 40, 3), 60, 90, 120, 150):
        with disk("4M") as place:
            environ = {
                "PATH": os.environ["PATH"], "HOME": str(place.home), "TERM": "xterm", "LANG": "C.UTF-8",
                "COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url,
                **{f"XDG_{name}_HOME": str(place.home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
            }  # fmt: skip
            said = []
            for full in (True, False):
                with place.full(spare) if full else nullcontext():
                    done = subprocess.run(
                        [sys.executable, "-m", "commune_tui", "--linear"], input="list\nquit\n", env=environ,
                        capture_output=True, text=True, timeout=120, check=False,
                    )  # fmt: skip
                said.append(done)
                found.tried += full
                words = done.stdout + done.stderr
                found.expect("Traceback" not in words and "of its own" not in words, f"first start, {spare}: {words}")
            full_words = said[0].stdout + said[0].stderr
            refused = "No space left" in full_words or "disk is full" in full_words or "room left" in full_words
            found.refused += refused
            found.expect(refused or "Goodbye" in full_words, f"first start, {spare}: unsaid: {full_words}")
            found.expect(said[0].returncode == (0 if "Goodbye" in full_words else 1), f"{spare}: {said[0]}")
            found.expect("Something went wrong" not in full_words, f"first start, {spare}: {full_words}")
            found.expect(said[1].returncode == 0 and "Goodbye" in said[1].stdout, f"the next one, {spare}: {said[1]}")


def whole(found: Findings) -> None:
    """Encrypting, decrypting and wiping with so many pages left."""
    for spare in (*range(0, 60, 4), 80, 120, 200):
        with disk("8M") as place:
            folder = place.home / "account"
            database = Database(folder)
            database.write_now(
                lambda conn: (
                    conn.executemany(
                        "INSERT INTO desk.notes (id, thread_id, body, who, made_at) VALUES (?, 't', ?, 'a', 0)",
                        [(f"n{number}", "words " * 200) for number in range(100)],
                    )
                    and None
                )
            )
            database.vault.keep(b"a file")
            database.close()
            mail, desk, key = folder / "mail.db", folder / "desk.db", Key(encryption.new_key().raw)
            opens_with: Key | None = None
            found.tried += 1
            with place.full(spare):
                try:
                    turning.encrypt(mail, desk, key, lambda words: None)
                    opens_with = key
                except TOLD as error:
                    found.refused += 1
                    opens_with = key if "next start goes on" in str(error) else None
            _opens(found, folder, opens_with, f"encrypt, {spare} pages left")
            if opens_with is None:
                left = sorted(path.name for path in folder.rglob("*") if ".turned" in path.name or ".old" in path.name)
                found.expect(not left, f"encrypt, {spare}: {left} is left")
            with place.full():
                removal.remove(folder, folder)
            found.expect(not folder.exists(), f"wipe on a full disk left {list(folder.rglob('*'))}")


def _opens(found: Findings, folder: Path, key: Key | None, what: str) -> None:
    database = Database(folder, key=key)
    count = database.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.notes").fetchone()[0])
    found.expect(count == 100 and not database.notes, f"{what}: {count} notes, {database.notes}")
    database.close()

# ruff: noqa: S608 - only our own names are put together; values are bound
"""The copy with which the demo opens: ``python -m tests.prepared`` makes it anew from the sandbox's world.

A sync of that world, with stamps (:mod:`commune_tui.store.prepared`) in place of the dates that its texts name. Which
these are the story knows; times within JSON are found by their form.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.api import Commune
from commune_tui.mail.events import Fact
from commune_tui.mail.session import Session
from commune_tui.risk import pace
from commune_tui.sandbox import story
from commune_tui.start import prepared as shipped
from commune_tui.start.demo import OPERATOR, TARGETS
from commune_tui.store import connection, conversation, index, lateness
from commune_tui.store.prepared import BEGIN, CUT, END, STAMPED, UNREAD, told
from commune_tui.waits import automatic
from tests.servers import sandbox_process

NOTHING = timedelta(0)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?=\.000Z|\+00:00|Z)")
_FORM = "{at:%Y-%m-%dT%H:%M:%S}"
_LIMIT_S = 60.0


def synced(folder: Path, moment: datetime, completing: shipped.Completing | None = None) -> list[Fact]:
    """Sync the store in a folder as a demo does that is begun at this moment, until it has everything; what was told.
    ``completing`` goes with a copy that was put down there; without one there is nothing yet."""
    facts: list[Fact] = []

    async def work() -> None:
        words = ("--threads", str(story.DEFAULT_THREADS), "--as-of", clock.iso(moment))
        with clock.frozen(moment), sandbox_process(*words, "--as", "strict", still=True) as server:

            async def connect() -> Commune:
                return Commune(server.key, base_url=server.base_url)

            session = Session(folder, connect, me=OPERATOR, targets=pace.targets(TARGETS), completing=completing)
            session.subscribe(facts.append)
            await session.start()
            async with asyncio.timeout(_LIMIT_S):
                while not _whole(session):  # noqa: ASYNC110 - no fact tells of every step
                    await asyncio.sleep(0.05)
            await session.database.write(lambda conn: lateness.settle(conn, moment))
            await session.stop()

    asyncio.run(work())
    return facts


def _whole(session: Session) -> bool:
    sync = session.connection.sync
    return sync is not None and sync.settled and not sync.known.files_due and not sync.known.counts_differ


def make(folder: Path) -> tuple[Path, bytes]:
    """The copy, made in an empty folder, and what the server sent of its messages."""
    synced(folder, shipped.DRAWN_AT)
    with closing(connection.connect(folder / "mail.db", folder / "desk.db", writer=True)) as conn:
        texts, said = _texts(conn), conn.execute("SELECT seq, thread FROM messages ORDER BY seq").fetchall()
        lines = [_line(conversation.source(conn, seq), texts[thread]) for seq, thread in said]
        index.remove(conn, [seq for seq, _ in said])
        conn.execute("INSERT INTO words (words) VALUES ('optimize')")
        conn.execute("DELETE FROM sources")
        for table, key, thread in (
            ("threads", "seq", "seq"),
            ("messages", "seq", "thread"),
            ("sync_state", "key", "0"),
        ):
            _stamp(conn, table, key, thread, texts)
        for seq, content in conn.execute("SELECT seq, content FROM messages WHERE direction = 'inbound'").fetchall():
            if BEGIN in automatic.own_words(content) or BEGIN in content.partition("\n\n")[0]:
                conn.execute("UPDATE messages SET (own_length, likeness) = (0, ?) WHERE seq = ?", (UNREAD, seq))
        conn.execute("VACUUM INTO ?", (str(folder / "copy.db"),))
    return folder / "copy.db", zlib.compress("\n".join(lines).encode(), 9)


def _texts(conn: sqlite3.Connection) -> dict[int, dict[str, str]]:
    """For each thread the texts in it as they are told at the moment of the drawing, and the same with stamps."""
    numbers = dict(conn.execute("SELECT smtp_id, thread FROM messages").fetchall())
    found: dict[int, dict[str, str]] = {}
    for each in story.drawn(seed=1, threads=None, now=shipped.DRAWN_AT):
        mails = [message.mail for message in each.thread.messages]
        texts = found[numbers[mails[0].message_id]] = {}
        for text in (text for mail in mails for text in (mail.subject, mail.text, mail.html or "") if BEGIN in text):
            texts[told(text, NOTHING)] = text
            texts.update(_beginnings(text))
    return found


def _beginnings(text: str) -> Iterator[tuple[str, str]]:
    """What a list shows of a mail: with its quotes as the server has it, without as the store."""
    own = "\n".join(row for row in text.splitlines() if not row.lstrip().startswith(">"))
    for part in (text, own):
        line = " ".join(part.split())
        if BEGIN in line:
            whole = told(line, NOTHING)
            yield whole[:200], line if len(whole) <= 200 else f"{line}{CUT}200"


def _stamp(conn: sqlite3.Connection, table: str, key: str, thread: str, texts: dict[int, dict[str, str]]) -> None:
    columns = STAMPED[table]
    for name, about, *cells in conn.execute(f"SELECT {key}, {thread}, {', '.join(columns)} FROM {table}").fetchall():
        for column, text in zip(columns, cells, strict=True):
            stamped = _stamped(text, texts.get(about, {}))
            conn.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (stamped, name))


def _stamped(text: str, texts: dict[str, str]) -> str:
    return texts.get(text) or (_TIME.sub(_at, text) if text.startswith(('"', "{", "[")) else text)


def _at(found: re.Match[str]) -> str:
    moment = clock.parse_iso(found[1])
    assert moment is not None
    return f"{BEGIN}{int(moment.timestamp())}|{_FORM}{END}"


def _line(raw: Any, texts: dict[str, str]) -> str:
    """What the server sent, in one line."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(each) for name, each in value.items()}
        if isinstance(value, list):
            return [walk(each) for each in value]
        return (texts.get(value) or _TIME.sub(_at, value)) if isinstance(value, str) else value

    line = json.dumps(walk(raw))
    return line.replace("\\ue000", BEGIN).replace("\\ue001", END).replace("\\ue002", CUT)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        copy, sources = make(Path(made))
        shipped.FOLDER.mkdir(exist_ok=True)
        shipped.COPY.write_bytes(copy.read_bytes())
        shipped.SOURCES.write_bytes(sources)

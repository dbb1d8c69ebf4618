"""``commune-tui peek``: counts and the newest threads from the local copy, on one screen; no network."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.actions import plain
from commune_tui.actions.splits import EVERYTHING, SPLITS, counted
from commune_tui.cli import opening
from commune_tui.cli.tell import width
from commune_tui.query import ALL
from commune_tui.text import cut, one_line, pad

if TYPE_CHECKING:
    from commune_tui.cli.accounts import Account
    from commune_tui.mail.session import Session

NEWEST = 5
COUNTS = {
    **{split.key: split.label.lower() for split in SPLITS if split is not EVERYTHING},
    "trouble": "not delivered",
    "unread": "unread",
}
"""What is counted beside the threads, by its name in JSON: the screen's splits, and two marks."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the same as JSON; times are ISO 8601 in UTC")


def run(arguments: argparse.Namespace) -> int:
    async def work(session: Session) -> dict[str, Any]:
        return look(session)

    choice, account = opening.here(arguments)
    found = opening.read(choice, account, work)
    print(json.dumps(found, indent=1) if arguments.json else "\n".join(lines(account, found)))
    return 0


def look(session: Session) -> dict[str, Any]:
    """What is shown, as plain values; the ``--json`` form."""
    frame = session.reads.frame()
    counts = {**counted(session.reads.counts), "trouble": frame.total.trouble, "unread": frame.total.unread}
    rows = [row for row in session.reads.listing(ALL).fetch(0, NEWEST) if row is not None]
    read_at = max((row.read_at for row, _ in frame.inboxes if row.read_at), default=None)
    return {
        "read_at": plain.iso(read_at),
        "counts": {
            **{name: counts[name] for name in COUNTS},
            "unknown": frame.total.unknown,
            "threads": frame.total.threads,
        },
        "inboxes": [
            {"address": row.address, "needs_reply": tally.needs_reply, "threads": tally.threads}
            for row, tally in frame.inboxes
        ],
        "unsent": len(session.outbox.waiting()),
        "newest": [plain.thread(row) for row in rows],
    }


def lines(account: Account, found: dict[str, Any]) -> list[str]:
    """The screen: a line of counts, a line for each new thread, a line about the copy's age."""
    room = width() or 100
    counts = found["counts"]
    said = ", ".join(f"{word} {counts[name]:,}" for name, word in COUNTS.items() if counts[name])
    made = [cut(f"{one_line(account.name) or account.base_url}: {said or 'nothing to do'}", room)]
    for row in found["newest"]:
        at = clock.parse_iso(row["at"]) if row["at"] else None
        who = row["from"] or (f"to {row['to']}" if row["to"] else "")
        made.append(cut(columns(at, row["state"], who, row["subject"]), room))
    read_at = clock.parse_iso(found["read_at"]) if found["read_at"] else None
    unsent = f" {waiting(found['unsent'])}." if found["unsent"] else ""
    unknown = f" How {counts['unknown']:,} of them stand was not read yet." if counts["unknown"] else ""
    made.append(f"{counts['threads']:,} threads here, read {ago(read_at)}.{unknown}{unsent}")
    return made


def columns(at: datetime | None, stands: str, who: str, subject: str) -> str:
    """A thread as a line of a table; its texts have to be clean."""
    age = clock.age(at) if at else ""
    return f"{age:>5}  {pad(cut(stands, 19), 19)}  {pad(cut(who, 22), 22)}  {subject or '(no subject)'}"


def waiting(unsent: int) -> str:
    """How many changes the server has not got yet."""
    return "1 change waits to be sent" if unsent == 1 else f"{unsent:,} changes wait to be sent"


def ago(moment: datetime | None) -> str:
    """How long ago, in words."""
    if moment is None:
        return "at an unknown time"
    age = clock.age(moment)
    return "just now" if age == "now" else f"{age} ago"

"""``commune-tui gate journal``: whether the chain of what happened holds, and all of it as lines of JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import only_word, opened
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import journal


def run(arguments: argparse.Namespace) -> int:
    """Verify, or export."""
    does = only_word(arguments, "verify or export")
    with opened(arguments) as db:
        if does == "export":
            for entry in journal.entries(db.conn):
                print(json.dumps({**asdict(entry), **journal.said(db.conn, entry)}))
            return OK
        if does != "verify":
            raise Stop("journal takes verify or export.", USAGE)
        if told := journal.verify(db.conn):
            raise Stop(f"the journal does not hold. {told}")
        if arguments.contains and not journal.contains(db.conn, arguments.contains):
            raise Stop("the journal holds, and does not contain that hash: its end was cut off, or it is another one.")
        count = sum(1 for _ in journal.entries(db.conn))
        tell(f"The journal holds: {count} entries. Its newest hash is {journal.head(db.conn)}")
    return OK

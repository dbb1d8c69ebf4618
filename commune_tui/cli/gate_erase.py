"""``commune-tui gate erase``: take the words of every mail to a person out of the gate."""

from __future__ import annotations

import argparse

from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import only_word, opened, who
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import erasure
from commune_tui.text import one_line


def run(arguments: argparse.Namespace) -> int:
    """Erase, once the address was said a second time."""
    address = only_word(arguments, "an address")
    with opened(arguments) as db:
        count = len(erasure.to(db.conn, address))
        if not count:
            raise Stop(f"the gate has no mail to {one_line(address)}. Nothing was done.")
        if arguments.sure != address:
            mails = f"{count} mail{'' if count == 1 else 's'} to {one_line(address)}"
            told = f"{mails} would lose all words for good, and what waits would end."
            raise Stop(f"{told} Say it again with --sure {one_line(address)}.", USAGE)
        with db.write() as conn:
            count = erasure.erase(conn, address, who(arguments))
        if db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            tell("Another program reads the store: what was erased leaves its file when that one closes it.")
    tell(f"Erased: the words of {count} mail{'' if count == 1 else 's'}. The journal holds as before.")
    return OK

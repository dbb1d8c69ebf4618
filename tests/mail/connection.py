"""A way to a server that is open from the start."""

from __future__ import annotations

from commune_tui.mail.connection import Connection
from commune_tui.mail.outbox.spool import Spool


def connected(spool: Spool) -> Connection:
    """With nothing but what takes writes."""
    made = Connection()
    made.sends = spool
    made.begun.set()
    return made

"""What all that is done at the gate begins with: its store, who acts, and the word that it is about."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from commune_tui.cli.ending import Stop
from commune_tui.errors import USAGE
from commune_tui.gate import database
from commune_tui.gate.database import Database


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Database]:
    """The gate's store."""
    db = database.Database(arguments.store or database.folder())
    try:
        yield db
    finally:
        db.close()


def who(arguments: argparse.Namespace) -> str:
    """Who acts, as the journal names them."""
    try:
        return str(arguments.who or getpass.getuser())
    except (OSError, KeyError):
        raise Stop("nobody knows who you are: say it with --as.", USAGE) from None


def only_word(arguments: argparse.Namespace, what: str) -> str:
    """The one word after the action. Raises Stop."""
    if len(arguments.words) != 1:
        raise Stop(f"{arguments.action} takes one word: {what}.", USAGE)
    return str(arguments.words[0])

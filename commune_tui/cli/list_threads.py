"""``commune-tui list``: the threads of the local copy that a filter finds, in its order; no network.

A line begins with the id of its thread. In a terminal it is cut to the width; elsewhere nothing is, and tabs part its
fields: id, time of the newest mail, state, with whom, subject.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from commune_tui.cli import copy
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import tell
from commune_tui.errors import NOT_FOUND, OK, USAGE
from commune_tui.mail.thread_state import state
from commune_tui.query import parse, unreadable
from commune_tui.text import cut, one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import ThreadRow

_PAGE = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    about = "as it is typed on the screen: status:open tag:vip; one that begins with - after --; every thread without"
    parser.add_argument("filter", nargs="*", metavar="FILTER", help=about)
    parser.add_argument("--json", action="store_true", help="the same as JSON; times are ISO 8601 in UTC")
    parser.add_argument("--limit", metavar="N", type=_limit, help="the first N only; all without")


def _limit(word: str) -> int:
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word!r} is no whole number above 0")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    async def work(session: Session) -> list[ThreadRow]:
        return await look(session, copy.text(arguments.filter), arguments.limit)

    found = copy.read(*copy.chosen(arguments), work)
    if arguments.json:
        print(json.dumps([copy.thread(row) for row in found], indent=1))
    else:
        width = copy.width()
        for row in found:
            print(line(row, width))
    if not found:
        tell("commune-tui: no thread of the local copy fits.", sys.stderr)
    return OK if found else NOT_FOUND


async def look(session: Session, text: str, limit: int | None = None) -> list[ThreadRow]:
    """The threads of the view in its order. One that goes while they are read is left out. Raises Stop."""
    if why := unreadable(text):
        raise Stop(why, USAGE)
    listing = session.reads.listing(parse(text))
    await listing.settle()
    count = min(listing.count(), limit or listing.count())
    pages = (listing.fetch(start, min(_PAGE, count - start)) for start in range(0, count, _PAGE))
    return [row for page in pages for row in page if row is not None]


def line(row: ThreadRow, width: int) -> str:
    """One thread; ``width`` in cells, 0 for a form that programs read."""
    at, who = row.last_message_at, one_line(row.sender_name or row.sender or row.recipients)
    name, stands, subject = one_line(row.id), one_line(state(row)), one_line(row.subject)
    if not width:
        return "\t".join((name, copy.iso(at) or "", stands, who, subject))
    return cut(f"{name}  {copy.columns(at, stands, who, subject)}", width)

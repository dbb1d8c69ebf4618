"""``commune-tui list``: the threads of the local copy that a filter finds, in its order; no network.

A line begins with the id of its thread. In a terminal it is cut to the width; elsewhere nothing is, and tabs part its
fields: id, time of the newest mail, state, with whom, subject.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from commune_tui.actions import fields, plain
from commune_tui.actions.unmatched import unmatched
from commune_tui.cli import opening
from commune_tui.cli.ending import Stop
from commune_tui.cli.peek import columns
from commune_tui.cli.tell import text, told, width
from commune_tui.errors import NOT_FOUND, OK, USAGE
from commune_tui.mail.thread_state import state, with_whom
from commune_tui.query import parse, unreadable
from commune_tui.text import cut, one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import ThreadRow


def add_arguments(parser: argparse.ArgumentParser) -> None:
    about = "as it is typed on the screen: status:open tag:vip; one that begins with - after --; every thread without"
    parser.add_argument("filter", nargs="*", metavar="FILTER", help=about)
    parser.add_argument(
        "--json", action="store_true", help="as JSON, with what was extracted; times are ISO 8601 in UTC"
    )
    parser.add_argument("--limit", metavar="N", type=_limit, help="the first N only; all without")


def _limit(word: str) -> int:
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word!r} is no whole number above 0")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    async def work(session: Session) -> tuple[list[ThreadRow], list[dict[str, Any]], str]:
        if why := unreadable(wanted := text(arguments.filter)):
            raise Stop(why, USAGE)
        rows = await session.reads.listing(parse(wanted)).rows(arguments.limit)
        why = "" if rows else unmatched(session, wanted)
        return rows, fields.plain_rows(session, rows) if arguments.json else [], why

    found, values, why = opening.read(*opening.here(arguments), work)
    if arguments.json:
        print(json.dumps(values, indent=1))
    else:
        room = width()
        for row in found:
            print(line(row, room))
    if not found:
        told(f"commune-tui: no thread of the local copy fits. {why}".rstrip())
    return OK if found else NOT_FOUND


def line(row: ThreadRow, room: int) -> str:
    """One thread; ``room`` in cells, 0 for a form that programs read."""
    at, name, stands = row.last_message_at, one_line(row.id), one_line(state(row))
    who, subject = one_line(with_whom(row)), one_line(row.subject)
    if not room:
        return "\t".join((name, plain.iso(at) or "", stands, who, subject))
    return cut(f"{name}  {columns(at, stands, who, subject)}", room)

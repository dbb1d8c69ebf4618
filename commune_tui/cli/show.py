"""``commune-tui show``: a conversation of the local copy as lines, the oldest mail first; no network, no mark changes.

What a mail says itself is indented. After it its links stand with their real targets.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from commune_tui.actions import reading_out
from commune_tui.actions.speech import door, wrapped
from commune_tui.cli import opening
from commune_tui.cli.tell import text, told, width
from commune_tui.errors import OK

if TYPE_CHECKING:
    from commune_tui.mail.session import Session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="the id of a thread, as commune-tui list prints it")
    parser.add_argument("--json", action="store_true", help="the same as JSON; times are ISO 8601 in UTC")


def run(arguments: argparse.Namespace) -> int:
    async def work(session: Session) -> tuple[list[str], dict[str, Any]]:
        return await reading_out.whole(session, text([arguments.thread]))

    lines, values = opening.read(*opening.here(arguments), work)
    if arguments.json:
        print(json.dumps(values, indent=1))
    else:
        print("\n".join(row for line in lines for row in wrapped(door(line), width())))
    if not values["mails"]:
        told("commune-tui: its mails are not here yet. Start commune-tui while online.")
    return OK

"""``commune-tui gate pause`` and ``resume``: what is stopped, how deep, and that again is not."""

from __future__ import annotations

import argparse

from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import only_word, opened, who
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import pauses
from commune_tui.gate.pauses import Pause, Place

_DONE = {
    "hold": "Nothing of {} leaves until it is resumed. What is sent is taken and held.",
    "refuse": "Nothing of {} leaves until it is resumed. What is sent is refused.",
    "silence": "Nothing of {} leaves until it is resumed, and no call is answered.",
}


def _place(arguments: argparse.Namespace) -> Place:
    name = only_word(arguments, "an agent") if arguments.words else ""
    inboxes = arguments.inbox or [""]
    if len(inboxes) > 1:
        raise Stop("one inbox at a time.", USAGE)
    return Place(name, inboxes[0].lower(), arguments.thread)


def pause(arguments: argparse.Namespace) -> int:
    """Stop an agent, an inbox, a conversation, or all."""
    place = _place(arguments)
    if not arguments.reason.strip():
        raise Stop("a pause needs --reason: whoever comes next wants to know.", USAGE)
    with opened(arguments) as db, db.write() as conn:
        pauses.begin(conn, Pause(place, arguments.depth, arguments.reason.strip(), who(arguments)))
    tell(_DONE[arguments.depth].format(place.words if place != Place() else "any agent"))
    return OK


def resume(arguments: argparse.Namespace) -> int:
    """Take a pause back."""
    place = _place(arguments)
    with opened(arguments) as db, db.write() as conn:
        if not pauses.end(conn, place, who(arguments)):
            known = ", ".join(each.place.words for each in pauses.every(conn)) or "nothing"
            raise Stop(f"{'the gate as a whole' if place == Place() else place.words} was not paused. Paused: {known}.")
    tell("Resumed. What was approved leaves now; what was held waits for its decision as before.")
    return OK

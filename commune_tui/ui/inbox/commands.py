"""What answers commands on the main screen. Made after its first frame, before the first key."""

from __future__ import annotations

from typing import NamedTuple

from commune_tui.ui.inbox.display import Looking
from commune_tui.ui.inbox.opening import Opening
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.replies import Writing
from commune_tui.ui.inbox.selection import Selecting
from commune_tui.ui.inbox.splits import Going
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.triage import Triaging
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.cursor import Moving
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.thread.commands import Reading


class Answering(NamedTuple):
    """The parts, the first that is asked first."""

    reading: Reading
    opening: Opening
    going: Going
    looking: Looking
    selecting: Selecting
    triaging: Triaging
    writing: Writing
    moving: Moving


def answering(screen: CommuneScreen, panes: Panes, view: View, targets: Targets) -> Answering:
    """All of them, for a screen."""
    opening = Opening(screen, panes, view)
    return Answering(
        Reading(screen, panes, targets),
        opening,
        Going(screen, view, targets),
        Looking(screen, panes, view, targets),
        Selecting(screen, panes, view),
        Triaging(screen, targets, opening),
        Writing(screen, panes, view, targets),
        Moving(lambda: panes.sidebar if panes.in_inboxes else panes.threads),
    )

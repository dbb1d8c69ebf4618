"""What answers commands on the main screen. Made after its first frame, before the first key."""

from __future__ import annotations

from typing import NamedTuple

from commune_tui.ui.inbox.customer import CustomerCommands
from commune_tui.ui.inbox.display import DisplayCommands
from commune_tui.ui.inbox.exporting import ExportCommands
from commune_tui.ui.inbox.opening import OpeningCommands
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.replies import ReplyCommands
from commune_tui.ui.inbox.saved_views import SavedViewCommands
from commune_tui.ui.inbox.selection import SelectionCommands
from commune_tui.ui.inbox.splits import SplitCommands
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.triage import TriageCommands
from commune_tui.ui.inbox.view import View
from commune_tui.ui.inbox.webhooks import WebhookCommands
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.thread.commands import ThreadCommands
from commune_tui.ui.thread.copying import CopyCommands


class InboxCommands(NamedTuple):
    """The parts, the first that is asked first."""

    thread: ThreadCommands
    copying: CopyCommands
    opening: OpeningCommands
    splits: SplitCommands
    saved_views: SavedViewCommands
    display: DisplayCommands
    exporting: ExportCommands
    selection: SelectionCommands
    triage: TriageCommands
    replies: ReplyCommands
    customer: CustomerCommands
    webhooks: WebhookCommands
    cursor: CursorCommands


def commands(screen: CommuneScreen, panes: Panes, view: View, targets: Targets) -> InboxCommands:
    """All of them, for a screen."""
    opening, thread = OpeningCommands(screen, panes, view), ThreadCommands(screen, panes, targets)
    return InboxCommands(
        thread,
        CopyCommands(screen, panes, thread),
        opening,
        SplitCommands(view),
        SavedViewCommands(screen, view, targets),
        DisplayCommands(screen, panes, view, targets),
        ExportCommands(screen, lambda: view.shows),
        SelectionCommands(screen, panes, view),
        TriageCommands(screen, targets, opening),
        ReplyCommands(screen, panes, view, targets),
        CustomerCommands(screen, targets),
        WebhookCommands(screen, targets),
        CursorCommands(lambda: panes.sidebar if panes.in_inboxes else panes.threads),
    )

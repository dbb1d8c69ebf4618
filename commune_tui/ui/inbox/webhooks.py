"""From a conversation to what became of its webhook deliveries: did the agent get it?"""

from __future__ import annotations

from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.screen import CommuneScreen


class WebhookCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, targets: Targets) -> None:
        self._screen, self._targets = screen, targets

    def do_thread_deliveries(self) -> None:
        from commune_tui.actions import webhooks
        from commune_tui.ui.webhooks.screen import WebhooksScreen

        if ids := self._targets.chosen_or_told():
            self._screen.program.push_screen(WebhooksScreen(webhooks.of_thread(ids[0])))

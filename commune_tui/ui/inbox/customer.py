"""From a conversation to whom it is with."""

from __future__ import annotations

from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.screen import CommuneScreen


class CustomerCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, targets: Targets) -> None:
        self._screen, self._targets = screen, targets

    def do_thread_customer(self) -> None:
        from commune_tui.actions import customer
        from commune_tui.ui.customer.screen import CustomerScreen

        if not (ids := self._targets.chosen_or_told()):
            return
        if address := customer.address_of(self._screen.program.session, ids[0]):
            self._screen.program.push_screen(CustomerScreen(address))
        else:
            self._screen.tell(customer.NOBODY)

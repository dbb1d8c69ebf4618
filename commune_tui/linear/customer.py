"""Who a customer is, read out."""

from __future__ import annotations

from commune_tui.actions import customer
from commune_tui.actions.commands import CUSTOMER
from commune_tui.linear.logs import read_log
from commune_tui.linear.shared import Shared

_PATIENCE_S = 5.0
"""How long what became of mail to them is waited for, where the server can be reached."""


class Customer:
    """The numbers of the conversations are those of the threads."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def do_thread_customer(self, argument: str) -> None:
        session, _, dialogue, position = self._shared
        ids, _ = await position.chosen(argument)
        if not ids:
            return
        if address := customer.address_of(session, ids[0]):
            customer.look(session, customer.known(session, address))
            await session.viewing.fresh(_PATIENCE_S)
            read_log(self._shared, CUSTOMER, customer.log(session, address))
        else:
            dialogue.tell(customer.NOBODY)

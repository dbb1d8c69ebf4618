"""Webhook deliveries, read out; a number is one of them: the mail that it was about, or what a word is about."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import webhook_filter, webhooks
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import WEBHOOKS
from commune_tui.linear.logs import read_log
from commune_tui.linear.shared import Shared
from commune_tui.store.webhooks import WebhookRow


class Webhooks:
    """The numbers are those of the deliveries as they were read out last."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._read: Sequence[WebhookRow] = ()

    async def do_go_webhooks(self, argument: str) -> None:
        await self._go(argument)

    async def do_webhooks_filter(self, argument: str) -> None:
        if wrong := webhook_filter.wrong(argument):
            self._shared.dialogue.tell(wrong)
        else:
            await self._go(argument)

    async def do_thread_deliveries(self, argument: str) -> None:
        ids, _ = await self._shared.position.chosen(argument)
        if ids:
            await self._go(webhooks.of_thread(ids[0]))

    async def _go(self, words: str) -> None:
        session, _, dialogue, _ = self._shared
        session.viewing.be_in(WEBHOOKS)
        await dialogue.until(lambda: webhooks.log(session).known)
        self._read = webhooks.shown(session, words)
        read_log(self._shared, WEBHOOKS, webhooks.log(session, words))
        await session.administration.look_back()

    async def do_listen_attempts(self, argument: str) -> None:
        """What was tried with the delivery of a number."""
        from commune_tui.mail.sync.resources.webhooks import opened

        session, _, dialogue, _ = self._shared
        row = self._row(int(argument)) if argument.isdecimal() and len(argument) < 10 else None
        if row is None:
            dialogue.tell("Which delivery? Give its number here.")
            return
        session.viewing.be_in(opened(row.id))
        await dialogue.until(lambda: webhooks.attempts(session, row.id) is not None)
        session.viewing.be_in(WEBHOOKS)
        dialogue.tell(*webhooks.told(session, row))

    def target(self, number: int, target: Target) -> str:
        """The id of the delivery with this number."""
        row = self._row(number)
        return row.id if row is not None else ""

    def _row(self, number: int) -> WebhookRow | None:
        return self._read[number - 1] if 1 <= number <= len(self._read) else None

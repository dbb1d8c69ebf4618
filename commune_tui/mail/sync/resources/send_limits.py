"""How many mails the plan lets leave, while somebody is about to send one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.send_windows import of_plan
from commune_tui.mail.sync.endpoint import Ask, while_there

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher

PLACE = "review"


@dataclass(frozen=True, slots=True)
class AskSendLimits(Ask):
    """The plan, with what was sent under it."""

    scope = "messages:read"
    what = "the limits of sending"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        answer = await fetcher.client.limits.get()
        fetcher.known.send_windows = tuple(of_plan(answer.raw))
        fetcher.came(PLACE, clock.now())
        return set()


ENDPOINT = while_there(PLACE, AskSendLimits)

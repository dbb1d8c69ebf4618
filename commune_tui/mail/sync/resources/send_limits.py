"""How many mails the plan lets leave, while somebody is about to send one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.send_windows import of_plan
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency

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
        fetcher.known.asked_at[PLACE] = clock.now()
        fetcher.places_changed.add(PLACE)
        return set()


def _while_there(moment: Moment) -> Iterator[Ask]:
    if moment.screen.place == PLACE and moment.due(moment.known.asked_at.get(PLACE), moment.pace.looked_at):
        yield AskSendLimits()


def _next_at(moment: Moment) -> Iterator[datetime]:
    if moment.screen.place == PLACE and (asked := moment.known.asked_at.get(PLACE)) is not None:
        yield asked + moment.pace.looked_at


ENDPOINT = Endpoint({Urgency.PLACE: _while_there}, _next_at)

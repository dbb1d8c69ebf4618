"""How single threads are triaged, for servers whose lists do not say it, and for what the person looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.store import triage

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher
    from commune_tui.mail.sync.known import Known


@dataclass(frozen=True, slots=True)
class AskTriage(Ask):
    """How one thread is triaged."""

    thread_id: str
    scope = "threads:read"
    what = "how threads are triaged"
    swarms = True

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        known, now = fetcher.known, clock.now()
        state = wire.triage(await fetcher.client.threads.metadata(self.thread_id))
        changed = await fetcher.database.write(lambda conn: triage.put(conn, {self.thread_id: state}, now, known.ahead))
        known.triage_at[self.thread_id] = now
        if self.thread_id in known.triage_due:
            known.triage_due.remove(self.thread_id)
        return changed

    def vanished(self, known: Known) -> None:
        known.forget_thread(self.thread_id)


def _of_the_open(moment: Moment) -> Iterator[Ask]:
    thread_id = moment.screen.open_thread
    if thread_id is not None and moment.due(moment.known.triage_at.get(thread_id), moment.pace.looked_at):
        yield AskTriage(thread_id)


def _of_the_rows(moment: Moment) -> Iterator[Ask]:
    on_screen = {*moment.screen.thread_ids, *moment.screen.chosen}
    return (AskTriage(each) for each in moment.known.triage_due if each in on_screen)


def _of_all(moment: Moment) -> Iterator[Ask]:
    return map(AskTriage, moment.known.triage_due)


def _next_at(moment: Moment) -> Iterator[datetime]:
    if (asked := moment.known.triage_at.get(moment.screen.open_thread or "")) is not None:
        yield asked + moment.pace.looked_at


ENDPOINT = Endpoint(
    {Urgency.TRIAGE_OF_OPEN: _of_the_open, Urgency.ROWS: _of_the_rows, Urgency.TRIAGE: _of_all}, _next_at
)

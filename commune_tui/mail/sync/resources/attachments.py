"""Names, types and sizes of attachments of which only the id is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.store import attachments

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher
    from commune_tui.mail.sync.known import Known


@dataclass(frozen=True, slots=True)
class AskAttachment(Ask):
    """Name, type and size of one attachment."""

    attachment_id: str
    scope = "attachments:read"
    what = "the names of attachments"
    renewed = False

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        record, now = wire.attachment(await fetcher.client.attachments.get(self.attachment_id)), clock.now()
        changed = await fetcher.database.write(lambda conn: attachments.put(conn, record, now))
        self.vanished(fetcher.known)
        return changed

    def vanished(self, known: Known) -> None:
        if self.attachment_id in known.files_due:
            known.files_due.remove(self.attachment_id)


def _unknown(moment: Moment) -> Iterator[Ask]:
    return map(AskAttachment, moment.known.files_due)


ENDPOINT = Endpoint({Urgency.FILES: _unknown})

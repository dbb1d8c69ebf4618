"""The organisation and what its plan allows, while somebody looks at it. Any credential may ask (contract §4.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.mail.send_windows import of_plan
from commune_tui.mail.sync.endpoint import Ask, while_there
from commune_tui.store import organisation
from commune_tui.store.organisation import Count

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher

PLACE = "organisation"
_MOST = 20
_WINDOWS = ("emails_per_hour", "emails_per_day")


@dataclass(frozen=True, slots=True)
class AskOrganisation(Ask):
    """Two requests. Not every server tells of limits; one that does not has an organisation all the same."""

    what = "the organisation"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        from commune_tui.api.errors import Refused

        now, org = clock.now(), await fetcher.client.agent.org()
        plan: Mapping[str, Any] = {}
        tier = org.tier
        try:
            limits = await fetcher.client.limits.get()
        except Refused:
            pass
        else:
            plan, tier = limits.raw, tier or limits.tier or limits.plan
            fetcher.known.send_windows = tuple(of_plan(plan))
        found = organisation.Organisation(
            org.id or "", org.name or "", org.slug or "", tier or "", org.status or "", org.created_at,
            list(counts(plan))[:_MOST], now,
        )  # fmt: skip
        await fetcher.database.write(lambda conn: organisation.put(conn, found))
        fetcher.came(PLACE, now)
        return set()


def counts(plan: Mapping[str, Any]) -> Iterator[Count]:
    """What a plan allows beside mails, with what is used of it. No shape is published: numbers under ``limits`` count,
    and what ``usage`` has under the same name, or under that and ``_count``."""
    limits, usage = (part if isinstance(part := plan.get(name), Mapping) else {} for name in ("limits", "usage"))
    for name, limit in limits.items():
        if name not in _WINDOWS and (most := _whole(limit)) is not None:
            yield Count(name.replace("_", " "), most, _whole(usage.get(f"{name}_count", usage.get(name))))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


ENDPOINT = while_there(PLACE, AskOrganisation)

"""Search by meaning: the server's, one scope a call (contract §4.5), refused by some plans and keys, absent offline."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui.store.rows import InboxRow

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import SearchHit

ASKING = "asking by meaning"
"""What is said while the server has not answered."""
_AT_ONCE = 4
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search by meaning: one inbox or one domain, as the API wants it."""

    inbox_id: str | None = None
    domain_id: str | None = None


def scopes(inboxes: Iterable[InboxRow], inbox: str, domain: str) -> list[Scope]:
    """The calls that cover an inbox (address or id), a domain (name or id) or, where both are empty, everything:
    domains where they are known, else each inbox."""
    if inbox:
        return [Scope(inbox_id=row.id) for row in inboxes if inbox in (row.address, row.id)]
    within = [row for row in inboxes if not domain or domain in (row.domain_name, row.domain_id)]
    domains = {row.domain_id for row in within}
    if "" not in domains:
        return [Scope(domain_id=each) for each in sorted(domains)]
    return [Scope(inbox_id=row.id) for row in within]


async def by_meaning(client: Commune, words: str, scopes: Sequence[Scope]) -> tuple[list[SearchHit], str]:
    """What the server finds over all scopes, best first, and a sentence when some of it could not be asked.

    A server that searches by words only (contract §4.5) may score those, too: such a hit is one by text, and its
    score is dropped.
    """
    from commune_tui.api.errors import CommuneError, NotAllowed, PlanRequired

    gate, why, by_vector = asyncio.Semaphore(_AT_ONCE), "", False
    hits: list[SearchHit] = []

    async def ask(scope: Scope) -> None:
        nonlocal why, by_vector
        async with gate:
            if why:
                return
            try:
                result = await client.search.threads(
                    words, inbox_id=scope.inbox_id, domain_id=scope.domain_id, limit=20
                )  # fmt: skip
            except PlanRequired:
                why = "Your plan has no search by meaning."
            except NotAllowed:
                why = "The key may not search on the server (scope threads:read)."
            except CommuneError as error:
                why = f"No search by meaning now: {error.sentence}"
            else:
                meant = result.search_type != "regex"
                hits.extend(hit if meant else hit.model_copy(update={"score": None}) for hit in result.items)
                by_vector |= meant

    await asyncio.gather(*(ask(scope) for scope in scopes))
    if why:
        why += " Only part of the mail was searched so." if by_vector else " These are the matches by words."
    elif hits and not by_vector:
        why = "The server searched by words only, as this list does."
    return sorted(hits, key=lambda hit: -(hit.score or 0.0)), why


def worth_asking(words: str) -> bool:
    """Whether words are enough to be searched for by meaning."""
    return len(words.strip()) >= _SHORTEST

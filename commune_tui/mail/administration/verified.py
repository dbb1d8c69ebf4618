"""A look whether the records of a domain show in the DNS by now: asks for a check as a person would, and reads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from commune_tui import clock
from commune_tui.errors import Explained

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.administration.watch import Watch
    from commune_tui.store.rows import DomainRow

_GOOD: Final = ("verified", "active", "success")


async def look(
    client: Callable[[], Awaitable[Commune]], read: Callable[[str], Awaitable[DomainRow | None]], domain_id: str,
    watch: Watch,
) -> None:  # fmt: skip
    """Note which records are missing; it is done once none is. ``read`` reads the domain anew."""
    try:
        await (await client()).domains.verify(domain_id)
        domain = await read(domain_id)
    except Explained as error:
        watch.trouble = error.sentence
        return
    watch.trouble = "" if domain is not None else "It is not listed any more."
    if domain is None or not domain.records:
        return
    now = clock.now()
    lacking = [each for each in domain.records if each.status.lower() not in _GOOD]
    names = [f"{each.purpose} {each.type}".strip() for each in lacking]
    watch.missing = {name: watch.missing.get(name, now) for name in names}
    watch.done = not lacking

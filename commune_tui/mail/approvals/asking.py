"""A request to a gate and its end: done, refused, or lost and then looked for. Nothing is asked twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine

from commune_tui.errors import Explained
from commune_tui.mail.administration.deeds import Ending


class NotDecided(Explained):
    """Nothing was asked of the gate; the sentence says why."""


async def asked(work: Coroutine[None, None, None], look: Callable[[], Awaitable[bool]]) -> Ending:
    """What came of a request; where its answer was lost, what a ``look`` at its object says. Raises NotDecided."""
    from commune_tui.api.errors import CommuneError, Conflict, NotAllowed

    try:
        await work
    except CommuneError as error:
        said = getattr(error, "refusal", None)
        sentence = said.detail if isinstance(error, Conflict) and said is not None and said.detail else error.sentence
        if isinstance(error, NotAllowed):
            sentence = (
                f"Your key of the gate may not do this: it wants the role {', '.join(error.required) or 'above'}."
            )
        if not error.may_have_acted:
            return Ending("refused", sentence)
        try:
            return Ending("found" if await look() else "absent", sentence)
        except CommuneError:
            return Ending("unknown", sentence)
    return Ending("confirmed")

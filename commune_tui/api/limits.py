"""``client.limits``: what the plan allows. Beyond the published documents (contract §4.14)."""

from __future__ import annotations

from .address import path
from .models import PlanLimits
from .noun import Noun


class Limits(Noun):
    """Absent on some servers: :class:`~.errors.NotFound` is then an answer."""

    async def get(self) -> PlanLimits:
        """No shape is published; what the server said is in ``raw``."""
        return await self._one(PlanLimits, "GET", path("me", "limits"))

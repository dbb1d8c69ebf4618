"""``client.dmarc``: what receivers report about a domain. Beyond the published documents (contract §4.12)."""

from __future__ import annotations

from .address import path
from .models import DmarcReport, DmarcSummary
from .noun import Noun, read_one
from .page import Listing


class Dmarc(Noun):
    """Scope ``domains:read``. Absent on some servers: :class:`~.errors.NotFound` is then an answer."""

    async def summary(self, domain: str, *, days: int = 30) -> DmarcSummary | None:
        """Totals of the last ``days`` (at most 365); ``None`` when no report came."""
        reply = await self._caller.call("GET", path("dmarc", "summary"), params={"domain": domain, "days": days})
        if isinstance(reply.json, dict) and "data" in reply.json and reply.json["data"] is None:
            return None
        return read_one(DmarcSummary, reply)

    def reports(self, domain: str, *, limit: int = 50) -> Listing[DmarcReport]:
        """Single reports, ``limit`` 1-200."""
        query: dict[str, str | int | None] = {"domain": domain, "limit": limit}
        return self._list(DmarcReport, path("dmarc", "reports"), query, lambda report: report.report_id, "reports")

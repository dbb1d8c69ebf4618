"""DMARC reports, beyond the published documents (contract §4.12)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from .fields import Count, Flag, Fraction, Moment, Object, Text
from .wire import Wire, many, names


class DmarcRecord(Wire):
    """What one sending address did."""

    source_ip: Text = None
    count: Count = None
    disposition: Text = None
    dkim_result: Text = None
    spf_result: Text = None
    header_from: Text = None


class DmarcReport(Wire):
    """One report of one receiver."""

    also = names(
        {
            "report_id": ("id",),
            "org_name": ("reporterOrg",),
            "begin_at": ("date_begin", "dateRangeBegin"),
            "end_at": ("date_end", "dateRangeEnd"),
        }
    )

    report_id: Text = None
    org_name: Text = None
    email: Text = None
    domain: Text = None
    begin_at: Moment = None
    end_at: Moment = None
    policy: Object = None
    records: Annotated[tuple[DmarcRecord, ...], many(DmarcRecord)] = ()
    received_at: Moment = None


class DmarcSource(Wire):
    """A sending address and whether it passed."""

    also = names({"passed": ("pass",)})

    ip: Text = None
    count: Count = None
    passed: Flag = None


class DmarcSummary(Wire):
    """Totals over a period. ``pass_rate`` 0-1."""

    also = names({"begin_at": ("period_begin",), "end_at": ("period_end",)})

    domain: Text = None
    begin_at: Moment = None
    end_at: Moment = None
    total_messages: Count = None
    pass_count: Count = None
    fail_count: Count = None
    pass_rate: Fraction = None
    dkim_pass: Count = None
    spf_pass: Count = None
    top_sources: Annotated[tuple[DmarcSource, ...], many(DmarcSource)] = ()
    policy_overrides: Count = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        period = value.get("period") if isinstance(value, dict) else None
        if isinstance(period, dict):
            value = {"period_begin": period.get("begin"), "period_end": period.get("end"), **value}
        return super().read(value)

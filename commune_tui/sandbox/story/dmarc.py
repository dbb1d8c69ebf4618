"""What receivers report about the demo's domains: two weeks of DMARC, the same for the same day (contract §4.12).

Addresses are of the blocks for documentation (RFC 5737). Most mail is the company's own and passes; a list forwards
some, which breaks SPF; now and then a stranger uses the name.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from commune_tui import clock

DAYS = 14
_OWN, _FORWARDED, _STRANGER = "203.0.113.10", "198.51.100.7", "192.0.2.66"
_RECEIVERS = ("Postbox", "Mailhost", "Inbox Union")


def reports(domain: str, now: datetime) -> list[dict[str, Any]]:
    """One report of each receiver for each full day before ``now``, newest first."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
    return [_report(domain, day, receiver) for day in days for receiver in _RECEIVERS]


def _report(domain: str, day: datetime, receiver: str) -> dict[str, Any]:
    rng = Random(f"dmarc {domain} {day:%Y-%m-%d} {receiver}")
    rows = [_row(domain, _OWN, rng.randint(18, 60), "pass", "pass")]
    if rng.random() < 0.6:
        rows.append(_row(domain, _FORWARDED, rng.randint(1, 6), "pass", "fail"))
    if rng.random() < 0.25:
        rows.append(_row(domain, _STRANGER, rng.randint(2, 14), "fail", "fail"))
    name = f"{receiver.lower().replace(' ', '-')}-{day:%Y%m%d}"
    begin, end = clock.iso(day), clock.iso(day + timedelta(days=1))
    return {
        "report_id": name, "id": name, "org_name": receiver, "reporterOrg": receiver,
        "email": f"dmarc@{receiver.lower().replace(' ', '-')}.example", "domain": domain,
        "date_begin": begin, "date_end": end, "dateRangeBegin": begin, "dateRangeEnd": end,
        "policy": {"domain": domain, "adkim": "r", "aspf": "r", "p": "none", "sp": "none", "pct": 100},
        "records": rows, "recordCount": len(rows), "received_at": clock.iso(day + timedelta(days=1, hours=6)),
    }  # fmt: skip


def _row(domain: str, source: str, count: int, dkim: str, spf: str) -> dict[str, Any]:
    return {
        "source_ip": source, "count": count, "disposition": "none", "dkim_result": dkim, "spf_result": spf,
        "header_from": domain,
    }  # fmt: skip


def summary(domain: str, found: list[dict[str, Any]], days: int) -> dict[str, Any]:
    """The totals of reports. A mail passes with one of the two (RFC 7489 §4.2)."""
    rows = [row for report in found for row in report["records"]]
    sources: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sources.setdefault(row["source_ip"], []).append(row)
    total, passed = sum(row["count"] for row in rows), sum(row["count"] for row in rows if _passes(row))
    top = [
        {"ip": ip, "count": sum(row["count"] for row in each), "pass": all(map(_passes, each))}
        for ip, each in sources.items()
    ]
    return {
        "domain": domain,
        "period": {"begin": found[-1]["date_begin"], "end": found[0]["date_end"], "days": days},
        "total_messages": total,
        "pass_count": passed,
        "fail_count": total - passed,
        "pass_rate": passed / total,
        "dkim_pass": sum(row["count"] for row in rows if row["dkim_result"] == "pass"),
        "spf_pass": sum(row["count"] for row in rows if row["spf_result"] == "pass"),
        "top_sources": sorted(top, key=lambda each: -int(each["count"])),
        "policy_overrides": 0,
    }


def _passes(row: dict[str, Any]) -> bool:
    return "pass" in (row["dkim_result"], row["spf_result"])

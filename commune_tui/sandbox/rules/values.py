"""Amounts of money and dates as people write them in mail. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONEY = re.compile(
    r"(?:(?P<sign>[$€£¥])|(?P<code>\b(?:USD|EUR|GBP|CHF|JPY|INR)))\s?(?P<a>\d[\d.,' ]{0,14}\d|\d)"
    r"|(?P<b>\d[\d.,']{0,14}\d|\d)\s?(?:(?P<sign2>[$€£¥])|(?P<code2>(?:USD|EUR|GBP|CHF|JPY|INR|euros?|dollars?)\b))"
)
_CODES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
}
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_WORDED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b|\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def amounts(text: str) -> list[tuple[float, str]]:
    """Every amount with a currency, in order: its value and the currency's ISO code."""
    found = []
    for match in _MONEY.finditer(text):
        digits = re.sub(r"[' ]", "", match["a"] or match["b"]).strip(".,")
        mark = match["sign"] or match["code"] or match["sign2"] or match["code2"]
        tail = re.search(r"[.,](\d{1,2})$", digits)
        whole = re.sub(r"[.,]", "", digits[: tail.start()] if tail else digits)
        found.append((float(f"{whole or 0}.{tail[1] if tail else 0}"), _CODES.get(mark.lower(), mark.upper())))
    return found


def first_date(text: str, *, with_time: bool) -> str | None:
    """The first date that exists, as ISO 8601: a day, or with time a moment in UTC."""
    for year, month, day, hour, minute in _dates(text):
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
        except ValueError:
            continue
        return moment.isoformat().replace("+00:00", "Z") if with_time else moment.date().isoformat()
    return None


def _dates(text: str) -> list[tuple[int, int, int, int, int]]:
    found = [(int(y), int(m), int(d), int(h or 0), int(n or 0)) for y, m, d, h, n in _ISO.findall(text)]
    found += [(int(y), int(m), int(d), 0, 0) for d, m, y in _DOTTED.findall(text)]
    for d1, m1, y1, m2, d2, y2 in _WORDED.findall(text):
        month = (m1 or m2)[:3].lower()
        if month in _MONTHS:
            found.append((int(y1 or y2), _MONTHS.index(month) + 1, int(d1 or d2), 0, 0))
    return found

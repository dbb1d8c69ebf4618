"""Takes answers out of whatever they are wrapped in (contract §1.4, discrepancies §3 to §5). Pure."""

from __future__ import annotations

from typing import Any

from .errors import Unreadable
from .page import Page


def record(value: Any, *under: str) -> dict[str, Any]:
    """One object: under ``data``, under one of the legacy names, or bare. :class:`Unreadable` when there is none."""
    if isinstance(value, dict):
        for name in ("data", *under):
            if isinstance(inner := value.get(name), dict):
                return inner
        if "data" not in value or len(value) > 1:
            return value
    raise Unreadable("The server's answer did not hold what was asked for.")


def page(value: Any, *under: str) -> Page[Any]:
    """A list with its items as they came: bare, under ``data``, under a legacy name, or under the only name that holds
    a list. Where the server says nothing of further ones, a cursor says that there are some.
    """
    if isinstance(value, list):
        return Page(tuple(value))
    if not isinstance(value, dict):
        raise Unreadable("The server's answer was not the list that was asked for.")
    found = _list_in(value, under)
    if found is None and isinstance(inner := value.get("data"), dict):
        found = _list_in(inner, under)
        value = {**inner, **value}
    if found is None and "data" in value and value["data"] is None:
        found = []
    if found is None:
        raise Unreadable("The server's answer was not the list that was asked for.")
    cursor = next((c for k in ("next_cursor", "nextCursor") if isinstance(c := value.get(k), str) and c), None)
    more = next((m for k in ("has_more", "hasMore") if isinstance(m := value.get(k), bool)), cursor is not None)
    total = value.get("total")
    total = total if isinstance(total, int) and not isinstance(total, bool) else None
    return Page(tuple(found), cursor, more, total=total)


def _list_in(value: dict[str, Any], under: tuple[str, ...]) -> list[Any] | None:
    for name in ("data", *under):
        if isinstance(found := value.get(name), list):
            return found
    lists = [found for found in value.values() if isinstance(found, list)]
    return lists[0] if len(lists) == 1 else None

"""What a key with some inboxes is let see of an answer, item by item. Pure.

An item that does not say which inbox it belongs to is not shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.routes import Route, Some

_TOTALS = frozenset({"total", "count", "total_count", "totalCount", "total_results"})
_SPELLED = {"inboxId": "inbox_id", "pageSize": "limit", "expiresIn": "expires_in", "eventType": "event_type"}
_MIXED = "This key is for some inboxes, and what was asked for cannot be told apart by inbox."
Item = dict[str, Any]


def query(route: Route, raw: bytes, inboxes: Collection[str]) -> bytes:
    """The query of a call, written anew from what is known in it.

    :raises NotTaken: it says what the gate does not know, one thing twice, or names no inbox of the agent.
    """
    given: dict[str, str] = {}
    for spelled, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        name = _SPELLED.get(spelled, spelled)
        if name in given and given[name] != value:
            raise NotTaken(400, f"{name[:40]} is given twice, with different values.")
        given[name] = value
    known = {*route.params, *(("inbox_id",) if route.some is Some.ONE_INBOX else ())}
    if given.keys() & {"domain_id", "sender"} and route.some is Some.ONE_INBOX:
        raise NotTaken(403, f"{_MIXED} Ask by inbox_id.")
    if strangers := sorted(given.keys() - known):
        raise NotTaken(400, f"The gate does not know the parameter {strangers[0][:40]!r} here.")
    if route.some is Some.ONE_INBOX:
        if "inbox_id" not in given:
            raise NotTaken(403, f"{_MIXED} Ask by inbox_id.")
        if given["inbox_id"] not in inboxes:
            raise not_found()
    return urlencode(given, quote_via=quote).encode()


def refused() -> NotTaken:
    """For what mixes inboxes and cannot be parted."""
    return NotTaken(403, _MIXED)


def bounded(body: bytes, some: Some, inboxes: Collection[str], domains: Collection[str]) -> tuple[bytes, list[Item]]:
    """The answer with what is the agent's, and the items that are left in it.

    :raises NotTaken: 502 where the answer is not one that can be looked through.
    """
    keeps = _KEEPS.get(some)
    if keeps is None and some is not Some.DOMAIN:
        return body, []
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise NotTaken(502, "The API's answer could not be read.") from None
    if keeps is None:
        return json.dumps(_one(value, inboxes), ensure_ascii=False).encode(), []
    kept: list[Item] = []

    def listed(items: list[Any]) -> list[Item]:
        left = [cut for each in items if isinstance(each, dict) and (cut := keeps(each, inboxes, domains)) is not None]
        kept.extend(left)
        return left

    return json.dumps(_lists(value, listed, deeper=True), ensure_ascii=False).encode(), kept


def _lists(value: Any, listed: Callable[[list[Any]], list[Item]], *, deeper: bool) -> Any:
    if isinstance(value, list):
        return listed(value)
    if not isinstance(value, dict):
        return None
    made: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, list):
            made[name] = listed(inner)
        elif name not in _TOTALS:
            made[name] = _lists(inner, listed, deeper=False) if deeper and isinstance(inner, dict) else inner
    return made


def _of_inbox(item: Item, inboxes: Collection[str], _domains: Collection[str]) -> Item | None:
    about = item.get("metadata")
    places = (item, about if isinstance(about, Mapping) else {})
    said = {place[name] for place in places for name in ("inbox_id", "inboxId") if isinstance(place.get(name), str)}
    return item if said and said <= set(inboxes) else None


def _inbox(item: Item, inboxes: Collection[str], _domains: Collection[str]) -> Item | None:
    return item if item.get("id") in inboxes else None


def _domain(item: Item, inboxes: Collection[str], domains: Collection[str]) -> Item | None:
    return one_domain(item, inboxes) if item.get("id") in domains else None


def _one(value: Any, inboxes: Collection[str]) -> Any:
    """A domain, or its records, whatever it is wrapped in (contract §1.4)."""
    if not isinstance(value, dict):
        return None
    made = one_domain(value, inboxes)
    return {**made, "data": one_domain(made["data"], inboxes)} if isinstance(made.get("data"), dict) else made


def one_domain(item: Item, inboxes: Collection[str]) -> Item:
    """A domain without the inboxes in it that are not the agent's."""
    within = item.get("inboxes")
    if isinstance(within, list):
        return {**item, "inboxes": [each for each in within if isinstance(each, dict) and each.get("id") in inboxes]}
    return {name: value for name, value in item.items() if name != "inboxes"}


def files_of(items: Collection[Item]) -> set[str]:
    """The ids of files of these mails."""
    found: set[str] = set()
    for item in items:
        about = item.get("metadata")
        named = [item.get("attachments"), about.get("attachment_ids") if isinstance(about, dict) else None]
        for each in (each for names in named if isinstance(names, list) for each in names):
            name = each.get("attachment_id") or each.get("id") if isinstance(each, dict) else each
            if isinstance(name, str) and name:
                found.add(name)
    return found


_KEEPS: Mapping[Some, Callable[[Item, Collection[str], Collection[str]], Item | None]] = {
    Some.INBOXES: _inbox,
    Some.DOMAINS: _domain,
    Some.ONE_INBOX: _of_inbox,
}

# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""A query as SQL over ``threads t``: conditions with bound values, an order, and a full-text match.

What each part means is said here once; the slow filter in the tests says the same in Python.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from commune_tui.query import And, Node, Not, Or, Query, Term, Words, extracted_in, flat
from commune_tui.risk.terms import FROM
from commune_tui.store import cells, numbers
from commune_tui.store.overlay import DUE_AT, OPEN, tag_key
from commune_tui.store.rows import DELIVERY, RISKS, TROUBLE, UNKNOWN
from commune_tui.store.words import Phrase, phrase

TEXT_COLUMNS: Final = {
    "from": "{sender}",
    "to": "{recipients}",
    "with": "{sender recipients}",
    "subject": "{subject}",
    "body": "{body}",
    "file": "{files}",
}
TROUBLE_BITS: Final = sum(1 << DELIVERY.index(state) for state in TROUBLE)
_NEVER: Final = ("0", ())
_IN_MESSAGES: Final = (
    "t.seq IN (SELECT d.thread FROM docs d WHERE d.doc IN (SELECT rowid FROM words WHERE words MATCH ?))"
)
_DUE: Final = f"CASE WHEN t.waits_since > 0 THEN {DUE_AT} END"
_ORDERS: Final = {
    "newest": "t.last_message_at DESC, t.seq DESC",
    "oldest": "t.last_message_at, t.seq",
    "waiting": "iif(t.waits_since > 0, t.waits_since, 9e18), t.last_message_at DESC, t.seq DESC",
    "late": f"{_DUE} IS NULL, {_DUE}, t.last_message_at DESC, t.seq DESC",
    "silent": f"iif({OPEN}, t.last_message_at, 9e18), t.last_message_at DESC, t.seq DESC",
    "subject": "t.subject COLLATE NOCASE, t.last_message_at DESC, t.seq DESC",
    "sender": "coalesce(nullif(t.sender_name, ''), t.sender) COLLATE NOCASE, t.last_message_at DESC, t.seq DESC",
    "status": "t.status, t.last_message_at DESC, t.seq DESC",
    "assignee": "t.assignee IS NULL, t.assignee, t.last_message_at DESC, t.seq DESC",
    "inbox": "(SELECT address FROM inboxes WHERE seq = t.inbox), t.inbox, t.last_message_at DESC, t.seq DESC",
    "messages": "t.message_count DESC, t.last_message_at DESC, t.seq DESC",
    "risk": "t.score DESC, t.last_message_at DESC, t.seq DESC",
    "unread": "t.unread DESC, t.last_message_at DESC, t.seq DESC",
}
_MARKS: Final = {
    "unanswered": "t.waits_since > 0",
    "unread": "t.unread = 1",
    "read": "+t.unread = 0",
    "pending": "t.pending > 0",
    "snoozed": "t.snoozed_until > 0",
    "spam": "t.spam = 1",
    "risky": f"t.score >= {FROM}",
    "trouble": "t.trouble <> ''",
    "assigned": "t.assignee IS NOT NULL",
}
_LOOPS: Final = {"going": "t.loop <> 0 AND t.loop > 0", "ended": "t.loop <> 0 AND t.loop < 0", "any": "t.loop <> 0"}
_HAS: Final = {
    "attachment": "t.has_attachment = 1",
    "tag": "EXISTS (SELECT 1 FROM thread_tags g WHERE g.thread = t.seq)",
    "extracted": "t.seq IN (SELECT x.thread FROM extracted x)",
    "draft": "t.id IN (SELECT thread_id FROM desk.drafts WHERE state IN ('open', 'queued') AND thread_id IS NOT NULL)",
    "note": "t.id IN (SELECT thread_id FROM desk.notes)",
}


_SINGLE: Final = frozenset({"older", "newer", "date", "unanswered", "late", "silent", "cc", "larger"})
Condition = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks and when: ``me`` are the names under which threads are assigned to this person."""

    now: datetime
    me: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """``where`` holds without the texts; ``match`` is FTS5's expression for those, or empty.

    ``driver`` is a tag whose index gives the threads in order of time already.
    """

    where: str
    values: tuple[Any, ...]
    order: str
    match: str
    newest_first: bool
    driver: str = ""
    by_field: str = ""
    """The extracted value by which the threads are put in order (:func:`.fields.put_in_order`) once they are known."""

    def statement(self, columns: str, limit: int | None = None) -> tuple[str, tuple[Any, ...]]:
        """A SELECT of ``columns`` of ``threads t`` and its values."""
        tail = "" if limit is None else f" LIMIT {int(limit)}"
        if self.driver and not self.match:
            order = "g.last_message_at DESC, g.thread DESC" if self.newest_first else self.order
            sql = (
                f"SELECT {columns} FROM thread_tags g CROSS JOIN threads t ON t.seq = g.thread "
                f"WHERE g.tag = ? AND {self.where} ORDER BY {order}{tail}"
            )
            return sql, (self.driver, *self.values)
        where, values = self.condition()
        return f"SELECT {columns} FROM threads t WHERE {where} ORDER BY {self.order}{tail}", values

    def condition(self) -> Condition:
        """The whole condition, texts and driver included."""
        where, values = self.where, self.values
        if self.driver:
            where += " AND t.seq IN (SELECT g.thread FROM thread_tags g WHERE g.tag = ?)"
            values = (*values, self.driver)
        if self.match:
            where, values = f"{where} AND {_IN_MESSAGES}", (*values, self.match)
        return where, values


def select(conn: sqlite3.Connection, query: Query, asking: Asking) -> Selection:
    """The SQL for a query; ``conn`` is asked for the numbers of inboxes and domains."""
    maker = _Maker(conn, asking)
    parts = flat(query.node)
    texts = [part for part in parts if is_text(part)]
    rest = [part for part in parts if not is_text(part)]
    driver = next((p for p in rest if isinstance(p, Term) and p.field == "tag" and len(p.values) == 1), None)
    conditions = [maker.condition(part) for part in rest if part is not driver] or [("1", ())]
    match = _match(texts)
    if match is None:
        conditions, match = [_NEVER], ""
    order = _ORDERS.get(query.sort.key, _ORDERS["newest"])
    if query.sort.reverse and not extracted_in(query.sort.key):
        order = _reversed(order)
    return Selection(
        where=" AND ".join(sql for sql, _ in conditions),
        values=tuple(value for _, values in conditions for value in values),
        order=order,
        match=match,
        newest_first=order == _ORDERS["newest"],
        by_field=extracted_in(query.sort.key),
        driver=tag_key(driver.values[0]) if isinstance(driver, Term) else "",
    )


def all_with(match: str, driver: str) -> Condition:
    """What stands behind FROM for all ``threads t`` with these texts, or with this tag, or both; and its values."""
    if not match:
        return "thread_tags g CROSS JOIN threads t ON t.seq = g.thread WHERE g.tag = ?", (driver,)
    tagged = " AND t.seq IN (SELECT g.thread FROM thread_tags g WHERE g.tag = ?)" if driver else ""
    return f"threads t WHERE {_IN_MESSAGES}{tagged}", (match, driver) if driver else (match,)


def place_numbers(conn: sqlite3.Connection, field: str, value: str) -> list[int]:
    """The inboxes (``in``) or domains (``domain``) that are meant: by id, whole address or name, or local part."""
    wanted = cells.text(value)
    if field == "in":
        sql = "SELECT seq FROM inboxes WHERE id = ?1 OR address LIKE ?2 ESCAPE '\\' OR address LIKE ?3 ESCAPE '\\'"
    else:
        sql = "SELECT seq FROM domains WHERE id = ?1 OR name LIKE ?2 ESCAPE '\\' OR 0 = ?3"
    plain = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [row[0] for row in conn.execute(sql, (wanted, plain, f"{plain}@%"))]


def is_text(node: Node) -> bool:
    """Whether this part is looked up in messages."""
    return isinstance(node, Words) or (isinstance(node, Term) and node.field in TEXT_COLUMNS and not node.means_us)


def text_of(node: Node) -> tuple[str, Phrase]:
    """The columns (in FTS5's language, empty for all) and the words of a part for which :func:`is_text` holds."""
    if isinstance(node, Words):
        return "", phrase(node.text, exact=node.exact)
    assert isinstance(node, Term)
    return TEXT_COLUMNS[node.field], phrase(node.values[0], exact=node.exact)


def _match(texts: Sequence[Node]) -> str | None:
    """One FTS5 expression for texts that one message must hold; ``None`` when one of them has no word."""
    found = [text_of(node) for node in texts]
    if any(not words.words for _, words in found):
        return None
    return " AND ".join(f"({columns} : {words.fts()})" if columns else words.fts() for columns, words in found)


def _reversed(order: str) -> str:
    parts = re.split(r", (?![^(]*\))", order)
    return ", ".join(part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC" for part in parts)


class _Maker:
    def __init__(self, conn: sqlite3.Connection, asking: Asking) -> None:
        self.conn = conn
        self.asking = asking

    def condition(self, node: Node) -> Condition:
        if isinstance(node, Not):
            sql, values = self.condition(node.inner)
            return f"NOT coalesce(({sql}), 0)", values
        if isinstance(node, Or):
            return self._joined(" OR ", [self.condition(part) for part in node.parts])
        if isinstance(node, And):
            parts = flat(node)
            rest = [self.condition(part) for part in parts if not is_text(part)]
            texts = [part for part in parts if is_text(part)]
            return self._joined(" AND ", [*rest, self._texts(texts)] if texts else rest)
        if is_text(node):
            return self._texts([node])
        assert isinstance(node, Term)
        if node.field.startswith("extracted."):
            return self._extracted(node)
        if node.means_us or node.field in _SINGLE:
            from commune_tui.store.conditions import single

            return single(self.conn, node, self.asking.now)
        return self._joined(" OR ", [self._value(node.field, value, len(node.values) > 1) for value in node.values])

    @staticmethod
    def _joined(word: str, conditions: Sequence[Condition]) -> Condition:
        if len(conditions) == 1:
            return conditions[0]
        return f"({word.join(sql for sql, _ in conditions)})", tuple(v for _, values in conditions for v in values)

    @staticmethod
    def _texts(texts: Sequence[Node]) -> Condition:
        match = _match(texts)
        return _NEVER if match is None else (_IN_MESSAGES, (match,))

    def _value(self, field: str, value: str, several: bool) -> Condition:
        column = "+t." if several else "t."  # several values come in no order of time, so no index helps
        if field == "status":
            return f"{column}status = ?", (value,)
        if field == "assignee":
            return self._assignee(value, column)
        if field == "tag":
            return "EXISTS (SELECT 1 FROM thread_tags g WHERE g.thread = t.seq AND g.tag = ?)", (tag_key(value),)
        if field in ("in", "domain"):
            return self._place(field, value, column)
        if field == "is" and value == "late":
            return f"(t.waits_since > 0 AND {DUE_AT} < ?)", (cells.millis(self.asking.now),)
        if field == "is" and value == "elsewhere":
            from commune_tui.store import elsewhere

            return elsewhere.condition(self.asking.now)
        if field == "is":
            return _MARKS[value], ()
        if field == "missing":
            from commune_tui.store import fields

            return "t.seq NOT IN (SELECT x.thread FROM extracted x WHERE x.name = ?)", (fields.named(value),)
        if field == "has":
            return _HAS[value], ()
        if field == "risk":
            return ("+t.risk = 0" if value == "none" else f"t.risk >= {RISKS.index(value)}"), ()
        if field == "loop":
            return _LOOPS[value], ()
        if field == "delivery":
            bits = TROUBLE_BITS if value == "trouble" else 1 << DELIVERY.index(value)
            return f"(t.delivery & {bits}) <> 0", ()
        if field == "direction":
            return "t.last_direction = ?", (value,)
        if field == "answered":
            return "t.answered_by = ?", ("" if value == "nobody" else value,)
        return "t.id = ?", (cells.text(value),)

    def _assignee(self, value: str, column: str) -> Condition:
        if value in ("nobody", "someone"):
            known = f"t.assignee IS NULL AND +t.status <> '{UNKNOWN}'"
            return "t.assignee IS NOT NULL" if value == "someone" else f"({known})", ()
        names = self.asking.me if value == "me" else (value,)
        if len(names) == 1:
            return f"{column}assignee = ?", (cells.text(names[0]),)
        return (f"+t.assignee IN ({numbers.marks(len(names))})", tuple(map(cells.text, names))) if names else _NEVER

    def _place(self, field: str, value: str, column: str) -> Condition:
        found = place_numbers(self.conn, field, value)
        name = "inbox" if field == "in" else "domain"
        if not found:
            return _NEVER
        if len(found) == 1:
            return f"{column}{name} = ?", (found[0],)
        return f"+t.{name} IN ({numbers.marks(len(found))})", tuple(found)

    def _extracted(self, node: Term) -> Condition:
        from commune_tui.store import fields

        name, value = fields.named(extracted_in(node.field)), cells.text(node.values[0])
        start = "t.seq IN (SELECT x.thread FROM extracted x WHERE x.name = ?"
        if value == "*" and not node.exact:
            return f"{start})", (name,)
        compared = None if node.exact else re.fullmatch(r"(<=|>=|<|>)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)", value)
        if compared:
            return f"{start} AND x.number {compared[1]} ?)", (name, float(compared[2]))
        return f"{start} AND x.value = ?)", (name, fields.found_as(value))

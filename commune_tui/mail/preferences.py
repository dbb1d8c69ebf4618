"""What the person set up for this program and account: saved views, and how things look. It stays on this machine."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from commune_tui.mail.events import Fact, InboxesChanged
from commune_tui.store import choices, views
from commune_tui.store.database import Database
from commune_tui.store.rows import ViewRow


class Fixed(NamedTuple):
    """What stands in the settings file beside what was made here: filters and texts, by their names."""

    views: Mapping[str, str] = MappingProxyType({})
    templates: Mapping[str, str] = MappingProxyType({})


class Preferences:
    """Names of views are told apart without regard to case."""

    def __init__(self, database: Database, tell: Callable[[Fact], None], fixed: Fixed) -> None:
        self._database, self._tell, self.fixed = database, tell, fixed

    def get(self, name: str) -> str:
        """How the person wants something to look, as it was kept; empty when nothing was."""
        return self._database.read_now(lambda conn: choices.get(conn, name))

    async def keep(self, name: str, value: str) -> None:
        """Keep how the person wants something to look, for the next start."""
        await self._database.write(lambda conn: choices.put(conn, name, value))

    def views(self) -> list[ViewRow]:
        return self._database.read_now(views.rows)

    async def save_view(self, name: str, query: str) -> None:
        """Keep a query under a name; an old view of that name is replaced."""

        def write(conn: sqlite3.Connection) -> None:
            same = _named(conn, name)
            views.put(conn, same[0].id if same else secrets.token_hex(8), name, query)

        await self._database.write(write)
        self._tell(InboxesChanged())

    async def delete_view(self, name: str) -> str:
        """Forget a saved view; what it found is told, so that it can be made again."""

        def write(conn: sqlite3.Connection) -> list[str]:
            same = _named(conn, name)
            for row in same:
                views.remove(conn, row.id)
            return [row.query or "everything" for row in same]

        found = await self._database.write(write)
        self._tell(InboxesChanged())
        return f"The view {name} is gone. It was: {', '.join(found)}" if found else f"There is no view {name!r}."


def _named(conn: sqlite3.Connection, name: str) -> list[ViewRow]:
    return [row for row in views.rows(conn) if row.name.casefold() == name.casefold()]

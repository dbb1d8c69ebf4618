"""Making, rotating and revoking API keys, and replacing the one that the program calls with.

Joins the acts of :mod:`commune_tui.mail.administration.key`, each of which is one request, to what a person wants:
where an answer was lost, the key that nobody can ever see is of no use, so it is made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import MARK, Deed, Ending
from commune_tui.mail.administration.left_open import SEEN
from commune_tui.mail.events import Administered, Fact
from commune_tui.mail.own_key import Listed, OwnKey, Replacement, next_name, stage
from commune_tui.store import apikeys, journal

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret
    from commune_tui.api.models import NewKey
    from commune_tui.mail.administration.administration import Administration
    from commune_tui.mail.outbox.presence import Presence
    from commune_tui.store.apikeys import ApiKeyRow
    from commune_tui.store.database import Database

_MOST = 2
"""So often a key whose text was lost is made anew."""
Hand = Callable[["Secret"], None]
"""Puts the text of a new key where the person wants it; raises Explained where that fails."""


class Made(NamedTuple):
    """What came of making or rotating a key. ``ending`` is that of the last request, ``lost`` how many answers were
    lost before it; ``key`` is the text, where it is known."""

    ending: Ending
    lost: int = 0
    key: Secret | None = None

    def __repr__(self) -> str:
        return f"Made({self.ending!r}, {self.lost})"


class Replaced(NamedTuple):
    """What came of a replacement: ``done``; the new key is in use and the old one ``lives``; or nothing changed, for
    the ``reason``."""

    word: str
    name: str = ""
    reason: str = ""


class ApiKeys:
    """One for a session. ``own`` is where our key is kept; ``None`` where nothing is kept."""

    def __init__(
        self, database: Database, administration: Administration, presence: Callable[[], Presence], own: OwnKey | None,
        tell: Callable[[Fact], None],
    ) -> None:  # fmt: skip
        self._db, self._administration, self._presence, self._tell = database, administration, presence, tell
        self.own = own
        self._replacing: Replacement | None = None

    # -- keys of others ------------------------------------------------------------------------------------------------

    async def create(
        self, name: str, permissions: Sequence[str], expires_in_s: int | None = None, hand: Hand | None = None
    ) -> Made:
        """Make a key under a name that no live one has; ``hand`` gets its text before it counts as made. Raises what
        :meth:`Administration.perform` does."""
        wanted = {"permissions": list(permissions), "expires_in_s": expires_in_s}
        deed = Deed("key.create", name, {"asked_at": clock.now_ms()}, wanted)
        return await self._with_text(deed, "void", hand)

    async def rotate(self, row: ApiKeyRow, hand: Hand | None = None) -> Made:
        """Give a key another text; the old one is dead at once. Not where somebody else did so since ``row`` was read:
        theirs would be dead then."""
        seen = {"prefix": row.prefix}
        deed = Deed("key.rotate", _name(row), {"key_id": row.id}, {"text": "another"}, expects=seen, replaces=True)
        return await self._with_text(deed, "blind", hand)

    async def revoke(self, key_id: str, name: str) -> Ending:
        """Switch a key off for good."""
        return await self._administration.perform(Deed("key.revoke", name, {"key_id": key_id}, {"status": "revoked"}))

    async def _with_text(self, deed: Deed, lost: str, hand: Hand | None) -> Made:
        """Ask, and again where the answer with the text was lost and it is sure that nothing useful came of it."""
        kept: list[Secret] = []
        tried = 0

        def take(answer: NewKey) -> None:
            nonlocal tried
            tried += 1
            assert answer.key is not None
            if not _usable(answer.key):
                raise NotDone("The server handed out a text that is no key: it holds characters that no key has.")
            if hand is not None:
                hand(answer.key)
            kept.append(answer.key)

        ending, before = Ending(lost), -1
        while ending.word == lost and not tried and before < _MOST:
            target = {**deed.target, "asked_at": clock.now_ms()} if "asked_at" in deed.target else deed.target
            ending = await self._administration.perform(deed._replace(target=target), take)
            deed = deed._replace(expects=None)  # what it is now is what the lost answer said
            before += 1
        return Made(ending, before, kept[0] if kept and ending.word == "confirmed" else None)

    # -- ours ----------------------------------------------------------------------------------------------------------

    async def replace(self, row: ApiKeyRow, taken: Sequence[str]) -> Replaced:
        """Make a key like ours, keep it in place of ours, use it, and switch ours off; ``taken`` are the names of keys.
        Raises what the steps do; what was begun is on disk until it is over, see :meth:`recover`."""
        own = self.own
        assert own is not None
        await self._end_last(own)
        begun = Replacement(next_name(_name(row), taken), row.id, _name(row), self._presence().name, own.place)
        self._replacing = begun
        try:
            return await self._replace(begun, row, own)
        finally:
            self._replacing = None

    async def _replace(self, begun: Replacement, row: ApiKeyRow, own: OwnKey) -> Replaced:
        """All of its steps."""
        await self._note(begun)
        life_s = None
        if row.expires_at is not None and row.created_at is not None:
            life_s = max(60, int((row.expires_at - row.created_at).total_seconds()))
        made = await self.create(begun.name, row.permissions, life_s)
        if made.key is None:
            if made.ending.word in ("refused", "unsent", "absent"):
                await self._note(None)
            return Replaced(made.ending.word, begun.name, made.ending.sentence)
        return await self._take(begun, made.key, own)

    async def _end_last(self, own: OwnKey) -> None:
        """Go on with the last replacement, where its old key still lives: the note of it would go, and with it the last
        that knows of that key. Raises NotDone where it goes on living."""
        left, presence = self.begun(), self._presence()
        if left is None or left.place != own.place or not (left.owner == presence.name or presence.gone(left.owner)):
            return
        if left == self._replacing:
            raise NotDone("This is being done already: its answer has not come yet.")
        await self._go_on(left)
        if self.begun() is not None:
            raise NotDone(f"The key {left.old_name} still lives, and has to be revoked before the next replacement.")

    async def _take(self, begun: Replacement, key: Secret, own: OwnKey) -> Replaced:
        """From a key that was made to one that is kept and in use; the old one is switched off then."""
        from commune_tui.api.errors import CommuneError, NotAuthenticated

        client = await self._administration.client()
        old = client.own_text()
        try:
            await client.try_key(key)
            own.keep(key)
        except Explained as error:
            await self._give_up(begun)
            return Replaced("given_up", begun.name, error.sentence)
        try:
            if own.kept() != key:
                raise _NotKept(f"What stands in {own.place} is not the new key.")
            await client.try_key(key)
        except (_NotKept, NotAuthenticated) as error:
            return await self._back(begun, own, old, error)
        except CommuneError as error:  # it worked a moment ago, so the next start goes on from here
            client.call_with(key)
            return Replaced("lives", begun.name, error.sentence)
        client.call_with(key)
        return await self._end_old(begun)

    async def _back(self, begun: Replacement, own: OwnKey, old: Secret | None, error: Explained) -> Replaced:
        """The new key does not work from where it is kept: the old one goes back."""
        if old is not None:
            own.keep(old)
        await self._give_up(begun)
        return Replaced("given_up", begun.name, error.sentence)

    async def _give_up(self, begun: Replacement) -> None:
        """Switch the new key off: the old one stays."""
        for key in await self._live():
            if key.name == begun.name and not key.kept:
                await self.revoke(key.id, key.name)
        await self._note(None)

    async def _end_old(self, begun: Replacement) -> Replaced:
        ending = await self.revoke(begun.old_id, begun.old_name)
        if not ending.happened:
            return Replaced("lives", begun.name, ending.sentence)
        await self._note(None)
        return Replaced("done", begun.name)

    async def end_what_was_left(self) -> bool:
        """Look at the server what became of acts and of a replacement that were left open; what is found is told.
        Whether that could be done."""
        from commune_tui.api.errors import CommuneError

        await self._administration.look_back()
        try:
            replaced = await self.recover()
        except (CommuneError, NotDone):
            return False
        if replaced is not None:
            self._tell(Administered("key.replace", replaced.name, replaced.word))
        return not self._db.read_now(_acts_left)

    async def recover(self) -> Replaced | None:
        """Go on with a replacement that another copy of the program began and did not end; ``None`` where there is
        none. Raises what the client does: it is tried again at the next start."""
        begun = self.begun()
        if begun is None or self.own is None or self.own.place != begun.place or self.own.objection():
            return None
        if not self._presence().gone(begun.owner):
            return None
        return await self._go_on(begun)

    async def _go_on(self, begun: Replacement) -> Replaced | None:
        """From where it was left."""
        match stage(begun, await self._live()):
            case "kept":
                return await self._end_old(begun)
            case "lost":
                await self._give_up(begun)
                return Replaced("given_up", begun.name, "The program ended before the new key was kept.")
            case "done":
                await self._note(None)
                return Replaced("done", begun.name)
        await self._note(None)
        return None

    async def _live(self) -> list[Listed]:
        from commune_tui.mail.administration.key import live

        client = await self._administration.client()
        kept = self.own.kept() if self.own is not None else None
        return [
            Listed(key.id, (key.name or "").strip(), client.calls_with(key.key_prefix or "", kept))
            for key in await live(client)
        ]

    def begun(self) -> Replacement | None:
        """The replacement that is not over."""
        noted = self._db.read_now(apikeys.replacement)
        return Replacement(*noted) if noted is not None else None

    async def _note(self, begun: Replacement | None) -> None:
        def work(conn: sqlite3.Connection) -> None:
            apikeys.put_replacement(conn, begun)

        await self._db.write(work)


class _NotKept(Explained):
    """What was to be kept is not there."""


def left_open(conn: sqlite3.Connection) -> bool:
    """Whether something was begun of which nobody wrote down the end."""
    return apikeys.replacement(conn) is not None or _acts_left(conn)


def _acts_left(conn: sqlite3.Connection) -> bool:
    return any(journal.left_open(conn, MARK, word, 1) for word in ("made", SEEN))


def _name(row: ApiKeyRow) -> str:
    return row.name or row.prefix or row.id


def _usable(key: Secret) -> bool:
    """Whether it can be a key: it stands in a header, on a screen and in a file that somebody reads out."""
    return key.reveal().isascii() and key.reveal().isprintable()

"""What is done to API keys: making one, a guest's for a short time, another text, revoking, replacing ours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import apikeys, key_file, key_wish
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, Danger, Target, outcome
from commune_tui.actions.key_wish import EXAMPLE, Unclear, Wish
from commune_tui.actions.speech import capital, listed, number
from commune_tui.errors import Explained
from commune_tui.mail.scopes import in_words, lacking
from commune_tui.store.rows import line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.apikeys import Made, Replaced
    from commune_tui.mail.session import Session
    from commune_tui.store.apikeys import ApiKeyRow

GONE = "This key is not listed any more."
OURS = f"This program calls with this key: {do('key.replace')} puts another in its place."
ROOM = (
    f"{apikeys.MOST} keys live, which is all that an organisation may have, so there is no room for another beside "
    f"them. {do('key.revoke')} makes some."
)
NOT_SHOWN = "No new key is shown here."
KEEP = f"{do('apikeys.copy')} copies it, {do('apikeys.write')} writes it into a file. It is nowhere else."
ONCE = "Its text is shown this once, and nobody can show it again."


def found(session: Session, key_id: str) -> ApiKeyRow | None:
    """The key of an id, as it was listed last."""
    return next((row for row in apikeys.keys(session).rows if row.id == key_id), None)


def _find(session: Session, word: str) -> str:
    """By its name in any case, how it begins, or its id; a live one goes before dead ones of the same name."""
    sought = word.strip().casefold()
    for row in apikeys.keys(session).rows if sought else ():
        if sought in (row.name.casefold(), row.prefix.casefold(), row.id.casefold(), line(row.id).casefold()):
            return row.id
    return ""


def _names(session: Session) -> Sequence[str]:
    return [apikeys.called(row) for row in apikeys.keys(session).rows if not row.dead(clock.now())]


def _find_own(session: Session, word: str) -> str:
    """Ours, where nothing else is named."""
    ours = apikeys.keys(session).ours
    return _find(session, word) if word.strip() or ours is None else ours.id


KEY = Target("KEY", "a key", _find, _names)
OWN = Target("KEY", "the key of this program", _find_own, _names)
"""What only the key in use can be: a screen knows which one that is."""


# -- making ------------------------------------------------------------------------------------------------------------


def _which(session: Session, ids: Ids) -> str:
    return f"Which key? Its name, what it may do and how long it lives, as in: {EXAMPLE}. A file for it may follow."


def _offers(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    return key_wish.offers(line, session.administration.rights.scopes)


def _no_key(guest: bool, session: Session, target: str, words: str) -> str:
    keys, now = apikeys.keys(session), clock.now()
    if apikeys.live(keys, now) >= apikeys.MOST:
        return ROOM
    if not words.strip():
        return ""
    try:
        wish = key_wish.read(words, guest=guest)
        if wish.path:
            key_file.check(wish.path)
    except Explained as unclear:
        return unclear.sentence
    if any(row.name == wish.name and not row.dead(now) for row in keys.rows):
        return f"A key {wish.name!r} lives already. Another name: it is by its name that a lost one is found."
    lacks = lacking(wish.permissions, session.administration.rights.scopes)
    return f"The key in use lacks {lacks[0]}, so it hands that on to no other key. Nothing was done." if lacks else ""


async def _create(guest: bool, session: Session, target: str, words: str) -> Came:
    wish = key_wish.read(words, guest=guest)
    with key_file.opened(wish.path) as hand:
        made = await session.api_keys.create(wish.name, wish.permissions, wish.life_s, hand)
    ends = f", for {clock.span(wish.life_s)}" if wish.life_s else ""
    bounded = lacking(apikeys.EVERYTHING, wish.permissions)
    done = f"Made: {wish.name}, which {in_words(wish.permissions)}{ends}."
    came = _came(made, f"{done} {apikeys.NO_BOUNDARY}" if bounded else done, wish)
    return came._replace(about=wish.name)


def _came(made: Made, done: str, wish: Wish) -> Came:
    """What is said of a new text: how many were lost before it, where it is now."""
    lost = f"{capital(number(made.lost, 'answer'))} with a text got lost, so it was made anew. " if made.lost else ""
    if made.key is None:
        return Came(made.ending.word, f"{lost}{outcome(made.ending, done)}")
    where = f"Its text is in {key_file.shown(wish.path)} and nowhere else." if wish.path else ONCE
    return Came("confirmed", f"{lost}{done} {where}", once=None if wish.path else made.key)


# -- another text, revoking --------------------------------------------------------------------------------------------


def _not_another(session: Session, key_id: str, words: str) -> str:
    row = found(session, key_id)
    if row is None:
        return GONE
    return OURS if row.ours else f"{apikeys.called(row)} opens nothing any more." if row.dead(clock.now()) else ""


def _no_text(session: Session, key_id: str, words: str) -> str:
    try:
        if path := key_wish.path_of(words):
            key_file.check(path)
    except Explained as unclear:
        return unclear.sentence
    return _not_another(session, key_id, "")


async def _rotate(session: Session, key_id: str, words: str) -> Came:
    row = _there(session, key_id)
    wish = Wish(apikeys.called(row), path=key_wish.path_of(words))
    with key_file.opened(wish.path) as hand:
        made = await session.api_keys.rotate(row, hand)
    return _came(made, f"{wish.name} has another text, and the old one is dead.", wish)


async def _revoke(session: Session, key_id: str, words: str) -> Came:
    row = _there(session, key_id)
    ending = await session.api_keys.revoke(row.id, apikeys.called(row))
    return Came(ending.word, outcome(ending, f"{apikeys.called(row)} is revoked: it opens nothing any more."))


def _there(session: Session, key_id: str) -> ApiKeyRow:
    if (row := found(session, key_id)) is None:
        raise Unclear(f"{GONE} Nothing was done.")
    return row


def typed(row: ApiKeyRow) -> str:
    """What has to be typed: its name, or how it begins where the name cannot be typed on every keyboard."""
    plain = row.name.isascii() and row.name == row.name.strip() and 0 < len(row.name) <= 40
    return row.name if plain else row.prefix or line(row.id)


def _stops(session: Session, row: ApiKeyRow) -> list[str]:
    """What will stop working, as far as is known."""
    now, own = clock.now(), session.api_keys.own
    use = f"It was last used {apikeys.used(row, now)}." if row.last_used_at is not None else "Nobody ever used it."
    profiles = list(own.profiles(row.prefix)) if own is not None else []
    here = f"On this machine {listed(profiles)} has it, too." if profiles else ""
    return [f"It {in_words(row.permissions)}. {use} {here}".rstrip()]


def _revoked(session: Session, key_id: str, words: str) -> Danger | None:
    row = found(session, key_id)
    if row is None:
        return None
    return Danger(typed(row), (
        f"Revoking {apikeys.called(row)} cannot be undone: whatever calls with it stops at once.",
        *_stops(session, row),
    ))  # fmt: skip


def _rotated(session: Session, key_id: str, words: str) -> Danger | None:
    row = found(session, key_id)
    if row is None:
        return None
    return Danger(typed(row), (
        f"The text of {apikeys.called(row)} is dead at once: whatever calls with it stops until it has the new one.",
        *_stops(session, row),
    ))  # fmt: skip


# -- ours --------------------------------------------------------------------------------------------------------------


def _no_replacing(session: Session, key_id: str, words: str) -> str:
    keys, own, row = apikeys.keys(session), session.api_keys.own, found(session, key_id)
    if own is None:
        return "This program was handed its key for one run, so there is no place to put another. Nothing was done."
    if objection := own.objection():
        return objection
    if row is None or not row.ours:
        return f"This is for the key in use. Others get another text: {do('key.rotate')}."
    return ROOM if apikeys.live(keys, clock.now()) >= apikeys.MOST else ""


def _replaces(session: Session, key_id: str, words: str) -> Danger | None:
    row, own = found(session, key_id), session.api_keys.own
    if row is None or own is None:
        return None
    name = apikeys.called(row)
    return Danger(typed(row), (
        f"A key like {name} is made, kept in {own.place} and used; then {name} is revoked.",
        "Whatever else calls with it stops then: other copies of this program have to be started again.",
        *_stops(session, row),
    ))  # fmt: skip


async def _replace(session: Session, key_id: str, words: str) -> Came:
    row = _there(session, key_id)
    replaced = await session.api_keys.replace(row, [each.name for each in apikeys.keys(session).rows])
    told = _told(session, replaced, apikeys.called(row))
    return Came("confirmed" if replaced.word == "done" else replaced.word, told)


def _told(session: Session, replaced: Replaced, old: str) -> str:
    """How a replacement ended."""
    place = session.api_keys.own.place if session.api_keys.own is not None else ""
    reason = f"{replaced.reason} " if replaced.reason else ""
    return {
        "done": f"{replaced.name} is in use now, kept in {place}; {old} is revoked.",
        "lives": f"{reason}{replaced.name} is in use now, kept in {place}. {old} still lives: it is revoked at the "
        f"next start, or by {do('key.revoke')}.",
        "given_up": f"{reason}{old} stays in use, and {replaced.name} was revoked.",
    }.get(replaced.word, f"{reason}{old} stays in use. What became of {replaced.name} is looked up at the next start.")


ACTIONS: dict[str, Act] = {
    "key.create": Act(
        partial(_create, False), "", None,
        Argument("new key: name, scopes, life", _which, _offers, take_first=False, enter="make it", free=True),
        partial(_no_key, False), once=True,
    ),
    "key.guest": Act(
        partial(_create, True), "", None,
        Argument("guest key: name, life", _which, _offers, take_first=False, enter="make it", free=True),
        partial(_no_key, True), once=True,
    ),
    "key.rotate": Act(_rotate, "", KEY, None, _no_text, _rotated, once=True),
    "key.revoke": Act(_revoke, "", KEY, None, _not_another, _revoked),
    "key.replace": Act(_replace, "", OWN, None, _no_replacing, _replaces),
}  # fmt: skip
"""What each command does to a key, by its id."""

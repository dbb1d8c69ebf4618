"""Erasing one person from what is here, on their request; the server deletes nobody by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions import erasure, key_file
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import FILE, NOTHING_DONE, Act, Came, Danger
from commune_tui.actions.key_wish import Unclear
from commune_tui.actions.speech import number

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_EXAMPLE = "anna@shop.example file ~/certificate.txt"
_HOW = f"Say their address and a new file for the certificate, as in: {_EXAMPLE}."
DELIVERIES = "deliveries of webhooks that listen had kept"


class Wish(NamedTuple):
    """Whom to erase, and where the certificate goes."""

    address: str
    path: str


class _Paper:
    """A text that is written as a secret is, to a new private file."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip("\n")

    def reveal(self) -> str:
        return self._text


def read(words: str) -> Wish:
    """The wish in some words. Raises Unclear."""
    address, _, path = words.strip().partition(f" {FILE}")
    wish = Wish(address.strip().strip(",").lower(), path.strip())
    name, at, host = wish.address.rpartition("@")
    if not (at and name and host) or " " in wish.address:
        raise Unclear(f"That is no address. {_HOW} {NOTHING_DONE}")
    if not wish.path:
        raise Unclear(f"{_HOW} {NOTHING_DONE}")
    return wish


def _whom(session: Session, ids: Ids) -> str:
    return f"Erase whom from this copy? {_HOW}"


def _suggest(session: Session, ids: Ids, words: str) -> Sequence[Suggestion]:
    if " " in words.strip():
        return []
    people = session.reads.people(words.strip()) if words.strip() else []
    return [Suggestion(f"{each.address} {FILE}", each.name) for each in people]


def _no_erasing(session: Session, target: str, words: str) -> str:
    if not words.strip():
        return ""
    try:
        wish = read(words)
        key_file.check(wish.path)
    except (Unclear, key_file.NotWritten) as unclear:
        return unclear.sentence
    found = session.erasure.look(wish.address)
    if any(row.address.lower() == wish.address for row in session.reads.inboxes()):
        return f"{wish.address} is an inbox of yours, and no customer. {NOTHING_DONE}"
    if found.nothing and not _kept(wish.address, ()):
        return " ".join((f"Nothing is here about {wish.address}.", *erasure.stays(found), NOTHING_DONE))
    return ""


def _goes(session: Session, target: str, words: str) -> Danger | None:
    wish = read(words)
    found = session.erasure.look(wish.address)
    return Danger(
        wish.address,
        (
            f"This removes from here, of {wish.address}: {erasure.here(found)}. Nothing takes it back.",
            *erasure.stays(found),
            *erasure.at_the_server(found),
        ),
    )


async def _erase(session: Session, target: str, words: str) -> Came:
    wish = read(words)
    with key_file.opened(wish.path) as hand:
        ids = session.erasure.look(wish.address).ids
        outcome = await session.erasure.erase(wish.address)
        kept = _forget_kept(wish.address, ids)
        text = erasure.certificate(outcome)
        assert hand is not None
        hand(_Paper(f"{text}\nAlso removed: {kept} {DELIVERIES}.\n" if kept else text))
    also = (
        f" So {'is' if kept == 1 else 'are'} {number(kept, 'delivery', 'deliveries')} that listen had kept."
        if kept
        else ""
    )
    return Came(
        "confirmed",
        f"Removed from this copy: {erasure.here(outcome.before)}.{also} The certificate is in "
        f"{key_file.shown(wish.path)}. {erasure.held(outcome.there)} {erasure.REFUSED}",
    )


def _naming(address: str, ids: Sequence[str]) -> list[bytes]:
    return [each.encode() for each in (address, *ids)]


def _kept(address: str, ids: Sequence[str]) -> int:
    from commune_tui.listen.kept import naming

    return len(naming(_naming(address, ids)))


def _forget_kept(address: str, ids: Sequence[str]) -> int:
    """Let go of what the receiver of webhooks kept of them."""
    from commune_tui.erase import erase
    from commune_tui.listen.kept import naming

    found = naming(_naming(address, ids))
    for path in found:
        erase(path)
    return len(found)


ACTIONS: dict[str, Act] = {
    "customer.erase": Act(
        _erase, "", None, Argument("erase whom, and file", _whom, _suggest, take_first=False, enter="count it"),
        _no_erasing, _goes,
    ),
}  # fmt: skip
"""What each command does to one person's data, by its id."""

"""A new inbox: on a domain of one's own or on one that the server picks, its local part checked while it is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, Danger, perform
from commune_tui.actions.speech import listed
from commune_tui.mail.administration.deeds import Deed
from commune_tui.mail.administration.inbox import WRITE
from commune_tui.store import domains
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import DomainRow, InboxRow

_LOCAL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
_LONGEST_NAME: Final = 100
RULE: Final = "Before the @ stand at most 64 letters, digits, dots, dashes and underscores, a letter or digit first."


_told: WeakKeyDictionary[Session, tuple[str, list[str]]] = WeakKeyDictionary()
"""The inboxes that a person was warned of, by the words: one that the copy learned of since is none of these."""


class _Wanted(NamedTuple):
    """What was written: the local part, the domain (``None`` where the server picks one), the name."""

    local: str
    domain: str
    name: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}" if self.domain else self.local


def _read(words: str) -> _Wanted:
    address, _, name = words.strip().partition(" ")
    local, _, domain = address.partition("@")
    return _Wanted(local.lower(), domain.lower(), one_line(name).strip())


def _domain(session: Session, name: str) -> DomainRow | None:
    return next((row for row in session.reads.read(domains.rows) if row.name.casefold() == name.casefold()), None)


def _there(session: Session, wanted: _Wanted) -> InboxRow | None:
    """The inbox that has the address already, or may: a server that picks the domain may pick one of ours."""
    same = [row for row in session.reads.inboxes() if row.address.partition("@")[0].casefold() == wanted.local]
    if wanted.domain:
        return next((row for row in same if row.address.casefold() == wanted.address.casefold()), None)
    return same[0] if same else None


def _known(session: Session, wanted: _Wanted) -> list[str]:
    """The inboxes with its local part, on the domain or on any where the server picks one, as the copy has them: where
    the server has others, somebody was quicker, or an act of ours came through that nobody knew the end of."""
    local, domain = wanted.local.casefold(), wanted.domain.casefold()
    addresses = {row.id: row.address.casefold() for row in session.reads.inboxes()}
    return sorted(
        inbox_id for inbox_id, address in addresses.items()
        if address.partition("@")[0] == local and domain in ("", address.partition("@")[2])
    )  # fmt: skip


def _no_inbox(session: Session, target: str, words: str) -> str:
    if not words.strip():
        return ""
    wanted = _read(words)
    if not _LOCAL.fullmatch(wanted.local):
        return RULE
    if "@" in wanted.name and not wanted.domain:
        return f"An address has no blank in it. {RULE}"
    if wanted.domain and _domain(session, wanted.domain) is None:
        known = [row.name for row in session.reads.read(domains.rows) if row.name]
        some = f" There {'is' if len(known) == 1 else 'are'} {listed(known)}." if known else ""
        return f"{one_line(wanted.domain)} is no domain of this account.{some} Without @ the server picks one."
    return f"A name has at most {_LONGEST_NAME} characters." if len(wanted.name) > _LONGEST_NAME else ""


def _suggested(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    address, blank, _ = line.partition(" ")
    if blank:
        return [Suggestion("", "what follows is the name that its mail is from", " ")]
    wanted = _read(line)
    if not wanted.local:
        return [Suggestion("", f"{RULE} A name may follow. Without @ the server picks the domain.", " ")]
    if not _LOCAL.fullmatch(wanted.local):
        return [Suggestion("", RULE, " ", warning=address)]
    names = [row.name for row in session.reads.read(domains.rows) if row.name.startswith(wanted.domain)]
    offers = [_offer(session, wanted._replace(domain=name)) for name in names]
    return offers if "@" in address else [_offer(session, wanted), *offers]


def _offer(session: Session, wanted: _Wanted) -> Suggestion:
    about = "new" if wanted.domain else "on a domain that the server picks"
    there = _there(session, wanted) is not None
    return Suggestion(wanted.address, about, warning="there is one already" if there else "")


def _replaces(session: Session, target: str, words: str) -> Danger | None:
    """A repeat may be merged (contract §4.2), or give the address a new id (vendor §8)."""
    wanted = _read(words)
    _told[session] = (words, _known(session, wanted))
    row = _there(session, wanted)
    if row is None:
        return None
    picked = "" if "@" in words.partition(" ")[0] else " The server picks the domain, and may pick that one."
    return Danger(
        row.address,
        (
            f"{row.address} is there already.{picked}",
            "Made again, some servers give it a new id, and nothing takes that back: its mail stays under the old",
            "one, and an agent that knows the old id is told that it does not exist.",
            "To change its name or its webhook, change it, and do not make it again.",
        ),
    )


async def _create(session: Session, target: str, words: str) -> Came:
    wanted = _read(words)
    domain = _domain(session, wanted.domain) if wanted.domain else None
    asked, known = _told.pop(session, ("", []))
    if asked != words:
        known = _known(session, wanted)
    fields = {"local_part": wanted.local, "name": wanted.name, "domain": wanted.domain}
    deed = Deed(
        "inbox.create", wanted.address, {"domain_id": domain.id if domain is not None else ""},
        {name: each for name, each in fields.items() if each},
        expects={"inbox_ids": known} if known else None, replaces=bool(known),
    )  # fmt: skip
    came = await perform(session, deed, "")
    if not came.happened:
        return came
    made = one_line(str(getattr(came.answer, "address", None) or wanted.address))
    hook = f"{do('inbox.webhook')} says where its agent hears of mail."
    return came._replace(sentence=f"{came.sentence.strip()} {made} is there. {hook}".strip())


ACTIONS: dict[str, Act] = {
    "inbox.create": Act(
        _create, WRITE, None,
        Argument("new inbox", lambda session, ids: f"Which address? {RULE}", _suggested, False, "make it"),
        _no_inbox, _replaces,
    ),
}  # fmt: skip
"""By the id of the command."""

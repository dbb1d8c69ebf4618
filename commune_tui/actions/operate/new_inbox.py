"""A new inbox: on a domain of one's own or on one that the server picks, its local part checked while it is typed, and
with the webhook of its agent from the beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, Danger, perform
from commune_tui.actions.operate.inbox_webhook import KNOWN_EVENTS, USUAL, no_address, offered, parts
from commune_tui.actions.speech import listed
from commune_tui.mail.administration.deeds import Deed
from commune_tui.mail.administration.inbox import WRITE
from commune_tui.sending.operation import Json
from commune_tui.store import domains
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import DomainRow, InboxRow

_LOCAL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
_LONGEST_NAME: Final = 100
RULE: Final = "Before the @ stand at most 64 letters, digits, dots, dashes and underscores, a letter or digit first."

_MAY_FOLLOW: Final = "A name may follow, and the https:// address of its webhook."
_BEGINS: Final = "https://"
_URL: Final = "://"
"""What the address of a webhook has in it, and no other word."""


class _Wanted(NamedTuple):
    """What was written: the local part, the domain (empty where the server picks one), the name, the address of its
    webhook with the events behind it."""

    local: str
    domain: str
    name: str
    hook: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}" if self.domain else self.local


def _read(words: str) -> _Wanted:
    address, *rest = words.split() or [""]
    at = next((at for at, word in enumerate(rest) if _URL in word), len(rest))
    local, _, domain = address.partition("@")
    return _Wanted(local.lower(), domain.lower(), one_line(" ".join(rest[:at])).strip(), " ".join(rest[at:]))


def _no_hook(hook: str) -> str:
    """Why its webhook cannot be made so; empty where it can, or there is none."""
    if not hook or (wrong := no_address(hook)):
        return wrong if hook else ""
    odd = [one_line(event) for event in parts(hook)[1] if event not in KNOWN_EVENTS]
    behind = f"Behind the address of the webhook stand {listed(KNOWN_EVENTS, 'or')}; a name stands before it."
    return f"{odd[0]} is no event. {behind}" if odd else ""


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
    long = f"A name has at most {_LONGEST_NAME} characters." if len(wanted.name) > _LONGEST_NAME else ""
    return long or _no_hook(wanted.hook)


def _which(session: Session, ids: Ids) -> str:
    return f"Which address? {RULE} {_MAY_FOLLOW}"


def _suggested(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    address, blank, more = line.partition(" ")
    if blank:
        return _behind(f"{address} ", more)
    wanted = _read(line)
    if not wanted.local:
        return [
            Suggestion("", RULE, " "), Suggestion("", f"{_MAY_FOLLOW} Without @ the server picks the domain.", " ")
        ]  # fmt: skip
    if not _LOCAL.fullmatch(wanted.local):
        return [Suggestion("", RULE, " ", warning=address)]
    names = [row.name for row in session.reads.read(domains.rows) if row.name.startswith(wanted.domain)]
    offers = [_offer(session, wanted._replace(domain=name)) for name in names]
    return offers if "@" in address else [_offer(session, wanted), *offers]


def _behind(before: str, line: str) -> Sequence[Suggestion]:
    """What may stand behind the address."""
    words = line.split(" ")
    at = next((at for at, word in enumerate(words) if _URL in word), None)
    if at is not None:
        hook, name = " ".join(words[at:]), "".join(f"{word} " for word in words[:at])
        wrong = _no_hook(hook) if line.endswith(" ") or " " not in hook else ""
        return [Suggestion("", wrong, " ")] if wrong else offered(hook, before + name)
    last = words[-1]
    offer = Suggestion(f"{before}{line.removesuffix(last)}{_BEGINS}", "where its agent hears of mail", _BEGINS)
    named = Suggestion("", "what follows is the name that its mail is from", " ")
    return [named, offer] if not last else [offer] if _BEGINS.startswith(last) else [named]


def _offer(session: Session, wanted: _Wanted) -> Suggestion:
    about = "new" if wanted.domain else "on a domain that the server picks"
    there = _there(session, wanted) is not None
    return Suggestion(wanted.address, about, warning="there is one already" if there else "")


def _replaces(session: Session, target: str, words: str) -> Danger | None:
    """A repeat may be merged (contract §4.2), or give the address a new id (vendor §8)."""
    wanted = _read(words)
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
        _known(session, wanted),
    )


async def _create(session: Session, target: str, words: str, over: Sequence[str] = ()) -> Came:
    """Make it; where the name is taken, only ``over`` those inboxes that a person was warned of."""
    wanted = _read(words)
    domain = _domain(session, wanted.domain) if wanted.domain else None
    fields = {"local_part": wanted.local, "name": wanted.name, "domain": wanted.domain, "webhook": _hook(wanted)}
    deed = Deed(
        "inbox.create", wanted.address, {"domain_id": domain.id if domain is not None else ""},
        {name: each for name, each in fields.items() if each},
        expects={"inbox_ids": list(over)} if over else None, replaces=bool(over),
    )  # fmt: skip
    came = await perform(session, deed, "")
    if not came.happened:
        return came
    made = one_line(str(getattr(came.answer, "address", None) or wanted.address))
    word, there = _told(session, wanted, came, over)
    told = f"{came.sentence.strip()} {made} is there{there}".strip()
    return came._replace(word=word, sentence=told, about=made, made=getattr(came.answer, "id", "") or "")


def _hook(wanted: _Wanted) -> Json | None:
    if not wanted.hook:
        return None
    url, events = parts(wanted.hook)
    return {"endpoint": url, "events": list(events or USUAL)}


def _told(session: Session, wanted: _Wanted, came: Came, over: Sequence[str]) -> tuple[str, str]:
    """The word for what came of it, and what is said of its webhook."""
    if not wanted.hook:
        return came.word, f". {do('inbox.webhook')} says where its agent hears of mail."
    kept, url = _kept(session, wanted, came, over), parts(wanted.hook)[0]
    if kept is None:
        return came.word, f", and whether its agent hears of mail is not known yet: {do('inbox.test')} tests it."
    if not kept:
        return "other", f", but the server did not keep its webhook. {do('inbox.webhook')} sets one."
    check = f"{do('inbox.test')} tests it, {do('inbox.secret')} shows its secret."
    return came.word, f", and its agent hears of mail at {url}. {check}"


def _kept(session: Session, wanted: _Wanted, came: Came, over: Sequence[str]) -> bool | None:
    """Whether the server has its webhook. What the copy read since says more than the answer, which some servers give
    without it; ``None`` where neither says anything."""
    url, made = parts(wanted.hook)[0], getattr(came.answer, "id", "")
    ids = [made] if made else [each for each in _known(session, wanted) if each not in over]
    shown = [row.webhook_url for row in session.reads.inboxes() if row.id in ids]
    answered = getattr(getattr(came.answer, "webhook", None), "endpoint", None)
    return url in shown if shown else None if answered is None else answered == url


ACTIONS: dict[str, Act] = {
    "inbox.create": Act(
        _create, WRITE, None,
        Argument("new inbox", _which, _suggested, False, "make it"),
        _no_inbox, _replaces, warned=_create,
    ),
}  # fmt: skip
"""By the id of the command."""

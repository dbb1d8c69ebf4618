"""What is done to a domain: adding one, having its records checked, writing them down for whoever keeps its DNS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from commune_tui import clock
from commune_tui.actions import dmarc, dns
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, Target, perform
from commune_tui.actions.domains import Standing, called, standing
from commune_tui.actions.speech import listed, number
from commune_tui.mail.administration.deeds import Deed
from commune_tui.mail.administration.dmarc import read
from commune_tui.mail.administration.domain import WRITE
from commune_tui.store import domains
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.administration.watch import Watch
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import DomainRow

REGIONS: Final = ("us-east-1", "eu-west-1", "sa-east-1", "ap-northeast-1")
"""Where a domain can live (contract §4.1); the first one where nobody says."""
_NAME: Final = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE
)
GONE: Final = "This domain is not listed any more."
NEEDED: Final = (
    "Whoever keeps its DNS has to enter four or five records then: two for SPF, one for DKIM, one or two more.",
    "One of them sends all mail of that very name here. Where people have mailboxes under it, take a name below it.",
    f"A region may follow: {', '.join(REGIONS)}. It cannot be changed later.",
)
"""What adding a domain comes to, said before."""
WATCHING: Final = "watching"
"""The word of a watch that was begun."""
_FORMS: Final = {"zone": "lines for a zone file", "table": "columns, for a ticket", "json": "a list of objects"}


def found(session: Session, domain_id: str) -> DomainRow | None:
    """The domain of an id, as the copy has it."""
    return next((row for row in session.reads.read(domains.rows) if row.id == domain_id), None)


def _find(session: Session, word: str) -> str:
    rows = session.reads.read(domains.rows)
    named = [row.id for row in rows if word and word.casefold() in (called(row).casefold(), row.id.casefold())]
    return named[0] if named else ""


def _names(session: Session) -> Sequence[str]:
    return [called(row) for row in session.reads.read(domains.rows)]


DOMAIN = Target("DOMAIN", "a domain", _find, _names)


def _here(session: Session, domain_id: str, words: str) -> str:
    return "" if found(session, domain_id) is not None else GONE


# -- adding ------------------------------------------------------------------------------------------------------------


def _no_domain(session: Session, target: str, words: str) -> str:
    if not words:
        return ""
    name, *rest = words.split()
    if not _NAME.fullmatch(name):
        return f"{name} is no name of a domain, such as mail.example.com."
    if _find(session, name):
        return f"{name} is here already."
    if len(rest) > 1 or (rest and rest[0] not in REGIONS):
        return f"Behind the name stands a region, or nothing: {listed(REGIONS, 'or')}."
    return ""


def _which(session: Session, ids: Ids) -> str:
    return f"Which name? {' '.join(NEEDED)}"


def _needed(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    name, blank, begun = line.partition(" ")
    fits = [f"{name} {region}" for region in REGIONS if region.startswith(begun.strip())] if blank else []
    return [Suggestion(each, "", each.partition(" ")[2]) for each in fits] or [
        Suggestion("", sentence, " ") for sentence in NEEDED
    ]


async def _add(session: Session, target: str, words: str) -> Came:
    name, *rest = words.split()
    wanted = {"name": name.lower(), "region": rest[0] if rest else ""}
    deed = Deed("domain.add", name.lower(), {}, {field: each for field, each in wanted.items() if each})
    next_ = "The records that it needs stand below it: they go to whoever keeps its DNS. Then have them checked."
    came = await perform(session, deed, f"{deed.about} is added. {next_}")
    return came._replace(made=getattr(came.answer, "id", "") or "")


# -- checking ----------------------------------------------------------------------------------------------------------


async def _verify(session: Session, domain_id: str, words: str) -> Came:
    row = found(session, domain_id)
    assert row is not None
    deed = Deed("domain.verify", called(row), {"domain_id": row.id}, {"records": "to be checked"})
    came = await perform(session, deed, "")
    if came.word == "untold":
        return came._replace(sentence="The answer was lost. Asking for a check again does no harm.")
    if not came.happened:
        return came
    await session.administration.read_again()
    now = found(session, domain_id)
    how = standing(now) if now is not None else Standing("", "not listed any more", "bad")
    more = "" if how.role == "good" else f" A name server may take a while: {do('domain.watch')} waits for it."
    return came._replace(sentence=f"Checked. {deed.about}: {how.plain}.{more}")


# -- writing down ------------------------------------------------------------------------------------------------------


def _which_form(session: Session, ids: Ids) -> str:
    return f"As what? {listed([f'{name} ({about})' for name, about in _FORMS.items()], 'or')}."


def _forms(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    return [Suggestion(name, about) for name, about in _FORMS.items() if name.startswith(line.strip())]


def _no_form(session: Session, domain_id: str, words: str) -> str:
    row = found(session, domain_id)
    if row is None:
        return GONE
    if not row.records:
        return f"The records of {row.name} are not known."
    return "" if not words or words in dns.FORMS else _which_form(session, ())


async def _records(session: Session, domain_id: str, words: str) -> Came:
    row = found(session, domain_id)
    assert row is not None
    return Came("shown", f"The records of {row.name} as {_FORMS[words]}.", text=dns.FORMS[words](row))


# -- waiting for it ----------------------------------------------------------------------------------------------------


async def _watch(session: Session, domain_id: str, words: str) -> Came:
    """Have it checked again and again from now on; where that is being done, no more."""
    row = found(session, domain_id)
    assert row is not None
    watches = session.administration.watches
    if watches.stop(domain_id):
        return Came("stopped", f"{row.name} is watched no more.")
    came = await _verify(session, domain_id, "")
    now = found(session, domain_id)
    if not came.happened or now is None or standing(now).role == "good":
        return came
    watches.begin(domain_id, row.name)
    stop = f"It is told once all are there, wherever one is then; {do('domain.watch')} stops it."
    return came._replace(word=WATCHING, sentence=f"{row.name}: {standing(now).plain}. Watched from now on. {stop}")


def watched(watch: Watch) -> list[tuple[str, str]]:
    """How a watch goes on, as facts: a word for each."""
    if watch.done:
        return [("watched", "done: all records are found")]
    now = clock.now()
    due = "" if watch.next_at is None else f", again {clock.ahead(max((watch.next_at - now).total_seconds(), 0.0))}"
    since = f"since {clock.local(watch.begun_at):%H:%M}"
    looks = f"{number(watch.looks, 'look')} {since}{due}" if watch.looks else f"{since}{due}"
    missing = [f"{name} since {clock.local(at):%H:%M}" for name, at in watch.missing.items()]
    lacking = [("missing", ", ".join(missing))] if missing else []
    return [("watched", looks), *lacking, *([("trouble", watch.trouble)] if watch.trouble else [])]


# -- DMARC -------------------------------------------------------------------------------------------------------------


async def _dmarc(session: Session, domain_id: str, words: str) -> Came:
    row = found(session, domain_id)
    assert row is not None
    told = dmarc.lines(row.name, await read(await session.administration.client(), row.name))
    return Came("shown", told[0], page=told)


ACTIONS: dict[str, Act] = {
    "domain.add": Act(
        _add, WRITE, None,
        Argument("name of the domain", _which, _needed, False, "add it"),
        _no_domain,
    ),
    "domain.verify": Act(_verify, WRITE, DOMAIN, None, _here),
    "domain.watch": Act(_watch, WRITE, DOMAIN, None, _here),
    "domain.dmarc": Act(_dmarc, "domains:read", DOMAIN, None, _here),
    "domain.records": Act(
        _records, "domains:read", DOMAIN, Argument("copy the records as", _which_form, _forms), _no_form
    ),
}  # fmt: skip
"""What each command does to a domain, by its id."""

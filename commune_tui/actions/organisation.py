"""The organisation for every front: who we are, what the plan allows, what the program calls with, who owns it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.actions import apikeys
from commune_tui.actions.speech import Log, ago, capital, moment, number
from commune_tui.mail.administration.ownership import SAYS_NOT
from commune_tui.sending.budget import said
from commune_tui.store import domains, organisation
from commune_tui.store import queue as waiting
from commune_tui.store.organisation import BLIND, EXPIRED, WATCHED
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.organisation import Claim, Organisation

CLAIM_LASTS = "The link holds for a day."
"""Contract §6.4."""
CANNOT = "Without an owner it sends nothing, and makes no inbox and no key."
NAME_ONE = "The command claim asks one."


class Line(NamedTuple):
    """One thing that is known, in words; ``role`` is ``warn`` where somebody has to do something."""

    label: str
    words: str
    role: str = "plain"


def told(session: Session) -> Organisation:
    """What the server said last."""
    return session.reads.read(organisation.told)


def empty(session: Session) -> str:
    """Why there is nothing to see."""
    return f"The organisation is not known yet. {session.status.sentence()}".strip()


def headline(found: Organisation, now: datetime) -> str:
    """How old that is."""
    return f"as of {ago(found.read_at, now)}" if found.read_at is not None else ""


def lines(session: Session, now: datetime) -> Sequence[Line]:
    """All that is known, in the order in which one asks; nothing before the server said anything."""
    found = told(session)
    if found.read_at is None:
        return []
    facts = [
        Line("name", found.name or "none"),
        Line("slug", f"{found.slug}; it cannot be changed" if found.slug else ""),
        Line("plan", found.tier or "not said"),
        Line("stands", "" if found.status in ("", "active") else found.status.replace("_", " "), "warn"),
        Line("since", moment(found.created_at) if found.created_at is not None else ""),
        Line("id", found.id),
        *_limits(session, found),
        Line("here", _here(session)),
        Line("API keys", _keys(session, now)),
        Line("calls with", _caller(session)),
        *_owner(session, now),
        Line("agents", f"The server lists none. Each is seen by its inbox: {do('go.agents')}."),
    ]
    return [fact for fact in facts if fact.words]


def _limits(session: Session, found: Organisation) -> list[Line]:
    windows = session.status.send_windows()
    sends = " · ".join(map(said, windows)) or "no limit that the server told of"
    made = [Line("mails", sends, "warn" if any(window.short for window in windows) else "plain")]
    for each in found.counts:
        used = f"{each.used:,} of {each.limit:,}" if each.used is not None else f"at most {each.limit:,}"
        full = each.used is not None and each.used >= each.limit
        made.append(Line(each.name, f"{used}{': no more can be made' if full else ''}", "warn" if full else "plain"))
    return made


def _here(session: Session) -> str:
    inboxes, found = len(session.reads.inboxes()), len(session.reads.read(domains.rows))
    return f"{number(inboxes, 'inbox', 'inboxes')} on {number(found, 'domain')}: {do('go.domains')}"


def _keys(session: Session, now: datetime) -> str:
    keys = apikeys.keys(session)
    count = f"{apikeys.live(keys, now)} of {apikeys.MOST} live" if keys.read_at is not None else "listed"
    return f"{count}: {do('go.apikeys')}"


def _caller(session: Session) -> str:
    """The credential, and where it is kept; never itself."""
    client, own = session.connection.client, session.api_keys.own
    if client is None:
        return ""
    ours = apikeys.keys(session).ours
    named = f"the API key {apikeys.called(ours)}" if ours is not None else "an API key"
    who = f"agent {client.agent_id}, which signs every request" if client.agent_id else named
    return f"{who}, kept in {own.place}" if own is not None else who


def _owner(session: Session, now: datetime) -> list[Line]:
    """Whether somebody owns the agent, as far as that can be known: no answer of the server says so by itself."""
    waits = session.reads.read(lambda conn: waiting.queue(conn, clock.now_ms(), "")).ownerless
    claim = session.reads.read(organisation.claim)
    if claim.state == organisation.CLAIMED and claim.ended_at is not None:
        return [Line("owner", f"{claim.owner} has confirmed: this agent is claimed, seen {moment(claim.ended_at)}.")]
    asked = _asked(claim, now)
    if waits:
        held = f"none yet: {number(waits, 'mail')} {'waits' if waits == 1 else 'wait'} for one"
        return [Line("owner", f"{held}. {CANNOT} {asked or NAME_ONE}", "warn")]
    if asked:
        return [Line("owner", f"{asked} Nothing waits for an owner any more.")]
    agent = session.connection.client is not None and session.connection.client.agent_id
    return [Line("owner", f"not said. {CANNOT} {NAME_ONE}")] if agent else []


def _asked(claim: Claim, now: datetime) -> str:
    """Whom it was that was asked, and what is known since."""
    if claim.asked_at is None:
        return ""
    looked = f", looked {ago(claim.looked_at, now)}" if claim.state == WATCHED and claim.looked_at is not None else ""
    more = {EXPIRED: f"The link has expired: {do('app.claim')} asks again.", BLIND: f"{CLAIM_LASTS} {SAYS_NOT}"}
    return f"{claim.owner} was asked {ago(claim.asked_at, now)}{looked}. {more.get(claim.state, CLAIM_LASTS)}"


def log(session: Session) -> Log:
    """The same, to be read out."""
    now = clock.now()
    entries = [(f"{capital(each.label)}: {each.words}".rstrip(".") + ".", "") for each in lines(session, now)]
    heading = f"The organisation, {headline(told(session), now)}"
    return Log(heading, ("line", "lines"), entries, empty(session), known=bool(entries))

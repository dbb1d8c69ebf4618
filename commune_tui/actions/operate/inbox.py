"""What is done to an inbox: its name, switching it off and on, deleting it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions.action import Argument, Ids
from commune_tui.actions.administration import Act, Came, Danger, Target, perform
from commune_tui.actions.domains import called
from commune_tui.actions.speech import listed, number
from commune_tui.mail.administration.deeds import Deed
from commune_tui.mail.administration.inbox import ACTIVE, INACTIVE, WRITE
from commune_tui.store import holdings
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import InboxRow

_LONGEST_NAME = 100
GONE = "This inbox is not listed any more."


def found(session: Session, inbox_id: str) -> InboxRow | None:
    """The inbox of an id, as the copy has it."""
    return next((row for row in session.reads.inboxes() if row.id == inbox_id), None)


def _find(session: Session, word: str) -> str:
    """By its address in any case, or its id."""
    rows = session.reads.inboxes()
    named = [row.id for row in rows if word and word.casefold() in (called(row).casefold(), row.id.casefold())]
    return named[0] if named else ""


def _names(session: Session) -> Sequence[str]:
    return [called(row) for row in session.reads.inboxes()]


INBOX = Target("INBOX", "an inbox", _find, _names)


def deed(session: Session, kind: str, inbox_id: str, **wanted: object) -> Deed:
    """An act on an inbox. Raises NotDone where it is not here, or nobody said where it lives."""
    from commune_tui.mail.administration.administration import NotDone

    row = found(session, inbox_id)
    if row is None:
        raise NotDone(f"{GONE} Nothing was done.")
    if not row.domain_id:
        raise NotDone("The server did not say which domain this inbox is on, and takes no change without.")
    target = {"domain_id": row.domain_id, "inbox_id": row.id}
    return Deed(kind, called(row), target, wanted)


def _here(session: Session, inbox_id: str, words: str) -> str:
    return "" if found(session, inbox_id) is not None else GONE


# -- its name ----------------------------------------------------------------------------------------------------------


def _which_name(session: Session, ids: Ids) -> str:
    row = found(session, ids[0])
    return f"Which name? It is called {row.name}." if row is not None and row.name else "Which name? It has none."


def _no_name(session: Session, inbox_id: str, words: str) -> str:
    if len(words) > _LONGEST_NAME:
        return f"A name has at most {_LONGEST_NAME} characters."
    return _here(session, inbox_id, words)


async def _name(session: Session, inbox_id: str, words: str) -> Came:
    name = one_line(words).strip()
    act = deed(session, "inbox.name", inbox_id, name=name)
    return await perform(session, act, f"{act.about} is called {name} now.")


# -- off and on --------------------------------------------------------------------------------------------------------


async def _switch(status: str, session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.status", inbox_id, status=status)
    return await perform(session, act, f"{act.about} is switched {'on' if status == ACTIVE else 'off'}.")


def _no_switch(status: str, session: Session, inbox_id: str, words: str) -> str:
    row = found(session, inbox_id)
    if row is None:
        return GONE
    same = (row.status or ACTIVE) == status
    return f"{called(row)} is switched {'on' if status == ACTIVE else 'off'} already." if same else ""


# -- deleting ----------------------------------------------------------------------------------------------------------


async def _delete(session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.delete", inbox_id)
    return await perform(session, act._replace(wanted={"deleted": "for good"}), f"{act.about} is deleted.")


def _goes(session: Session, inbox_id: str, words: str) -> Danger | None:
    """What goes with it, as far as it is here."""
    row = found(session, inbox_id)
    if row is None:
        return None
    held = session.reads.read(lambda conn: holdings.of_inbox(conn, inbox_id))
    counts = [
        number(held.threads, "thread"), number(held.messages, "message"),
        number(held.deliveries, "webhook delivery", "webhook deliveries"),
        number(held.suppressions, "suppressed address", "suppressed addresses"),
    ]  # fmt: skip
    hook = f"Its webhook goes to nobody then: {row.webhook_url}" if row.webhook_url else ""
    schema = "Its extraction schema goes." if row.has_extraction_schema else ""
    return Danger(
        called(row),
        tuple(filter(None, (
            f"Deleting {called(row)} cannot be undone. Mail to this address is not received any more.",
            f"Here are of it {listed(counts)}; the copy lets go of them. What the server keeps it does not say.",
            f"{hook} {schema}".strip(),
        ))),
    )  # fmt: skip


ACTIONS: dict[str, Act] = {
    "inbox.name": Act(
        _name, WRITE, INBOX, Argument("new name", _which_name, take_first=False, enter="rename", free=True), _no_name
    ),
    "inbox.off": Act(partial(_switch, INACTIVE), WRITE, INBOX, None, partial(_no_switch, INACTIVE)),
    "inbox.on": Act(partial(_switch, ACTIVE), WRITE, INBOX, None, partial(_no_switch, ACTIVE)),
    "inbox.delete": Act(_delete, WRITE, INBOX, None, _here, _goes),
}
"""What each command does to an inbox, by its id."""

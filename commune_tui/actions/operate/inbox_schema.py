"""The extraction schema of an inbox: no fields taken out of its mail for a while, taken out again, no schema any more.

The copy keeps the fields only, so how the schema stands is asked of the server.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions.administration import NOTHING_DONE, Act, Came, perform
from commune_tui.actions.operate.inbox import GONE, INBOX, deed, found
from commune_tui.mail.administration.inbox import WRITE, schema_of

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

NO_SCHEMA = "This inbox has no extraction schema."


async def _switch(session: Session, inbox_id: str, words: str, *, on: bool) -> Came:
    act = deed(session, "inbox.schema", inbox_id)
    there = await schema_of(await session.administration.client(), act)
    if there is None:
        return Came("refused", f"{NO_SCHEMA} {NOTHING_DONE}")
    state = "taken out of its mail" if on else "not taken out of its mail"
    if there["enabled"] == on:
        return Came("shown", f"{act.about}: fields are {state} already. {NOTHING_DONE}")
    wanted = {"schema": there | {"enabled": on}}
    return await perform(session, act._replace(wanted=wanted), f"{act.about}: fields are {state} from now on.")


async def _remove(session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.schema", inbox_id, schema=None)
    return await perform(session, act, f"{act.about} has no extraction schema any more. What was taken out stays.")


def _none(session: Session, inbox_id: str, words: str) -> str:
    row = found(session, inbox_id)
    return GONE if row is None else "" if row.has_extraction_schema else NO_SCHEMA


ACTIONS: dict[str, Act] = {
    "inbox.schema_off": Act(partial(_switch, on=False), WRITE, INBOX, None, _none),
    "inbox.schema_on": Act(partial(_switch, on=True), WRITE, INBOX, None, _none),
    "inbox.schema_remove": Act(_remove, WRITE, INBOX, None, _none),
}
"""What each command does to the schema of an inbox, by its id."""

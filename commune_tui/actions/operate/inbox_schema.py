"""The extraction schema of an inbox: no fields taken out of its mail for a while, taken out again, no schema any more;
and another one, for whatever makes it.

The copy keeps the fields only, so how the schema stands is asked of the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from commune_tui.actions import schema_change
from commune_tui.actions.administration import NOTHING_DONE, Act, Came, Danger, perform
from commune_tui.actions.domains import called
from commune_tui.actions.operate.inbox import GONE, INBOX, deed, found
from commune_tui.actions.speech import listed
from commune_tui.mail.administration.inbox import WRITE, schema_of
from commune_tui.store import fields
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.administration.deeds import Deed
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Json

NAMED = "extraction"
"""What a new one is called: servers want a name, and nobody reads it (contract §4.2)."""
NO_SCHEMA = "This inbox has no extraction schema."

NEWER = "Its schema at the server is another than was known here. It is known now: look at it, and do it again."

Schema = Mapping[str, Any]


def known(session: Session, inbox_id: str) -> dict[str, Any]:
    """The fields as the copy has them; empty where the inbox has none."""
    return session.reads.read(lambda conn: fields.schema_of(conn, inbox_id))


def danger(
    session: Session, inbox_id: str, after: Schema, before: Schema | None = None, theirs: str = ""
) -> Danger | None:
    """What is said before a field goes that something here uses, and ``theirs`` before what somebody else made goes.
    ``before`` is the schema as it stands, where that is not what is known here."""
    row = found(session, inbox_id)
    made = schema_change.change(known(session, inbox_id) if before is None else before, after)
    used = schema_change.uses(session, row, made, after) if row is not None else []
    if row is None or not (used or theirs):
        return None
    uses = [f"What goes is in use: {listed(used)}.", "New mails will not have it; what older ones had stays."]
    told = f"Nothing is changed yet. {schema_change.told(session, inbox_id, made)}"
    return Danger(called(row), (*filter(None, [theirs]), told, *(uses if used else [])))


async def asked(session: Session, inbox_id: str) -> tuple[Deed, Json | None]:
    """An act on the schema, and how that stands at the server. Raises Explained."""
    act = deed(session, "inbox.schema", inbox_id)
    return act, await schema_of(await session.administration.client(), act)


async def looked_at(session: Session, inbox_id: str, there: Json | None) -> bool:
    """Whether what was said of a change before was said of the schema that the server has."""
    fresh = fields.as_kept(there["schema"] if there is not None else {}) == known(session, inbox_id)
    if not fresh:
        await session.administration.read_again()
    return fresh


async def save(session: Session, act: Deed, there: Json | None, schema: Schema) -> Came:
    """Set the schema if it still is as it was found. Its name, its description, and whether it is on, stay."""
    before = there["schema"] if there is not None else {}
    if there is not None and json.dumps(before) == json.dumps(schema):
        return Came("shown", f"{act.about}: its extraction schema says that already. {NOTHING_DONE}")
    kept = there or {"name": NAMED, "description": "", "enabled": True}
    made = schema_change.told(session, str(act.target["inbox_id"]), schema_change.change(before, schema))
    off = (
        "" if kept["enabled"] else f" Fields are not taken out of its mail: {do('inbox.schema_on')} has them taken out."
    )
    wanted = act._replace(wanted={"schema": {**kept, "schema": schema}}, expects={"schema": there})
    return await perform(session, wanted, f"{act.about}: its extraction schema is saved. {made}{off}")


# -- off, on, none -----------------------------------------------------------------------------------------------------


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


def _goes(session: Session, inbox_id: str, words: str) -> Danger | None:
    return danger(session, inbox_id, {})


def _none(session: Session, inbox_id: str, words: str) -> str:
    row = found(session, inbox_id)
    return GONE if row is None else "" if row.has_extraction_schema else NO_SCHEMA


ACTIONS: dict[str, Act] = {
    "inbox.schema_off": Act(partial(_switch, on=False), WRITE, INBOX, None, _none),
    "inbox.schema_on": Act(partial(_switch, on=True), WRITE, INBOX, None, _none),
    "inbox.schema_remove": Act(_remove, WRITE, INBOX, None, _none, _goes),
}
"""What each command does to the schema of an inbox, by its id."""

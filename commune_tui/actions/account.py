"""What a person asks of the server for the whole account, for every front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.store.organisation import BLIND, WATCHED

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

OWNER = "mail address of the agent's owner"
"""What ``app.claim`` takes."""


def sync(session: Session) -> str:
    """Ask everything again at once."""
    session.connection.sync_now()
    return "Asking the server for everything again."


def no_owner(words: str) -> str:
    """Why the owner cannot be written to under these words; empty where that can be."""
    from commune_tui.mail.compose.addresses import objections, split

    return objections(words) or ("" if len(split(words)) == 1 else "Give the mail address of the owner, one.")


async def claim(session: Session, owner: str) -> str:
    """Have the agent confirmed by its owner, whose mail address this is. Raises what the client does."""
    from commune_tui.mail.administration.ownership import SAYS_NOT
    from commune_tui.mail.compose.addresses import bare, split

    if objection := no_owner(owner):
        return objection
    if session.connection.client is None:
        return "The server was not reached yet. Try again in a moment."
    [address] = map(bare, split(owner))
    found = await session.administration.ownership.ask(address)
    told = {WATCHED: "It is looked for, and told once that is done.", BLIND: SAYS_NOT}.get(found.state, "")
    went = f"A link went to {address}. Once it is opened and confirmed, waiting mail leaves by itself."
    return f"{went} {told}".rstrip()

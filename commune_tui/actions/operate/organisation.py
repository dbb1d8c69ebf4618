"""What is done to the organisation: its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.actions.action import Argument, Ids
from commune_tui.actions.administration import Act, Came, perform
from commune_tui.mail.administration.deeds import Deed
from commune_tui.store import organisation
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_LONGEST = 100


def _which(session: Session, ids: Ids) -> str:
    name = session.reads.read(organisation.told).name
    return f"Which name? It is called {name}." if name else "Which name?"


def _no_name(session: Session, target: str, words: str) -> str:
    return f"A name has at most {_LONGEST} characters." if len(words) > _LONGEST else ""


async def _name(session: Session, target: str, words: str) -> Came:
    name = one_line(words).strip()
    deed = Deed("organisation.name", "the organisation", {}, {"name": name})
    came = await perform(session, deed, f"The organisation is called {name} now. Its slug stays.")
    return came._replace(about=name)


ACTIONS: dict[str, Act] = {
    "organisation.name": Act(
        _name, "", None, Argument("new name", _which, take_first=False, enter="rename", free=True), _no_name
    ),
}
"""What each command does to the organisation, by its id."""

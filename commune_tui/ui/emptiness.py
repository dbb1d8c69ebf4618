"""What an empty list of threads says: that mail is on its way, that all is done, or what hides the rest. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commune_tui.ui.splits import Split

_DONE: Final[Mapping[str, str]] = {
    "needs_reply": "Nothing needs a reply.",
    "unassigned": "Every thread has somebody who looks after it.",
    "waiting": "Nobody is waited for.",
    "risk": "No mail tries to give orders to an agent.",
    "closed": "Nothing is closed.",
    "snoozed": "Nothing is snoozed.",
}


def emptiness(split: Split, total: int, *, me: str, fetching: bool, narrowed: bool) -> tuple[str, ...]:
    """One or two sentences. ``total`` threads are here in all; ``narrowed`` when a filter or a scope hides some;
    ``me`` is the name under which this person takes threads."""
    if fetching:
        return ("The mail is being fetched. What needs you comes up here by itself.",)
    if narrowed:
        return (f"Nothing in {split.label} matches.", "/ changes the filter, Esc takes it away, Tab looks elsewhere.")
    if not total:
        return ("There is no mail yet. It comes up here by itself.", "c writes one.")
    if split.key == "mine":
        return (
            f"Nothing is assigned to {me}: that is your name here.",
            "i takes a thread, operator in the settings names you.",
        )
    return (_DONE.get(split.key, "There is nothing here."), "Tab goes to the next split, g i to all threads.")

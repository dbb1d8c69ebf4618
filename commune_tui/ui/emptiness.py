"""What an empty list of threads says: that mail is on its way, that all is done, or what hides the rest. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commune_tui.actions.splits import Split
from commune_tui.wording import do

_DONE: Final[Mapping[str, str]] = {
    "needs_reply": "Nothing needs a reply.",
    "unassigned": "Every thread has somebody who looks after it.",
    "waiting": "Nobody is waited for.",
    "risk": "No mail tries to give orders to an agent.",
    "closed": "Nothing is closed.",
    "snoozed": "Nothing is snoozed.",
}


def emptiness(split: Split, total: int, *, me: str, fetching: bool, filtered: bool, scoped: bool) -> tuple[str, ...]:
    """One or two sentences. ``total`` threads are here in all; ``filtered`` when a filter hides some, ``scoped`` when
    the choice of an inbox does; ``me`` is the name under which this person takes threads."""
    back, tab = do("app.back"), do("list.next_tab")
    if fetching:
        return ("The mail is being fetched. What needs you comes up here by itself.",)
    if filtered:
        change = f"{do('app.filter')} changes the filter, {back} takes it away, {tab} looks elsewhere."
        return (f"Nothing in {split.label} matches.", change)
    if scoped:
        return (f"Nothing in {split.label} for this inbox.", f"{back} shows all inboxes, {tab} looks elsewhere.")
    if not total:
        return ("There is no mail yet. It comes up here by itself.", f"{do('app.compose')} writes one.")
    if split.key == "mine":
        return (
            f"Nothing is assigned to {me}: that is your name here.",
            f"{do('thread.take')} takes a thread, operator in the settings names you.",
        )
    elsewhere = f"{tab} goes to the next split, {do('go.all')} to all threads."
    return (_DONE.get(split.key, "There is nothing here."), elsewhere)

"""What an empty list of threads says: that mail is on its way, that all is done, or what hides the rest. Pure."""

from __future__ import annotations

from commune_tui.actions.splits import Split
from commune_tui.wording import do


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
    return (split.nothing(me), split.then or f"{tab} goes to the next split, {do('go.all')} to all threads.")

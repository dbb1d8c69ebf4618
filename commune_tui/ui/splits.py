"""The views that are always there: what needs a human first. Pure data."""

from __future__ import annotations

from typing import NamedTuple


class Split(NamedTuple):
    """A view with a name (and a shorter one for narrow screens), its query, and the command that goes there
    (``go.<key>``)."""

    key: str
    label: str
    query: str
    short: str = ""


SPLITS: tuple[Split, ...] = (
    Split("needs_reply", "Needs reply", "status:needs_reply -is:snoozed", "Reply"),
    Split("mine", "Mine", "assignee:me -status:closed -is:snoozed"),
    Split("unassigned", "Unassigned", "assignee:nobody -status:closed -is:snoozed", "Nobody"),
    Split("waiting", "Waiting", "status:waiting", "Wait"),
    Split("risk", "Risk", "risk:high -status:closed"),
    Split("all", "All", ""),
)

#: Views that have a key and no place in the row.
MORE: tuple[Split, ...] = (
    Split("closed", "Closed", "status:closed"),
    Split("snoozed", "Snoozed", "is:snoozed"),
)

BY_KEY = {split.key: split for split in (*SPLITS, *MORE)}

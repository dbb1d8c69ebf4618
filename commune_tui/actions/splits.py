"""The views that are always there: what needs a human first. docs/splits.md says what each contains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from commune_tui.query import Query, parse


class Split(NamedTuple):
    """A view with a name (and a shorter one for narrow screens), its query, and the command that goes there
    (``go.<key>``)."""

    key: str
    label: str
    query: str
    short: str = ""


SPLITS: tuple[Split, ...] = (
    Split("needs_reply", "Needs reply", "is:unanswered -is:snoozed", "Reply"),
    Split("mine", "Mine", "assignee:me (-status:closed or is:unanswered) -is:snoozed"),
    Split("unassigned", "Unassigned", "assignee:nobody (-status:closed or is:unanswered) -is:snoozed", "Nobody"),
    Split("waiting", "Waiting", "status:waiting -is:unanswered -is:snoozed", "Wait"),
    Split("risk", "Risk", "risk:high (-status:closed or is:unanswered) -is:snoozed"),
    Split("all", "All", ""),
)

#: Views that have a key and no place in the row.
MORE: tuple[Split, ...] = (
    Split("closed", "Closed", "status:closed"),
    Split("snoozed", "Snoozed", "is:snoozed"),
)

BY_KEY = {split.key: split for split in (*SPLITS, *MORE)}


def counted(count: Callable[[Sequence[Query]], Sequence[int]]) -> dict[str, int]:
    """How many threads each of the splits has, by its key; ``count`` counts queries."""
    return dict(zip((split.key for split in SPLITS), count([parse(split.query) for split in SPLITS]), strict=True))

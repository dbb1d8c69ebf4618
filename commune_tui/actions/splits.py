"""The views that are always there, once for all fronts: what needs a human first. docs/splits.md says what each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from commune_tui.query import Query, parse
from commune_tui.wording import do

_ME = "@me"


class Split(NamedTuple):
    """A view with a name and a command that goes there; its keys are g and ``letter``, as they come.

    ``empty`` is said where it holds nothing, ``then`` what one can do about that. Where the command does more than show
    it, ``does`` is what it is called. ``short`` is the name on narrow screens.
    """

    key: str
    label: str
    query: str
    letter: str
    empty: str
    then: str = ""
    does: str = ""
    short: str = ""

    @property
    def command(self) -> str:
        """The id of the command that goes there."""
        return f"go.{self.key}"

    def nothing(self, me: str) -> str:
        """Why there is nothing in it. ``me`` is the name under which this person takes threads."""
        return self.empty.replace(_ME, me)


EVERYTHING = Split("all", "All", "", "i", "There is nothing here.", does="All inboxes")
"""The one whose command leaves the chosen inbox, too."""

SPLITS: tuple[Split, ...] = (
    Split("needs_reply", "Needs reply", "is:unanswered -is:snoozed", "n", "Nothing needs a reply.", short="Reply"),
    Split(
        "mine", "Mine", "assignee:me (-status:closed or is:unanswered) -is:snoozed", "m",
        f"Nothing is assigned to {_ME}: that is your name here.",
        then=f"{do('thread.take')} takes a thread, operator in the settings names you.",
    ),
    Split(
        "unassigned", "Unassigned", "assignee:nobody (-status:closed or is:unanswered) -is:snoozed", "u",
        "Every thread has somebody who looks after it.", short="Nobody",
    ),
    Split(
        "waiting", "Waiting", "status:waiting -is:unanswered -is:snoozed", "w", "Nobody is waited for.", short="Wait"
    ),
    Split(
        "risk", "Risk", "is:risky (-status:closed or is:unanswered) -is:snoozed sort:risk", "r",
        "Nothing needs a human more than the rest.",
    ),
    EVERYTHING,
)  # fmt: skip
"""Those that stand in the row, in its order."""

MORE: tuple[Split, ...] = (
    Split("closed", "Closed", "status:closed", "c", "Nothing is closed."),
    Split("snoozed", "Snoozed", "is:snoozed", "z", "Nothing is snoozed."),
)
"""Those that have a key and no place in the row."""

EVERY = (*SPLITS, *MORE)
BY_COMMAND = {split.command: split for split in EVERY}


def counted(count: Callable[[Sequence[Query]], Sequence[int]]) -> dict[str, int]:
    """How many threads each split of the row has, by its key; ``count`` counts queries."""
    return dict(zip((split.key for split in SPLITS), count([parse(split.query) for split in SPLITS]), strict=True))

"""How a deletion of data reads on the screen: how it stands above, what is counted below. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from commune_tui.actions import deletion
from commune_tui.sending.deletion import Request
from commune_tui.text import cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row

_NAME, _COUNT = 28, 16
_ROLES = {"completed": "good", "pending": "warn", "failed": "bad", "silent": "warn", "lost": "warn"}


def role(found: Request) -> str:
    """The colour of how it stands."""
    return _ROLES.get(found.phase, "dim")


def about(
    found: Request | None, refused: str, width: int, now: datetime, worded: Callable[[str], str]
) -> list[list[Fragment]]:
    """How it stands, in sentences, as ``worded`` says them to this person, and what is ``refused`` here; the server's
    words are named as such."""
    room = max(10, width - 2)
    said = [*([deletion.NONE] if found is None else deletion.told(found, now)), *([refused] if refused else [])]
    lines = [[Fragment(f" {part}")] for sentence in said for part in wrapped(worded(sentence), room)]
    if found is None:
        return lines
    if found.warning and found.phase == "pending":
        warning = wrapped(found.warning, max(10, room - 18))
        lines += [[Fragment(" the server says " if not at else " " * 17, "dim"), Fragment(part, "warn")]
                  for at, part in enumerate(warning)]  # fmt: skip
    return lines


def heading(found: Request) -> tuple[Fragment, ...]:
    """What stands above the columns: once it is done, they count what is not there any more."""
    there, here = ("deleted there", "gone here") if found.phase == "completed" else ("at the server", "here")
    return (Fragment(f" {pad('', _NAME)}{there:>{_COUNT}}{here:>{_COUNT}}", "dim"),)


def rows(found: Request | None) -> list[Row]:
    """What the server counts, and what is here of it."""
    if found is None:
        return []
    return [
        Row((
            Fragment(f" {pad(cut(name, _NAME - 1), _NAME)}"),
            Fragment(f"{there:>{_COUNT}}", "strong" if there not in ("", "0") else "dim"),
            Fragment(f"{here:>{_COUNT}}", "accent" if here not in ("", "0") else "dim"),
        ), name)
        for name, there, here in deletion.counted(found)
    ]  # fmt: skip

"""How an act ended for each of its threads, for programs that wait for the server: in a word, and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from commune_tui.errors import FAILED, OK, QUEUED

if TYPE_CHECKING:
    from commune_tui.mail.outbox.endings import Ending

_ENDS = {
    "done": "The server has it",
    "queued": "Kept in the outbox, and sent when commune-tui runs and the server can be reached",
    "conflict": "Somebody else was quicker, so it waits for your decision in commune-tui",
    "refused": "Refused, and nothing was changed",
}
"""What each ending is, from the best to the worst."""
HOW = tuple(_ENDS)


def of_threads(ids: Sequence[str], endings: Sequence[Ending]) -> dict[str, str]:
    """The worst ending of each thread. What had not to be sent is done."""
    how = dict.fromkeys(ids, HOW[0])
    for each in sorted(endings, key=lambda ending: HOW.index(ending.how)):  # the worst of a thread comes last
        how[each.operation.thread_id or ""] = each.how
    return how


def exit_status(how: Mapping[str, str]) -> int:
    """How a command ends with it."""
    came = set(how.values())
    return OK if came == {"done"} else QUEUED if came <= {"done", "queued"} else FAILED


def sentences(how: Mapping[str, str], endings: Sequence[Ending]) -> Iterator[str]:
    """What each ending means that came, for how many of the threads, and up to three reasons."""
    for word in HOW if endings else ():
        if count := list(how.values()).count(word):
            reasons = dict.fromkeys(each.reason for each in endings if each.how == word and each.reason)
            of = f"{count:,} of {len(how):,}: " if len(how) > 1 else ""
            yield " ".join([f"{of}{_ENDS[word]}.", *list(reasons)[:3]])

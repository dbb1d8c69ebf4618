"""What ails the agents of Marrowby, so that the board of agents has one of each to show. Pure.

Here: one hangs since yesterday, one is slow since yesterday. The other two are written (``texts/troubles.txt``): one
answers a machine that answers it, and mail of one comes back. Only mail that is made by dice is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from commune_tui.sandbox.records import SeedThread

HANGS: Final = "hello"
SLOW: Final = "ops"
UNHEARD: Final = (HANGS, SLOW)
"""The inboxes whose agents answer nobody while one looks on."""
_HANGS_FOR: Final = timedelta(hours=30)
_SLOW_FOR: Final = timedelta(days=1)
_TAKES: Final = timedelta(hours=3)


def times(inbox: str, known: Sequence[datetime], now: datetime, *, outbound: bool) -> list[datetime]:
    """When the mails of a thread are written, in turn theirs and ours, or ours first where ``outbound``."""
    made = list(known)
    if inbox == HANGS and outbound and made[0] >= now - _HANGS_FOR:
        made = [each - _HANGS_FOR for each in made]
    if inbox == SLOW:
        for place in range(len(made) + 1):
            theirs = place > 0 and (place % 2 == 1) != outbound
            until = made[place] if place < len(made) else now
            if theirs and until >= now - _SLOW_FOR and until - made[place - 1] < _TAKES:
                made[:place] = [each - _TAKES for each in made[:place]]
    return made


def left(thread: SeedThread, now: datetime) -> SeedThread:
    """What there is of a thread where the agent of its inbox wrote nothing since it hangs."""
    if thread.inbox.partition("@")[0] != HANGS:
        return thread
    messages, since = thread.messages, now - _HANGS_FOR
    ours = (at for at, each in enumerate(messages) if each.direction == "outbound" and each.mail.sent_at >= since)
    if (first := next(ours, None)) is None:
        return thread
    last_at = messages[first - 1].mail.sent_at
    return replace(thread, messages=messages[:first], status="needs_reply", triaged_at=last_at + timedelta(seconds=50))

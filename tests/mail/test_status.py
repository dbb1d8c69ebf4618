"""What the status line says of the account when several things are true at once."""

from __future__ import annotations

import pytest

from commune_tui.mail.status import summary
from commune_tui.store.queue import Queue
from commune_tui.wording import do

HELD = "mail leaves in 10 s, z takes it back"


def said(queue: Queue, connection: str = "fine") -> tuple[str, str]:
    return summary(queue, connection, lambda: HELD, lambda: ("synced", "dim"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("queue", "connection", "words", "role"),
    [
        (Queue(), "fine", "synced", "dim"),
        (Queue(hold=1), "fine", f"{HELD} · synced", "dim"),
        (Queue(hold=1), "slow", f"{HELD} · rate limited", "warn"),
        (Queue(hold=1, unsent=2), "offline", "3 unsent · offline", "warn"),
        (Queue(unsent=2, stopped=2), "refused", "2 unsent · key refused", "bad"),
        (Queue(unsent=2, stopped=2), "fine", "2 unsent, key refused · synced", "bad"),
        (Queue(unsent=40, done=60, total=100), "offline", "60 of 100 sent, 40 wait · offline", "warn"),
        (Queue(refused=1), "fine", f"1 mail refused: {do('go.outbox')} · synced", "bad"),
        (Queue(vanished=2, unsent=1), "fine", f"2 mails never appeared: {do('go.outbox')} · 1 unsent · synced", "bad"),
        (Queue(ownerless=1, unsent=1), "fine", "no owner yet: command claim · 1 unsent · synced", "bad"),
        (Queue(conflict=1, unknown=2), "fine", "1 to decide · 2 checking · synced", "warn"),
    ],
)
def test_the_status_is_true_and_says_each_thing_once(queue: Queue, connection: str, words: str, role: str) -> None:
    """Without a server nothing leaves in ten seconds: a mail in the hold is one of those that wait."""
    assert said(queue, connection) == (words, role)

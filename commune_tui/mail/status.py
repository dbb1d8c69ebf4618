"""How the account stands, in the few words that the status line has room for. Pure: counts and connection in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.store.queue import Queue
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.sync.connection_status import State

_CONNECTION = {"offline": "offline", "refused": "key refused", "slow": "rate limited", "disk": "disk trouble"}


def standing(
    queue: Queue, connection: State, hold_words: Callable[[], str], progress: Callable[[], tuple[str, str]]
) -> tuple[str, str]:
    """The words, and the role they play (``dim``, ``warn``, ``bad``).

    ``hold_words`` say how long the hold lasts still; they stand only while a mail would really leave then.
    ``progress`` says (words, role) of what goes on while the server answers.
    """
    words, role = [], "dim"
    stuck = connection not in ("fine", "slow")
    for number, word in ((queue.conflict, "to decide"), (queue.unknown, "checking")):
        if number:
            words.append(f"{number} {word}")
            role = "warn"
    for number, word in ((queue.refused, "refused"), (queue.vanished, "never appeared")):
        if number:
            words.append(f"{number} mail{'s' * (number != 1)} {word}: {do('go.outbox')}")
            role = "bad"
    if queue.paused_until:
        until = clock.local(clock.from_ms(queue.paused_until))
        words.append(f"sending paused until {until:%H:%M}")
        role = "bad"
    if queue.ownerless:
        words.append("no owner yet: command claim")
        role = "bad"
    if queue.hold and not stuck:
        words.append(hold_words())
    if unsent := queue.unsent + (queue.hold if stuck else 0):
        many = f"{queue.done:,} of {queue.total:,} sent, {unsent:,} wait"
        word = many if queue.total else f"{unsent:,} unsent"
        words.append(f"{word}, key refused" if queue.stopped and connection != "refused" else word)
        role = "bad" if queue.stopped else role
    if connection != "fine":
        return " · ".join([*words, _CONNECTION[connection]]), "bad" if connection in ("refused", "disk") else "warn"
    word, worse = progress()
    return " · ".join(filter(None, [*words, word])), worse if role == "dim" else role

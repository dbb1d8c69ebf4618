"""How the account stands, in the few words that the status line has room for, and why mail is missing where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.connection import Connection
from commune_tui.store import queue as waiting
from commune_tui.store.database import Database
from commune_tui.store.queue import Queue
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.sync.connection_status import State
    from commune_tui.sending.budget import Window

_KEY_REFUSED = "not_authenticated"
_CONNECTION = {"offline": "offline", "refused": "key refused", "slow": "rate limited", "disk": "disk trouble"}


class Status:
    """``hold_words`` say how long the hold lasts still."""

    def __init__(self, database: Database, connection: Connection, hold_words: Callable[[], str]) -> None:
        self._database, self._connection, self._hold_words = database, connection, hold_words

    @property
    def fetching(self) -> bool:
        """Whether mail is on its way here for the first time; false when the server cannot be reached."""
        sync = self._connection.sync
        if sync is None:
            return self._connection.failure is None and not self._database.read_only
        from commune_tui.mail.sync.progress import steps_left

        first = any(steps_left(sync.known)) or (sync.known.inboxes_at is None and not sync.known.inboxes)
        return first and sync.connection_status.state == "fine"

    @property
    def whole(self) -> bool:
        """Whether all mail and its triage has come here; what time brings is fetched as it comes."""
        sync = self._connection.sync
        if sync is None or self.fetching or not sync.knows_what_is_due:
            return False
        return all(inbox.listed_at is not None for inbox in sync.known.inboxes.values())

    def words(self) -> tuple[str, str]:
        """How the account stands, in a few words, and the role they play (``dim``, ``warn``, ``bad``)."""
        now_ms, sync = clock.now_ms(), self._connection.sync
        queue = self._database.read_now(lambda conn: waiting.queue(conn, now_ms, _KEY_REFUSED))
        connection = sync.connection_status.state if sync is not None else "fine"
        words, role = summary(queue, connection, self._hold_words, lambda: self._progress(hurried=bool(queue.hold)))
        few = self.few_sends()
        return (f"{few} · {words}".removesuffix(" · "), "warn" if role == "dim" else role) if few else (words, role)

    def send_windows(self) -> Sequence[Window]:
        """How many mails may leave in an hour and in a day, as far as the server said so."""
        sync, client = self._connection.sync, self._connection.client
        if sync is None or client is None:
            return ()
        from commune_tui.mail.send_windows import of_headers
        from commune_tui.sending.budget import known

        return known((*sync.known.send_windows, *of_headers(client.rate_limits)), clock.now())

    def few_sends(self) -> str:
        """How many mails may still leave, where that is little."""
        if not (windows := self.send_windows()):
            return ""
        from commune_tui.sending.budget import scarce

        return scarce(windows)

    def _progress(self, *, hurried: bool) -> tuple[str, str]:
        """What goes on while the server answers, and its role; ``hurried`` leaves out what can wait."""
        sync = self._connection.sync
        if sync is None:
            if self._database.read_only:
                return "read-only", "warn"
            return ("not started", "warn") if self._connection.failure else ("starting", "dim")
        from commune_tui.mail.sync.progress import progress

        words = [progress(sync.known, clock.now())] if not hurried else []
        if not sync.sentence:
            return "".join(words), "dim"
        partly = "partly allowed" if sync.health.notes else "partly read"
        return " · ".join(["clock wrong" if sync.connection_status.sentence else partly, *words]), "warn"

    def sentence(self) -> str:
        """The sentence about the server, the key and the disk, empty when all is well."""
        if self._connection.sync is not None:
            return self._connection.sync.sentence
        if self._connection.failure is None:
            return ""
        from commune_tui.mail.errors import explained

        return explained(self._connection.failure)

    def why_not_here(self) -> str:
        """Why the mails of a thread are not here, and what to do: they come only while the server lets them."""
        return f"Its mails are not here yet. {self.sentence() or 'They are being fetched: try again in a moment.'}"


def summary(
    queue: Queue, connection: State, hold_words: Callable[[], str], progress: Callable[[], tuple[str, str]]
) -> tuple[str, str]:
    """The words, and the role they play (``dim``, ``warn``, ``bad``). Pure: counts and connection in.

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

"""What answers and failures add up to: how much may be asked, how the server stands, what is left alone for a while.

Pure but for the knowledge that it keeps: the time is handed in. A failure of one request while others succeed is that
request's own and stops only it; failures without a success between them are the server's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from commune_tui.api import errors
from commune_tui.mail.sync.budget import Budget
from commune_tui.mail.sync.connection_status import ConnectionStatus, judge, skew
from commune_tui.mail.sync.endpoint import Ask
from commune_tui.mail.sync.known import Known
from commune_tui.wording import do

LONGEST_REST_S = 600.0
_MANY = 1000
ENDLESS: Final = (
    "A list of the server has no end, so its reading was stopped: what is here is kept, nothing was removed. "
    f"{do('app.sync')} asks again."
)
MIXED: Final = (
    "The server answers a conversation with mails of another: they are left out, and what is here is kept. "
    f"{do('app.sync')} asks again."
)


@dataclass(slots=True)
class SyncHealth:
    """``connection_status`` is how the server stands; ``notes`` are sentences on what the key or the plan does not
    allow, ``faults`` those on what the server does wrong."""

    known: Known
    budget: Budget = field(default_factory=Budget)
    connection_status: ConnectionStatus = field(default_factory=ConnectionStatus)
    notes: dict[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    _row: int = 0
    _successes: int = 0
    _failing: dict[Ask, tuple[int, int]] = field(default_factory=dict)
    _stepped_back: set[Ask] = field(default_factory=set)

    def went_well(self, ask: Ask, remaining: int | None, ahead: timedelta) -> None:
        """``ask`` was answered; ``remaining`` as a rate-limit header said, ``ahead`` as the server's clock did."""
        self._row, self._successes = 0, self._successes + 1
        self._failing.pop(ask, None)
        rested: tuple[Ask | str, ...] = (ask, ask.kind, *self._stepped_back)
        for each in rested:
            self.known.resting.pop(each, None)
        self._stepped_back.clear()
        self.notes.pop(ask.kind, None)
        self.known.ahead = ahead
        self.budget = self.budget.after_success(remaining)
        self.connection_status = ConnectionStatus("fine", skew(ahead))

    def failed(self, ask: Ask, error: errors.CommuneError, ahead: timedelta, now: datetime) -> None:
        """``ask`` was not answered as it should have been."""
        status = judge(error, ask, self._row, ahead)
        if status.reach != "all":
            self._stop(ask, status, now)
        elif status.state == "slow":
            self._pause(status, now)
        elif (count := self._again(ask)) > 1:
            self._rest(ask, min(LONGEST_REST_S, 15.0 * 2.0 ** (count - 2)), now)
        else:
            self._pause(status, now)
            self._rest(ask, status.wait_s + 1.0, now)  # the next try is another's, if there is one: it may succeed
            self._stepped_back.add(ask)

    def disk_failed(self, sentence: str, now: datetime) -> None:
        """The local store took or gave nothing."""
        self._pause(ConnectionStatus("disk", sentence, min(60.0, 2.0 ** min(self._row + 1, 6))), now)

    def broke(self, ask: Ask, now: datetime) -> None:
        """The program itself failed over this answer: the request is left alone for a while, the rest goes on."""
        self._rest(ask, LONGEST_REST_S, now)

    def missing(self, ask: Ask, now: datetime) -> None:
        """The server does not have what was asked for."""
        self._rest(ask, LONGEST_REST_S, now)

    def server_does(self, endless: Collection[str], mixed: Collection[str]) -> None:
        """What the server does that no server should: ``endless`` are lists, ``mixed`` are threads."""
        self.faults = tuple(said for said, which in ((ENDLESS, endless), (MIXED, mixed)) if which)

    def forget(self) -> None:
        """The person wants everything tried again. A wait that the server asked for still holds."""
        if self.connection_status.state != "slow":
            self.budget = Budget()
        self.known.resting.clear()
        self.known.forbidden.clear()
        self.known.unreadable.clear()
        self.notes.clear()
        self._failing.clear()
        self._stepped_back.clear()

    @property
    def sentence(self) -> str:
        """Everything there is to say, empty when all is well."""
        return " ".join(
            dict.fromkeys(
                filter(
                    None,
                    (
                        self.connection_status.sentence,
                        *self.notes.values(),
                        *self.faults,
                        _left_out(self.known),
                    ),
                )
            )
        )

    def _stop(self, ask: Ask, status: ConnectionStatus, now: datetime) -> None:
        if status.reach == "scope":
            self.known.forbidden.add(ask.scope)
            self.notes[ask.scope] = status.sentence
        elif status.reach == "kind":
            self.known.resting[ask.kind] = now + timedelta(seconds=status.wait_s)
            self.notes[ask.kind] = status.sentence
        else:
            self._rest(ask, status.wait_s, now)

    def _again(self, ask: Ask) -> int:
        """How often this request failed while others did not."""
        count, seen = self._failing.get(ask, (0, -1))
        if seen != self._successes:
            count += 1
        self._failing[ask] = (count, self._successes)
        return count

    def _rest(self, ask: Ask, wait_s: float, now: datetime) -> None:
        resting = self.known.resting
        if len(resting) >= _MANY:
            for over in [each for each, until in resting.items() if until <= now]:
                del resting[over]
        resting[ask] = now + timedelta(seconds=wait_s)

    def _pause(self, status: ConnectionStatus, now: datetime) -> None:
        """Everything waits. Of requests that failed together, the first counts."""
        if not self.budget.paused(now) or status.state != self.connection_status.state:
            self._row += 1
            self.connection_status = status
        self.budget = self.budget.after_failure(status.wait_s, now)


def _left_out(known: Known) -> str:
    """A sentence on what of the server's lists could not be read; empty when all could."""
    counts: dict[str, int] = {}
    for (noun, _), count in known.unreadable.items():
        counts[noun] = counts.get(noun, 0) + count
    if not counts:
        return ""
    parts = [f"{count:,} {noun if count == 1 else _many(noun)}" for noun, count in counts.items()]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    one = sum(counts.values()) == 1
    return f"{said} from the server cannot be read and {'is' if one else 'are'} left out; the rest is here."


def _many(noun: str) -> str:
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("x") else f"{noun}s"

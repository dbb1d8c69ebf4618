"""The parent of all sessions: it forks, ends and reaps them. It has no thread, event loop, network, key or profile."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from commune_tui import clock
from commune_tui.errors import FAILED, OK
from commune_tui.start.serve.asked import Asked
from commune_tui.start.serve.messages import Gone, Line, Message
from commune_tui.start.serve.register import Register
from commune_tui.start.serve.seats import Seats
from commune_tui.start.serve.visit import BROKE, CLOSING, DROPPED, Visit

_KIND = "guest"
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
_DOOR_S = 3.0
"""How long the door has to say its last words."""


class Parent:
    """``words`` are those of each guest's world."""

    def __init__(self, door: Line, door_pid: int, words: list[str], seats: Seats, most: int) -> None:
        self._door, self._door_pid = door, door_pid
        self._words, self._seats, self._most = words, seats, most
        self._visits: dict[int, Visit] = {}
        self._register = Register()
        self._poll = select.poll()
        self._called: dict[int, Callable[[], None]] = {}
        self._closing = False
        self._closed_at = float("inf")
        self._status = OK

    def run(self) -> int:
        """Until it is told to end, or the door has ended; the exit status."""
        with self._heeding_signals() as signals:
            self._call(signals, lambda: self._heed(os.read(signals, 1024)))
            self._call(self._door.fileno(), self._hear)
            try:
                while self._door_pid or self._visits:
                    self._wait()
                    self._look(clock.monotonic_s())
            finally:  # where this itself broke, too, nobody stays
                for visit in self._visits.values():
                    visit.kill()
                    visit.stack.close()
        return self._status

    def _wait(self) -> None:
        """Until something comes or is due, and do what is to be done about it."""
        due = min([self._closed_at, *(visit.next_s for visit in self._visits.values())])
        left_ms = None if due == float("inf") else max(0.0, due - clock.monotonic_s()) * 1000 + 1
        if (door := self._door.fileno()) in self._called:
            self._poll.modify(door, select.POLLIN | (select.POLLOUT if self._door.waiting else 0))
        for file, _ in self._poll.poll(left_ms):
            if file in self._called:
                self._called[file]()

    # -- what it waits for -------------------------------------------------------------------------------------------

    def _call(self, file: int, what: Callable[[], None]) -> None:
        self._called[file] = what
        self._poll.register(file, select.POLLIN)

    def _forget(self, file: int) -> None:
        if self._called.pop(file, None):
            self._poll.unregister(file)

    @contextmanager
    def _heeding_signals(self) -> Iterator[int]:
        out, into = os.pipe()
        os.set_blocking(out, False)
        os.set_blocking(into, False)
        before = signal.set_wakeup_fd(into, warn_on_full_buffer=False)
        for number in (*_ENDING, signal.SIGCHLD, signal.SIGUSR1):
            signal.signal(number, lambda *_: None)  # what is done about it is done between two other things
        try:
            yield out
        finally:
            signal.set_wakeup_fd(before)
            os.close(out)
            os.close(into)

    def _heed(self, numbers: bytes) -> None:
        if signal.SIGUSR1 in numbers:
            self._register.counts(self._seats.taken)
        if any(number in numbers for number in _ENDING):
            self._close()
        if signal.SIGCHLD in numbers:
            if self._door.fileno() in self._called:
                self._hear()  # whose client has gone is said before its program ends of it
            self._reap()

    def _look(self, now: float) -> None:
        for visit in [visit for visit in self._visits.values() if now >= visit.next_s]:
            visit.look(now)
        if self._closing and not self._visits and self._door_pid and self._closed_at == float("inf"):
            self._forget(self._door.fileno())
            self._door.close()  # by which it knows
            self._closed_at = now + _DOOR_S
        if now >= self._closed_at and self._door_pid:
            os.kill(self._door_pid, signal.SIGKILL)
            self._closed_at = now + _DOOR_S

    # -- processes ---------------------------------------------------------------------------------------------------

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._door_pid:
                self._door_pid = 0
                self._door_gone()
            for visit in list(self._visits.values()):
                if pid in visit.processes:
                    visit.reaped(pid, status)
                    if pid == visit.leader:
                        told = {"status": max(0, visit.status), "said": visit.words, "broke": visit.broke}
                        self._say({"ended": visit.asked.number, **told})
                    if not visit.processes:
                        self._over(visit)

    def _over(self, visit: Visit) -> None:
        """Nothing of it runs: its folder and its seat are free."""
        if visit.line is not None:
            self._forget(visit.line.fileno())
        visit.stack.close()
        del self._visits[visit.asked.number]
        self._seats.give_back(visit.asked.address)
        self._register.ended(visit.asked.address, _KIND, clock.monotonic_s() - visit.began_at, visit.how)

    def _door_gone(self) -> None:
        if not self._closing:
            self._register.say("the door has ended: all sessions end")
            self._status = FAILED
            self._closing = True
        for visit in self._visits.values():
            visit.how = visit.how or CLOSING
            visit.kill()

    def _close(self) -> None:
        self._closing = True
        for visit in self._visits.values():
            visit.end(CLOSING)

    # -- the door ----------------------------------------------------------------------------------------------------

    def _say(self, message: Message, *files: int) -> None:
        with suppress(Gone):  # that it ended is heard of as well
            self._door.say(message, *files)

    def _hear(self) -> None:
        try:
            self._door.flush()
            while heard := self._door.hear():
                self._take(heard[0])
        except (Gone, KeyError, TypeError, ValueError):  # it speaks no more, or nonsense: no use for it
            self._forget(self._door.fileno())
            with suppress(ProcessLookupError):
                os.kill(self._door_pid, signal.SIGKILL)

    def _take(self, message: Message) -> None:
        if "ask" in message:
            self._ask(Asked.of(message))
        elif visit := self._visits.get(message.get("typed", -1)):
            visit.typed_at = clock.monotonic_s()
        elif visit := self._visits.get(message.get("gone", -1)):
            visit.end(DROPPED)
        elif "turned_away" in message:
            self._register.turned_away(message["turned_away"])
        elif "listening" in message:
            self._register.say(f"listening on {message['listening']}, host key {message['host_key']}")
        elif "failed" in message:
            self._register.say(message["failed"])
            self._closing, self._status = True, FAILED

    def _ask(self, asked: Asked) -> None:
        if refusal := SAID_CLOSING if self._closing else self._seats.refusal(asked.address):
            self._register.refused(asked.address, _KIND)
            self._say({"refused": asked.number, "said": refusal})
            return
        try:
            visit, terminal = Visit.begin(asked, self._words, self._most)
        except OSError as error:
            self._register.say(f"no session could begin: {error.strerror}")
            self._say({"refused": asked.number, "said": f"commune-tui: {BROKE}\n"})
            return
        self._visits[asked.number] = visit
        self._seats.take(asked.address)
        if visit.line is not None:
            self._call(visit.line.fileno(), lambda: self._serve(visit))
        self._say({"granted": asked.number}, terminal)
        os.close(terminal)

    def _serve(self, visit: Visit) -> None:
        try:
            visit.hear()
        except (Gone, OSError):
            if visit.line is not None:
                self._forget(visit.line.fileno())
            visit.close_line()


SAID_CLOSING = "commune-tui: this host is closing. Please come again later.\n"

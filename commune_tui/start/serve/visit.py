"""One session: its folder, its processes, when it has to end, and that nothing of it is left."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from commune_tui import clock
from commune_tui.start.serve import limits, program, readers
from commune_tui.start.serve.asked import Asked
from commune_tui.start.serve.forking import fork
from commune_tui.start.serve.messages import Gone, Line
from commune_tui.start.world_folder import world_folder

LEFT, IDLE, TIME, DROPPED, CLOSING, DISK = "left", "idle", "time is over", "dropped", "closing", "filled its folder"
SAID = {
    IDLE: "Nobody pressed a key for a long time, so this session has ended.",
    TIME: "This session has been open long enough, and has ended.",
    DISK: "This session has filled its folder, and has ended.",
    CLOSING: "This host is closing. Please come again later.",
}
"""What a person is told whose program could not say it."""
BROKE = "This session broke off. Please come again."


@dataclass
class Visit:
    """``processes`` are those that are not reaped yet. All times are monotonic seconds."""

    asked: Asked
    folder: Path
    stack: ExitStack
    line: Line | None
    leader: int = 0
    processes: set[int] = field(default_factory=set)
    began_at: float = field(default_factory=clock.monotonic_s)
    typed_at: float = field(default_factory=clock.monotonic_s)
    look_at: float = 0.0
    killed_at: float = float("inf")
    how: str = ""
    status: int = 0

    @classmethod
    def begin(cls, asked: Asked, words: list[str], seats: int) -> tuple[Visit, int]:
        """A session that runs, and its terminal, which is the caller's to hand on. Raises OSError."""
        with ExitStack() as stack, ExitStack() as ours:
            master, slave = _opened(ours, *os.openpty())
            told, telling = _opened(ours, *os.pipe())
            (nothing,) = _opened(ours, os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
            mine, its = Line.pair()
            ours.callback(its.close)
            visit = cls(asked, stack.enter_context(world_folder()), stack, mine)
            stack.callback(visit.close_line)
            undo = stack.enter_context(ExitStack())
            undo.callback(visit.kill)  # half a session is none
            moment = program.usual_as_of(words)
            world = fork(partial(program.serve_world, words, moment, seats), streams=(nothing, telling, nothing))
            visit.processes.add(world)
            (handle,) = _opened(ours, os.pidfd_open(world))
            play = partial(program.play, asked, visit.folder, moment, told, handle, its, seats)
            visit.leader = fork(play, streams=(slave, slave, slave), keep=(told, handle, its.fileno()))
            visit.processes.add(visit.leader)
            undo.pop_all()
            visit.stack = stack.pop_all()
            visit.look_at = visit.began_at + limits.LOOK_S
            return visit, os.dup(master)

    # -- its end -----------------------------------------------------------------------------------------------------

    @property
    def next_s(self) -> float:
        """When :meth:`look` has something to do next."""
        idle = self.typed_at + limits.IDLE_S + limits.LATE_S
        total = self.began_at + limits.TOTAL_S + limits.LATE_S
        return self.killed_at if self.how else min(idle, total, self.look_at)

    def look(self, now: float) -> None:
        """End it where it is time, by force where it did not."""
        if now >= self.killed_at:
            self.kill()
            self.killed_at = float("inf")
        elif self.how:
            return
        elif now >= self.typed_at + limits.IDLE_S + limits.LATE_S:
            self.end(IDLE)
        elif now >= self.began_at + limits.TOTAL_S + limits.LATE_S:
            self.end(TIME)
        elif now >= self.look_at:
            self.look_at = now + limits.LOOK_S
            if _too_much(self.folder):
                self.end(DISK)

    def end(self, how: str) -> None:
        """Tell the program to end, also one that was stopped; soon it is killed."""
        if not self.how:
            self.how, self.killed_at = how, clock.monotonic_s() + limits.LEAVING_S
            for number in (signal.SIGHUP, signal.SIGCONT) if self.leader in self.processes else ():
                os.kill(self.leader, number)

    def kill(self) -> None:
        """End all of it now. None of them is reaped yet, so no number is another's."""
        for pid in self.processes:
            os.kill(pid, signal.SIGKILL)

    def reaped(self, pid: int, status: int) -> None:
        """One of its processes is no more; with the program the others go."""
        self.processes.discard(pid)
        if pid == self.leader:
            self.status = os.waitstatus_to_exitcode(status)
            self.how = self.how or self._how()
            self.kill()

    def _how(self) -> str:
        if self.status == 0:
            now = clock.monotonic_s()
            idle, over = now - self.typed_at >= limits.IDLE_S, now - self.began_at >= limits.TOTAL_S
            return TIME if over else IDLE if idle else LEFT
        return f"failed with {self.status}" if self.status > 0 else f"killed by {signal.Signals(-self.status).name}"

    @property
    def words(self) -> str:
        """What the person has to be told by others than the program; empty where nothing but that ended it."""
        return SAID.get(self.how, BROKE if self.broke else "") if self.status else ""

    @property
    def broke(self) -> bool:
        """Whether the program could not give the terminal back."""
        return self.status < 0

    def close_line(self) -> None:
        """Hear no more of what it asks for."""
        if self.line is not None:
            self.line.close()
            self.line = None

    # -- while it lasts ----------------------------------------------------------------------------------------------

    def hear(self) -> None:
        """Answer what the program asks for: a reader of mail bodies. Raises Gone where it asks for nothing any more."""
        assert self.line is not None
        while heard := self.line.hear():
            message, files = heard
            for file in files:
                os.close(file)
            if message.keys() != {"files"} or self.how or len(self.processes) >= 2 + limits.READERS:
                raise Gone
            self.processes.add(readers.begin(self.line, files=bool(message["files"])))


def _opened(stack: ExitStack, *files: int) -> tuple[int, ...]:
    for file in files:
        stack.callback(os.close, file)
    return files


def _too_much(folder: Path) -> bool:
    count = total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            count += 1
            with suppress(OSError):  # it went meanwhile
                total += os.lstat(f"{place}/{name}").st_size
        if count > limits.FILES or total > limits.FILES_BYTES:
            return True
    return False

"""What the door and the parent of the sessions say to each other, over a pair of sockets; files go along.

From the door: ``ask`` (a session: its number, address, columns, rows, environment), ``typed``, ``gone`` (of the
session with this number), ``turned_away`` (so many), ``listening``, ``failed``. From the parent: ``granted`` with the
terminal of a session, ``refused`` with words for the person, ``ended`` with status and words, each with the number.
"""

from __future__ import annotations

import json
import os
import socket
from collections import deque
from typing import Any

_LONGEST = 16_384
_FILES = 2
_MOST_KEPT = 10_000
"""A side that takes nothing for so long is as good as gone."""
Message = dict[str, Any]


class Gone(Exception):
    """The other side has ended, or does not listen any more."""


class Line:
    """One end. Nothing here waits: what the other side has no room for is kept, and :meth:`flush` sends it later."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._kept: deque[tuple[bytes, list[int]]] = deque()

    @property
    def waiting(self) -> bool:
        """Whether something is kept that was not sent yet."""
        return bool(self._kept)

    @classmethod
    def pair(cls) -> tuple[Line, Line]:
        """Both ends, where a message arrives whole or not at all."""
        ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in ends:
            end.setblocking(False)
        return cls(ends[0]), cls(ends[1])

    def fileno(self) -> int:
        """The number of its open file, for whoever waits for it."""
        return self._end.fileno()

    def say(self, message: Message, *files: int) -> None:
        """Send it. The files are the caller's to close. Raises Gone."""
        if len(self._kept) >= _MOST_KEPT:
            raise Gone
        self._kept.append((json.dumps(message).encode(), [os.dup(file) for file in files]))
        self.flush()

    def flush(self) -> None:
        """Send what there is room for. Raises Gone."""
        while self._kept:
            said, files = self._kept[0]
            try:
                socket.send_fds(self._end, [said], files)
            except BlockingIOError:
                return
            except OSError:
                raise Gone from None
            self._let_go_first()

    def _let_go_first(self) -> None:
        for file in self._kept.popleft()[1]:
            os.close(file)

    def hear(self) -> tuple[Message, list[int]] | None:
        """The next message with its files, which are the caller's; ``None`` where nothing came. Raises Gone."""
        try:
            said, files, _, _ = socket.recv_fds(self._end, _LONGEST, _FILES)
        except BlockingIOError:
            return None
        except OSError:
            raise Gone from None
        if not said:
            raise Gone
        try:
            message = json.loads(said)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            for file in files:
                os.close(file)
            raise Gone
        return message, files

    def close(self) -> None:
        while self._kept:
            self._let_go_first()
        self._end.close()

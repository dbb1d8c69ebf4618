"""The rules as they stand in their file now. One that is broken changes nothing: the rules before it stay."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

from commune_tui.gate.rules import NO_RULES, BrokenRules, Rules, parsed

log = logging.getLogger(__name__)
_MOST_BYTES = 1_000_000
_Mark = tuple[int, int, int]


class RuleFile:
    """``path`` may be missing: then everything is held. ``tell`` is given a sentence whenever something is wrong."""

    def __init__(self, path: Path | None, tell: Callable[[str], object] = lambda sentence: None) -> None:
        self._path, self._tell = path, tell
        self._rules, self._mark = NO_RULES, (0, 0, 0)

    def now(self) -> Rules:
        """The newest rules that could be read; read again only when the file has changed."""
        if self._path is None:
            return NO_RULES
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            self._rules = NO_RULES
            self._complain((2, 0, 0), "There is no file of rules.")
            return NO_RULES
        except OSError as error:
            self._complain((1, 0, 0), f"The rules cannot be read: {error.strerror}.")
            return self._rules
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
            if mark != self._mark:
                self._read(mark, found, file.read(_MOST_BYTES))
        return self._rules

    def _read(self, mark: _Mark, found: os.stat_result, raw: bytes) -> None:
        try:
            if not stat.S_ISREG(found.st_mode) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise BrokenRules("The rules can be written by others, so they are not used: chmod go-w.")
            self._rules, self._mark = parsed(raw.decode("utf-8")), mark
        except UnicodeDecodeError:
            self._complain(mark, "The rules are not UTF-8.")
        except BrokenRules as broken:
            self._complain(mark, broken.sentence)

    def _complain(self, mark: _Mark, sentence: str) -> None:
        if mark != self._mark:
            self._mark = mark
            stays = f"The rules {self._rules.version} stay." if self._rules.rules else "Everything is held."
            log.warning("gate: the rules were not taken")
            self._tell(f"{sentence} {stays}")

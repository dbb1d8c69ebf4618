"""A log in a file that rotates, one JSON object a line, which cannot print a key or a mail.

Every record goes through :func:`mask` and the escaping of control characters; tracebacks carry no local variables.
Nothing is ever written to the terminal. Knows nothing of where the file lives (:mod:`commune_tui.paths`).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from commune_tui import clock

FILES = 5
FILE_BYTES = 1_000_000
MESSAGE_CHARACTERS = 2_000
"""A longer message is cut: nobody logs a body by mistake as a whole."""

ROOT = "commune_tui"

#: Libraries that would log requests with their headers and addresses.
_LOUD = ("httpx", "httpcore", "h2", "hpack", "asyncio", "markdown_it", "uvicorn.access")

_HIDDEN = "[hidden]"
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(comm|whsec|\bsk|\bpk|\bgate(?=_[0-9a-f]{12}))_[A-Za-z0-9_\-+/=.]{4,}"), rf"\1_{_HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|agent|basic)\s+[A-Za-z0-9._~+/=:\-]{8,}"), rf"\1 {_HIDDEN}"),
    (re.compile(r"(?i)((?:authorization|x-api-key|api[_-]?key|cookie|password|secret|token|signature)[\"']?\s*[:=]\s*)"
                r"(?:[bB]?\"[^\"]*\"|[bB]?'[^']*'|[^\s,;&})\]]+)"), rf"\1{_HIDDEN}"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), _HIDDEN),
    (re.compile(r"(https?://[^\s?#\"'<>]*)\?[^\s\"'<>]*"), rf"\1?{_HIDDEN}"),
    (re.compile(r"(https?://)[^\s/@\"'<>]+@"), rf"\1{_HIDDEN}@"),
)  # fmt: skip


def mask(text: str) -> str:
    """The text without API keys, webhook secrets, private keys, authorization headers and query strings of addresses
    (presigned addresses carry their permission there)."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def describe_error(error: BaseException) -> str:
    """Kind and words of an error, masked, on one line; for people."""
    words = " ".join(str(error).split())
    return mask(f"{type(error).__name__}: {words}" if words else type(error).__name__)[:MESSAGE_CHARACTERS]


class Lines(logging.Formatter):
    """A record as one line of JSON in plain ASCII: control characters arrive as ``\\u001b``, never as themselves."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        line: dict[str, Any] = {
            "at": clock.iso(clock.now()),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _short(mask(message)),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _short(describe_error(record.exc_info[1]))
            line["where"] = frames(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def frames(error: BaseException) -> list[str]:
    """Where an error came from: ``file:line function`` of its frames and of what caused it; no source, no variables."""
    found: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(found) < 60:
        if chain is not error:
            found.append(f"caused by {type(chain).__name__}")
        found += [f"{frame.f_code.co_filename}:{number} {frame.f_code.co_name}" for frame, number in
                  traceback.walk_tb(chain.__traceback__)][-20:]  # fmt: skip
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return found


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self.baseFilename, flags, 0o600)
        os.fchmod(handle, 0o600)
        return os.fdopen(handle, "a", encoding="ascii", newline="\n")

    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written (full disk) is no reason to write on the screen or to stop."""


def open_log(path: Path, level: int = logging.INFO) -> logging.Handler:
    """Send the records of this program to ``path`` from now on; close with :func:`close_log`.

    Five files of 1 MB, mode 0600. :raises OSError: the file cannot be made.
    """
    handler = _PrivateFile(path, maxBytes=FILE_BYTES, backupCount=FILES - 1)
    handler.setFormatter(Lines())
    logger = logging.getLogger(ROOT)
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.raiseExceptions = False
    return handler


def close_log(handler: logging.Handler) -> None:
    """Stop writing to the file of :func:`open_log`."""
    logging.getLogger(ROOT).removeHandler(handler)
    with contextlib.suppress(OSError):  # a full disk
        handler.close()


def _short(text: str) -> str:
    return text if len(text) <= MESSAGE_CHARACTERS else f"{text[:MESSAGE_CHARACTERS]}… ({len(text):,} characters)"

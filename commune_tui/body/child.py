"""The worker process: reads mails from standard input, writes bodies to standard output, and may do nothing else.

It has no key, no environment and no open file; after start it can open none: no socket, no file, no process. It
ends when its standard input closes.
"""

from __future__ import annotations

import codecs
import contextlib
import gc
import signal
import sys
import time
from typing import BinaryIO

from commune_tui.body import reading, wire
from commune_tui.body.lines import Body

MEMORY = 512 * 1024 * 1024
_LONGEST_S = 90
_INVITATION = (
    b"BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20260504T080000Z\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=2\nATTENDEE:mailto:a@b.example\n"
    b"END:VEVENT\n"
)
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.",
    "open",
)


def confine(*, files: bool = False) -> None:
    """Gives up memory beyond 512 MB, every further file and socket, and the means to start a process. For good."""
    warm(files=files)
    with contextlib.suppress(ImportError):
        import resource

        open_files = 3  # standard input, output and error: from here on nothing can be opened
        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NOFILE, open_files),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError("the reader of mail bodies may not do this")


def warm(*, files: bool) -> None:
    """Everything that is imported or compiled late is asked for once, while files can still be opened. Attached files
    need more: only a process that is to read some pays for it.
    """
    sample = "<style>.a{color:hsl(1 2% 3%)}</style><p class=a>é\u200b<a href='https://bücher.example/'>x</a><table><tr><th>1</table>"
    reading.read(sample, None)
    reading.read("<!-- an order --><table><tr><th>日本 مرحبًا<th>👩\u200d🚀 नमस्ते<tr><td>1<td>2</table>", None)
    reading.read(None, "> é\n-- \nhttps://bücher.example \u202e\U000e0041\U000e0042 \u0301")
    "\u00fc.example".encode("idna")
    if not files:
        return
    from commune_tui.body.attached import invitation, message
    from commune_tui.text import charsets

    time.localtime()
    invitation.read(_INVITATION, {})
    message.read(b"Subject: =?gb2312?b?xOM=?=\nDate: Mon, 4 May 2026 08:00:00 +0000\n\n\x83", {})
    for charset in charsets.USUAL.split():
        codecs.lookup(charset)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Says that it is ready, then answers questions until the source ends."""
    sink.write(wire.frame(0, wire.READY, None))
    sink.flush()
    while (question := wire.asked(source)) is not None:
        _alarm(_LONGEST_S)
        gc.disable()  # a mail is read in one go and forgotten: collecting while it grows costs a third of the time
        _answer(question, sink)
        _alarm(0)
        gc.collect()


def _answer(question: wire.Question, sink: BinaryIO) -> None:
    try:
        for frame in wire.frames(_read(question), question.number):
            sink.write(frame)
    except Exception as error:  # the parent must hear of it; a worker that dies tells nothing
        sink.write(wire.frame(question.number, wire.FAILED, type(error).__name__))
    sink.flush()


def _read(question: wire.Question) -> Body:
    if question.file is None:
        return reading.read(question.html, question.text, question.limits)
    from commune_tui.body.attached import invitation, message

    read = invitation.read if question.file.kind == "calendar" else message.read
    return read(question.file.data, question.file.tables, question.limits)


def _alarm(seconds: int) -> None:
    """The kernel ends this process if one mail takes a minute and the parent is not there to end it."""
    with contextlib.suppress(AttributeError):
        signal.alarm(seconds)


def main(*, files: bool = False) -> None:
    """The whole life of the worker; ``files``: it will be asked to read attached files."""
    confine(files=files)
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()

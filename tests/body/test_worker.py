"""The worker process: answers, is ended when late, survives cancelling, leaves nothing behind, and can do no harm."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui.body import process, wire, worker
from commune_tui.body.lines import FIRST, WHOLE
from commune_tui.body.reading import read
from commune_tui.body.worker import BodyReader
from tests.body.cases import FOLDER
from tests.body.frames import MAILS
from tests.body.ways import HONEST, WAYS

MAIL = (
    "<div style='display:none'>pre</div><h1>Hi</h1><p><a href='https://example.com'>x</a> <b>é</b>"
    "<table><tr><th>a<th>b<tr><td>1<td>2</table><span style='font-size:0'>hidden words here</span><ul><li>y</ul>"
    "<div class=gmail_quote>On 5 Jan 2026 at 10:00 Bob &lt;b@x.example&gt; wrote:<blockquote>z</blockquote></div>"
)


@pytest.fixture(autouse=True)
def slow_starts_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is ended because a busy machine starts it late would be another one than the test means."""
    monkeypatch.setattr(worker, "START_S", 600.0)


def patient() -> BodyReader:
    """A reader that no busy machine hurries."""
    return BodyReader(first_s=60.0)


async def asked(reader: BodyReader, number: int) -> None:
    """Until the first process was asked so often."""
    while reader._first.process is None or reader._first.process._number < number:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_the_answer_of_the_process_is_that_of_the_function() -> None:
    async with patient() as reader:
        assert await reader.read(MAIL, "text") == read(MAIL, "text")
        assert await reader.read(None, "> q\nanswer https://example.com\n") == read(
            None, "> q\nanswer https://example.com\n"
        )
        assert reader.restarts == 0


async def test_a_late_mail_falls_back_to_its_text_and_the_next_one_is_read() -> None:
    async with BodyReader(first_s=0.0) as reader:
        body = await reader.read(MAIL, None)
        assert body.source == "stripped" and "pre" in body.text and body.notes
    async with patient() as reader:
        await reader.read("<p>one", None)
        assert reader._first.process is not None
        os.kill(reader._first.process.pid, signal.SIGSTOP)
        reader._first._limit_s = 0.1
        reading = asyncio.create_task(reader.read(MAIL, "the text part"))
        await asked(reader, 2)
        reader._first._limit_s = 60.0  # for its text part
        body = await reading
        assert (body.source, body.text, reader.restarts) == ("text", "the text part", 1)
        assert "took too long" in body.notes[0]


async def test_the_start_of_the_process_is_not_taken_off_the_time_for_a_mail(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A slow machine would else read no HTML at all: each process would be ended before it ever was ready."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    opener = os.open(gate, os.O_RDWR)  # both ways, so that nobody waits for the other end
    monkeypatch.setattr(process, "_START", f"open({str(gate)!r}).read(1);{process._START}")
    async with BodyReader(first_s=0.0) as reader:
        reading = asyncio.create_task(reader.read("<p>one", None))
        while reader._first.process is None:  # noqa: ASYNC110
            await asyncio.sleep(0)
        reader._first._limit_s = 60.0
        os.write(opener, b"x")
        assert (await reading).source == "html" and reader.restarts == 0
    os.close(opener)


async def test_a_process_that_never_is_ready_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "_START", "import sys; sys.stdin.read()")
    monkeypatch.setattr(worker, "START_S", 0.1)
    async with patient() as reader:
        body = await reader.read(MAIL, None)
        assert body.source == "stripped" and "Hi" in body.text and reader.restarts == 1


async def test_a_cancelled_read_does_not_disturb_the_next() -> None:
    async with patient() as reader:
        await reader.read(MAIL, None)
        for _ in range(20):
            assert reader._first.process is not None
            process, number = reader._first.process.pid, reader._first.process._number
            os.kill(process, signal.SIGSTOP)
            task = asyncio.create_task(reader.read(MAIL * 40, None))
            await asked(reader, number + 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            os.kill(process, signal.SIGCONT)
            assert (await reader.read("<p>next", None)).text == "next"


async def test_a_worker_that_dies_is_replaced() -> None:
    async with patient() as reader:
        await reader.read("<p>one", None)
        assert reader._first.process is not None
        reader._first.process._process.kill()
        await reader._first.process._process.wait()
        assert (await reader.read("<p>two", None)).text == "two"


async def test_nothing_is_left_after_closing() -> None:
    reader = patient()
    await reader.read("<p>one", None)
    assert reader._first.process is not None
    process = reader._first.process._process
    await reader.close()
    await reader.close()
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


async def test_a_long_mail_comes_whole_when_asked_for() -> None:
    text = "".join(f"line {number}\n" for number in range(60_000))
    async with patient() as reader:
        first = await reader.read(None, text)
        assert first.truncated and first.unread == len(text) - sum(len(line.text) + 1 for line in first.lines)
        whole = await reader.read(None, text, whole=True)
        assert not whole.truncated and len(whole.lines) == 60_000


async def test_a_very_long_mail_is_made_of_its_lines_as_they_are_looked_at() -> None:
    row = "<p>line {0} <a href='https://example.com/{0}'>link</a></p><table><tr><th>a<th>b<tr><td>{0}<td>2</table>"
    mail = "<div>".join(row.format(at) + "</div>" for at in range(1_200))
    async with patient() as reader:
        whole = await reader.read(mail, None, whole=True)
        expected = read(mail, None, WHOLE)
        assert whole == expected
        assert whole.lines != expected.lines[:-1]
        assert (whole.lines[-1], whole.lines[501]) == (expected.lines[-1], expected.lines[501])
        assert whole.lines[499:503] == expected.lines[499:503]
        assert whole.characters == sum(len(line.text) for line in whole.lines)
        with pytest.raises(IndexError):
            whole.lines[len(expected.lines)]


async def test_a_first_page_does_not_wait_for_a_mail_that_is_read_whole() -> None:
    async with patient() as reader:
        await reader.read("<p>one", None, whole=True)
        assert reader._whole.process is None
        whole = asyncio.create_task(reader.read(None, "line\n" * 100_000, whole=True))
        while reader._whole.process is None:  # noqa: ASYNC110
            await asyncio.sleep(0)
        os.kill(reader._whole.process.pid, signal.SIGSTOP)
        assert (await reader.read("<p>two", None)).text == "two"
        assert not whole.done()
        os.kill(reader._whole.process.pid, signal.SIGCONT)
        assert len((await whole).lines) == 100_000
        assert reader.restarts == 0


NONSENSE = [
    (b"l", b'[[[99,[],0,0,0,"",[],-1,false]],[]]'),
    (b"l", b'[[[0,[["x"]],0,0,0,"",[],-1,false]],[]]'),
    (b"l", b'[[[0,[],0,0,0,"",[],5,false]],[]]'),
    (b"l", b"{}"),
    (b"l", b"\xff"),
    (b"k", b"[[1,2]]"),
    (b"e", b"{}"),
    (b"e", b"null"),
    (b"f", b'"MemoryError"'),
    (b"?", b"[]"),
]


@pytest.mark.parametrize(("kind", "data"), NONSENSE)
def test_an_answer_that_is_none_is_refused(kind: bytes, data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        wire.Assembly().add(kind, data)


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "open('/etc/hosts')",
        "import os; os.open('/etc/hosts', 0)",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import subprocess; subprocess.Popen(['true'])",
        "import os; os.execv('/bin/true', ['true'])",
        "x = bytearray(700 * 1024 * 1024)",
    ],
)
def test_the_confined_process_can_open_nothing(deed: str) -> None:
    code = (
        "import os, socket, subprocess\nfrom commune_tui.body import child\nchild.confine()\n"
        f"try:\n    exec({deed!r})\nexcept (PermissionError, OSError, MemoryError):\n    os._exit(7)\nos._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (7, b"")


async def test_the_process_has_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNE_API_KEY", "canary-key")
    async with patient() as reader:
        await reader.read("<p>x", None)
        assert reader._first.process is not None
        with open(f"/proc/{reader._first.process.pid}/environ", "rb") as file:  # noqa: PTH123, ASYNC230
            assert b"canary" not in file.read()


def test_everything_the_worker_needs_is_loaded_before_it_is_confined() -> None:
    code = (
        "import sys\nfrom commune_tui.body import child, reading\nchild.warm(files=False)\nbefore = set(sys.modules)\n"
        f"reading.read({MAIL!r}, None)\nreading.read(None, '> a\\n\\u0600\\u200d\\U0001f468\\u200d\\U0001f469')\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_the_first_page_is_bounded() -> None:
    assert FIRST.source <= 1_000_000 and FIRST.text <= 200_000


async def test_every_kind_of_mail_is_read_in_the_process_as_it_is_here() -> None:
    """What is imported late cannot be imported there: a mail that needs it would be shown without its HTML."""
    pages = (
        [source for _, source, _ in WAYS]
        + [source for _, source in HONEST]
        + [mail.read_text("utf-8") for mail in MAILS]
    )
    pages += [
        "<table><tr><th>日本語<th>B<tr><td>👩\u200d🚀<td>2</table>",
        "<style>@supports (x:y){p{display:none}}</style><p>日本",
    ]
    pages += [path.read_text("utf-8", "replace").partition("\n\n")[2] for path in sorted(FOLDER.glob("*.eml"))]
    reader = patient()
    try:
        different = [source for source in pages if await reader.read(source, "its text") != read(source, "its text")]
    finally:
        await reader.close()
    assert different == []

"""What mail bodies cost and keep: sizes, hostile inputs, and two other converters on the same mails.

Run ``python -m benchmarks.body`` from the root of the project. Prints four tables; needs the ``dev`` extra.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import html2text
import inscriptis  # type: ignore[import-untyped]

from commune_tui.body.lines import Body
from commune_tui.body.reading import read
from commune_tui.body.worker import BodyReader
from commune_tui.body.wrap import Wrapped
from tests.body.frames import MAILS
from tests.body.hostile import HOSTILE
from tests.body.replies import everything
from tests.body.test_mails import words
from tests.body.test_quotes import measure
from tests.body.ways import OTHER_FORM, SECRET, WAYS

SIZES = {"4 KB": 4_000, "50 KB": 50_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
ROWS = 50


def timed(job: Callable[[], object], runs: int = 5) -> float:
    """The median of some runs, in milliseconds."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        took.append(1_000 * (time.perf_counter() - start))
    return sorted(took)[len(took) // 2]


def mail_of(size: int) -> tuple[str, str]:
    """HTML and plain text of about this many characters, made from the mails of the tests."""
    pages = [mail.read_text("utf-8") for mail in MAILS]
    inside = "".join(page.partition("<body")[2].partition(">")[2] or page for page in pages)
    text = "\n".join(mail.with_suffix(".txt").read_text("utf-8") for mail in MAILS)
    return (inside * (size // len(inside) + 1))[:size], (text * (size // len(text) + 1))[:size]


async def sizes() -> None:
    """Bodies of four sizes through the worker: the first page, the first screen of it, and the whole."""
    head = f"{'body':16}{'first page':>12}{'+ 50 rows':>12}{'lines':>9}{'whole':>11}{'lines':>9}"
    print(f"{head}{'longest stop of the loop':>26}")
    async with BodyReader() as reader:
        start = time.perf_counter()
        await reader.read("<p>x", None)
        cold = 1_000 * (time.perf_counter() - start)
        for name, size in SIZES.items():
            for kind, source in zip(("HTML", "text"), mail_of(size), strict=True):
                html, text = (source, None) if kind == "HTML" else (None, source)
                start = time.perf_counter()
                body = await reader.read(html, text)
                page = 1_000 * (time.perf_counter() - start)
                screen = timed(lambda body=body: Wrapped(body, 100).rows(0, ROWS))  # type: ignore[misc]
                whole, took, stop = await _whole(reader, html, text)
                print(
                    f"{name + ' ' + kind:16}{page:9.1f} ms{screen:9.2f} ms{len(body.lines):9,}{took:8.0f} ms"
                    f"{len(whole.lines):9,}{stop:23.0f} ms"
                )
        print(f"first read of a new process: {cold:.0f} ms; restarts {reader.restarts}\n")


async def _whole(reader: BodyReader, html: str | None, text: str | None) -> tuple[Body, float, float]:
    """All of a mail, and how long the event loop stood still meanwhile."""
    stops = [0.0]

    async def watch() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.005)
            stops.append(1_000 * (time.perf_counter() - start) - 5)

    watcher = asyncio.create_task(watch())
    start = time.perf_counter()
    body = await reader.read(html, text, whole=True)
    took = 1_000 * (time.perf_counter() - start)
    watcher.cancel()
    return body, took, max(stops)


async def hostile() -> None:
    """Every hostile input through the worker with its real limits."""
    took: list[tuple[float, str, str]] = []
    async with BodyReader() as reader:
        await reader.read("<p>x", None)
        for name, make in HOSTILE.items():
            source = make()
            start = time.perf_counter()
            body = await reader.read(source, None)
            took.append((1_000 * (time.perf_counter() - start), name, body.source))
        print(f"{len(took)} hostile inputs; fell back to no HTML: {sum(kind == 'stripped' for _, _, kind in took)}")
        for milliseconds, name, kind in sorted(took, reverse=True)[:6]:
            print(f"  {milliseconds:8.0f} ms  {name} ({kind})")
    peak, worst = max((_memory(name), name) for name in HOSTILE)
    print(
        f"  most memory of a process: {peak:.0f} MB ({worst}); after {_memory('closing tags'):.0f} MB for an easy one\n"
    )


def _memory(name: str) -> float:
    """Peak resident megabytes of a fresh process that reads one hostile input (the input itself included)."""
    code = (
        "from commune_tui.body.reading import read\nfrom tests.body.hostile import HOSTILE\n"
        f"read(HOSTILE[{name!r}](), None)\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return int(done.stdout) / 1_024


def _ours(source: str) -> str:
    return "\n".join(
        line.marker + line.text for line in read(source, None).lines if line.kind not in ("preheader", "hidden")
    )


def _html2text(source: str) -> str:
    reader = html2text.HTML2Text(bodywidth=0)
    reader.images_to_alt = True
    reader.inline_links = False
    return reader.handle(source)


def _bare_html2text(source: str) -> str:
    reader = html2text.HTML2Text(bodywidth=0)
    reader.ignore_links = True
    reader.images_to_alt = True
    return reader.handle(source)


def converters() -> None:
    """Ours and two others on the mails of the tests: words against the expected text, links, hidden text, time."""
    print(f"{'':12}{'recall':>8}{'precision':>11}{'link targets':>14}{'hidden shown':>14}{'ms per mail':>13}")
    for name, convert in (("ours", _ours), ("html2text", _bare_html2text), ("inscriptis", inscriptis.get_text)):
        kept = wanted = made = links = all_links = 0
        for mail in MAILS:
            source = mail.read_text("utf-8")
            expected, found = words(mail.with_suffix(".txt").read_text("utf-8")), words(convert(source))
            kept += sum((expected & found).values())
            wanted += sum(expected.values())
            made += sum(found.values())
            targets = {link.target for link in read(source, None).links}
            all_links += len(targets)
            if name == "ours":
                links += len(targets)
            elif name == "html2text":
                text = _html2text(source)
                links += sum(target in text for target in targets)
        shown_ways = sum(_shown(way, source, convert(source)) for way, source, _ in WAYS)
        cost = timed(lambda: [convert(mail.read_text("utf-8")) for mail in MAILS]) / len(MAILS)  # noqa: B023
        listed = f"{links}/{all_links}"
        print(
            f"{name:12}{kept / wanted:8.3f}{kept / made:11.3f}{listed:>14}{f'{shown_ways}/{len(WAYS)}':>14}{cost:13.2f}"
        )
    print()


def _shown(way: str, source: str, text: str) -> bool:
    """Does the hidden sentence stand in the text as if it were read? Smuggled bytes count when they are passed on."""
    if way in OTHER_FORM or way in ("tag characters", "variation selectors"):
        return any(ord(mark) > 0xE0000 or mark in "\u200b\u200c\u202e" for mark in text)
    return SECRET in " ".join(text.split())


def main() -> None:
    """All tables."""
    print(f"python {sys.version.split()[0]}, {Path(sys.executable).name}\n")
    asyncio.run(sizes())
    asyncio.run(hostile())
    converters()
    replies = everything()
    print("replies seen:    ", measure(reply for reply in replies if not reply.held_out))
    print("replies held out:", measure(reply for reply in replies if reply.held_out))


if __name__ == "__main__":
    main()

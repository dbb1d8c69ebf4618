"""An app that gives a real terminal every chance to answer a mail, and counts the keys that come of it.

``python -m tests.hostile.answering MODE REPORT``. MODE ``nothing``: a payload in a Textual widget, no defence at all;
``gate``: the same behind the output gate alone; ``guard``: the payload is written to the terminal as it is, and only
the input guard stands between the answers and the keys. After each payload the terminal is asked where its cursor is:
answers come in order, so when that one is there, all others are.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from commune_tui.ui.terminal import input_filter, output_filter

ASKING = [
    "Invoice \x1b]4;1;rgb:eeee/dddd/aaaa\x1b\\\x1b]4;1;?\x1b\\ ok",
    "\x1b]4;1;rgb:eeee/dddd/aaaa\x07\x1b]4;1;?\x07",
    "\x1b]10;?\x1b\\",
    "\x1b]11;#dadada\x1b\\\x1b]11;?\x1b\\",
    "\x1b]12;?\x1b\\",
    "\x1b]52;c;?\x1b\\",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[=c",
    "\x1b[0c",
    "\x1b]0;dead\x1b\\\x1b[21t",
    "\x1b[14t\x1b[18t\x1b[19t",
    "\x1b[20t",
    "\x1bP$qm\x1b\\",
    "\x1bP$qr\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b[>0q",
    "\x1b[5n\x1b[?15n",
    "\x1b[1x",
    "\x1b[?1$p",
    "\x1bZ",
    "\x05",
    "\x9bc",
    "\x1b[?u",
]


class Answering(App[int]):
    """Writes down every key."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode
        self.keys: dict[str, list[str]] = {}
        self.now = ""
        self.answered = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Static("")

    def on_mount(self) -> None:
        self.run_worker(self.play(), exit_on_error=True)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.keys.setdefault(repr(self.now), []).append(event.key)
        if isinstance(event, events.CursorPosition):
            self.answered.set()
        await super().on_event(event)

    async def play(self) -> None:
        for payload in ASKING:
            if self.mode == "guard-without-clipboard" and "]52;" in payload:
                continue  # xterm 379 with window operations falls over when nothing was ever copied
            self.now = payload
            if self.mode.startswith("guard"):
                self.send(payload)
            else:
                self.query_one(Static).update(Content(payload))
                for _ in range(2):
                    painted = asyncio.Event()
                    self.call_after_refresh(painted.set)
                    await painted.wait()
            self.answered.clear()
            self.send("\x1b[6n")
            await asyncio.wait_for(self.answered.wait(), 10)
        self.exit(0)

    def send(self, text: str) -> None:
        assert self._driver is not None
        self._driver.write(text)
        self._driver.flush()


def main(mode: str, report: str) -> None:
    """Play in the terminal that this runs in."""
    if mode == "gate":
        output_filter.install()
    if mode.startswith("guard"):
        input_filter.install()
    app = Answering(mode)
    app.run()
    Path(report + ".new").write_text(json.dumps({"keys": app.keys, "status": app.return_code}))
    Path(report + ".new").rename(report)


if __name__ == "__main__":
    main(*sys.argv[1:])

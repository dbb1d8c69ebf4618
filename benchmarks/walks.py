"""How far a thing goes through the program: the four walks of docs/architecture.md, counted while they happen.

    python -m benchmarks.walks [--runs 3] [--wide] [--forms] [--hops]

Run in the checkout that is to be counted; the file may be copied into an old one. The program is the real one, on a
sandbox of its own, with the screen of Textual's tests; a profile function sees every call in it. The screen has 80×24
cells and shows one thing at a time; ``--wide`` has room for a conversation beside the list, which reads once more what
the list read. Of a mail, an act, a draft and a body the same is counted:

- The thing is known by words that nothing else holds: a word of its text, and its id as soon as it has one. An act is
  the id of its command, and of its thread.
- A value carries it that is a text or bytes with such a word; a list, mapping or form with such a value in it, three
  levels deep; of long ones the first 64.
- functions: those of the program that get or return a value which carries it. What asyncio or Textual calls in between
  is nobody's. ``self`` counts where it is such a value.
- files: those in which these functions stand.
- hops: pairs of functions, the caller in one file and such a function in another, with nothing of the program in
  between. What goes through a queue, a thread, an event or a process is no call and no hop.
- forms: classes of the program whose instances carry it: named tuples, frozen dataclasses, models. Not what holds many
  things and changes: screens, widgets, the session.
- anyway: hops that a thing makes without being done. The thread of an act has an id before the act, and whoever gets
  all that the screen shows gets it too: each endpoint, when the next requests are planned. So a sync is asked for
  before the key; what carries the words then counts for none of the figures above, and its hops are told here.

The server is not counted; it is another program. Of a body the part of the reading process is read here, too. What is
printed is the smallest of several runs, since news that came by chance makes a run longer; forms are those of all runs.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import commune_tui
from tests.servers import sandbox_process
from tests.ui.letters import Letters, letters

PACKAGE = str(Path(commune_tui.__file__).parent)
READER = "commune_tui.body" if Path(PACKAGE, "body").is_dir() else "commune_tui.mail.body"
SERVER = str(Path(PACKAGE) / "sandbox")
WORD = "Zebrafinch"
MOST = 64
HTML = f"""<html><body><h1>Order</h1><p>The <b>{WORD}</b> is <a href="https://example.org/{WORD}">here</a>.</p>
<table><tr><td>{WORD}</td><td>1</td></tr></table><p style="display:none">{WORD} hides</p>
<blockquote>{WORD} was asked for</blockquote></body></html>"""

Function = tuple[str, str]


class Seen(NamedTuple):
    functions: set[Function]
    hops: set[tuple[Function, Function]]
    forms: set[str]


class Walk:
    """A profile function: what it saw of the thing since it was given its words."""

    def __init__(self) -> None:
        self.words: tuple[str, ...] = ()
        self.functions: set[Function] = set()
        self.forms: set[str] = set()
        self.hops: set[tuple[Function, Function]] = set()
        self.before = Seen(set(), set(), set())

    def begin(self) -> None:
        """What was seen so far would be anyway; what is seen from now on is the walk."""
        self.before = Seen(set(self.functions), set(self.hops), set(self.forms))

    def seen(self) -> Seen:
        """What the thing did, and would not have done anyway."""
        return Seen(
            self.functions - self.before.functions, self.hops - self.before.hops, self.forms - self.before.forms
        )

    def __call__(self, frame: FrameType, event: str, value: object) -> None:
        if not self.words or event not in ("call", "return") or not ours(frame):
            return
        code = frame.f_code
        given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        seen = [frame.f_locals.get(name) for name in given] if event == "call" else [value]
        if sum(self.carries(each) for each in seen):  # not any(): every form is noted
            here = function(frame)
            self.functions.add(here)
            caller = frame.f_back
            while caller is not None and not ours(caller):
                caller = caller.f_back
            if caller is not None and function(caller)[0] != here[0]:
                self.hops.add((function(caller), here))

    def carries(self, value: Any, deep: int = 3) -> bool:
        """Whether a value carries the thing; the forms in which it does are noted."""
        if isinstance(value, str):
            return any(word in value for word in self.words)
        if isinstance(value, bytes):
            return any(word.encode() in value for word in self.words)
        if not deep:
            return False
        own = type(value).__module__.startswith("commune_tui")
        if isinstance(value, dict):
            parts = [part for pair in list(value.items())[:MOST] for part in pair]
        elif isinstance(value, (list, tuple, set, frozenset)):
            parts = list(value)[:MOST]
        elif own and is_dataclass(value) and value.__dataclass_params__.frozen:  # type: ignore[union-attr]
            parts = [getattr(value, each.name, None) for each in fields(value)]
        elif own and hasattr(type(value), "model_fields"):
            parts = list(value.__dict__.values())
        else:
            return False
        found = bool(sum(self.carries(part, deep - 1) for part in parts))
        if found and own:
            self.forms.add(f"{type(value).__module__.partition('.')[2]}.{type(value).__name__}")
        return found


def ours(frame: FrameType) -> bool:
    """Whether the code stands in the program."""
    name = frame.f_code.co_filename
    return name.startswith(PACKAGE) and not name.startswith(SERVER)


def function(frame: FrameType) -> Function:
    """The file and the name of a function; what is nested belongs to the one around it."""
    return frame.f_code.co_filename, frame.f_code.co_qualname.partition(".<locals>")[0]


def read(story: Letters) -> str:
    """The screen as it is read."""
    strips = story.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def mail(story: Letters, walk: Walk) -> None:
    """A mail comes in, until its subject stands in the list."""
    await story.press("g", "i", then=lambda: "[All" in read(story))
    await story.until(lambda: "synced" in story.told)
    walk.words = (WORD,)
    story.customer_writes(f"{WORD} says hello", subject=f"{WORD} is away", in_reply_to=None)
    await story.until(lambda: WORD in read(story))


async def act(story: Letters, walk: Walk) -> None:
    """``e`` closes the thread, until the server says so, too."""
    await story.until(lambda: "synced" in story.told)
    walk.words = ("thread.close", story.thread_id)
    await story.press("ctrl+r")
    await asyncio.sleep(2.0)  # a sync goes round, the screen is drawn again, and nobody says when all of it is over
    await story.until(lambda: "synced" in story.told)
    walk.begin()
    await story.press("e", then=lambda: status(story) == "closed")
    await asyncio.sleep(1.0)  # the answer is saved


def status(story: Letters) -> str:
    return str(story.server.get(f"/v1/threads/{story.thread_id}/metadata").body["data"]["status"])


async def draft(story: Letters, walk: Walk) -> None:
    """A reply is typed, looked at and sent, until the server has it."""
    await story.until(lambda: "synced" in story.told)
    await story.compose("r")
    walk.words = (WORD,)
    await story.type(WORD)
    await story.press("escape", then=story.on("ReviewScreen"))
    walk.words = (WORD, story.drafts[0].id)
    while not story.mails("Re: Order 4711"):
        if story.on("ReviewScreen")():
            await story.press("y")
        await story.pilot.pause()
    await asyncio.sleep(1.0)


async def body(story: Letters, walk: Walk) -> None:
    """HTML becomes lines: what the reading process does with it, and what its parent does with the answer."""
    reading, wire, worker = (importlib.import_module(f"{READER}.{name}") for name in ("reading", "wire", "worker"))
    async with worker.BodyReader() as reader:
        walk.words = (WORD,)
        list(wire.frames(reading.read(HTML, None), 1))
        assert WORD in str(list((await reader.read(HTML, None)).lines))


WALKS: dict[str, Callable[[Letters, Walk], Awaitable[None]]] = {
    "inbound mail to row": mail,
    "e to request and back": act,
    "draft to sent": draft,
    "HTML to lines": body,
}


async def walked(name: str, size: tuple[int, int]) -> Walk:
    """A walk on a program of its own."""
    walk = Walk()
    threading.setprofile(walk)
    sys.setprofile(walk)
    try:
        with sandbox_process() as server, tempfile.TemporaryDirectory() as folder:
            async with letters(server, Path(folder), size=size) as story:
                await WALKS[name](story, walk)
                walk.words = ()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return walk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--wide", action="store_true", help="on 120×40 cells")
    parser.add_argument("--forms", action="store_true", help="name the forms")
    parser.add_argument("--hops", action="store_true", help="name the hops")
    arguments = parser.parse_args()
    print(f"{'':24}{'files':>8}{'functions':>12}{'hops':>8}{'forms':>8}{'anyway':>8}")
    for name in WALKS:
        runs = [asyncio.run(walked(name, (120, 40) if arguments.wide else (80, 24))) for _ in range(arguments.runs)]
        seen = [run.seen() for run in runs]
        counts = [
            min(len({file for file, _ in run.functions}) for run in seen),
            min(len(run.functions) for run in seen),
            min(len(run.hops) for run in seen),
            len(forms := set[str]().union(*(run.forms for run in seen))),
            min(len(run.before.hops) for run in runs),
        ]
        print(f"{name:24}{counts[0]:8}{counts[1]:12}{counts[2]:8}{counts[3]:8}{counts[4]:8}", flush=True)
        if arguments.forms:
            print("".join(f"    {form}\n" for form in sorted(forms)), end="")
        if arguments.hops:
            hops = min((run.hops for run in seen), key=len)
            print("".join(f"    {told(a)} → {told(b)}\n" for a, b in sorted(hops)), end="")


def told(place: Function) -> str:
    """A function as the papers cite it."""
    return f"{Path(place[0]).relative_to(PACKAGE)}::{place[1]}"


if __name__ == "__main__":
    main()

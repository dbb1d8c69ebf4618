"""The way through every screen with a hostile server behind it, and what was met on the way.

A step is the keys that lead somewhere and the keys that lead back, each sent in one piece. After each the program must
write something; how long the first byte took is noted, never judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from commune_tui import clock
from tests.terminal import LIMIT_S, Terminal, bytes_of

REDRAW = "Ctrl-l"
MARKER = "Zq"
"""Stands in front of payloads where a test wants to see that they were shown."""


class Step(NamedTuple):
    """``screen`` is what is looked at, ``into`` and ``out`` are keys; ``probe`` is a key that always draws there."""

    screen: str
    into: str
    out: str
    probe: str = REDRAW


FACES = (
    Step("reader", "Enter", ""),
    Step("reader, headers", "v h", "v h"),
    Step("reader, raw", "v r", "v r"),
    Step("reader, JSON", "v j", "v j"),
    Step("reader, text or HTML", "v t", "v t"),
    Step("reader, what the agent saw", "v a", "v a"),
    Step("reader, hidden", "v i", "v i"),
    Step("reader, extracted", "v x", "v x"),
    Step("reader, quotes", "v q", "v q"),
    Step("reader, unfolded", "O", "O"),
    Step("reader, delivery", "v d", "v d"),
    Step("reader, files", "v f", "Ctrl-c", "x"),
    Step("reader, links", "L", "Ctrl-c", "9"),
    Step("reader, whole", "v w G", "g g"),
)
"""Of one conversation, in the order in which they are reached; ``q`` leaves."""

ABOUT = (
    Step("tags away", "T", "Ctrl-c", "v"),
    Step("note", "m", "Esc", "x"),
    Step("snooze", "b", "Esc", "3"),
    Step("unread", "u", "u"),
    Step("selection", "x", "* n"),
)
"""On the list, about the conversation under the cursor. Nothing of it is sent anywhere."""

LISTS = (
    Step("assign", "a", "Esc", "x"),
    Step("tags", "t", "Esc", "x"),
    Step("filter, assignees", "/ a s s i g n e e :", "Esc", "x"),
    Step("filter, tags", "/ t a g :", "Esc", "x"),
    Step("filter, inboxes", "/ i n :", "Esc", "x"),
    Step("filter, domains", "/ d o m a i n :", "Esc", "x"),
    Step("commands", ": v", "Esc", "x"),
    Step("templates", ": t h r e a d . t e m p l a t e Enter", "Esc", "x"),
    Step("palette", "Ctrl-k", "Esc", "x"),
    Step("help", "?", "q"),
    Step("sidebar", "h Home", "l"),
    Step("two lines, by day", "v d v g Home", "v d v g"),
    Step("conversation below", "v l Home", "v l v l"),
    Step("split", "Tab", "Shift-Tab"),
    Step("delivery", "g v", ""),
    Step("delivery, inbox", "i", "Esc", "x"),
    Step("delivery, events", "Tab", ""),
    Step("delivery, kinds", "t", "Esc", "x"),
    Step("delivery, suppressed", "Tab", ""),
    Step("delivery, period", "p", "q"),
    Step("journal", "g l", "q"),
    Step("customer", "Home v p", "q"),
    Step("list of templates", "g t", "j q"),
    Step("webhooks", "g h Enter Home", "q"),
    Step("agents", "g b", "q"),
    Step("approvals", "g a", "q"),
    Step("API keys", "g k", "q"),
    Step("domains", "g o Enter Home", "q"),
    Step("organisation", "g O", "q"),
    Step("deletion", "#", "q"),
    Step("table of fields", "g i v b l l", ""),
    Step("values of a field", "f", "f q"),
    Step("outbox", "g d", "q"),
)
"""What shows all of it at once: the cursor is moved down through every row."""

VIEWS = (
    Step("views", "h Home", "l"),
    Step("a view", "2", "g i"),
)
"""The names and queries of saved views."""

WRITTEN = (Step("conflicts and drafts", "g d Home", "q"), Step("journal of acts", "g l Home", "q"))
"""What the person did about it."""

TELLING = frozenset(step.screen for step in (*FACES, *LISTS, *VIEWS, *WRITTEN)) - {
    "commands",
    "palette",
    "help",
    "approvals",  # there is no gate; what one says is in tests/ui/test_approvals.py
    "deletion",  # says a server's words only of what was asked for
    "journal",
    "outbox",
}
"""Screens on which a server's words must have been seen, or the walk went somewhere else."""


@dataclass
class Met:
    """What was seen: steps by screen, screens that showed the marker, and seconds to the first byte after a key."""

    marked: bool = False
    writes: Sequence[str] = ()
    steps: Counter[str] = field(default_factory=Counter)
    shown: set[str] = field(default_factory=set)
    slowest_s: float = 0.0
    slowest: str = ""

    def note(self, screen: str, took_s: float) -> None:
        self.steps[screen] += 1
        if took_s > self.slowest_s:
            self.slowest_s, self.slowest = took_s, screen

    def look(self, screen: Terminal, what: str) -> None:
        """Nothing may have been written by then; a marker that is to be seen is noted."""
        assert not self.writes, f"{what}: {self.writes}\n{screen.text}"
        if self.marked and MARKER in screen.text:
            self.shown.add(what)


def keys(screen: Terminal, words: str) -> None:
    """Keys one after the other, each when the last one drew something or had time to."""
    for name in words.split():
        screen.send(bytes_of(name))
        screen.pump(0.2 if name in ("Esc", "Enter") else 0.03)


def answered(screen: Terminal, key: str, what: str, met: Met) -> None:
    """Press a key that draws something, and wait for it."""
    while screen.pump(0.01):
        pass
    begun, before = clock.monotonic_s(), len(screen.raw)
    screen.send(bytes_of(key))
    while len(screen.raw) == before:
        screen.pump(0.05)
        assert screen.process.poll() is None, f"{what}: ended with {screen.process.returncode}\n{screen.text}"
        assert clock.monotonic_s() - begun < LIMIT_S, f"{what}: {key} was never answered\n{screen.text}"
    met.note(what, clock.monotonic_s() - begun)
    met.look(screen, what)


def go(screen: Terminal, steps: Sequence[Step], met: Met, *, down: int = 0) -> None:
    """Each step: in, a key that must be answered there, down through so many rows, out.

    A screen that opens or goes is waited for: what the next key means depends on it.
    """
    for step in steps:
        keys(screen, step.into)
        if step.into.startswith("g "):
            screen.quiet(0.1)
        answered(screen, step.probe, step.screen, met)
        if step.probe == "x":
            keys(screen, "Backspace")
        for _ in range(down):
            keys(screen, "Down")
        if down and met.marked and step.screen in TELLING - met.shown:
            screen.until(MARKER)  # what it shows may have to be fetched
        met.look(screen, step.screen)
        keys(screen, step.out)
        if step.out == "q":
            screen.quiet(0.1)

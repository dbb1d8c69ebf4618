"""What is drawn: every screen, reached by keys in the real program on a small world whose clock stands still.

Sandbox and program are processes of their own, both held at one moment, so that the same seed gives the same cells.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.standing import whole
from tests.terminal import Terminal, furnish, program

MOMENT = "2026-03-02T09:00:00Z"
SIZES = ((80, 24), (120, 40))
EXPECTED = Path(__file__).parent / "expected"


class Scene(NamedTuple):
    """A picture: its name, the keys that lead to it from the one before, and words that stand on it for certain, not
    on the one before, and are not typed on the way."""

    name: str
    keys: tuple[str, ...]
    fact: str
    needing: int = 0
    """How many agents need somebody from here on, where that was learned here: counted some seconds later."""


# Each begins where the one before ended; the order is part of them, since what was read stays read.
SCENES = (
    Scene("main", ("j", "Home"), "Enter open"),
    Scene("hints", ("g",), "g z Snoozed"),
    Scene("everything", ("i",), "[All 60"),
    Scene("below", ("v", "l"), "Panes, below"),
    Scene("two_lines", ("v", "l", "v", "d"), "a meeting and"),
    # In a wide window the fourth of these leads back to the beginning, and in a narrow one, too.
    Scene("by_day", ("v", "d", *["v", "l"] * 4, "v", "g"), "Grouped by day"),
    Scene("selected", ("v", "g", "x", "j", "j", "V"), "3 selected"),
    Scene("filter", ("*", "n", "/"), "status:"),
    Scene("filtered", (*"tag:vip", "Enter"), "Enter open"),
    Scene("palette", ("Esc", "Ctrl-k", *"assign"), "Take it: assign to me"),
    Scene("assign", ("Esc", "a"), "you, 4 threads"),
    Scene("note", ("Esc", "m"), "NOTE, never sent"),
    Scene("inboxes", ("Esc", "h"), "Enter show"),
    Scene("help", ("l", "?"), "Keys of this screen"),
    Scene("risk", ("q", "g", "r"), "[Risk 19"),
    Scene("reader_risk", ("Home", "j", "Enter"), "] next"),
    Scene("what_the_agent_saw", ("v", "a"), "An agent that reads the HTML"),
    Scene("headers", ("v", "h"), "Subject"),
    Scene("raw", ("v", "r"), "Shown: its raw source"),
    Scene("reader_conversation", ("q", "g", "i", "Home", "Enter"), "Three hundred people"),
    # Along all of its mails: the bar at the side tells how long they are, and that is a guess until a mail is in sight.
    Scene("unfolded", ("O", *["K"] * 4, *["J"] * 4), "I stay with you until"),
    Scene("delivery_of_a_mail", ("q", "g", "i", "/", *"is:trouble", "Enter", "Home", "Enter"), "→ bounced"),
    Scene("search", ("q", "g", "i", "g", "/", *"refund"), "both"),
    Scene("delivery", ("Esc", "g", "v"), "delivered"),
    Scene("delivery_events", ("Tab",), "[Events 116]"),
    Scene("journal", ("q", "g", "l"), "Journal"),
    Scene("deletion", ("q", "#"), "No deletion was asked for"),
    Scene("webhooks", ("q", "g", "h"), "agents.marrowby.example", needing=4),
    Scene("apikeys", ("q", "g", "k"), "wallboard"),
    Scene("approvals", ("q", "g", "a"), "This program knows no gate"),
    Scene("agents", ("q", "g", "b"), "who needs you, and why"),
    Scene("templates", ("q", "g", "t"), "There is no template yet"),
    Scene("domains", ("q", "g", "o", "Enter", "j", "j"), "purpose"),
    Scene("schema", (*["j"] * 8, "e"), "fields: order_id"),
    Scene("schema_refused", ("{", "Esc"), "throws it away"),
    Scene("organisation", ("Esc", "q", "g", "O"), "who we are"),
    Scene("outbox", ("q", "g", "d"), "Drafts"),
    Scene("reply", ("q", "g", "i", "Home", "r"), "Subject"),
    Scene("review", ("H", "i", "Esc"), "Nothing to object to"),
)


@contextmanager
def world(threads: int = 60) -> Iterator[dict[str, str]]:
    """A sandbox at the moment; what the program's environment needs to find it."""
    command = [sys.executable, "-m", "tests.stopped", MOMENT, "sandbox", "--port", "0", "--threads", str(threads)]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root) as server:
        try:
            assert server.stdout is not None
            yield dict(server.stdout.readline().strip().partition("=")[::2] for _ in range(2))
        finally:
            server.terminate()


@contextmanager
def stage(
    environ: dict[str, str],
    home: Path,
    size: tuple[int, int],
    theme: str = "dark",
    moment: str = MOMENT,
    targets: Mapping[str, Mapping[str, str]] | None = None,
    ascii: bool = False,
) -> Iterator[Terminal]:
    """The program at the moment, with everything synced, and the numbers drawn that its copy has then (before that
    there are more): of threads that need a reply, of agents that need somebody. ``targets`` are when answers are due,
    by inbox."""
    more = {f"inboxes.{inbox}.{name}": to for inbox, each in (targets or {}).items() for name, to in each.items()}
    argv = [sys.executable, "-m", "tests.stopped", moment]
    with program(home=furnish(home, theme=theme, ascii=ascii, **more), size=size, environ=environ, argv=argv) as screen:
        stand(screen, home, environ, moment)
        yield screen


def stand(screen: Terminal, home: Path, environ: Mapping[str, str], moment: str = MOMENT) -> None:
    """Wait until the state of every thread was read, and the numbers that follow from the copy are drawn."""
    screen.until("synced")
    stands = screen.until_found(lambda: whole(home, environ, moment))
    if screen.screen.columns < 80:  # too narrow for them
        return
    screen.until(f"Needs reply {stands['counts']['needs_reply'] or ''}".rstrip())
    if stands["agents"]:  # counted some seconds after the mail came
        screen.until(_need(stands["agents"], screen))


def _need(count: int, screen: Terminal) -> str:
    """How the first line says that so many agents need somebody."""
    many = "s" if count > 1 else ""
    return f"{count}{f' agent{many}' if screen.screen.columns >= 100 else ''} need{'' if many else 's'} you"


@contextmanager
def both(environ: dict[str, str], home: Path, size: tuple[int, int]) -> Iterator[list[Terminal]]:
    """The program twice, on the dark and on the light screen."""
    with ExitStack() as stack:
        yield [stack.enter_context(stage(environ, home / theme, size, theme=theme)) for theme in ("dark", "light")]


def go(screens: Sequence[Terminal], scene: Scene, wait_s: float = 0.1) -> None:
    """Press the keys of a scene on all screens, each when the last one is drawn."""
    for key in scene.keys:
        for screen in screens:
            screen.press(key)
        rest(screens, wait_s)
    for screen in screens:
        screen.until(scene.fact)
        if scene.needing:
            screen.until(_need(scene.needing, screen))


def rest(screens: Sequence[Terminal], wait_s: float) -> None:
    """Wait until none of the screens has been drawn on for so long."""
    while sum(screen.pump(wait_s / len(screens)) for screen in screens):
        pass


def file_of(scene: Scene, size: tuple[int, int]) -> Path:
    return EXPECTED / f"{scene.name}_{size[0]}x{size[1]}.txt"


def map_of(scene: Scene, size: tuple[int, int]) -> Path:
    """Where the looks of a frame's cells are written, as letters (:mod:`.looks`)."""
    return EXPECTED / "looks" / file_of(scene, size).name


def framed(text: str) -> str:
    """A frame as its file has it: the key that the sandbox made for itself begins otherwise every time."""
    return re.sub(r"comm_[0-9a-f]{7}", "comm_0123456", text).rstrip("\n") + "\n"

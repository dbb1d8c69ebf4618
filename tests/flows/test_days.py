"""Three days: a support lead, an operator of agents, a stranger who comes over SSH. Each gets what they want with as
many keys as docs/usability.md says, and the server stands as they decided."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from commune_tui.start import demo
from tests.flows.account import sent, thread, waits_for
from tests.flows.day import Day, written
from tests.servers import Server, sandbox_process
from tests.sshd import MISSING, Guest, guesthouse
from tests.terminal import Terminal, account, furnish, program

TEMPLATES = Path(demo.__file__).with_name("templates")
ANGRY, READER, YEAR = "Three hundred people, one dead till", "El lector de tarjetas", "You promised me the WHOLE year"


@pytest.fixture
def company() -> Iterator[Server]:
    """The small world, in which sixty conversations have been going on."""
    with sandbox_process("--threads", "60") as server:
        yield server


def at_work(screen: Terminal) -> Day:
    """A day begins: everything is here, the agents were counted, and the cursor stands on the first thread."""
    screen.until(lambda text: "synced" in text and re.search(r"\d (agents? )?needs? you", text))
    day = Day(screen)
    to_top(day)
    return day


def to_top(day: Day) -> None:
    day.back("Home", then=lambda _: shown(day.screen) and "▌" in day.screen.lines[1])


def shown(screen: Terminal) -> str:
    """The subject under the cursor of the list, as soon as that conversation stands beside it; empty before."""
    rows = ["".join(letter for letter, _ in cells) for cells in screen.screen.cells]
    beside = "".join(letter for letter, _ in screen.screen.cells[1][66:100]).strip()
    current = [row.partition("▌")[2].strip() for row in rows if "▌" in row]
    return beside if beside and len(current) == 2 and beside[:12] in current[1] else ""


def go_to(day: Day, subject: str) -> None:
    """Put the cursor on the thread of this subject."""
    to_top(day)
    while not (before := shown(day.screen)).startswith(subject[:20]):
        go_on(day, before)


def go_on(day: Day, before: str) -> None:
    """Put the cursor on the next thread."""
    day.back("j", then=lambda _: shown(day.screen) not in ("", before))


def thread_of(server: Server, subject: str) -> str:
    """The id of the only thread whose subject begins so."""
    pages = [server.get(f"/v1/threads?limit=100&inbox_id={inbox}").body["data"] for inbox in server.inboxes().values()]
    found = [each for page in pages for each in page if each["subject"].startswith(subject)]
    assert len(found) == 1, subject
    return str(found[0]["thread_id"])


def becomes(server: Server, screen: Terminal, thread_id: str, status: str) -> None:
    """Wait until the thread stands so at the server."""
    waits_for(lambda: thread(server, thread_id)["status"] == status, screen.pump)


def review_is_gone(text: str) -> bool:
    return "Before it leaves" not in text


def test_a_support_lead(company: Server, tmp_path: Path) -> None:
    home = furnish(tmp_path, hold_s=1)
    shutil.copytree(TEMPLATES, home / "config" / "commune-tui" / "templates")
    with account(company, home) as screen:
        day = at_work(screen)
        read = [shown(screen)]
        with day.piece("read the five newest mails that wait"):
            for _ in range(4):
                day.press("j", then=lambda _: shown(screen) not in ("", read[-1]))
                read.append(shown(screen))
        assert len(set(read)) == 5 and ANGRY.startswith(read[0])
        to_top(day)
        with day.piece("see who wrote this, and all of theirs in any inbox"):
            day.press("v", "p", then="First contact")
        day.back("q", then=lambda _: shown(screen))
        with day.piece("answer, and wait for what they say"):
            day.press("r", then="Re: Three hundred people")
            day.write("We call you.")
            day.press("Esc", then="Before it leaves")
            day.act("y", review_is_gone)
        ids = {subject: thread_of(company, subject) for subject in (ANGRY, READER, YEAR)}
        becomes(company, screen, ids[ANGRY], "waiting")  # the list moves then
        go_to(day, READER)
        with day.piece("answer, and close"):
            day.press("r", then="Re: El lector")
            day.write("Gracias.")
            day.press("Esc", then="Before it leaves")
            day.act("Y", review_is_gone)
        becomes(company, screen, ids[READER], "closed")
        go_to(day, YEAR)
        with day.piece("answer with a text that is ready"):
            day.press("F", then="Enter choose")
            day.press("Enter", then="so far an assistant of ours")
            day.press("Esc", then="Before it leaves")
            day.act("y", review_is_gone)
        becomes(company, screen, ids[YEAR], "waiting")
        with day.piece("see what was done in a conversation, and by whom"):
            day.press("g", "w", "Enter", "v", "y", then="alex: ")
        day.back("q", "g", "n", then="[Needs reply")
        to_top(day)
        with day.piece("close three at once"):
            day.press("x", "j", "x", "j", "x", then="3 selected")
            day.act("e", "3 threads: closed")
        screen.until("synced")
    assert len(sent(company, ids[YEAR])) > len(sent(company, ids[READER])) == 1
    assert day.keys == written("support lead")


def test_an_operator_of_agents(company: Server, tmp_path: Path) -> None:
    company.control("options", {"hourly_limit": 5})
    with account(company, furnish(tmp_path, hold_s=1)) as screen:
        day = at_work(screen)
        with day.piece("see which agents need somebody, and why"):
            day.press("g", "b", then="looping: in 1 thread")
        day.back("q", then=lambda _: shown(screen))
        with day.piece("go to the conversation that goes round"):
            day.press("g", "b", then="looping: in 1 thread")
            day.press("Enter", then=lambda _: "Automatic reply" in shown(screen))
        day.back("Esc", "Esc", "Esc", then=lambda text: "[Needs reply" in text and shown(screen))
        with day.piece("see the gravest mails in order, and why each is grave"):
            day.press("g", "r", then=lambda text: "[Risk" in text and "loop: " in text and "gives orders" in text)
        with day.piece("see why nothing happens in a conversation that waits"):
            day.press("g", "w", then=re.compile("we answered . h ago, delivered, no answer").search)
        day.back("g", "n", then=lambda text: "[Needs reply" in text and shown(screen))
        with day.piece("see how much may still be sent"):
            day.press("r", then="Subject  Re: ")
            day.write("Hello.")
            day.press("Esc", then="Limits   at most 5 an hour")
    assert day.keys == written("operator")


SMALL, LARGER = (80, 24), (100, 30)


@contextmanager
def in_a_terminal(folder: Path) -> Iterator[tuple[Terminal, int]]:
    """What the recipe starts, in a terminal of this machine: a screen, and the process that a guest comes from."""
    with program("demo", "--guest", "--threads", "60", "--quiet", home=folder, size=SMALL) as screen:
        yield screen, screen.process.pid


@contextmanager
def over_ssh(folder: Path) -> Iterator[tuple[Terminal, int]]:
    """By OpenSSH, its server set up as docs/ssh.md says."""
    with guesthouse(folder) as house, house.terminal(size=SMALL) as screen:
        yield screen, house.process.pid


def resized(screen: Terminal, size: tuple[int, int]) -> None:
    """Give the window another size: what stands at the bottom does so there as well."""
    screen.resize(*size)
    screen.until(lambda _: "synced" in screen.lines[-1])


Door = Callable[[Path], AbstractContextManager[tuple[Terminal, int]]]
DOORS = [in_a_terminal, pytest.param(over_ssh, marks=pytest.mark.skipif(bool(MISSING), reason=MISSING))]


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_over_ssh(door: Door, tmp_path: Path) -> None:
    """The same day by both doors; nobody writes meanwhile, and the window changes its size twice."""
    with door(tmp_path) as (screen, beginning):
        screen.until("Try g r risk, g b agents, r reply.")
        guest, day = Guest.below(beginning), Day(screen)
        with day.piece("learn what the signs mean"):
            screen.until("waits for you")
        screen.until(lambda text: "synced" in text and "need you" in text)
        resized(screen, LARGER)
        with day.piece("see a mail that gives an agent orders"):
            day.press("g", "r", then=lambda text: "[Risk" in text and "gives orders" in text)
        resized(screen, SMALL)
        with day.piece("see what that agent got, beside what a person sees"):
            day.press("j", then="▌")
            day.press("Enter", then="Needs a human")
            day.press("v", "a", then="What the agent got")
        day.back("Esc", then="Enter open")
        with day.piece("see which agents need somebody, and why"):
            day.press("g", "b", then="looping: in 1 thread")
        day.back("q", "g", "n", "Home", then=re.compile(r"\[(Needs r|R)eply \d").search)
        with day.piece("answer with a text that is ready, and take it back"):
            day.press("F", then="Enter choose")
            day.press("Enter", then="so far an assistant of ours")
            day.press("Esc", then="Before it leaves")
            day.act("y", review_is_gone)
            day.press("z", then="has not left")
        day.back("Esc", then="discard")
        day.back("d", then=re.compile(r"\[(Needs r|R)eply \d").search)
        with day.piece("leave"):
            day.press("q", then="Goodbye")
        assert screen.wait() == 0
        guest.gone()
        assert not guest.folder.exists()
    assert day.keys == written("stranger")

"""The server is gone for ten minutes, really: its process is killed and the port refuses. The program goes on.

Ten minutes are ten minutes of the program's clocks (:mod:`tests.hurried`): every poll, wait and age runs its course,
in seconds of ours. The server's own clock stands by; nothing here proves what an idle network does in ten real minutes.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.account import receive, sent, thread
from tests.flows.writing import reply
from tests.servers import sandbox_process
from tests.terminal import Terminal, furnish, program


@contextmanager
def hurried(base_url: str, key: str, home: Path) -> Iterator[Terminal]:
    """The program on this server; :func:`pace` changes how fast its time runs."""
    environ = {"COMMUNE_API_KEY": key, "COMMUNE_BASE_URL": base_url}
    (home / "pace").write_text("1")
    argv = [sys.executable, "-m", "tests.hurried", str(home / "pace")]
    with program(home=home, environ=environ, argv=argv) as screen:
        yield screen


def pace(screen: Terminal, home: Path, factor: int) -> None:
    (home / "pace").write_text(str(factor))
    screen.process.send_signal(signal.SIGUSR1)


def answer(screen: Terminal, subject: str, words: str) -> None:
    """Reply to the conversation under the cursor and send it."""
    reply(screen, subject, words)
    screen.act("y", lambda text: "Before it leaves" not in text)


def test_ten_minutes_without_a_server(tmp_path: Path) -> None:
    """Reading, deciding and answering go on and are said to wait; then all of it arrives, once and in order."""
    home, data = furnish(tmp_path, hold_s=0), ("--data", str(tmp_path / "world.db"))
    with sandbox_process(*data) as server:
        ids = receive(server, ["First", "Second", "Third", "Fourth"], status="needs_reply")
        key = server.post("/v1/agent/api-keys", {"name": "laptop"}).body["apiKey"]
        with hurried(server.base_url, key, home) as screen:
            screen.until("Needs reply 4")
            screen.until("synced")
            server.process.kill()
            server.process.wait()
            screen.press("Ctrl-r", then="offline")

            screen.press("w", then="Needs reply 3")  # First waits
            screen.press("z", then="Needs reply 4")  # no, it does not
            screen.press("g", "g")
            screen.press("e", then="Needs reply 3")  # it is closed
            screen.press("i", then="Mine 1")  # Second is mine
            screen.press("t", then="add tags")
            screen.type("vip")
            screen.press("Enter", then="tagged vip")
            for words in ("One.", "Two.", "Three."):
                answer(screen, "Second", words)
            screen.until("unsent · offline")
            screen.press("Enter", then="This is about Second.")  # reading needs no server
            screen.press("q")

            pace(screen, home, 100)
            screen.until(lambda text: screen.press("j", "k") and "13m" in text)  # a mail that was two minutes old
            pace(screen, home, 1)
            screen.until("unsent · offline")
            with sandbox_process(*data, "--port", server.base_url.rpartition(":")[2]) as back:
                assert [thread(back, each)["status"] for each in ids] == ["needs_reply"] * 4
                assert sent(back, ids[1]) == []
                pace(screen, home, 10)  # it must find back by itself, within a minute of its own
                screen.until(lambda text: text.rstrip().endswith("synced") and "unsent" not in text)
                screen.until(lambda text: thread(back, ids[1])["status"] == "waiting")  # once the last is seen
                assert screen.leave() == 0
                stands = [thread(back, each) for each in ids]
                mails = sent(back, ids[1])
    assert [each["status"] for each in stands][:2] == ["closed", "waiting"]
    assert [each["assigned_to"] for each in stands] == [None, "alex", None, None]
    assert [each["tags"] for each in stands] == [[], ["vip"], [], []]
    said = sorted((each["created_at"], each["content"].partition("\n")[0]) for each in mails)
    assert [words for _, words in said] == ["One.", "Two.", "Three."]

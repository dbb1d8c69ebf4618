"""``commune-tui do``: what triage does on the screen, from a script; kept where it cannot be sent."""

from __future__ import annotations

import asyncio
import io
import json
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from commune_tui.__main__ import main
from commune_tui.actions.commands import BY_ID
from commune_tui.actions.triage import ACTIONS
from commune_tui.cli import completion
from commune_tui.query import parse
from commune_tui.text import is_clean
from tests.actions.test_triage import DONE, fields, notes
from tests.cli.copied import Copied, copied, remembered
from tests.cli.terminals import PROGRAM, Home, terminal
from tests.flows.account import receive, thread, waits_for
from tests.servers import Server, sandbox_process

Run = Callable[..., tuple[int, str, str]]
ON_SERVER = {"status": "status", "assignee": "assigned_to", "tags": "tags"}


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    receive(fresh_sandbox, ["One", "Two", "Three"], status="open")
    return await copied(home, fresh_sandbox, monkeypatch)


@pytest.fixture
async def ids(acme: Copied) -> AsyncIterator[list[str]]:
    async with acme.session(start=False) as mine:
        yield await mine.session.reads.matching(parse("sort:subject"))


def on_server(server: Server, thread_id: str) -> dict[str, Any]:
    found = thread(server, thread_id)
    return {**{name: found[there] for name, there in ON_SERVER.items()}, "tags": tuple(sorted(found["tags"]))}


@pytest.fixture
def here(acme: Copied, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process: status, standard output, standard error. Much quicker than one of its own."""
    for name, value in acme.where.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            status = main([*words])
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else -1
        return status, *capsys.readouterr()

    return run


async def now(acme: Copied, thread_id: str) -> tuple[dict[str, Any], list[str]]:
    """How a thread stands in the copy, and its notes."""
    async with acme.session(start=False) as mine:
        return fields(mine, thread_id), [each.body for each in await notes(mine, thread_id)]


def test_every_act_does_what_it_does_on_the_screen(acme: Copied, ids: list[str], here: Run) -> None:
    one, other, _ = ids
    assert here("do", "thread.assign", other, "wren")[0] == 0
    untouched = asyncio.run(now(acme, other))
    for command, words, did, changed in DONE:
        before, _ = asyncio.run(now(acme, one))
        status, out, err = here("do", command, one, *([words] if words else []))
        assert (status, out) == (0, f"{one}\tdone\n"), (command, err)
        assert f"1 thread: {did}" in err and ("Did you mean wren?" in err) == (words == "wrem"), command
        after, _ = asyncio.run(now(acme, one))
        same = set(after) - set(changed) - ({"tags"} if command == "thread.spam" else set())
        assert after == {**after, **changed, **{name: before[name] for name in same}}, (command, words)
        assert on_server(acme.server, one) == {name: after[name] for name in ON_SERVER}
    assert asyncio.run(now(acme, one))[1] == ["3 of them call back"]
    assert asyncio.run(now(acme, other)) == untouched


@pytest.mark.parametrize("command", ACTIONS)
def test_every_act_is_in_the_help_and_known_to_shells(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["do", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    about = BY_ID[command]
    assert f"{command} THREAD... {about.takes}".strip() in shown and about.label.replace("…", "") in shown
    assert all(command in completion.script(shell) for shell in completion.SHELLS)


async def test_threads_come_as_words_and_as_lines(acme: Copied, ids: list[str]) -> None:
    one, two, _ = ids
    listed = acme.run("list", "sort:subject").stdout
    receive(acme.server, ["Later"])
    done = acme.run("do", "thread.tag", two, "-", "vip,", "late", typed=f"{listed}\n\n{two}\n")
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(f"{each}\tdone" for each in ids)
    assert "3 threads: tagged vip, late." in done.stderr
    for each in ids:
        assert on_server(acme.server, each)["tags"] == ("late", "vip")
    assert acme.run("list", "sort:subject").stdout.count("\n") == 3  # nothing was fetched by the way
    assert acme.run("do", "thread.note", one, "see", two).returncode == 0  # an id among the words is a word
    async with acme.session(start=False) as mine:
        assert [each.body for each in await notes(mine, one)] == [f"see {two}"] and not await notes(mine, two)


async def test_two_at_once_both_come_through(acme: Copied, ids: list[str]) -> None:
    tags = [f"tag{number}" for number in range(4)]
    runs = [asyncio.to_thread(acme.run, "do", "--wait", "60", "thread.tag", *ids, tag) for tag in tags]
    for done in await asyncio.gather(*runs):
        assert done.returncode == 0 and done.stdout == "".join(f"{each}\tdone\n" for each in ids), done.stderr
    for each in ids:
        assert on_server(acme.server, each)["tags"] == tuple(tags)


async def test_a_program_that_runs_beside_it_follows(acme: Copied, ids: list[str]) -> None:
    with terminal(acme.home, argv=PROGRAM, size=(24, 110), **acme.where) as screen:
        screen.expect("synced", "Unassigned 3")
        assert acme.run("do", "thread.take", ids[0]).returncode == 0
        screen.expect("Unassigned 2", "Mine 1")
        acme.server.control("faults", {"faults": ["503 GET /v1/threads/*/metadata"]})
        assert acme.run("do", "thread.take", ids[1], "--wait", "1").returncode == 6
        screen.expect("Unassigned 1", "Mine 2")
        acme.server.control("faults", {"faults": []})
        waits_for(lambda: on_server(acme.server, ids[1])["assignee"] == "anna", lambda wait_s: screen._read())
        assert screen.leave() == 0


def test_what_is_not_understood_does_nothing(acme: Copied, ids: list[str], here: Run) -> None:
    one, two, _ = ids
    wrong = one[:-4] + "0a0a"
    for words, typed, status, said in [
        (["thread.clsoe", one], "", 2, "Did you mean thread.close?"),
        (["close", one], "", 2, "Did you mean thread.close?"),
        (["assign", one, "wren"], "", 2, "Did you mean thread.assign?"),
        (["polish", one], "", 2, "there is no command 'polish' here. --help lists them"),
        (["thread.close"], "", 2, "usage: commune-tui do"),
        (["thread.close", wrong], "", 5, f"'{wrong}' is no thread of the local copy"),
        (["thread.close", one, "vip"], "", 2, "thread.close takes threads only"),
        (["thread.tag", "vip", one], "", 5, "'vip' is no thread"),
        (["thread.tag", one, wrong, "vip"], "", 5, f"'{wrong}' is no thread"),
        (["thread.tag", "-", "vip"], f"{one}\n{wrong}\n", 5, f"'{wrong}' is no thread"),
        (["thread.tag", "-", "vip"], "\n", 5, "named no thread"),
        (["thread.tag", one], "", 2, "Which tag?"),
        (["thread.assign", one, " "], "", 2, "To whom?"),
        (["thread.assign", one, two], "", 2, "To whom?"),
        (["thread.snooze", one, "whenever"], "", 2, "'whenever' is no time"),
        (["thread.untag", one, "rude"], "", 2, "There is no tag to remove"),
        (["thread.note", one, two, "words"], "", 2, "belongs to one thread"),
        (["thread.close", one, "--wait", "long"], "", 2, "invalid int value: 'long'"),
    ]:
        ended, out, err = here("do", *words, typed=typed)
        assert (ended, out) == (status, "") and said in err, (words, err)
    assert json.loads(here("peek", "--json")[1])["unsent"] == 0
    assert on_server(acme.server, one) == {"status": "open", "assignee": None, "tags": ()}


async def test_a_change_of_somebody_else_is_not_run_over(acme: Copied, ids: list[str]) -> None:
    one, two, _ = ids
    assert acme.server.call("PUT", f"/v1/threads/{one}/assign", {"assigned_to": "wren"}).status == 200
    done = acme.run("do", "thread.assign", one, two, "robin")
    assert done.returncode == 1
    assert done.stdout == f"{one}\tconflict\n{two}\tdone\n"
    assert "1 of 2: Somebody else was quicker" in done.stderr and "yours @robin, theirs @wren" in done.stderr
    assert on_server(acme.server, one)["assignee"] == "wren"


async def test_what_the_server_refuses_is_told_and_not_done(acme: Copied, ids: list[str]) -> None:
    made = acme.server.post("/v1/agent/api-keys", {"name": "reader", "permissions": ["threads:read"]}).body["apiKey"]
    other = Copied(acme.home, acme.server, remembered(acme.server, made), made)
    done = other.run("do", "thread.close", ids[0])
    assert done.returncode == 1 and done.stdout == f"{ids[0]}\trefused\n"
    assert "Refused, and nothing was changed." in done.stderr and "threads:write" in done.stderr
    assert "The key in use lacks the scope threads:write." in done.stderr  # it was not even asked
    assert other.run("do", "thread.unread", ids[0]).stdout == f"{ids[0]}\tdone\n"


async def test_without_a_server_it_is_kept_and_leaves_with_the_next_act(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = str(tmp_path / "world.db")
    with sandbox_process("--data", world) as server:
        one, two = receive(server, ["One", "Two"], status="open")
        key = server.post("/v1/agent/api-keys", {"name": "laptop"}).body["apiKey"]
        acme = await copied(home, server, monkeypatch, key)
    port = server.base_url.rpartition(":")[2]
    done = acme.run("do", "--wait", "999", "thread.tag", one, two, "vip")  # nobody waits for what is not there
    assert done.returncode == 6 and done.stdout == f"{one}\tqueued\n{two}\tqueued\n"
    assert "2 of 2: Kept in the outbox" in done.stderr and "could not be reached" in done.stderr
    assert acme.run("list", "tag:vip").stdout.count("\n") == 2  # and shows at once
    assert acme.run("do", "--wait", "999", "thread.spam", two).returncode == 6  # behind what is in the outbox
    assert acme.run("do", "thread.unread", one).stdout == f"{one}\tdone\n"  # what needs no server
    with sandbox_process("--data", world, "--port", port) as server:
        assert acme.run("do", "thread.close", one).stdout == f"{one}\tdone\n"
        assert on_server(server, one) == {"status": "closed", "assignee": None, "tags": ("vip",)}


async def test_an_answer_that_is_lost_is_no_success(acme: Copied, ids: list[str]) -> None:
    acme.server.control("faults", {"faults": ["lost PUT /v1/threads/*/status next=1"]})
    done = acme.run("do", "--wait", "1", "thread.close", ids[0])
    assert done.returncode == 6 and done.stdout == f"{ids[0]}\tqueued\n", done.stderr


async def test_an_interruption_keeps_what_was_done(acme: Copied, ids: list[str]) -> None:
    acme.server.control("faults", {"faults": ["slow=60 GET /v1/threads/*/metadata"]})
    words = ("do", "--wait", "999", "thread.close", ids[0])
    with terminal(acme.home, *words, argv=PROGRAM, size=(24, 110), **acme.where) as screen:
        waits_for(lambda: acme.run("list", "status:closed").stdout.startswith(ids[0]), lambda wait_s: None)
        screen.signal(signal.SIGINT)
        assert screen.finish() == 130
    acme.server.control("faults", {"faults": []})
    assert acme.run("list", "status:closed").stdout.startswith(ids[0])
    assert acme.run("do", "--wait", "60", "thread.tag", ids[0], "vip").returncode == 0
    assert on_server(acme.server, ids[0]) == {"status": "closed", "assignee": None, "tags": ("vip",)}


def test_no_word_is_a_command_of_the_terminal(ids: list[str], here: Run) -> None:
    for words in (["thread.tag", ids[0], "a\x1b[2Jb"], ["thread.tag", "\x1b[2J"], ["\x1b[2J", ids[0]]):
        _, out, err = here("do", *words)
        assert is_clean(out.replace("\t", " ") + err), words


async def test_an_act_under_a_key_that_is_refused_is_kept(acme: Copied, ids: list[str]) -> None:
    made = acme.server.post("/v1/agent/api-keys", {"name": "gone"}).body
    other = Copied(acme.home, acme.server, remembered(acme.server, made["apiKey"]), made["apiKey"])
    assert acme.server.call("DELETE", f"/v1/agent/api-keys/{made['id']}").status == 200
    done = other.run("do", "--wait", "999", "thread.close", ids[0])
    assert done.returncode == 6 and done.stdout == f"{ids[0]}\tqueued\n", done.stderr
    assert "Kept in the outbox" in done.stderr and "key" in done.stderr.partition("Kept in")[2]
    assert acme.run("do", "--wait", "60", "thread.tag", ids[0], "vip").returncode == 0  # with a key that is good
    assert on_server(acme.server, ids[0])["status"] == "closed"

"""``commune-tui list``: exactly the threads that the session lists, in its order, fit for terminals and programs."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.cli import list_threads, opening, peek
from commune_tui.mail import listing
from commune_tui.mail.session import Session
from commune_tui.query import parse
from commune_tui.text import cells, is_clean
from tests.cli.copied import Copied, copied
from tests.cli.terminals import PROGRAM, Home, terminal
from tests.flows.account import receive
from tests.hostile.payloads import every_payload
from tests.servers import Server
from tests.store.test_select import NOW, account, fill
from tests.ui.test_thread_line import ROW

FILTERS = ["", "is:unanswered", "status:open,closed sort:oldest", "-assignee:nobody", "order sort:subject", "tag:none"]
TEXTS = [payload.text for payload in every_payload()]


@pytest.fixture
async def acme(home: Home, office: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    return await copied(home, office, monkeypatch)


async def test_a_filter_finds_what_the_session_lists(acme: Copied) -> None:
    async with acme.session(start=False) as mine:
        for text in ("", "is:unanswered sort:oldest", "-status:closed"):
            expected = await mine.session.reads.matching(parse(text))
            words = ["--", *text.split()]
            rows = json.loads(acme.run("list", "--json", *words).stdout)
            assert [row["id"] for row in rows] == expected and expected
            assert [line.split("\t")[0] for line in acme.run("list", *words).stdout.splitlines()] == expected
            assert [row["id"] for row in json.loads(acme.run("list", "--json", "--limit", "3", *words).stdout)] == (
                expected[:3]
            )
            assert set(rows[0]) == {*peek.look(mine.session)["newest"][0], "extracted"}
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", row["at"]) for row in rows)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["statsu:open"], 2, "Did you mean status or tags?"),
        (["status:opne"], 2, "Did you mean open?"),
        (["(tag:vip"], 2, "not closed"),
        (["--limit", "0"], 2, "'0' is no whole number above 0"),
        (["--limit", "few"], 2, "'few' is no whole number above 0"),
        (["-tag:vip"], 2, "such a word comes after --"),
        (["tag:nobody-has-this"], 5, "no thread of the local copy fits. Nothing here has the tag “nobody-has-this”."),
        (["in:nowhere", "status:open"], 5, "There is no inbox “nowhere” here. Those here: "),
    ],
)
async def test_what_finds_nothing_says_why_and_prints_no_data(
    acme: Copied, words: list[str], status: int, said: str
) -> None:
    done = acme.run("list", *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr and "Traceback" not in done.stderr


async def test_nothing_found_is_an_empty_list_in_json(acme: Copied) -> None:
    done = acme.run("list", "--json", "tag:nobody-has-this")
    assert done.returncode == 5 and json.loads(done.stdout) == []


def test_before_anything_was_fetched_it_says_what_to_do(home: Home, office: Server) -> None:
    done = home.run("list", COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url)
    assert (done.returncode, done.stdout) == (1, "") and "Start commune-tui once" in done.stderr
    assert home.run("list").returncode == 3


async def test_what_cannot_be_written_is_no_success(acme: Copied) -> None:
    for words in (["list"], ["list", "--json"]):
        full, piped = acme.home.onto_full_disk(*words, **acme.where), acme.into_head(*words)
        assert full.returncode == 1 and "No space left on device" in full.stderr
        assert piped.returncode in (0, 141) and piped.stderr == "" and piped.stdout.count("\n") == 1


async def test_no_subject_or_name_of_others_is_a_command(
    home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*TEXTS[::9], "a\tb", "a\nb\nconv_1\tc"]
    for text in texts:
        receive(fresh_sandbox, [text], from_name=text)
    acme = await copied(home, fresh_sandbox, monkeypatch)
    done = acme.run("list")
    lines = done.stdout.removesuffix("\n").split("\n")
    assert len(lines) == len(texts) and all(line.count("\t") == 4 for line in lines)
    assert all(is_clean(field) for line in lines for field in line.split("\t"))
    assert len(json.loads(acme.run("list", "--json").stdout)) == len(texts)
    with terminal(home, "list", argv=PROGRAM, size=(24, 80), **acme.where) as screen:
        assert screen.finish() == 0 and b"\x1b" not in screen.raw
        assert [cells(line) <= 80 for line in screen.raw.decode().split("\r\n")] == [True] * (len(texts) + 1)


@pytest.mark.parametrize("seed", range(2))
def test_no_thread_is_lost_or_doubled_whatever_is_asked(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_PAGE", 7)
    session = Session(tmp_path, opening.never, me="me@example.org")
    session.database.write_now(lambda conn: fill(conn, account(seed)))
    with clock.frozen(NOW):
        for text, limit in product(FILTERS, (None, 1, 6, 7, 8, 1000)):
            expected = asyncio.run(session.reads.matching(parse(text)))
            found = asyncio.run(session.reads.listing(parse(text)).rows(limit))
            assert [row.id for row in found] == expected[:limit]
    session.database.close()


@given(st.sampled_from(TEXTS) | st.text(), st.integers(20, 200))
def test_a_line_is_one_line_of_its_width_whatever_a_thread_holds(text: str, width: int) -> None:
    row = ROW._replace(sender_name=text, subject=text, id=text)
    for room in (0, width):
        line = list_threads.line(row, room)
        assert "\n" not in line and is_clean(line.replace("\t", " "))
        assert (line.count("\t") == 4) if not room else (cells(line) <= width)

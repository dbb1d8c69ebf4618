"""``commune-tui show``: a conversation as lines mode reads it, whole; a mail's words cannot pass for the program's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from commune_tui.actions import reading_out
from commune_tui.actions.mail_lines import text_lines
from commune_tui.query import ALL
from commune_tui.text import cells, is_clean
from commune_tui.wording import named
from tests.cli.copied import Copied, copied
from tests.cli.terminals import PROGRAM, Home, terminal
from tests.flows.account import receive
from tests.hostile.payloads import every_payload
from tests.servers import Server

PHISH = '<p>Please <a href="https://evil.example/take">https://bank.example</a> now</p>'


@pytest.fixture
async def acme(home: Home, office: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    return await copied(home, office, monkeypatch)


async def test_a_conversation_is_there_from_its_first_mail_to_its_last(acme: Copied) -> None:
    """Of every fourth thread of the office: all that the session knows, in order, clean, the same in both forms."""
    async with acme.session(start=False) as mine:
        for thread_id in (await mine.session.reads.matching(ALL))[::4]:
            lines, values = await reading_out.whole(mine.session, thread_id)
            messages = mine.session.reads.messages(thread_id)
            assert [mail["id"] for mail in values["mails"]] == [message.id for message in messages]
            assert [int(line.split()[1]) for line in lines if re.match(r"Mail \d+ of", line)] == (
                list(range(1, len(messages) + 1))
            )
            assert lines[-1] == f"End of mail {len(messages)}." and not any(map(named, lines))
            said = iter(lines)
            for message in messages:
                read = await mine.session.bodies.read(message, whole=True)
                for line in text_lines(read.body):
                    assert not line.startswith("  ") or line in said, line
            assert all(is_clean(text) for text in strings(values))


def strings(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [text for each in (value.values() if isinstance(value, dict) else value) for text in strings(each)]
    return [value] if isinstance(value, str) else []


async def test_it_is_read_from_the_copy_and_marks_nothing(
    home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = receive(fresh_sandbox, ["Your order", "Other"], text="Where is it?\n\nAnna")
    acme = await copied(home, fresh_sandbox, monkeypatch)
    async with acme.session() as mine:
        await mine.session.triage.mark_unread([one], True)
        await mine.session.triage.add_note(one, "ask the depot")
    fresh_sandbox.process.kill()
    done = acme.run("show", one)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == '"Your order".' and "  Where is it?" in lines and "  ask the depot" in lines
    assert "the word" not in done.stdout and "commune-tui" not in done.stdout
    found = json.loads(acme.run("show", "--json", one).stdout)
    (mail,), (note,), (listed,) = found["mails"], found["notes"], json.loads(acme.run("list", "--json", "order").stdout)
    assert {name: found[name] for name in listed} == listed
    assert (mail["direction"], mail["address"], mail["text"]) == (
        "inbound",
        "customer0@shop.example",
        "Where is it?\n\nAnna",
    )
    assert (note["by"], note["text"]) == ("anna", "ask the depot") and note["at"].endswith("Z")
    assert acme.run("list", "is:unread").stdout.startswith(one)


@pytest.mark.parametrize("words", [["thread_0"], ["--json", "thread_0"], ["a\x1b[2Jb"]])
async def test_what_is_not_here_is_said(acme: Copied, words: list[str]) -> None:
    done = acme.run("show", *words)
    assert (done.returncode, done.stdout) == (5, "") and "is no thread of the local copy" in done.stderr
    assert "\x1b" not in done.stderr


async def test_what_cannot_be_written_is_no_success(acme: Copied) -> None:
    one = acme.run("list", "--limit", "1").stdout.split("\t")[0]
    full, piped = acme.home.onto_full_disk("show", one, **acme.where), acme.into_head("show", one)
    assert full.returncode == 1 and "No space left on device" in full.stderr
    assert piped.returncode in (0, 141) and piped.stderr == "" and piped.stdout.count("\n") == 1


async def test_no_word_of_a_mail_is_a_command_or_the_programs_own(
    home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [payload.text for payload in every_payload()[::12]]
    for text in texts:
        receive(fresh_sandbox, [text], from_name=text, text=f"{text}\nEnd of mail 1.\nWarning: {text}")
    (phish,) = receive(fresh_sandbox, ["Bank"], html=PHISH)
    acme = await copied(home, fresh_sandbox, monkeypatch)
    async with acme.session(start=False) as mine:
        ids = await mine.session.reads.matching(ALL)
        assert len(ids) == len(texts) + 1
        for thread_id in ids:
            lines, _ = await reading_out.whole(mine.session, thread_id)
            assert lines.count("End of mail 1.") == 1 and lines[-1] == "End of mail 1."
            assert ("  End of mail 1." in lines) == (thread_id != phish)
    for thread_id in (*ids[:3], phish):
        with terminal(home, "show", thread_id, argv=PROGRAM, size=(24, 60), **acme.where) as screen:
            assert screen.finish() == 0 and b"\x1b" not in screen.raw
            rows = screen.raw.decode().split("\r\n")
            assert is_clean("\n".join(rows)) and all(cells(row) <= 60 for row in rows)
    text = " ".join(rows)
    assert "Link 1 goes to evil.example" in text and "https://evil.example/take" in text

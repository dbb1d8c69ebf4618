"""``commune-tui send``: one mail from a script, once, through the review; what does not leave is kept and said."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import shlex
import signal
import subprocess
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions import sending, writing
from commune_tui.mail.compose.findings import KNOWS, LOOKS
from tests.cli.copied import Copied, copied, remembered
from tests.cli.terminals import LIMIT_S, PROGRAM, Home, terminal
from tests.flows.account import receive, sent, waits_for, went_to
from tests.flows.test_injection import ORDER
from tests.servers import Server, sandbox_process

TO = ("--to", "Ann <ann@shop.example>", "--subject", "Your order", "--hold", "0")
PAGE = (Path(__file__).parents[2] / "docs" / "sending.md").read_text("utf-8")
TEXT = "It comes tomorrow.\n"


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    receive(fresh_sandbox, ["Where is it?"], status="open")
    return await copied(home, fresh_sandbox, monkeypatch)


@pytest.fixture(params=["strict", "vendor"])
async def either(request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Copied]:
    """The same on both forms of the server."""
    with sandbox_process("--as", request.param) as server:
        for number, subject in enumerate(("Where is it?", "And mine?")):
            mail = {"from": f"c{number}@shop.example", "to": sorted(server.inboxes())[0], "text": f"About {number}."}
            server.control("mail", {**mail, "subject": subject, "message_id": f"<{number}@shop.example>"})
        yield await copied(home, server, monkeypatch)


def box(acme: Copied) -> str:
    return sorted(acme.server.inboxes())[0]


def send(acme: Copied, *words: str, typed: str = TEXT) -> subprocess.CompletedProcess[str]:
    inbox = () if "--inbox" in words or "--reply-to" in words else ("--inbox", box(acme))
    done = acme.run("send", *words, *inbox, typed=typed)
    assert "Traceback" not in done.stderr and "error of its own" not in done.stderr
    assert all(line.isprintable() for line in (done.stdout + done.stderr).splitlines())
    return done


def named(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The findings that a mail was kept back for."""
    return set(re.findall(r"^commune-tui: ([a-z-]+): ", done.stderr, re.M))


def mails(acme: Copied, subject: str = "Your order") -> list[dict[str, Any]]:
    """What went out under a subject, from all inboxes."""
    found = []
    for inbox_id in acme.server.inboxes().values():
        listed = acme.server.get(f"/v1/messages?inbox_id={inbox_id}&limit=100").body["data"]
        found += [m for m in listed if m["direction"] == "outbound" and m["metadata"]["subject"] == subject]
    return found


async def drafts(acme: Copied) -> list[Any]:
    async with acme.session(start=False) as mine:
        return mine.session.drafts.open()


@contextmanager
def started(acme: Copied, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that was given the text of its mail."""
    command = [*PROGRAM, "send", "--to", "ann@shop.example", "--inbox", box(acme), *words]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, env=acme.home.environment(**acme.where), **pipes) as process:
        try:
            assert process.stdin is not None and process.stderr is not None
            process.stdin.write(TEXT)
            process.stdin.close()
            process.stdin = None
            yield process
        finally:
            process.kill()


@contextmanager
def held(acme: Copied, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process whose mail is in the hold."""
    with started(acme, *words) as process:
        assert process.stderr is not None
        assert any(line.startswith("In the hold for") for line in process.stderr), "it never came into the hold"
        yield process


# -- what leaves -------------------------------------------------------------------------------------------------------


def test_a_mail_leaves_once_with_its_people_and_its_files_byte_for_byte(either: Copied) -> None:
    blob = bytes(range(256)) * 40 + b"\r\n\x00\xff"
    (either.home.path / "odd name é.bin").write_bytes(blob)
    (either.home.path / "bill.txt").write_text("1 EUR\n")
    files = [word for name in ("odd name é.bin", "bill.txt") for word in ("--attach", str(either.home.path / name))]
    more = ("--cc", "bob@shop.example, eve@shop.example", "--bcc", "boss@shop.example")
    done = send(either, *TO, *more, *files, "--json", typed="Tab\there.\r\nTwo lines, “quoted”.\n\n")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    [mail] = mails(either)
    assert told["state"] == "seen" and told["message_id"] == mail["message_id"]
    assert told["thread_id"] == mail["thread_id"] and told["draft_id"]
    assert mail["content"].rstrip("\n") == "Tab\there.\nTwo lines, “quoted”."
    people = {"ann@shop.example", "bob@shop.example", "eve@shop.example", "boss@shop.example"}
    assert went_to(either.server, box(either)) == people
    assert [content(either.server, each) for each in mail["attachments"]] == [blob, b"1 EUR\n"]


def content(server: Server, attachment_id: str) -> bytes:
    link = server.get(f"/v1/attachments/{attachment_id}/url").body
    with urllib.request.urlopen((link.get("data") or link)["url"], timeout=20) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


async def test_an_answer_is_what_the_screen_would_send(either: Copied) -> None:
    one, other = sorted(thread_ids(either))
    async with either.session() as mine:
        message = mine.session.composer.answered(one)
        assert message is not None
        body = await mine.session.bodies.whole(message)
        begun = writing.answer(mine.session, "reply", message, body, "")
        assert begun is not None
        await sending.send(mine.session, writing.with_text(begun.draft, TEXT.rstrip("\n")))
        await mine.until(lambda: sent(either.server, one))
    done = send(either, "--reply-to", other, "--hold", "0", "--then", "closed")
    told = either.server.get(f"/v1/threads/{other}/metadata").body["data"]
    assert told["status"] == "closed", "set when the command ends, and only where it was asked for"
    assert done.returncode == 0 and done.stdout == f"{sent(either.server, other)[0]['message_id']}\n"
    first, second = (shape(either.server, each) for each in (one, other))
    assert first == second
    assert first["in_reply_to"] == "the mail" and first["references"] == "the mail"
    assert first["content"].startswith("It comes tomorrow.\n\nOn ")


def thread_ids(acme: Copied) -> list[str]:
    inbox_id = acme.server.inboxes()[box(acme)]
    return [each["thread_id"] for each in acme.server.get(f"/v1/threads?inbox_id={inbox_id}").body["data"]]


def shape(server: Server, thread_id: str) -> dict[str, Any]:
    """An answer without what differs from thread to thread."""
    [came] = [m for m in server.get(f"/v1/threads/{thread_id}/messages").body["data"] if m["direction"] != "outbound"]
    [mail] = sent(server, thread_id)
    meta, name = mail["metadata"], came["metadata"]["message_id"]
    content = re.sub(r"(?m)^On .* wrote:$", "On … wrote:", mail["content"])
    return {
        "in_reply_to": str(meta["in_reply_to"]).replace(name, "the mail"),
        "references": " ".join(meta["references"]).replace(name, "the mail"),
        "subject": meta["subject"].replace(came["metadata"]["subject"], "…"),
        "to": [each["role"] for each in mail["participants"]],
        "content": content.replace(came["content"], "…"),
    }


async def test_the_signature_and_the_hold_are_those_of_the_settings(acme: Copied) -> None:
    (acme.home.config / "commune-tui").mkdir(parents=True, exist_ok=True)
    (acme.home.config / "commune-tui" / "config.toml").write_text('hold_s = 1\nsignature = "Anna, Acme"\n')
    done = send(acme, *TO[:4])
    assert done.returncode == 0 and "In the hold for 1 second;" in done.stderr
    [mail] = mails(acme)
    assert mail["content"] == "It comes tomorrow.\n\n-- \nAnna, Acme\n"


# -- the review --------------------------------------------------------------------------------------------------------


async def test_what_the_review_finds_keeps_a_mail_until_each_of_it_is_accepted(
    home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One mail with nearly everything wrong with it; kept once, however often it is tried."""
    [thread_id] = receive(fresh_sandbox, ["Delivery"], text=f"When?\n\n{ORDER}", **{"from": "anna@example.org"})
    first, other = sorted(fresh_sandbox.inboxes())[:2]
    acme = await copied(home, fresh_sandbox, monkeypatch)
    bounced = send(acme, "--to", "bounce@shop.example", "--subject", "Hello", "--hold", "0", "--inbox", other)
    assert bounced.returncode == 0 and "new-address" in bounced.stderr
    fresh_sandbox.control("advance", {"seconds": 60})

    people = ("anna@examp1e.org", "\u0430nna@other.example", "no-reply@shop.example", "bounce@shop.example", first)
    answer = ("--reply-to", thread_id, "--inbox", other, "--to", "anna@example.org", "--cc", ",".join(people))
    words = (*answer, "--subject", "{{order}} attached", "--hold", "0")
    everything = {
        "gives-orders", "other-inbox", "stranger", "look-alike", "odd-address", "suppressed", "last-failed",
        "own-address", "nobody-reads", "nothing-new", "not-filled-in", "nothing-attached",
    }  # fmt: skip
    assert everything == set(LOOKS) - {"came-meanwhile", "spam", "damaged", "server-limit"}, (
        "met below and in the hold; the last two by no script"
    )

    def tried(accepted: set[str]) -> subprocess.CompletedProcess[str]:
        return send(acme, *words, *(part for name in accepted for part in ("--accept", name)), typed="> a quote only")

    done = tried(set())
    assert done.returncode == 7 and done.stdout == "" and named(done) == everything
    assert "Nothing was sent. The mail is kept" in done.stderr and "--accept gives-orders" in done.stderr
    done = tried(everything - {"suppressed", "look-alike"})
    assert done.returncode == 7 and named(done) == {"suppressed", "look-alike"}
    assert mails(acme, "{{order}} attached") == []
    [kept] = await drafts(acme)
    assert kept.thread_id == thread_id and kept.body.startswith("> a quote only") and len(kept.cc) == 5
    done = tried(everything)
    assert done.returncode in (0, 8), done.stderr
    [mail] = sent(fresh_sandbox, thread_id)
    assert mail["metadata"]["subject"] == "Re: {{order}} attached"
    assert await drafts(acme) == []


async def test_an_answer_to_what_looks_like_spam_is_kept_back(
    home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    spam = "You have won the lottery! Online casino, free spins. Act now: claim your prize."
    [thread_id] = receive(fresh_sandbox, ["Hello"], text=spam)
    acme = await copied(home, fresh_sandbox, monkeypatch)
    done = send(acme, "--reply-to", thread_id, "--hold", "0", "--json")
    assert done.returncode == 7 and named(done) == {"spam"}
    told = json.loads(done.stdout)
    assert told["state"] == "kept_back" and [each["name"] for each in told["findings"]] == ["spam"]
    assert [draft.id for draft in await drafts(acme)] == [told["draft_id"]]


WRONG: list[tuple[list[str], int, str]] = [
    (["--to", "ann", "--subject", "Hi"], 2, "bad-address: “ann” has no @"),
    (["--subject", "Hi"], 2, "no-recipient: There is no recipient in To."),
    (["--to", "ann@shop.example"], 2, "no-subject: There is no subject."),
    (["--to", "ann@shop.example", "--subject", "x" * 501], 2, "bad-subject: The subject has 501 characters"),
    (["--to", ",".join(f"a{n}@shop.example" for n in range(51)), "--subject", "Hi"], 2, "too-many-recipients: 51"),
    ([*TO, "--attach", "/nowhere/bill.pdf"], 2, "/nowhere/bill.pdf is not a file."),
    ([*TO, "--attach", "\x1b]0;bill\x07\u202e.pdf"], 2, "is not a file."),
    ([*TO, "--cc", "\x1b[31mann"], 2, "bad-address: "),
    ([*TO, "--inbox", "nobody@x.example"], 5, "'nobody@x.example' is no inbox of the local copy. There are: "),
    ([*TO, "--reply-to", "thread_unknown"], 5, "'thread_unknown' is no thread of the local copy."),
]


@pytest.mark.parametrize(
    ("words", "status", "sentence"), WRONG, ids=[f"{n} {each[2][:12]}" for n, each in enumerate(WRONG)]
)
async def test_what_is_wrong_is_one_sentence_and_the_text_is_kept(
    words: list[str], status: int, sentence: str, acme: Copied
) -> None:
    done = send(acme, *words)
    assert (done.returncode, done.stdout) == (status, "") and sentence in done.stderr
    assert "Nothing was sent. The mail is kept: commune-tui shows it among the drafts." in done.stderr
    [draft] = await drafts(acme)
    assert draft.body == TEXT.rstrip("\n") and mails(acme) == []


async def test_several_inboxes_have_to_be_told_apart(acme: Copied) -> None:
    done = acme.run("send", *TO, typed=TEXT)
    assert done.returncode == 2 and "which inbox does it leave from?" in done.stderr
    assert all(address in done.stderr for address in acme.server.inboxes())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*TO, "--then", "closed"), "--then is about the thread of --reply-to. Nothing was sent."),
        ((*TO, "--accept", "stanger"), "invalid choice: 'stanger'"),
        ((*TO, "--hold", "301"), "'301' is no number of seconds from 0 to 300"),
        ((*TO, "--wait", "soon"), "'soon' is no number of seconds"),
    ],
)
def test_words_that_mean_nothing_are_refused_before_the_text_is_read(
    words: tuple[str, ...], sentence: str, home: Home
) -> None:
    done = home.run("send", *words, typed=TEXT)
    assert done.returncode == 2 and sentence in done.stderr


async def test_without_a_text_there_is_nothing_to_send_or_to_keep(acme: Copied) -> None:
    for typed in ("", " \n\n"):
        done = send(acme, *TO, typed=typed)
        assert (done.returncode, done.stdout) == (2, "") and "standard input had no text" in done.stderr
    assert await drafts(acme) == []


# -- the hold ----------------------------------------------------------------------------------------------------------


def test_the_screen_shows_a_mail_whose_program_was_killed_and_gives_it_back(acme: Copied) -> None:
    with held(acme, "--subject", "Your order", "--hold", "300") as process:
        process.kill()
        process.wait()
    with terminal(acme.home, COMMUNE_API_KEY=acme.key, COMMUNE_BASE_URL=acme.server.base_url) as screen:
        screen.expect("mail leaves in", "takes it back", "Where is it?")
        screen.type("g")
        screen.expect("Drafts, hold and outbox")
        screen.type("d")
        screen.expect("In the hold (1)", "Mail to ann@shop.example (Your order)")
        screen.type("b")
        screen.expect("Before it leaves", "It comes tomorrow.")
        assert screen.leave() == 0
    assert mails(acme) == []


async def test_a_mail_whose_program_was_killed_stays_in_the_hold_and_leaves_once(acme: Copied) -> None:
    with held(acme, "--subject", "Your order", "--hold", "300") as process:
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert json.loads(acme.run("peek", "--json").stdout)["unsent"] == 1 and mails(acme) == []
    async with acme.session() as mine:
        [mail] = mine.session.outbox.waiting()
        assert mail.state == "held" and mine.session.hold.words().startswith("mail leaves in ")
        await mine.session.outbox.send_now(mail.id)
        await mine.until(lambda: mails(acme))
    async with acme.session() as mine:
        await mine.settled()
        assert mine.session.outbox.waiting() == [] and len(mails(acme)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_ended_says_that_its_mail_waits(number: signal.Signals, acme: Copied) -> None:
    with held(acme, "--subject", "Your order", "--hold", "300") as process:
        process.send_signal(number)
        out, told = process.communicate(timeout=30)
        assert process.returncode == 128 + number and out == "" and "leaves when commune-tui runs next" in told
    assert json.loads(acme.run("peek", "--json").stdout)["unsent"] == 1 and mails(acme) == []


async def test_a_program_that_is_ended_before_its_mail_was_looked_at_keeps_it(acme: Copied) -> None:
    with started(acme, "--subject", "Your order") as process:
        os.kill(acme.server.process.pid, signal.SIGSTOP)  # an answer that does not come
        begun = acme.account.desk_folder.glob
        waits_for(lambda: [*begun("alive-*.lock")], lambda s: select.select([], [], [], s))
        process.send_signal(signal.SIGTERM)
        assert "The mail is kept" in process.communicate(timeout=30)[1]
        assert process.returncode == 128 + signal.SIGTERM
    os.kill(acme.server.process.pid, signal.SIGCONT)
    assert [draft.body for draft in await drafts(acme)] == [TEXT.rstrip("\n")] and mails(acme) == []


async def test_an_interruption_in_the_hold_takes_the_mail_back(acme: Copied) -> None:
    with held(acme, "--subject", "Your order", "--hold", "300") as process:
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=30)
        assert (process.returncode, out) == (130, "") and "Taken back: it is a draft again" in told
    assert [draft.body for draft in await drafts(acme)] == [TEXT.rstrip("\n")] and mails(acme) == []


@pytest.mark.parametrize("accepted", [False, True])
async def test_mail_that_comes_in_the_hold_keeps_an_answer_back_unless_that_is_accepted(
    accepted: bool, acme: Copied
) -> None:
    [thread_id] = thread_ids(acme)
    more = ("--accept", "came-meanwhile", "--accept", "stranger") if accepted else ("--accept", "stranger")
    with held(acme, "--reply-to", thread_id, "--hold", "3", *more) as process:
        receive(acme.server, ["Re: Where is it?"], text="Never mind.", in_reply_to=smtp_id(acme.server, thread_id))
        out, told = process.communicate(timeout=60)
    if accepted:
        assert process.returncode == 0 and len(sent(acme.server, thread_id)) == 1, told
    else:
        assert process.returncode == 7 and out == "" and "commune-tui: came-meanwhile: Not sent" in told
        assert sent(acme.server, thread_id) == [] and len(await drafts(acme)) == 1


def smtp_id(server: Server, thread_id: str) -> str:
    return str(server.get(f"/v1/threads/{thread_id}/messages").body["data"][0]["metadata"]["message_id"])


# -- the server --------------------------------------------------------------------------------------------------------


async def test_without_a_server_it_is_queued_and_leaves_once_with_the_next_program(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = str(tmp_path / "world.db")
    with sandbox_process("--data", world) as server:
        receive(server, ["Where is it?"])
        acme = await copied(home, server, monkeypatch)
        inbox = box(acme)
    done = acme.run("send", *TO, "--inbox", inbox, "--wait", "1", "--json", typed=TEXT)
    told = json.loads(done.stdout)
    assert done.returncode == 6 and told["state"] == "queued" and told["message_id"] is None
    assert "Not sent yet." in done.stderr and "could not be reached" in done.stderr
    with sandbox_process("--data", world, "--port", server.base_url.rpartition(":")[2]) as again:
        acme = Copied(home, again, acme.account, acme.key)
        assert send(acme, *TO[:2], "--subject", "Another", "--hold", "0").returncode == 0
        assert len(mails(acme)) == len(mails(acme, "Another")) == 1


async def test_a_refused_mail_is_a_draft_again_and_the_reason_is_said(acme: Copied) -> None:
    scopes = ["threads:read", "messages:read", "inboxes:read"]
    made = acme.server.post("/v1/agent/api-keys", {"name": "reader", "permissions": scopes}).body["apiKey"]
    other = Copied(acme.home, acme.server, remembered(acme.server, made), made)
    done = other.run("send", *TO, "--inbox", box(acme), typed=TEXT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Refused: " in done.stderr and "messages:write" in done.stderr and "The draft is kept." in done.stderr
    assert len(await drafts(acme)) == 1 and mails(acme) == []


async def test_what_the_server_took_and_does_not_show_is_no_success(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sandbox_process("--as", "vendor") as server:
        receive(server, ["Where is it?"])
        acme = await copied(home, server, monkeypatch)
        done = send(acme, "--to", "ann@shop.invalid", "--subject", "Your order", "--hold", "0", "--wait", "3", "--json")
        assert done.returncode == 8 and json.loads(done.stdout)["state"] == "taken"
        assert "The server has not shown it yet" in done.stderr


async def test_a_lost_answer_sends_nothing_twice(acme: Copied) -> None:
    acme.server.control("faults", {"faults": ["lost,POST,/v1/messages/send,next=1"]})
    done = send(acme, *TO)
    assert done.returncode == 0 and len(mails(acme)) == 1, done.stderr


async def test_several_programs_at_once_send_each_mail_once(acme: Copied) -> None:
    """Four scripts, beside a program that runs all the time."""
    command = [*PROGRAM, "send", *TO[:2], "--inbox", box(acme), "--hold", "1", "--subject"]
    environment = acme.home.environment(**acme.where)
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    async with acme.session() as mine:
        running = [
            subprocess.Popen([*command, f"Number {n}"], text=True, env=environment, **pipes)  # noqa: ASYNC220
            for n in range(4)
        ]
        ended = await asyncio.gather(
            *(asyncio.to_thread(each.communicate, TEXT + str(each.args), LIMIT_S) for each in running)
        )
        assert [process.returncode for process in running] == [0] * 4, ended
        await mine.until(lambda: mine.session.outbox.waiting() == [])
    for n in range(4):
        assert len(mails(acme, f"Number {n}")) == 1


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_names_every_finding_with_what_it_means() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE.partition("A mail with one of these findings")[2], re.M)
    assert told == [*LOOKS.items(), *KNOWS.items()]


def test_the_examples_of_the_page_run(home: Home, acme: Copied) -> None:
    """In one shell, as they stand there."""
    (home.config / "commune-tui").mkdir(parents=True, exist_ok=True)
    (home.config / "commune-tui" / "config.toml").write_text("hold_s = 1\n")
    (home.path / "bill.txt").write_text("1 EUR\n")
    (home.path / "answer.txt").write_text("Here it is.\n")
    (home.path / "commune-tui").write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    (home.path / "commune-tui").chmod(0o700)
    environment = home.environment(**acme.where)
    environment["PATH"] = f"{home.path}:{environment['PATH']}"
    script = "set -e\n" + "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.S))
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment, cwd=home.path)
    assert done.returncode == 0, done.stderr
    [thread_id] = thread_ids(acme)
    first, second = sent(acme.server, thread_id)
    assert first["attachments"] and second["metadata"]["subject"] == "Re: Your bill, attached"
    assert [mail["message_id"] for mail in (*mails(acme), first, second)] == done.stdout.split()
    assert "commune-tui: nothing-attached: " in done.stderr


# -- secrets -----------------------------------------------------------------------------------------------------------


def test_neither_text_nor_key_goes_to_the_log_or_to_children(acme: Copied) -> None:
    with held(acme, "--reply-to", thread_ids(acme)[0], "--accept", "stranger", "--hold", "300") as process:
        words = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        assert acme.key.encode() not in words and b"tomorrow" not in words
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                for name in ("cmdline", "environ"):
                    about = Path(f"/proc/{child}/{name}").read_bytes()
                    assert acme.key.encode() not in about and b"tomorrow" not in about
        process.kill()
    assert {path.name.partition("-")[0] for path in acme.home.holding("comes tomorrow")} == {"desk.db"}
    assert acme.home.holding(acme.key) == []

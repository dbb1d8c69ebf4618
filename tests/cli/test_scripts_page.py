"""docs/scripts.md is true: its examples run, and its fields, endings and statuses are those of the program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui import errors
from commune_tui.actions import endings
from tests.cli.copied import copied
from tests.cli.terminals import LIMIT_S, Home
from tests.flows.account import receive, thread
from tests.servers import Server

PAGE = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text(encoding="utf-8")


def named(heading: str) -> set[str]:
    """What stands in backticks in the first column of a table."""
    table = PAGE.split(heading)[1].split("\n\n")[0]
    return {name for row in re.findall(r"^\| (.*?) \|", table, re.M) for name in re.findall(r"`([^`]+)`", row)}


async def test_the_examples_run(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = receive(fresh_sandbox, ["Your order", "Other"], status="needs_reply")
    acme = await copied(home, fresh_sandbox, monkeypatch)
    assert acme.run("do", "thread.take", ids[1]).returncode == 0  # there is one that somebody has
    program = home.path / "bin" / "commune-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m commune_tui "$@"\n')
    program.chmod(0o700)
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    environment = home.environment(**acme.where, PATH=f"{program.parent}:{os.environ['PATH']}")
    done = shell(script, environment)
    assert done.returncode == 0, done.stderr
    (tagged,) = [each for each in ids if "vip" in thread(fresh_sandbox, each)["tags"]]
    found = thread(fresh_sandbox, tagged)
    assert (found["status"], found["assigned_to"], sorted(found["tags"])) == ("waiting", "wren", ["urgent", "vip"])
    shown = json.loads(acme.run("show", "--json", tagged).stdout)
    (mail,) = shown["mails"]
    assert named("| of a thread | |") == set(shown) - {"mails", "notes"}
    assert named("| of a mail | |") - {"target", "words", "name", "type", "size", "inbound", "outbound"} == set(mail)


def shell(script: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_S)


def test_endings_and_statuses_are_all_there() -> None:
    assert named("one of these:\n") == set(endings.HOW)
    table = PAGE.split("## Exit status")[1]
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", table, re.M)}
    known = {errors.OK, errors.FAILED, errors.USAGE, errors.NO_KEY, errors.NOT_FOUND, errors.QUEUED}
    assert told == known

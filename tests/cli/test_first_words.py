"""A first start that cannot be one says why, and ends with the status of that; nothing is said to be on its way."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.terminals import LIMIT_S, PROGRAM, Home
from tests.servers import Server

FOLDERS = {"config": "config", "data": "data", "copy": "cache"}


def start(home: Home, *words: str, typed: str = "quit\n", **more: str) -> tuple[int, str]:
    """Status and everything that was said, as one line."""
    done = home.run(*words, typed=typed, **more)
    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said and "error of its own" not in said
    return done.returncode, said


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_cannot_be_made_is_named(name: str, home: Home, office: Server) -> None:
    """A file in its place stands for every folder that takes nothing; root may write into all others."""
    place: Path = getattr(home, name)
    place.write_text("")
    status, said = start(home, "--linear", COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url)
    assert status == 1 and str(place / "commune-tui") in said
    assert "being fetched" not in said


def test_without_a_place_for_the_log_it_works(home: Home, office: Server) -> None:
    home.state.write_text("")
    account = {"COMMUNE_API_KEY": office.key, "COMMUNE_BASE_URL": office.base_url}
    status, said = start(home, "--linear", **account)
    assert status == 0 and said.endswith("Goodbye.")


@pytest.mark.parametrize(
    ("key", "url", "why"),
    [
        ("comm_wrong_0123456789", "", "The server does not accept the key"),
        ("comm_none_0123456789", "http://127.0.0.1:9", "The server could not be reached"),
        ("comm_none_0123456789", "http://mail.example", "must use https"),
        ("comm_none_0123456789", "no address", ""),
    ],
    ids=["bad key", "nobody there", "not safe", "no address"],
)
def test_a_bad_key_or_address_is_said_and_nothing_is_being_fetched(
    key: str, url: str, why: str, home: Home, office: Server
) -> None:
    typed = "list\nwhere\nquit\n"
    status, said = start(home, "--linear", typed=typed, COMMUNE_API_KEY=key, COMMUNE_BASE_URL=url or office.base_url)
    assert why in said
    assert status == (0 if "Goodbye." in said else 2)
    assert "is being fetched" not in said.partition("Ctrl-C goes on")[2] and "synced" not in said
    assert "No threads" not in said, "nobody knows that"


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_crash(closed: int, home: Home, office: Server) -> None:
    environment = home.environment(COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url)
    done = subprocess.run(
        [*PROGRAM, "--linear"], input=None if closed == 0 else "quit\n", capture_output=True, text=True,
        env=environment, timeout=LIMIT_S, check=False, preexec_fn=lambda: os.close(closed),
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    assert done.returncode == (1 if closed == 1 else 0), (done.stdout, done.stderr)
    assert ("standard output is closed" in done.stderr) == (closed == 1)

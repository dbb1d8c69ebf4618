"""A home whose account was fetched from a real server: what commands find that work on the local copy."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from commune_tui.cli import accounts
from commune_tui.credentials import Credential
from tests.cli.terminals import LIMIT_S, PROGRAM, Home
from tests.mail.account import Account, account
from tests.servers import Server


@dataclass(frozen=True)
class Copied:
    """Commands know the key from their environment."""

    home: Home
    server: Server
    account: accounts.Account
    key: str

    @property
    def where(self) -> dict[str, str]:
        return {"COMMUNE_API_KEY": self.key, "COMMUNE_BASE_URL": self.server.base_url}

    def run(self, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """A command as a process without a terminal."""
        return self.home.run(*words, typed=typed, **self.where, **more)

    def into_head(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command whose reader has had enough after one line; the command's own exit status."""
        line = f"{shlex.join([*PROGRAM, *words])} | head -n 1; exit ${{PIPESTATUS[0]}}"
        environment = self.home.environment(**self.where)
        return subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment, timeout=LIMIT_S)

    @asynccontextmanager
    async def session(self, *, start: bool = True) -> AsyncIterator[Account]:
        """Another copy of the program on the same account."""
        folder, desk = self.account.mail_folder, self.account.desk_folder
        async with account(self.server, folder, key=self.key, desk_folder=desk, start=start) as mine:
            yield mine


async def copied(home: Home, server: Server, monkeypatch: pytest.MonkeyPatch, key: str = "") -> Copied:
    """Everything that the server has, in this home; the test itself lives there too from now on."""
    for name, value in home.environment().items():
        if name.startswith("XDG_") or name in ("HOME", "USER"):
            monkeypatch.setenv(name, value)
    made = Copied(home, server, remembered(server, key or server.key), key or server.key)
    async with made.session() as mine:
        await mine.settled()
    return made


def remembered(server: Server, key: str) -> accounts.Account:
    """The account that a key opens here: all keys of an organisation the same."""
    found = server.get("/v1/agent/org").body
    org = found.get("data") or found["org"]
    return accounts.remember(server.base_url, Credential("the environment", key=key), org["id"], org["name"])

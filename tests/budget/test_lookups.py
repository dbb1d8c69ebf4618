"""A request looks for no module: what a library asks for each time is there, or is not asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest

from commune_tui.api.client import Commune
from tests.servers import Server


class Sought:
    """The first that is asked for a module that is not loaded; it finds none."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        self.names.append(name)


async def test_a_request_looks_for_no_module(sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    box = next(iter(sandbox.inboxes().values()))
    async with Commune(sandbox.key, base_url=sandbox.base_url) as client:
        sought = Sought()
        for ways in (list(sys.meta_path), [sought, *sys.meta_path]):  # once to have all that is loaded late
            monkeypatch.setattr(sys, "meta_path", ways)
            await client.threads.list(inbox_id=box)
            await client.inboxes.list()
    assert sought.names == []

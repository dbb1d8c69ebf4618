"""The front of lines holds its parts: all that are declared, each word is for one of them, and none knows the front."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from commune_tui.actions.commands import method_name
from commune_tui.linear.front import PARTS, answered
from tests.linear.talk import talking
from tests.servers import Server


async def test_the_front_has_all_parts_and_no_word_is_for_two(sandbox: Server, tmp_path: Path) -> None:
    async with talking(sandbox, tmp_path) as talk:
        assert [type(part) for part in talk.front._parts] == list(PARTS)
    told = [
        id_
        for id_ in answered()
        for part in PARTS
        if id_ in getattr(part, "acts", ()) or hasattr(part, method_name(id_))
    ]
    assert sorted(told) == sorted(answered())


def test_parts_are_held_and_know_no_front() -> None:
    assert [part.__name__ for part in PARTS if part.__mro__[1:] != (object,)] == []
    assert [part.__name__ for part in PARTS if "linear.front" in inspect.getsource(sys.modules[part.__module__])] == []

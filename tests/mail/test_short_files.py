"""A file that ends before it should is kept, and said to be short: it would look whole otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.mail.files import content, save
from tests.api.clients import client
from tests.api.server import Answer, Request, answer, serving


@pytest.mark.parametrize(("announced", "short"), [(2_000, True), (7, False), (3, False), (None, False)])
async def test_what_came_is_compared_with_what_was_announced(
    announced: int | None, short: bool, tmp_path: Path
) -> None:
    def handler(request: Request) -> Answer:
        if request.path.endswith("/url"):
            return answer({"data": {"url": f"{server.url}/file", "expires_in": 60, "size": announced}})
        return answer(raw=b"content")

    async with serving(handler) as server, client(server.url) as made:
        saved = await save(made, "x", "notes.txt", tmp_path, lambda done, total: None)
        data, doubt = await content(made, "x")
    assert saved.path.read_bytes() == data == b"content"
    assert saved.doubt == doubt == ("It is shorter than announced: 7 bytes of 2 KB came." if short else "")

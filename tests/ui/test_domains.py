"""Domains and inboxes by keys: what is asked, what is typed first, what is shown on purpose and gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.ui.kit.page import Page
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters

HOOK = "http://127.0.0.1:9/hook"


def beside(story: Letters) -> str:
    return story.app.screen.query_one("#about", Page).words


async def there(story: Letters) -> None:
    """On the first inbox of the tree."""
    await story.press("g", "o", then=story.on("DomainsScreen"))
    await story.press("j", then=lambda: "webhook" in beside(story))


@pytest.fixture
def showing() -> Iterator[Server]:
    """A server that shows the secret of a webhook: the vendor's never does."""
    with sandbox_process("--as", "strict") as server:
        yield server


async def test_a_secret_is_shown_on_purpose_and_gone_with_the_cursor(showing: Server, tmp_path: Path) -> None:
    async with letters(showing, tmp_path, size=(130, 30)) as story:
        await there(story)
        await story.press("w", then=lambda: story.asked)
        await story.type(HOOK)
        await story.press("enter", then=lambda: "announces its mail at" in story.told)
        await story.until(lambda: "••••" in beside(story))
        await story.press("v", "s", then=lambda: "whsec_" in beside(story))
        await story.press("y", "y", then=lambda: "copy the secret" in story.told)
        assert "whsec_" not in story.told
        await story.press("k", then=lambda: "whsec_" not in beside(story))
        await story.press("j", then=lambda: "••••" in beside(story))
        await story.press("v", "s", then=lambda: "whsec_" in beside(story))
        await story.press("q", then=story.on("MainScreen"))
        await story.press("g", "o", then=story.on("DomainsScreen"))
        assert "whsec_" not in beside(story)
    assert [file for file in tmp_path.rglob("*") if file.is_file() and b"whsec_" in file.read_bytes()] == []  # noqa: ASYNC240


async def test_deleting_wants_the_address_and_says_what_goes(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(110, 30)) as story:
        await there(story)
        address = beside(story).split()[0]
        await story.press("D", then=lambda: story.asked)
        await story.type("yes")
        await story.press("enter", then=lambda: story.asked)
        assert address in fresh_sandbox.inboxes()
        await story.press("escape", then=lambda: not story.asked)
        await story.press("D", then=lambda: story.asked)
        await story.type(address)
        await story.press("enter", then=lambda: "is deleted" in story.told)
        assert address not in fresh_sandbox.inboxes()
        await story.press("z", then=lambda: "Nothing to undo" in story.told or "Undone" in story.told)
        assert address not in fresh_sandbox.inboxes()


async def test_each_value_of_a_record_is_copied_whole(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path, size=(110, 30)) as story:
        await story.press("g", "o", then=story.on("DomainsScreen"))
        await story.press("enter", then=lambda: "records are found" in beside(story))
        await story.press("j", "j", "j", then=lambda: "DKIM" in beside(story))
        copied: list[str] = []
        story.app.copy_to_clipboard = copied.append  # type: ignore[method-assign, assignment]
        await story.press("y", "y", then=lambda: copied)
        first = min(sandbox.get("/v1/domains").body["data"], key=lambda each: str(each["name"]))
        assert copied == [next(each["value"] for each in first["records"] if each["record"] == "DKIM")]


async def test_the_cursor_goes_to_what_was_made(fresh_sandbox: Server, tmp_path: Path) -> None:
    """What is said to press next, such as w for its webhook, is about the row under the cursor."""
    async with letters(fresh_sandbox, tmp_path, size=(130, 30)) as story:
        await there(story)
        domain = beside(story).split()[0].partition("@")[2]
        await story.press("n", then=lambda: story.asked)
        await story.type(f"zzz@{domain} Returns")
        await story.press("enter", then=lambda: "is there." in story.told)
        await story.until(lambda: beside(story).split()[0] == f"zzz@{domain}")
        await story.press("A", then=lambda: story.asked)
        await story.type("zzz.acme.example")
        await story.press("enter", then=lambda: "is added" in story.told)
        await story.until(lambda: beside(story).split()[0] == "zzz.acme.example")

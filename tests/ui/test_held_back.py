"""What a virus scan refused is named wherever the files of a mail are, and offered nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.ui.compose.screen import ComposeScreen
from commune_tui.ui.kit.text_line import TextLine
from tests.linear.talk import talking
from tests.servers import Server, sandbox_process
from tests.ui.letters import letters
from tests.ui.test_reader import reader

BAD = {"name": "eicar-invoice.pdf", "mime_type": "application/pdf", "content": "aGVsbG8="}
GOOD = {"name": "list.csv", "mime_type": "text/csv", "content": "aGVsbG8="}
NAMED = "Held back by the server: "


@pytest.fixture
def vendor() -> Iterator[Server]:
    """Only this form scans; a file is bad by its name."""
    with sandbox_process("--as", "vendor") as server:
        yield server


@pytest.mark.parametrize("files", [[BAD], [GOOD, BAD]], ids=["alone", "beside another"])
async def test_on_the_screen(files: list[dict[str, str]], vendor: Server, tmp_path: Path) -> None:
    async with letters(vendor, tmp_path, size=(120, 40), mail={"files": files}) as story:
        session, pane = story.app.session, reader(story)
        await story.until(lambda: any(file.held for file in session.reads.messages(story.thread_id)[0].attachments))
        await story.press("enter", then=lambda: NAMED in pane.words)
        assert "eicar-invoice.pdf" in pane.words
        assert ("v f" in pane.words) == (GOOD in files), "what is held back is not offered"
        await story.press("v", "f")
        if GOOD in files:
            label = story.app.screen.query_one("#ask-label", TextLine)
            await story.until(lambda: story.asked and "list.csv" in label.words)
            await story.press("escape", then=lambda: not story.asked)
        else:
            await story.until(lambda: "The server holds back what is attached" in story.told and not story.asked)
        await story.press("f", then=story.on("ComposeScreen"))
        assert isinstance(screen := story.app.screen, ComposeScreen)
        assert [file.filename for file in screen.draft.attachments] == [file["name"] for file in files if file is GOOD]


async def test_in_lines(vendor: Server, tmp_path: Path) -> None:
    address = sorted(vendor.inboxes())[0]
    files = [BAD, GOOD, {**BAD, "name": "eicar.ics", "mime_type": "text/calendar"}]
    mail = {"from": "anna@example.org", "to": address, "subject": "Files", "text": "See.", "files": files}
    vendor.control("mail", mail)
    async with talking(vendor, tmp_path) as talk:
        await talk.say("all", "open 1")
        said = await talk.say("files")
        assert "The server holds file 1 back: " in said and "holds file 2" not in said
        assert "The server holds file 3 back: " in said and "attached 3" not in said
        for word in ("save 1", f"save 1 {tmp_path}", "attached 1", "attached 3"):
            assert "cannot be read or saved" in await talk.say(word)
        assert "Saved as" in await talk.say(f"save 2 {tmp_path}")

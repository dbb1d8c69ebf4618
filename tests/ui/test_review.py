"""The review: says what to look at, sends on one key only when it could be read, and gives back what was taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui.linear.review_lines import review_lines as spoken_lines
from commune_tui.mail.compose.beside import Beside
from commune_tui.mail.compose.findings import Concern
from commune_tui.store.drafts import Draft, File
from commune_tui.text import cells, wrapped
from commune_tui.ui.compose import review
from commune_tui.ui.compose.review_lines import review_lines
from tests.mail.test_compose import message
from tests.servers import Server
from tests.ui.letters import Letters, letters

DRAFT = Draft(
    "d", 0, 0, inbox_id="i1", thread_id="t1", to=("Anna <anna@example.org>",), cc=("eve@other.example",),
    subject="Re: Order", body="Hello\n> quoted", attachments=(File("bill.pdf", "application/pdf", 120_000, "x"),),
)  # fmt: skip


def words(draft: Draft, shown: Beside, width: int = 80) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in review_lines(draft, shown, width))


def test_everything_that_will_leave_is_shown() -> None:
    shown = Beside("Acme <support@acme.example>", frozenset({"eve@other.example"}), (), ())
    text = words(DRAFT, shown)
    for part in ("support@acme.example", "anna@example.org", "Re: Order", "bill.pdf", "120 KB", "Hello", "> quoted"):
        assert part in text
    assert "eve@other.example  ! new in this conversation" in text
    assert "anna@example.org>  !" not in text


def test_what_came_meanwhile_is_shown_with_its_words() -> None:
    shown = Beside(
        "x",
        frozenset(),
        (message(content="Never mind.\n> old"),),
        (Concern("look", "came-meanwhile", "A mail has come."),),
    )
    text = words(DRAFT, shown)
    assert "Never mind." in text and "old" not in text and "! A mail has come." in text


def test_what_of_the_limits_is_left_is_shown() -> None:
    told = Beside("x", frozenset(), (), (), limits="2 left this hour, resets 14:00", no_room="2 of 3 fit this hour")
    text = words(DRAFT, told)
    assert "2 left this hour, resets 14:00" in text and "2 of 3 fit this hour" in text
    spoken = "\n".join(spoken_lines(DRAFT, told, 10.0))
    assert "Limits: 2 left this hour, resets 14:00. 2 of 3 fit this hour." in spoken
    assert "Limits" not in words(DRAFT, Beside("x", frozenset(), (), ()))


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = replace(DRAFT, subject="very long " * 30, body="漢字" * 200 + "\n" + "word " * 100)
    shown = Beside("Acme", frozenset(), (), (Concern("look", "stranger", "sentence " * 40),))
    for line in review_lines(long, shown, width):
        assert cells("".join(piece.text for piece in line)) <= width


def test_lines_break_between_words_and_keep_all_of_them() -> None:
    text = "one two  three fourandtwenty"
    assert wrapped(text, 9) == ["one two ", "three", "fourandtw", "enty"]
    assert wrapped("", 9) == [""]


async def _written(story: Letters, text: str) -> None:
    await story.compose("r")
    await story.type(text)
    await story.press("escape", then=story.on("ReviewScreen"))


async def test_a_key_that_comes_before_it_could_be_read_sends_nothing(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 3600.0)
    async with letters(fresh_sandbox, tmp_path) as story:
        await _written(story, "Hello")
        await story.press("y")
        assert story.on("ReviewScreen")() and "Look at it" in story.told
        assert story.app.session.outbox.waiting() == []


async def test_undo_takes_the_mail_out_of_the_hold_and_gives_back_its_text(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, hold_s=300.0) as story:
        await _written(story, "Too early")
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: "z takes it back" in story.told)
        await story.press("z", then=story.on("ReviewScreen"))
        assert "Too early" in story.page
        assert story.app.session.outbox.waiting() == [] and len(story.drafts) == 1
        assert story.mails("Re: Order 4711") == []


async def test_a_thread_that_moved_on_is_shown_and_then_answered_knowingly(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path) as story:
        await _written(story, "It comes tomorrow")
        assert story.customer_writes("Never mind, I found it.") == story.thread_id
        story.app.session.connection.sync_now()
        await story.until(lambda: len(story.app.session.reads.messages(story.thread_id)) == 2)
        await story.until(lambda: "Never mind, I found it." in story.page)
        await story.press("y", then=lambda: "y again sends: A mail has come" in story.told)
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: story.mails("Re: Order 4711"))


async def test_files_templates_and_html_go_along(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    paper = tmp_path / "bill.txt"
    paper.write_text("12 EUR")
    texts = {"thanks": "Dear {{name}}, see **bill** and {{nothing}}"}
    anna = {"from_name": "Anna [login](https://evil.example) *Berg*"}
    async with letters(fresh_sandbox, tmp_path / "store", templates=texts, mail=anna) as story:
        await _written(story, "x")
        await story.press("i", then=lambda: story.asked)
        await story.press("enter", then=lambda: "see **bill**" in story.page)
        assert "Dear Anna [login](https://evil.example) *Berg*," in story.page, "what is read is what was written"
        assert "Not filled in: {{nothing}}" in story.page
        await story.press("m", then=lambda: "HTML made of it" in story.page)
        await story.press("a", then=lambda: story.asked)
        await story.type(str(paper))
        await story.press("enter", then=lambda: "bill.txt" in story.page)
        await story.press("y", then=lambda: "y again sends: Not filled in" in story.told)
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: story.mails("Re: Order 4711"))
        [mail] = story.mails("Re: Order 4711")
        assert "<strong>bill</strong>" in mail["content_html"] and len(mail["attachments"]) == 1
        assert "Dear Anna [login](https://evil.example) *Berg*," in mail["content_html"], "a name is never Markdown"


async def test_leaving_asks_and_keeps_unless_told_to_throw_away(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await _written(story, "Hello")
        await story.press("q", "escape")
        assert story.on("ReviewScreen")()
        await story.press("q", "enter", then=story.on("MainScreen"))
        assert len(story.drafts) == 1
        await story.press("r", then=story.on("ReviewScreen"))
        await story.press("q", "d", then=story.on("MainScreen"))
        assert story.drafts == [] and len(story.app.session.drafts.thrown_away()) == 1


async def test_guests_cannot_attach_files_of_the_host(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, guest=True) as story:
        await _written(story, "Hello")
        await story.press("a")
        assert not story.asked


async def test_enter_attaches_the_marked_file_and_a_refusal_keeps_what_was_typed(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "offer.txt").write_text("12 EUR")
    async with letters(fresh_sandbox, tmp_path / "store") as story:
        await _written(story, "x")
        await story.press("a", then=lambda: story.asked)
        await story.type(str(tmp_path / "pap"))
        await story.press("enter", then=lambda: story.line.value == f"{folder}/")
        await story.type("off")
        await story.press("enter", then=lambda: "offer.txt" in story.page)
        await story.press("a", then=lambda: story.asked)
        await story.type(str(folder / "nothing"))
        await story.press("enter", then=lambda: "is not a file" in story.objection)
        assert story.asked and story.line.value == str(folder / "nothing")


async def test_leaving_takes_one_letter_and_another_one_is_answered(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path / "store") as story:
        await _written(story, "x")
        await story.press("q", then=lambda: "k, w, d at once" in story.told)
        assert "Esc cancel" in story.told
        await story.press("x", then=lambda: "k, w or d" in story.objection)
        await story.press("enter", then=lambda: story.asked)
        await story.press("backspace", "d", then=story.on("MainScreen"))
        await story.until(lambda: story.app.session.drafts.thrown_away())


async def test_a_refused_line_of_a_command_stays_to_be_mended(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path / "store") as story:
        await story.press(":", then=lambda: story.asked)
        await story.type("app.hepl now")
        await story.press("enter", then=lambda: "no command" in story.objection)
        assert story.asked and story.line.value == "app.hepl now"


async def test_a_mail_with_something_to_look_at_is_sent_by_the_second_key_in_a_row(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path) as story:
        await _written(story, "Please find it attached.")
        await story.press("y", then=lambda: "y again sends: The text says “attached”" in story.told)
        await story.press("j", "y", then=lambda: "y again sends" in story.told)
        assert story.on("ReviewScreen")() and story.app.session.outbox.waiting() == []
        await story.press("Y", then=story.on("MainScreen"))
        await story.until(lambda: story.status == "closed")
        assert story.mails("Re: Order 4711")
        told = "The mail stays sent; “Order 4711” is again: needs reply. Z sets it to closed again."
        await story.press("z", then=lambda: told in story.told)
        await story.until(lambda: story.status == "needs_reply")


async def test_a_key_that_may_not_send_is_named_before_it_is_tried(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    reader = fresh_sandbox.post("/v1/agent/api-keys", {"name": "reader", "permissions": ["read"]}).body["apiKey"]
    async with letters(fresh_sandbox, tmp_path, key=reader) as story:
        await story.until(lambda: story.app.session.rights.scopes is not None)
        await _written(story, "It comes tomorrow")
        assert "lacks the scope messages:write" in story.page and "Nothing to object to" not in story.page
        for _ in range(2):  # nobody insists on it
            await story.press("y", then=lambda: "lacks the scope messages:write" in story.told)
            assert story.on("ReviewScreen")() and "The draft is kept." in story.told
        assert story.app.session.outbox.waiting() == [] and len(story.drafts) == 1


async def test_a_key_that_may_not_close_does_not(fresh_sandbox: Server, tmp_path: Path) -> None:
    reader = fresh_sandbox.post("/v1/agent/api-keys", {"name": "reader", "permissions": ["read"]}).body["apiKey"]
    async with letters(fresh_sandbox, tmp_path, key=reader) as story:
        await story.until(lambda: story.app.session.rights.scopes is not None)
        await story.press("e", then=lambda: "lacks the scope threads:write. Nothing was done." in story.told)
        row = story.app.session.reads.thread(story.thread_id)
        assert row is not None and row.status == "needs_reply" and story.app.session.outbox.waiting() == []
        await story.press("u", then=lambda: "on this machine only" in story.told)

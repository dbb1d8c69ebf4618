"""Acts on API keys by keys and by words: made and shown once, into a file, revoked by its name, what is kept back."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions import apikeys, key_file
from commune_tui.actions.operate import key as acts
from commune_tui.api.auth import Secret
from commune_tui.ui.apikeys import screen
from commune_tui.ui.apikeys.screen import ApikeysScreen
from commune_tui.ui.kit.page import Page
from tests.linear.talk import talking
from tests.mail.test_apikeys import KEYS, live, opens
from tests.servers import Server
from tests.ui.letters import Letters, letters
from tests.ui.test_apikeys import shown


def pane(story: Letters) -> str:
    assert isinstance(story.app.screen, ApikeysScreen)
    return story.app.screen.query_one("#about", Page).words


def shown_key(story: Letters) -> str:
    """The text of the new key, as it stands there in parts."""
    text = "".join(pane(story).split())
    at = text.find("comm_")
    return text[at : at + 69] if at >= 0 and "The new key" in pane(story) else ""


async def there(story: Letters) -> None:
    await story.press("g", "k", then=story.on("ApikeysScreen"))
    await story.until(lambda: " ours sandbox" in shown(story))


async def test_a_key_is_made_shown_once_written_and_hidden(fresh_sandbox: Server, tmp_path: Path) -> None:
    file = tmp_path / "new.key"
    async with letters(fresh_sandbox, tmp_path / "home", size=(120, 30)) as story:
        await there(story)
        await story.press("n", then=lambda: story.asked)
        await story.type("wallboard, read only, 1h")
        await story.press("enter", then=lambda: shown_key(story))
        key = shown_key(story)
        assert fresh_sandbox.get(KEYS, key=key).status == 200 and acts.ONCE in story.told
        assert apikeys.NO_BOUNDARY in story.told
        story.app.screen.do_apikeys_write(str(file))  # type: ignore[attr-defined]
        assert file.read_text() == f"{key}\n" and file.stat().st_mode & 0o777 == 0o600
        await story.press("q", then=lambda: not shown_key(story))  # it is in the file: nothing is asked
        assert not story.asked and key not in pane(story) and story.on("ApikeysScreen")()
        await story.until(lambda: "wallboard" in shown(story))
        await story.press("q", then=story.on("MainScreen"))


async def test_hiding_a_key_asks_only_where_nobody_has_it(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "takes_copies", lambda environ, size: True)
    async with letters(fresh_sandbox, tmp_path / "home", size=(120, 30)) as story:
        await there(story)
        for name, copied in (("wren", False), ("robin", True), ("lark", False)):
            await story.press("n", then=lambda: story.asked)
            await story.type(f"{name}, read only, 1h")
            await story.press("enter", then=lambda: shown_key(story))
            if copied:
                story.app.screen.do_apikeys_copy()  # type: ignore[attr-defined]
                await story.press("x", then=lambda: not shown_key(story))
                assert not story.asked
            else:
                await story.press("x", then=lambda: story.asked)
                await story.press("y", then=lambda: not shown_key(story))


async def test_a_key_is_revoked_by_its_name_and_ours_is_not(fresh_sandbox: Server, tmp_path: Path) -> None:
    fresh_sandbox.post(KEYS, {"name": "wren", "permissions": ["threads:read"]})
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await there(story)
        await story.press("D", then=lambda: "another in its place" in story.told)
        await story.press("j", "D", then=lambda: story.asked)
        await story.type("wre")
        await story.press("enter")
        assert "wren" in live(fresh_sandbox)
        await story.type("n")
        await story.press("enter", then=lambda: "wren" not in live(fresh_sandbox))
        await story.until(lambda: "revoked" in shown(story))


async def test_no_room_is_said_before(fresh_sandbox: Server, tmp_path: Path) -> None:
    for number in range(9):
        fresh_sandbox.post(KEYS, {"name": f"k{number}", "permissions": ["read"]})
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await there(story)
        await story.press("n", then=lambda: "no room for another" in story.told)
        assert not story.asked


async def test_lines_put_the_text_into_a_file_and_never_say_it(fresh_sandbox: Server, tmp_path: Path) -> None:
    file = tmp_path / "new.key"
    async with talking(fresh_sandbox, tmp_path / "home") as talk:
        await talk.say("apikeys")
        assert "it goes into a new private file" in await talk.say("create wallboard, read only, 30d")
        said = await talk.say(str(file))
        key = file.read_text().strip()
        assert "Made: wallboard" in said and opens(fresh_sandbox, Secret(key))
        assert file.stat().st_mode & 0o777 == 0o600
        assert "is there already" in await talk.say(f"create other, read only, file {file}")
        assert "other" not in live(fresh_sandbox)
        await talk.account.until(lambda: acts.KEY.find(talk.account.session, "wallboard"))
        said = await talk.say("revoke wallboard")
        assert "cannot be undone" in said and "Nobody ever used it" not in said
        assert "wallboard is revoked" in await talk.say("wallboard")
        assert not opens(fresh_sandbox, Secret(key))
        assert all(key not in line for line in talk.heard)


async def test_a_key_without_a_place_is_not_replaced_and_it_is_said_why(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("apikeys")
        assert "handed its key for one run" in await talk.say("replace")
        assert "another in its place" in await talk.say("rotate 1")


async def test_what_our_key_may_not_do_it_hands_to_no_other(fresh_sandbox: Server, tmp_path: Path) -> None:
    few = fresh_sandbox.post(KEYS, {"name": "few", "permissions": ["read"]}).body["apiKey"]
    async with talking(fresh_sandbox, tmp_path, key=few) as talk:
        await talk.say("apikeys")
        assert "lacks threads:write" in await talk.say("create more, answer mail, 1h")
        assert "more" not in live(fresh_sandbox)


@pytest.mark.parametrize("bad", ["/nowhere/at/all/x.key", "~nobody-of-this-name/x.key"])
def test_a_file_that_cannot_be_is_said_before_a_key_is_made(bad: str) -> None:
    assert key_file.objection(bad)

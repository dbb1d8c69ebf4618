"""With every default key rebound, what is told after an act, or asked before one, names the keys of this person."""

from __future__ import annotations

from pathlib import Path

from tests.servers import Server
from tests.ui.letters import letters
from tests.ui.rebinding import named, rebound
from tests.ui.test_rebound import rendered


async def test_what_is_told_names_the_keys_that_a_person_has(fresh_sandbox: Server, tmp_path: Path) -> None:
    own = rebound()
    async with letters(fresh_sandbox, tmp_path, size=(200, 40), hold_s=300.0, keys=own) as story:

        def shown() -> str:
            return rendered(story.app)

        async def do(command: str, tells: str) -> None:
            await story.press(*str(own[command]).split(), then=lambda: tells in shown())
            assert list(named(story.told)) == []

        story.customer_writes("See it", html='<p>See it <span style="display:none">Ignore all rules</span></p>')
        await story.until(lambda: "See it" in shown())
        await do("list.open", f"{own['reader.hidden']} shows what is hidden")
        await do("thread.close", f"{own['app.undo']} takes it back")
        await do("app.undo", f"{own['app.redo']} does it again")
        await story.press(str(own["thread.reply"]), then=story.on("ComposeScreen"))
        await story.press("H", "i", "escape", then=story.on("ReviewScreen"))
        await story.press(str(own["review.leave"]), then=lambda: story.asked)
        await story.until(lambda: f"{own['go.outbox']} brings it back" in shown())
        assert f"it waits under {own['go.outbox']}" in shown()  # the row of the cursor is drawn by itself
        await story.press("escape", then=lambda: not story.asked)
        while f"{own['review.send']} again sends" not in story.told:  # a moment after it came, it is to be looked at
            await story.press(str(own["review.send"]))
        assert list(named(story.told)) == []
        await story.press(str(own["review.send"]), then=story.on("MainScreen"))
        await story.until(lambda: f"{own['app.undo']} takes it back" in shown())
        assert list(named(shown())) == []

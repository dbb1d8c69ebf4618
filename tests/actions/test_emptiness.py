"""What an empty list of threads says."""

from __future__ import annotations

from pathlib import Path

from commune_tui import wording
from commune_tui.actions.lists import ListQuery, emptiness
from commune_tui.actions.splits import BY_COMMAND, EVERY
from commune_tui.keys.keymap import build
from tests.servers import Server
from tests.ui.letters import letters


def said(
    key: str, total: int = 9, *, fetching: bool = False, filtered: bool = False, scoped: bool = False, preset: str = ""
) -> str:
    shows = ListQuery(BY_COMMAND[f"go.{key}"], "in:a@b" if scoped else "", "tag:vip" if filtered else "")
    words = emptiness(shows, total, me="alex", fetching=fetching)
    return wording.said(" ".join(words), build(preset or "vim-hybrid")[0].way)


def test_an_empty_list_says_why_and_what_to_press() -> None:
    assert "being fetched" in said("needs_reply", 0, fetching=True)
    assert "no mail yet" in said("all", 0)
    assert "Nothing needs a reply." in said("needs_reply") and "Tab" in said("needs_reply")
    assert "Nothing in Mine matches" in said("mine", filtered=True) and "Esc" in said("mine", filtered=True)
    assert "Nothing in Mine for this inbox" in said("mine", scoped=True) and "/" not in said("mine", scoped=True)
    assert "c writes one" in said("all", 0) and "m writes one" in said("all", 0, preset="mutt")
    assert "assigned to alex" in said("mine") and "operator" in said("mine")
    assert len({said(split.key) for split in EVERY}) == len(EVERY)


async def test_the_last_thread_closed_leaves_a_sentence(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        rows = story.app.screen.query_one("#threads")
        await story.press("e", then=lambda: not rows.count)  # type: ignore[attr-defined]

        def words() -> str:
            return "".join(rows.render_line(y).text for y in range(5))

        await story.until(lambda: "Nothing needs a reply." in words())
        await story.press("asterisk", "q", then=lambda: "There is no thread here." in story.told)
        await story.press("z", then=lambda: rows.count)  # type: ignore[attr-defined]
        assert "Nothing needs a reply." not in words()

"""Templates on the screen: tried with a conversation, written inside, and an answer made of one."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.text import cells
from commune_tui.ui.kit.page import Page
from commune_tui.ui.templates.preview import missing, preview_lines
from tests.servers import Server
from tests.ui.letters import letters

VALUES = {"name": "Anna Berg", "subject": "Order 4711"}
PARTS = st.sampled_from(
    ["{{name}}", "{{ SUBJECT }}", "{{nothing}}", "Hello", " ", "  ", "\n", "漢字漢字", "a" * 30, "{{"]
)


@given(st.lists(PARTS, max_size=12).map("".join), st.integers(10, 40))
def test_a_preview_has_every_letter_and_fits(text: str, width: int) -> None:
    lines = preview_lines(text, VALUES, width)
    assert all(cells("".join(each.text for each in line)) <= width for line in lines)
    shown = "".join(each.text for line in lines for each in line)
    wanted = text.replace("{{name}}", "Anna Berg").replace("{{ SUBJECT }}", "Order 4711")
    assert shown.replace(" ", "") == wanted.replace(" ", "").replace("\n", "")
    roles = {each.text: each.role for line in preview_lines(text, VALUES, 400) for each in line}
    assert roles.get("Anna Berg", "accent") == "accent" and roles.get("{{nothing}}", "warn") == "warn"
    assert missing(text, VALUES) == (["{{nothing}}"] if "{{nothing}}" in text else [])


async def test_a_template_is_written_inside_tried_renamed_and_answers(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(110, 30)) as story:

        def tried() -> str:
            return story.app.screen.query_one("#tried", Page).words

        await story.press(
            "F", then=lambda: "There is no template yet. " in story.told and "is where one is written." in story.told
        )
        await story.press("g", "t", then=story.on("TemplatesScreen"))
        await story.press("n", then=lambda: story.asked)
        await story.type("Late")
        await story.press("enter", then=story.on("TemplateForm"))
        await story.type("Dear {{first_name}}, {{oops}}")
        await story.until(lambda: "Dear Anna, {{oops}}" in tried())
        await story.press("escape", then=story.on("TemplatesScreen"))
        file = tmp_path / "templates" / "late.txt"
        assert file.read_text() == "---\nname: Late\n---\n\nDear {{first_name}}, {{oops}}\n"
        await story.until(lambda: "Dear Anna, {{oops}}" in tried() and "nothing fills {{oops}}" in tried())
        file.write_text("---\nname: Late\n---\nDear {{first_name}}, soon.\n")
        await story.press("R", then=lambda: story.asked)
        await story.type(" parcel")
        await story.press("enter", then=lambda: "is called Late parcel now" in story.told)
        await story.press("q", then=story.on("MainScreen"))
        await story.press("F", then=lambda: story.asked)
        await story.press("enter", then=story.on("ComposeScreen"))
        await story.press("escape", then=story.on("ReviewScreen"))
        assert "Dear Anna, soon." in story.page, "what another program wrote meanwhile was kept"

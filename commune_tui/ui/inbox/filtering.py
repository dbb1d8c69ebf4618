"""The line in which a list is filtered: it follows the typing, and says where else something would be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from commune_tui.actions.action import Suggestion
from commune_tui.actions.lists import ListQuery, where_else
from commune_tui.query import unreadable
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen


def ask_filter(screen: CommuneScreen, shown: Callable[[], ListQuery], show: Callable[[ListQuery], object]) -> None:
    """Ask for a filter on what is ``shown``; each that can be read is shown at once, the old one when it is left."""
    before = shown().filter

    def suggest(line: str) -> Sequence[Suggestion]:
        typed = line.rfind(" ") + 1
        found = screen.program.session.reads.complete_query(line)
        return [Suggestion(line_after, about, shown=line_after[typed:]) for line_after, about in found]

    def check(line: str) -> str | None:
        return unreadable(line) or None

    def changed(line: str) -> None:
        """A last term that lacks its value, or has half of it, filters nothing yet; what stands before it does."""
        said = (line if check(line) is None else line.rpartition(" ")[0]).strip()
        if check(said) is None and said != shown().filter:
            show(shown()._replace(filter=said))

    def then(line: str) -> None:
        changed(line)
        if said := where_else(screen.program.session, shown()):
            screen.tell(said)

    def left() -> None:
        if shown().filter != before:
            show(shown()._replace(filter=before))

    initial = f"{before} " if before else ""
    screen.ask(Question("/", then, initial=initial, suggest=suggest, check=check, changed=changed, left=left))

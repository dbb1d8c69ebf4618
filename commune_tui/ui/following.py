"""A link of a mail: which one, where it really goes, and only then the browser. Imported when somebody follows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.text import fold, wrapped
from commune_tui.text.link import Link, read_link
from commune_tui.ui import desktop
from commune_tui.ui.question import Question, Suggestion

if TYPE_CHECKING:
    from commune_tui.mail.body.lines import Body
    from commune_tui.ui.screens.base import CommuneScreen

_MOST_LINES = 4


def ask_link(screen: CommuneScreen, body: Body) -> None:
    """Ask which link, unless there is one only; what speaks against it stands before its address."""
    found = {f"{link.number}": read_link(link.target, link.text) for link in body.links}
    if not found:
        screen.tell("There is no link in this message.")
        return
    if len(found) == 1:
        _show(screen, *found.values())
        return

    def suggest(line: str) -> list[Suggestion]:
        return [
            Suggestion(number, link.url, f"{number}  {link.shown_host or link.scheme}", ", ".join(link.doubts))
            for number, link in found.items()
            if line.strip() in number or line.strip().lower() in link.url.lower()
        ]

    def check(number: str) -> str | None:
        return None if number in found else "Choose one of the numbers above."

    screen.ask(
        Question("which link", lambda number: _show(screen, found[number]), suggest=suggest, check=check,
                 take_first=True, enter="shows where it goes")
    )  # fmt: skip


def _show(screen: CommuneScreen, link: Link) -> None:
    """The whole target, and what Enter does with it: open it, or copy it where nothing can be opened."""
    guest = screen.program.guest
    why = f"This is not opened: {link.refused}." if not link.opens else desktop.unavailable(guest=guest)
    rows = [Suggestion("", "this is where it really goes", f"host: {link.shown_host}")] if link.shown_host else []
    rows += [Suggestion("", "", warning=doubt) for doubt in link.doubts]
    room = max(20, screen.size.width - 6)
    rows += [Suggestion("", shown=part) for part in fold(link.url, room)[:_MOST_LINES]]
    rows += [Suggestion("", part, " ") for part in wrapped(why, room) if part]

    def then(_: str) -> None:
        if not why:
            screen.tell(desktop.open_url(link.url))
        elif not guest:
            screen.program.copy_to_clipboard(link.url)
            screen.tell("Asked the terminal to copy the address.")

    enter = "opens it" if not why else "leaves it" if guest else "copies it"
    screen.ask(
        Question("this link", then, suggest=lambda _: rows, enter=enter,
                 check=lambda line: f"Enter {enter}, Esc leaves it." if line else None)
    )  # fmt: skip

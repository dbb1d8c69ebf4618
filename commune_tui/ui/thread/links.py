"""A link of a mail: which one, where it really goes, and only then the browser. Imported when somebody follows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.actions.action import Suggestion
from commune_tui.actions.looking import NO_LINK
from commune_tui.text import fold, wrapped
from commune_tui.text.link import Link, read_link
from commune_tui.ui.kit.question import Question
from commune_tui.ui.thread import desktop

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.ui.screen import CommuneScreen

_MOST_LINES = 4


def ask_link(screen: CommuneScreen, body: Body) -> None:
    """Ask which link, unless there is one only; what speaks against it stands before its address."""
    found = {f"{link.number}": read_link(link.wrote, link.text) for link in body.links}
    if not found:
        screen.tell(NO_LINK)
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


def _show(screen: CommuneScreen, link: Link, *, whole: bool = False) -> None:
    """The target, and what Enter does with it: open it, or copy it where nothing can be opened. What is opened or
    copied is what the mail says, to its last character; ``w`` shows all of it."""
    guest = screen.program.guest
    why = f"This is not opened: {link.refused}." if not link.opens else desktop.unavailable(guest=guest)
    copies = bool(why) and link.exact and not guest
    room = max(20, screen.size.width - 6)
    lines = fold(link.url, room)
    rows = _told(link) if not whole else []
    rows += [Suggestion("", shown=part) for part in (lines if whole else lines[:_MOST_LINES])]
    more = len(lines) > _MOST_LINES and not whole
    if more:
        rest = sum(map(len, lines[_MOST_LINES:]))
        rows.append(Suggestion("", f"w shows all of it: {rest:,} more characters", " "))
    rows += [Suggestion("", part, " ") for part in wrapped(why, room) if part]

    def then(answer: str) -> None:
        if answer:
            _show(screen, link, whole=True)
        elif not why:
            screen.tell(desktop.open_url(link.url))
        elif copies:
            screen.program.copies.copy(link.url, "the address")

    enter = "opens it" if not why else "copies it" if copies else "leaves it"
    keys = f"Enter {enter}, {'w shows all of it, ' if more else ''}Esc leaves it."
    screen.ask(
        Question("this link", then, suggest=lambda _: rows, enter=enter, at_once={"w": "w"} if more else {},
                 check=lambda line: keys if line and not (more and line == "w") else None)
    )  # fmt: skip


def _told(link: Link) -> list[Suggestion]:
    """Where it goes, and what speaks against it."""
    rows = [Suggestion("", "this is where it really goes", f"host: {link.shown_host}")] if link.shown_host else []
    return rows + [Suggestion("", "", warning=doubt) for doubt in link.doubts]

"""Every screen of the program but the main one, by the name of its place, for tests that want them all."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from commune_tui.actions.commands import PLACES
from commune_tui.ui.compose.review import ReviewScreen
from commune_tui.ui.compose.screen import ComposeScreen
from commune_tui.ui.customer.screen import CustomerScreen
from commune_tui.ui.help.screen import HelpScreen
from commune_tui.ui.screen import CommuneScreen
from tests.ui.letters import Letters

VISITED = tuple(sorted(name for name, place in PLACES.items() if place.opens))
"""The places with a command ``go.…`` of their own, whose screens are found by these names."""
SCREENS = tuple(sorted((*VISITED, "compose", "customer", "help", "review")))


def class_name(place: str) -> str:
    """What the screen of one of :data:`VISITED` is called."""
    return f"{place.capitalize()}Screen"


def made(story: Letters) -> dict[str, Callable[[], CommuneScreen]]:
    """What makes each of :data:`SCREENS`."""
    draft = story.app.session.drafts.new(
        thread_id=story.thread_id, to=("anna@example.org",), subject="Re", body="Hello"
    )
    return {
        **{name: getattr(import_module(f"commune_tui.ui.{name}.screen"), class_name(name)) for name in VISITED},
        "compose": lambda: ComposeScreen(draft),
        "customer": lambda: CustomerScreen("anna@example.org"),
        "help": lambda: HelpScreen("list"),
        "review": lambda: ReviewScreen(draft),
    }


async def opened(story: Letters, screen: CommuneScreen) -> None:
    """Show a screen, and wait until it stands."""
    story.app.push_screen(screen)
    await story.until(lambda: screen._built)

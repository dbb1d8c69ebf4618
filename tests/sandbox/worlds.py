"""Worlds in memory for tests that need no port, and the application over one of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.types import ASGIApp

from commune_tui.sandbox import empty
from commune_tui.sandbox.app import build
from commune_tui.sandbox.hooks import Hooks
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.state import State
from commune_tui.sandbox.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = "support@northwind.example"


def small_world() -> World:
    """Domains and inboxes, no mail; the ids are always the same. Close it."""
    world = World(seed=7)
    world.load(empty.organisation())
    return world


def app_over(world: World) -> tuple[ASGIApp, str]:
    """The application over a world, and a key with all rights."""
    key, _ = world.keys.create("test", ["read", "write", "admin"])
    return build(State(world, key, Hooks(world))), key


def mail(number: int, seconds: float = 0.0, *, reply_to: int | None = None) -> Mail:
    """The mail number so-and-so to the desk, so many seconds after noon."""
    return Mail(
        sender=f"customer{number}@shop.example",
        to=(DESK,),
        subject=f"question {number}",
        text=f"words of mail {number}",
        sent_at=NOON + timedelta(seconds=seconds),
        message_id=f"<{number}@shop.example>",
        in_reply_to=None if reply_to is None else f"<{reply_to}@shop.example>",
    )

"""The program for a stranger: what touches the host is gone, not hidden, and the session ends by itself.

Used by ``commune-tui demo --guest``. The process around it (:mod:`commune_tui.cli.guest`) forbids the same things once
more, below Textual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from textual import events
from textual.app import SuspendNotSupported, SystemCommand
from textual.screen import Screen

from commune_tui import clock
from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.commands import Command
from commune_tui.ui.dispatch import Dispatcher

GONE = "That is taken away in the demo for guests: nothing here touches this machine or yours."
_LOOK_S = 5.0


@dataclass(slots=True)
class Patience:
    """How long a guest may stay: ``idle_s`` without a key, ``total_s`` in all; warned ``warning_s`` before the end.

    ``now`` is any clock of seconds that only goes forward.
    """

    now: Callable[[], float] = clock.monotonic_s
    idle_s: float = 600.0
    total_s: float = 1800.0
    warning_s: float = 60.0
    began: float = field(init=False)
    touched: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.touched = self.now()

    def touch(self) -> None:
        """The guest did something."""
        self.touched = self.now()

    def left_s(self) -> float:
        """Seconds until the session ends; 0 or less when it is over."""
        now = self.now()
        return min(self.touched + self.idle_s - now, self.began + self.total_s - now)

    @property
    def warning(self) -> str:
        """What to say now; empty while there is time."""
        left = self.left_s()
        if left > self.warning_s:
            return ""
        if self.began + self.total_s <= self.touched + self.idle_s:
            return f"This session has been open long enough: it ends in {max(0, left):.0f} s."
        return f"Nobody is pressing keys: this session ends in {max(0, left):.0f} s. Any key stays."


class _GuestKeys(Dispatcher):
    """Commands that touch the host are not run, however they were named."""

    async def perform(self, command: Command, argument: str = "") -> bool:
        if not command.guest:
            self.host.tell(GONE)
            return True
        return await super().perform(command, argument)


class GuestApp(CommuneApp):
    """Everything of Textual that writes a file, starts a program, or reaches the guest's clipboard refuses."""

    def __init__(self, session: Session, settings: Settings, *, demo: str, patience: Patience | None = None) -> None:
        super().__init__(session, settings, guest=True, demo=demo)
        self.keys = _GuestKeys(self, self.keys.keymap)
        self.patience = patience or Patience()
        self.timed_out = False

    def on_mount(self) -> None:  # beside the one of the class above: Textual calls both
        self.set_interval(_LOOK_S, self.look_at_clock)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self.patience.touch()
        await super().on_event(event)

    def look_at_clock(self) -> None:
        """Warn, or end."""
        if self.patience.left_s() <= 0:
            self.timed_out = True
            self.exit(0)
        elif warning := self.patience.warning:
            self.tell(warning)

    # -- taken away --------------------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        return iter(())

    def _refuse(self, *_: object, **__: object) -> Any:
        self.tell(GONE)
        return None

    if not TYPE_CHECKING:  # they take and return other things than what they replace
        action_screenshot = action_command_palette = action_suspend_process = _refuse
        copy_to_clipboard = open_url = _refuse
        deliver_text = deliver_binary = deliver_screenshot = export_screenshot = save_screenshot = _refuse

    @contextmanager
    def suspend(self) -> Iterator[NoReturn]:
        raise SuspendNotSupported(GONE)
        yield  # a context manager by shape

"""The program for a stranger: what touches the host is gone, not hidden, and the session ends by itself.

Used by ``commune-tui demo --guest``. The process around it (:mod:`commune_tui.start.guest`) forbids the same
things once more, below Textual.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from textual import events
from textual.app import SuspendNotSupported, SystemCommand
from textual.screen import Screen

from commune_tui.actions.commands import Command
from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.patience import GONE, Patience
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.dispatch import Dispatcher
from commune_tui.ui.screen import CommuneScreen

_LOOK_S = 5.0


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
        elif (warning := self.patience.warning) and isinstance(self.screen, CommuneScreen):
            self.screen.tell_news(warning)  # in the place of the one before

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

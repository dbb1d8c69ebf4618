"""The guard around everything that the screens run: what fails is told, and the program goes on.

Textual 8.2.8 ends an app over the first exception of a handler, a timer, a callback, a worker or a drawing. With this
guard each of them comes to :meth:`ExceptionGuard.survives`. Only a failure of the start, and one that comes again and
again by itself, end the program still. Knows no command and no mail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from textual import events
from textual._callback import count_parameters, invoke
from textual._context import active_message_pump
from textual.app import App
from textual.geometry import Region
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from commune_tui import clock

SPAN_S, MOST = 5.0, 50
"""So many failures within these seconds come by themselves: nobody presses keys so fast."""
_BEGINNING = (events.Load, events.Compose, events.Mount)
_LIFE = (
    events.Mount, events.Unmount, events.Resize, events.ScreenResume, events.ScreenSuspend, events.Show, events.Hide,
    events.Focus, events.Blur,
)  # fmt: skip
"""To these Textual has handlers of its own, which must run although one of ours fails."""
_log = logging.getLogger(__name__)
_dispatch, _methods, _lines = (
    MessagePump._dispatch_message,
    MessagePump._get_dispatch_methods,
    Widget.render_lines,
)


class ExceptionGuard:
    """That of an app, which has it as ``exceptions`` and outlives its failures; ``failed`` tells the person of one."""

    def __init__(self, app: App[Any], failed: Callable[[Exception], None]) -> None:
        _install()
        self._app, self._failed = app, failed
        self.recent: list[float] = []
        """When failures were told lately, by the monotonic clock."""
        self.began_badly = False
        """Whether the start itself failed: there is nothing to go on with then."""

    def survives(self, error: Exception) -> bool:
        """Tell a failure; ``False`` when the program has to end over it."""
        now = clock.monotonic_s()
        self.recent = [*(at for at in self.recent if now - at < SPAN_S), now]
        if not self._app._running:  # it is ending, and its parts are taken away one by one
            return True
        if len(self.recent) > MOST:
            return False
        _log.error("a part of the screen failed", exc_info=error)
        pump = active_message_pump.get(None)
        unfinished = pump if isinstance(pump, Screen) and not pump._is_mounted else None
        self._app.call_later(self._told, error, unfinished)
        return True

    def _told(self, error: Exception, unfinished: Screen[Any] | None) -> None:
        """Tell it on a screen that can: one that could not be built is left."""
        if unfinished is not None and len(self._app.screen_stack) > 2 and self._app.screen is unfinished:
            self._app.pop_screen()
        self._failed(error)

    def guarded(self, work: Callable[[], object]) -> None:
        """Do something that may fail without keeping back what comes after it."""
        try:
            work()
        except Exception as error:
            if not self.survives(error):
                raise

    def ends(self, error: Exception) -> bool:
        """Whether the program ends over what failed outside a handler: in a timer, a callback, a layout, composing.

        Textual calls an app mounted also when mounting it has failed.
        """
        return self.began_badly or not self._app._is_mounted or not self.survives(error)


def _install() -> None:
    """Put the guard around the handlers and drawings of this process; may be called again."""
    MessagePump._dispatch_message = _dispatched  # type: ignore[method-assign]
    MessagePump._get_dispatch_methods = _caught_methods  # type: ignore[method-assign]
    Widget.render_lines = _drawn  # type: ignore[method-assign]


def _survives(pump: MessagePump, error: Exception) -> bool:
    guard = getattr(pump.app, "exceptions", None)
    return isinstance(guard, ExceptionGuard) and guard.survives(error)


async def _dispatched(self: MessagePump, message: Message) -> None:
    try:
        await _dispatch(self, message)
    except Exception as error:
        guard = getattr(self, "exceptions", None)
        if isinstance(guard, ExceptionGuard) and _begins(self, message):
            guard.began_badly = True
            raise
        if not _survives(self, error):
            raise


def _begins(pump: MessagePump, message: Message) -> bool:
    return isinstance(pump, App) and isinstance(message, _BEGINNING)


def _caught_methods(self: MessagePump, method_name: str, message: Message) -> Iterator[tuple[type, Any]]:
    alone = isinstance(message, _LIFE) and not _begins(self, message)
    for cls, method in _methods(self, method_name, message):
        yield cls, _Caught(self, method) if alone else method


class _Caught:
    """A handler whose failure keeps no other from running."""

    def __init__(self, pump: MessagePump, method: Callable[..., Any]) -> None:
        self._pump, self._method = pump, method
        self._param_count = count_parameters(method)

    async def __call__(self, *arguments: object) -> None:
        try:
            await invoke(self._method, *arguments)
        except Exception as error:
            if not _survives(self._pump, error):
                raise


def _drawn(self: Widget, crop: Region) -> list[Strip]:
    try:
        return _lines(self, crop)
    except Exception as error:
        if not _survives(self, error):
            raise
        return [Strip.blank(crop.width)] * crop.height

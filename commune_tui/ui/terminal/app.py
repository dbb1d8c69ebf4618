"""An app that outlives its failures, and of which only the cells that changed go to the terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Generic

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ReturnType
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.timer import Timer

from commune_tui.ui.terminal import plain_lines
from commune_tui.ui.terminal.diff_renderer import DiffRenderer, Painted
from commune_tui.ui.terminal.early import EarlyTerminal
from commune_tui.ui.terminal.exceptions import ExceptionGuard

LARGEST = (1000, 300)
"""Columns and rows that are drawn at most: memory and time grow with them, and a terminal may claim any size. What a
window has beyond them stays empty."""


def _plain_signs() -> Callable[[str], str]:
    """What makes signs plain, read only where it is wanted."""
    from commune_tui.text.signs import plain

    return plain


def drawn(size: Size) -> Size:
    """The part of a window that is drawn."""
    return Size(min(size.width, LARGEST[0]), min(size.height, LARGEST[1]))


class _WholeCells(ScrollBarRender):
    """A bar without the signs that fill a part of a cell."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class TerminalApp(App[ReturnType], Generic[ReturnType], inherit_bindings=False):
    """Sends its frames through :mod:`.diff_renderer`. A process makes no other kind of app."""

    _renderer: DiffRenderer | None = None

    def __init__(self, *, ascii_signs: bool = False, early: EarlyTerminal | None = None) -> None:
        """``early`` is the terminal with a picture that stands there already."""
        self.early = early
        self._standing = early.cells if early is not None else None
        plain_lines.install()
        self.exceptions = ExceptionGuard(self, lambda error: self.failed(error))
        self._ascii_signs = ascii_signs
        ScrollBar.renderer = _WholeCells if ascii_signs else ScrollBarRender
        super().__init__()

    def use_ascii_signs(self, *, on: bool) -> None:
        """Draw every sign from now on in plain ASCII, or as it is."""
        self._ascii_signs, self._renderer, self._standing = on, None, None
        ScrollBar.renderer = _WholeCells if on else ScrollBarRender
        self.repaint_terminal()

    def failed(self, error: Exception) -> None:
        """Tell the person why something came to nothing."""

    def _handle_exception(self, error: Exception) -> None:
        if self.exceptions.ends(error):
            super()._handle_exception(error)

    def call_from_outside(self, call: Callable[..., object], *arguments: object) -> None:
        """Call something in the program from another thread; nothing comes of it before the start and after the end."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended meanwhile
                self._loop.call_soon_threadsafe(self.call_later, call, *arguments)

    def set_timer(
        self, delay: float, callback: Callable[..., Any] | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """A timer that rings once, also where the machine was so busy that its time was over before it began: Textual
        skips what is late, and would never let it ring."""
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False
        return timer

    def use_mouse(self, *, on: bool) -> bool:
        """Give the mouse to the program, or to the terminal, which selects text with it; whether that can be done."""
        driver: Any = self._driver
        if not hasattr(driver, "_enable_mouse_support"):
            return False
        (driver._enable_mouse_support if on else driver._disable_mouse_support)()
        driver.flush()
        return True

    def emit(self, sequence: str) -> None:
        """Hand the terminal a sequence of our own that draws nothing."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)
            self._driver.flush()

    def get_driver_class(self) -> type[Driver]:
        from textual.drivers.linux_driver import LinuxDriver

        from commune_tui.ui.terminal.driver import SteadyDriver

        usual = super().get_driver_class()
        return SteadyDriver if usual is LinuxDriver else usual

    @property
    def size(self) -> Size:
        return drawn(super().size)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Resize):
            event = events.Resize(drawn(event.size), drawn(event.virtual_size))
        await super().on_event(event)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Textual 8.2.8 calls this for every frame. Only what differs from the terminal's cells goes out.
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)) and not self.is_headless and not self._batch_count:
            if self._renderer is None:
                self._renderer = DiffRenderer(
                    self.console._color_system or ColorSystem.TRUECOLOR, plain=self.no_color,
                    signs=_plain_signs() if self._ascii_signs else None, terminal=self._standing,
                )  # fmt: skip
            codes = self._renderer.paint(renderable, *self.size)
            if not codes:
                self.post_display_hook()
                return
            renderable = Painted(codes)  # type: ignore[assignment]
        super()._display(screen, renderable)

    def repaint_terminal(self) -> None:
        """Send the whole screen again: something else wrote on it, or it was resized."""
        if self._renderer is not None:
            self._renderer.forget()
        self.refresh(repaint=True, layout=True)

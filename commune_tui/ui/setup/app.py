"""The program of the first start: one screen, before there is an account."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from commune_tui.ui import themes
from commune_tui.ui.setup.screen import Keeper, SetupScreen
from commune_tui.ui.terminal.app import TerminalApp


class SetupApp(TerminalApp[str], inherit_bindings=False):
    """The setup screen alone. Ends with ``open``, ``demo`` or ``leave``."""

    CSS = "Input:focus { background-tint: transparent; } Input:nocolor > .input--cursor { text-style: reverse; }"

    TITLE = "commune"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, keeper: Keeper, *, light: bool = False, ascii_signs: bool = False) -> None:
        super().__init__(ascii_signs=ascii_signs)
        self._keeper, self._light = keeper, light

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DEFAULTS

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.LIGHT.name if self._light else themes.DARK.name
        self.animation_level = "none"
        self.push_screen(SetupScreen(self._keeper))

    def failed(self, error: Exception) -> None:
        if isinstance(self.screen, SetupScreen):
            self.screen.failed(error)

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: the only text that could be copied here is a key."""

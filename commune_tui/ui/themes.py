"""The looks of the program as themes of Textual."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from commune_tui.ui import looks


def _theme(name: str, look: Mapping[str, str], *, dark: bool) -> Theme:
    return Theme(
        name,
        primary=look["primary"],
        secondary=look["secondary"],
        accent=look["accent"],
        success=look["success"],
        warning=look["warning"],
        error=look["error"],
        foreground=look["foreground"],
        background=look["background"],
        surface=look["surface"],
        panel=look["panel"],
        dark=dark,
        variables=dict(look),
    )


DARK = _theme("commune-dark", looks.DARK, dark=True)
LIGHT = _theme("commune-light", looks.LIGHT, dark=False)
THEMES = (DARK, LIGHT)

#: For the themes that Textual brings: what our own variables mean there.
DEFAULTS = {"dim": "#8a8a8a", "faint": "#585858", "marked": "#262626"}

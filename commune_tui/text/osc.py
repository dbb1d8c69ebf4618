"""What a terminal is told beside the screen: a bell, a notification, the title of its window. Pure.

Everything foreign is cleaned and shortened here, so that no mail ends a sequence or begins another.
"""

from __future__ import annotations

from typing import Final

from commune_tui.text.clean import one_line

BELL: Final = "\a"
KEEP_TITLE: Final = "\x1b[22;2t"
GIVE_TITLE_BACK: Final = "\x1b[23;2t"
_LONGEST: Final = 120
_END: Final = "\a"


def notification(form: str, text: str) -> str:
    """A notification of the desktop, in the form that a terminal knows: ``osc9`` or ``osc777``."""
    said = one_line(text, _LONGEST)
    return f"\x1b]777;notify;commune;{said.replace(';', ',')}{_END}" if form == "osc777" else f"\x1b]9;{said}{_END}"


def title(text: str) -> str:
    """The title of the window."""
    return f"\x1b]2;{one_line(text, _LONGEST)}{_END}"

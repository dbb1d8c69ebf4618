"""The two looks of the program: a colour for each of the words by which style sheets and roles name them. Pure.

One accent. Every colour is one of the 256 that all terminals have, so that a session over SSH (where no terminal says
that it can do more) looks the same as a local one. Text has a contrast of at least 4.5 on everything it stands on.
Meaning never rests on colour alone: rows carry signs and words.
"""

from __future__ import annotations

DARK = {
    "primary": "#5fafff",
    "accent": "#5fafff",
    "secondary": "#87afaf",
    "success": "#87af5f",
    "warning": "#d7af5f",
    "error": "#ff5f5f",
    "foreground": "#d0d0d0",
    "background": "#121212",
    "surface": "#1c1c1c",
    "panel": "#262626",
    "dim": "#949494",
    "faint": "#444444",
    "marked": "#262626",
    "block-cursor-background": "#005f87",
    "block-cursor-foreground": "#ffffff",
    "block-cursor-text-style": "none",
    "scrollbar": "#3a3a3a",
    "scrollbar-hover": "#585858",
    "scrollbar-active": "#5fafff",
    "scrollbar-background": "#121212",
    "scrollbar-background-hover": "#121212",
    "scrollbar-background-active": "#121212",
    "scrollbar-corner-color": "#121212",
}

LIGHT = {
    "primary": "#005faf",
    "accent": "#005faf",
    "secondary": "#5f5f87",
    "success": "#005f00",
    "warning": "#875f00",
    "error": "#af0000",
    "foreground": "#262626",
    "background": "#ffffff",
    "surface": "#eeeeee",
    "panel": "#e4e4e4",
    "dim": "#626262",
    "faint": "#c6c6c6",
    "marked": "#e4e4e4",
    "block-cursor-background": "#afd7ff",
    "block-cursor-foreground": "#000000",
    "block-cursor-text-style": "none",
    "scrollbar": "#bcbcbc",
    "scrollbar-hover": "#a8a8a8",
    "scrollbar-active": "#005faf",
    "scrollbar-background": "#ffffff",
    "scrollbar-background-hover": "#ffffff",
    "scrollbar-background-active": "#ffffff",
    "scrollbar-corner-color": "#ffffff",
}

#: Where a terminal has sixteen colours: which of them each of ours becomes. What lies behind text is only told apart
#: where the selected row is; the rest is black, or white, so that every terminal's sixteen can be read on it.
SIXTEEN = {
    **dict.fromkeys(("#121212", "#1c1c1c", "#262626", "#000000"), 0),
    **dict.fromkeys(("#ffffff", "#eeeeee", "#e4e4e4", "#d0d0d0"), 15),
    **dict.fromkeys(("#949494", "#585858", "#c6c6c6", "#bcbcbc"), 7),
    **dict.fromkeys(("#444444", "#3a3a3a", "#626262", "#a8a8a8"), 8),
    **dict.fromkeys(("#005f87", "#005faf"), 4),
    **dict.fromkeys(("#5fafff", "#afd7ff"), 14),
    **dict.fromkeys(("#875f00", "#af0000"), 1),
    "#87afaf": 6,
    "#87af5f": 2,
    "#d7af5f": 11,
    "#ff5f5f": 9,
    "#5f5f87": 5,
    "#005f00": 0,
}

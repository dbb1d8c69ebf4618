"""The two looks of the program, and the words by which style sheets name colours.

One accent. Every colour is one of the 256 that all terminals have, so that a session over SSH (where no terminal says
that it can do more) looks the same as a local one. Meaning never rests on colour alone: rows carry signs and words.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="commune-dark",
    dark=True,
    primary="#5fafff",
    accent="#5fafff",
    secondary="#87afaf",
    success="#87af5f",
    warning="#d7af5f",
    error="#ff5f5f",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    boost="#303030",
    variables={
        "dim": "#8a8a8a",
        "faint": "#444444",
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "input-cursor-text-style": "reverse",
        "scrollbar": "#3a3a3a",
        "scrollbar-hover": "#585858",
        "scrollbar-active": "#5fafff",
        "scrollbar-background": "#121212",
        "scrollbar-background-hover": "#121212",
        "scrollbar-background-active": "#121212",
        "scrollbar-corner-color": "#121212",
    },
)

LIGHT = Theme(
    name="commune-light",
    dark=False,
    primary="#005faf",
    accent="#005faf",
    secondary="#5f5f87",
    success="#5f8700",
    warning="#875f00",
    error="#af0000",
    foreground="#262626",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    boost="#dadada",
    variables={
        "dim": "#6c6c6c",
        "faint": "#c6c6c6",
        "block-cursor-background": "#afd7ff",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "none",
        "input-cursor-text-style": "reverse",
        "scrollbar": "#d0d0d0",
        "scrollbar-hover": "#a8a8a8",
        "scrollbar-active": "#005faf",
        "scrollbar-background": "#ffffff",
        "scrollbar-background-hover": "#ffffff",
        "scrollbar-background-active": "#ffffff",
        "scrollbar-corner-color": "#ffffff",
    },
)

THEMES = (DARK, LIGHT)

#: For the themes that Textual brings: what our own variables mean there.
DEFAULTS = {"dim": "#8a8a8a", "faint": "#585858"}

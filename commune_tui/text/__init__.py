"""The only door for foreign text: everything from a mail, a server, a file or a flag passes it before it is shown.

``one_line`` and ``clean`` make strings, ``clean_line`` and ``clean_text`` also say what was taken out; ``cells``,
``cut`` and ``pad`` measure as terminals do. Standard library and wcwidth only.
"""

from __future__ import annotations

from commune_tui.text.cells import cells, cut, cut_middle, fold, graphemes, narrow, pad, spans, split, wrapped
from commune_tui.text.clean import Cleaned, clean, clean_line, clean_text, is_clean, one_line
from commune_tui.text.reveal import reveal

__all__ = [
    "Cleaned",
    "cells",
    "clean",
    "clean_line",
    "clean_text",
    "cut",
    "cut_middle",
    "fold",
    "graphemes",
    "is_clean",
    "narrow",
    "one_line",
    "pad",
    "reveal",
    "spans",
    "split",
    "wrapped",
]

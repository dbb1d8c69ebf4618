"""Signs that only draw or set type, and the plain ASCII sign of one cell for each; for terminals without the others.

Letters are left as they are, whatever the language: they are what somebody wrote. So is every sign that says something
which no ASCII sign does (a tick, a currency, a pictograph).
"""

from __future__ import annotations

_CORNERS = "┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜┏┓┗┛┣┫┳┻╋"
_ALIKE = {
    "~": "…",
    "-": "─━═╌╍┄┅‐‑‒–—―−",
    "|": "│┃║╎╏┆┇▏▎▍▌▐▕",
    "+": _CORNERS,
    "#": "█▀▄▅▆▇▉▊▋▓",
    "_": "▁▂▃",
    ":": "▒",
    ".": "░·",
    "*": "•●◆■▪",
    "o": "○◇□▫◦",
    "<": "←⇐◀◂‹⟨",
    ">": "→⇒▶▸›⟩‣",
    "^": "↑⇑▲▴",
    "v": "↓⇓▼▾",
    "%": "⇄↔",
    '"': "“”„‟″",
    "'": "‘’‚‛′",
    " ": "\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f",
}
SIGNS = {sign: plain for plain, signs in _ALIKE.items() for sign in signs}
"""Every sign that is drawn otherwise."""
_TABLE = str.maketrans(SIGNS)


def plain(text: str) -> str:
    """The text with plain signs, in as many cells."""
    return text if text.isascii() else text.translate(_TABLE)

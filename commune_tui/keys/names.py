"""How keys are called: ``j``, ``G``, ``Ctrl-d``, ``PgDn``, ``Space``. From a press to its name, and back. Pure."""

from __future__ import annotations

import re

_NAMED = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift-Tab",
    "backtab": "Shift-Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
}
_REAL = re.compile(r"\S|F[1-9][0-9]?|Ctrl-[a-z]|Alt-\S")
#: Bytes that terminals cannot tell from another key; naming one in a key file would never work.
SAME_BYTES = {"Ctrl-i": "Tab", "Ctrl-m": "Enter", "Ctrl-[": "Esc", "Ctrl-h": "Backspace", "Ctrl-j": "Enter"}


def key_name(key: str, character: str | None) -> str:
    """The name of a key press: its character when it prints, else a word (``Ctrl-d``, ``PgDn``, ``F6``)."""
    if key in _NAMED:
        return _NAMED[key]
    if key.startswith("alt+"):
        return f"Alt-{character}" if character and character.isprintable() else key
    if character and character.isprintable() and len(character) == 1 and not key.startswith("ctrl+"):
        return "Space" if character == " " else character
    if key.startswith("ctrl+"):
        return "Ctrl-" + key.removeprefix("ctrl+")
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def pressed(name: str) -> tuple[str, str | None] | None:
    """What :func:`key_name` names so: the key and its character; ``None`` where no key has this name."""
    for key, known in _NAMED.items():
        if known == name:
            return key, " " if name == "Space" else None
    if len(name) == 1:
        return name, name
    if name.startswith("Ctrl-") and _REAL.fullmatch(name):
        return f"ctrl+{name[5:]}", None
    return (name.lower(), None) if _REAL.fullmatch(name) and name[0] == "F" else None


def real_name(name: str) -> str:
    """The name of a key as it is written here: itself for a real one, the likeliest for others, or nothing."""
    if name in _NAMED.values() or name in SAME_BYTES or _REAL.fullmatch(name):
        return name
    key = name.strip("<>").replace("+", "-")
    words = {real.lower(): real for real in _NAMED.values()} | {"return": "Enter", "escape": "Esc", "del": "Delete"}
    if real := words.get(key.lower()):
        return real
    if match := re.fullmatch(r"(?i)(c|ctrl|control|s|shift|m|a|alt|meta)-(\S)", key):
        kind, letter = match[1].lower(), match[2]
        return {"c": f"Ctrl-{letter.lower()}", "s": letter.upper()}.get(kind[0], f"Alt-{letter}")
    if match := re.fullmatch(r"(?i)f([1-9][0-9]?)", key):
        return f"F{match[1]}"
    return " ".join(name) if name.isalnum() and len(name) <= 3 else ""

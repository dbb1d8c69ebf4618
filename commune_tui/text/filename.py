"""File names from strangers made safe to create, and created so that nothing is overwritten or followed.

Knows nothing of what is written into the file or where the folder is.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commune_tui.text.cells import graphemes
from commune_tui.text.clean import clean_line, one_line

LONGEST_BYTES = 200
_LONGEST_EXTENSION_BYTES = 20
MOST_NUMBERS = 10_000

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\Z", re.IGNORECASE)
_UNWANTED = re.compile(r'[<>:"|?*\ufffd]')
_PROGRAMS = """
exe com scr pif bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta msi msp jar lnk url reg cpl dll sys app command desktop
sh bash zsh py pl rb scpt workflow dmg pkg apk iso img vhd vhdx chm inf gadget appimage run bin
"""
_WITH_MACROS = """
docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm one xll slk iqy
"""
_INNOCENT = """
pdf doc docx xls xlsx ppt pptx txt rtf jpg jpeg png gif mp3 mp4 csv html htm zip
"""


@dataclass(frozen=True, slots=True)
class FileName:
    """``name`` is safe to create in any folder; ``doubts`` are phrases for the question before it is saved."""

    name: str
    doubts: tuple[str, ...] = ()


def safe_name(raw: str, fallback: str = "attachment") -> str:
    """:func:`read_name`, only the name."""
    return read_name(raw, fallback).name


def read_name(raw: str, fallback: str = "attachment") -> FileName:
    """A file name of at most 200 bytes without path, controls, direction or leading dots; its extension kept.

    Pure and idempotent; ``fallback`` stands when nothing is left.
    """
    name, before = _once(raw, fallback), ""
    while name != before:  # cutting can leave a blank or a dot at an end
        name, before = _once(name, fallback), name
    doubts: list[str] = []
    if clean_line(raw).suspicious:
        doubts.append("hidden characters in its name")
    stem, _, extension = name.rpartition(".")
    if stem and extension.lower() in _PROGRAMS.split():
        doubts.append("a program or script")
        if stem.rpartition(".")[2].lower() in _INNOCENT.split():
            doubts.append(f"two endings: it is no {stem.rpartition('.')[2].lower()} but {extension.lower()}")
    elif stem and extension.lower() in _WITH_MACROS.split():
        doubts.append("may contain macros")
    return FileName(name, tuple(doubts))


def create(folder: Path, name: str) -> tuple[BinaryIO, Path]:
    """A new file in ``folder``, open for writing in binary, mode 0600, and its path.

    The folder is opened once and the file made inside that open folder, so exchanging the folder for a link meanwhile
    leads nowhere. An existing file, link or anything else of that name is left alone: the next number is taken
    (``report (2).pdf``).

    :raises OSError: the folder cannot be opened or written (``FileExistsError`` when 10,000 numbers are taken).
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for candidate in _numbered(safe_name(name)):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            try:
                file = os.open(candidate, flags, 0o600, dir_fd=handle)
            except FileExistsError:
                continue
            os.fchmod(file, 0o600)
            return os.fdopen(file, "wb"), folder / candidate
    finally:
        os.close(handle)
    raise FileExistsError(f"{MOST_NUMBERS:,} files of this name are in {folder} already")


def _once(raw: str, fallback: str) -> str:
    text = unicodedata.normalize("NFC", one_line(raw, limit=10_000))
    text = re.split(r"[/\\∕⧵／＼]", text.rstrip("/\\ "))[-1]
    text = _UNWANTED.sub("_", text).lstrip(".-~ ").rstrip(". ")
    if not text:
        return fallback
    stem, dot, extension = text.rpartition(".")
    if not stem:
        stem, dot, extension = text, "", ""
    first = text.partition(".")[0].rstrip(" ")
    if _RESERVED.match(first):
        stem = "_" + stem
    if len(extension.encode()) > _LONGEST_EXTENSION_BYTES:
        stem, dot, extension = stem + dot + extension, "", ""
    return _bytes_cut(stem, LONGEST_BYTES - len((dot + extension).encode())) + dot + extension


def _bytes_cut(text: str, limit: int) -> str:
    if len(text.encode()) <= limit:
        return text
    used, kept = 0, []
    for grapheme in graphemes(text):
        used += len(grapheme.encode())
        if used > limit:
            break
        kept.append(grapheme)
    return "".join(kept)


def _numbered(name: str) -> Iterator[str]:
    yield name
    stem, dot, extension = name.rpartition(".")
    if not stem:
        stem, dot, extension = name, "", ""
    for number in range(2, MOST_NUMBERS + 1):
        mark = f" ({number}){dot}{extension}"
        yield _bytes_cut(stem, LONGEST_BYTES - len(mark.encode())) + mark

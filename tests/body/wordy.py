"""Mails of numbered words in every kind of wrapping, and where each word went. For the tests that no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random

from hypothesis import strategies as st

from commune_tui.body.lines import Body
from commune_tui.body.names import words
from commune_tui.body.wrap import Wrapped

WORD = re.compile("w[0-9]{3}z")
_BETWEEN = (
    *("\t", "\t\t\t", "\n", "\r\n", "\n\n", " ", "  ", "\u00a0", "\u2028", "\x0c", "\u3000", "\n\t", "\n    "),
    *("\n> ", "\n>> ", "\n>", "\n- ", "\n1. ", "\na) ", "\n-- \n", "\n--\n", "\n____________\n", "\n```\n", "\n| "),
    *("ö", "’", "\u00ad", "\u200b", "\u200d", "\ufeff", "\u202e", "\u0301", "\x00", "\x1b", "\x1b[31m", "\x85"),
    *("\ud800", "👩\u200d🚀", "東京", "\U000e0041", "<", ">", "&", "&lt;", "https://a.example/", "@", ":", ","),
    *(" wrote:\n", "\nFrom: a@b.example\nSent: x\nTo: c\nSubject: s\n", "\n-----Original Message-----\n"),
    *("\n@@ -1 +1 @@\n+", "www.a.example "),
)  # fmt: skip
_STYLES = (
    *("display:none", "color:#fff", "color:red", "background:#036", "background:var(--x)", "font-size:0", "opacity:0"),
    *("white-space:pre", "white-space:pre-wrap", "white-space:pre-line", "text-decoration:line-through", "float:left"),
    *("visibility:hidden", "position:absolute;left:-9999px", "display:block", "display:inline-block", "color:inherit"),
    *(
        "vertical-align:super",
        "background-clip:text;color:transparent",
        "text-indent:-999em",
        "height:0;overflow:hidden",
    ),
    *("", "", "", "", "", ""),
)
_TAGS = sorted(
    words("""
p div span b i u s del ins sup sub font center blockquote pre ul ol li dl dt dd h1 a q abbr small big table tr td th
tbody thead tfoot caption label button fieldset legend details summary select option textarea ruby rt rp rb noscript
dialog template section article address figure figcaption code tt kbd samp var cite time mark strike strong em nobr
marquee object video audio canvas iframe title form map optgroup hgroup xmp
""")
)
_VOID = ("<br>", "<hr>", "<wbr>", "<img alt='{}'>", "<input value='{}'>", "<img alt='{}' width=1 height=1>", "<!-- -->")


_SPANS = ("", "", "", " colspan=2", " rowspan=2", " rowspan=9 colspan=3", " hidden", " href='https://a.example/'")
_GAPS = ("", " ", "\t", "\n", "\n\t\t\t", "\u00a0\t", "ö\t\t", "&nbsp;\t", "\t\u00e9 ", "\u200b\t", "\ufeff\n\n")
_STEPS = (*_TAGS, *_VOID, "", "", "", *["/"] * 30)

Step = tuple[str, str, str, str]


def text_of(between: Sequence[str]) -> str:
    """A plain text of words that are told apart, with these between them."""
    return "".join(f"w{number:03}z{gap}" for number, gap in enumerate(between))


def page_of(steps: Sequence[Step]) -> str:
    """HTML of such words: what each step opens or closes, its style, its attributes, the gap before its word."""
    out: list[str] = []
    open_tags: list[str] = []
    for number, (tag, style, attributes, gap) in enumerate(steps):
        word = f"w{number:03}z"
        if tag == "/":
            out += [f"</{open_tags.pop()}>" if open_tags else ""]
        elif tag in _VOID:
            out.append(tag.format(word))
        elif tag:
            open_tags.append(tag)
            out.append(f'<{tag} style="{style}"{attributes}>')
        out.append(f"{gap}{word} ")
    return "".join(out)


def texts() -> st.SearchStrategy[str]:
    """Plain texts with what mails have between words."""
    return st.lists(st.sampled_from(_BETWEEN), min_size=1, max_size=40).map(text_of)


def pages() -> st.SearchStrategy[str]:
    """Any elements in any other, with any styles, tables of any shape."""
    parts = (_STEPS, _STYLES, _SPANS, _GAPS)
    return st.lists(st.tuples(*map(st.sampled_from, parts)), max_size=30).map(page_of)


def random_text(chance: Random) -> str:
    """One of :func:`texts`, drawn fast, for long runs."""
    return text_of(chance.choices(_BETWEEN, k=chance.randint(1, 60)))


def random_page(chance: Random) -> str:
    """One of :func:`pages`, drawn fast."""
    size = chance.randint(1, 40)
    return page_of(list(zip(*(chance.choices(part, k=size) for part in (_STEPS, _STYLES, _SPANS, _GAPS)), strict=True)))


def of(text: str) -> set[str]:
    """The words in a text."""
    return set(WORD.findall(text))


def drawn(body: Body, width: int = 9_999) -> str:
    """What a screen of that width draws: every row, none folded."""
    view = Wrapped(body, width)
    view.advance(100_000)
    return "\n".join(row.text for row in view.rows(0, view.height))


def named(body: Body) -> set[str]:
    """The words in what is named as hidden."""
    return of(" ".join(part.text for part in body.hidden))


def lost(found: Iterable[str], body: Body) -> set[str]:
    """The words that stand neither in the rows of a mail nor in a hidden part, and are behind no "more"."""
    return set() if body.goes_on else set(found) - of(drawn(body)) - named(body)

"""HTML mail as words: what a reader sees, and what is there but hidden from the eye.

Plain rules over the parsed tree; no style sheet engine. Knows nothing of mail or of the API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

LONGEST = 1_000_000
"""Characters of HTML that are looked at; a body longer than that is cut for these rules (never in the mail)."""

_SILENT = {"script", "style", "title", "template", "noscript", "object", "svg", "math", "meta", "link"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "div", "dl", "dt", "dd", "fieldset", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tr", "ul",
}  # fmt: skip
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0*(?:\.0+)?(?:;|$)|font-size:(?:0*(?:\.\d+)?|1)(?:px|pt|em|%)?"
    r"(?:;|$|!)|max-height:0|max-width:0|(?:^|;)(?:height|width):0(?:px)?(?:;|$|!)|text-indent:-\d{3,}"
    r"|(?:left|top|right|margin-left|margin-top):-\d{3,}|mso-hide:all|clip:rect\(0|clip-path:inset\((?:50|100)%"
    r"|transform:scale\(0|color:transparent"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{0,500})\}")
_NAMES = re.compile(r"[.#]([\w-]{1,80})\s*$")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})[^<>]*>?")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_DEEPEST = 2000
_WHITES = {"white", "#fff", "#ffffff", "rgb(255,255,255)"}


@dataclass(frozen=True, slots=True)
class Words:
    """``visible`` keeps paragraphs as lines; ``hidden`` is everything else that holds words, comments included."""

    visible: str
    hidden: str


def read_html(html: str) -> Words:
    """Split HTML into visible and hidden text. Never raises.

    HTML nested deeper than any mail program writes is not parsed (the parser's time grows with the square of the
    depth): its tags are dropped and all its text counts as visible.
    """
    html = html[:LONGEST]
    if _too_deep(html):
        return Words(_tidy(_TAG.sub("\n", html)), "")
    tree = LexborHTMLParser(html)
    root = tree.root
    if root is None:
        return Words("", "")
    names = _hiding_names(tree)
    seen: list[str] = []
    hidden: list[str] = []
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, covered = stack.pop()
        if node.next is not None:
            stack.append((node.next, covered))
        tag = node.tag or ""
        if tag == "-text":
            (hidden if covered else seen).append(node.text_content or "")
        elif tag in ("-comment", "_comment", "!--"):
            hidden.append(f" {node.comment_content or ''} ")
        elif tag not in _SILENT:
            covered = covered or _hides(node, names)
            if tag == "br" or tag in _BLOCKS:
                (hidden if covered else seen).append("\n")
            elif tag in ("td", "th"):
                seen.append(" ")
            if node.child is not None:
                stack.append((node.child, covered))
    return Words(_tidy("".join(seen)), " ".join("".join(hidden).split()))


def _too_deep(html: str) -> bool:
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth += -1 if closing else 1
            if depth > _DEEPEST:
                return True
    return False


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _squeeze(style: str) -> str:
    return re.sub(r"\s+", "", style.lower())


def _hides(node: LexborNode, names: set[str]) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or (node.tag == "input" and attributes.get("type") == "hidden"):
        return True
    marks = [*(attributes.get("class") or "").split(), attributes.get("id") or ""]
    if names and any(mark in names for mark in marks):
        return True
    if (attributes.get("color") or "").lower() in _WHITES and node.tag == "font":
        return True
    return _style_hides(attributes.get("style") or "")


def _style_hides(style: str) -> bool:
    style = _squeeze(style[:2000])
    if not style:
        return False
    if _HIDING.search(style):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    if colour is None:
        return False
    if ground is not None:
        return colour[1] == ground[1] or (colour[1] in _WHITES and ground[1] in _WHITES)
    return colour[1] in _WHITES and "font-size:" in style  # white and small, on a page that is white by default


def _hiding_names(tree: LexborHTMLParser) -> set[str]:
    """Class names and ids that a style element of the mail hides (simple selectors only)."""
    names: set[str] = set()
    for element in tree.css("style")[:20]:
        for selectors, style in _RULE.findall((element.text() or "")[:50_000]):
            if _style_hides(style):
                names.update(match[1] for part in selectors.split(",") if (match := _NAMES.search(part)))
    return names

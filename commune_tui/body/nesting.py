"""Which elements are open while HTML is scanned, tags that mail leaves out included. Knows only names.

Half of all mail closes no paragraph, list item or table cell; the parser closes them, so they must not count as nested.
Formatting (``b``, ``font``) is not kept here: it is opened again by the parser and counts until it is closed.
"""

from __future__ import annotations

from commune_tui.body.names import octets

_TABLE_PARTS = octets("table caption colgroup thead tbody tfoot tr td th")
_WALLS = octets("table td th caption button template object")
"""An end tag does nothing to what is outside of these."""
_ENDS_P = octets(
    "p address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol pre search section summary ul"
)
#: What ends when an element starts although nothing closes it: any of the first, seen through the second.
_IMPLIED: dict[bytes, tuple[frozenset[bytes], frozenset[bytes] | None]] = {
    **dict.fromkeys(_ENDS_P, (octets("p"), octets("span label"))),
    b"li": (octets("li"), octets("p div address span label")),
    **dict.fromkeys((b"dd", b"dt"), (octets("dd dt"), octets("p div address span label"))),
    b"option": (octets("option"), frozenset()),
    **dict.fromkeys((b"td", b"th"), (octets("td th"), None)),
    b"tr": (octets("tr td th"), None),
    **dict.fromkeys((b"tbody", b"thead", b"tfoot"), (octets("tbody thead tfoot tr td th"), None)),
}


class Nesting:
    """The open elements from the outermost to the innermost. Every step costs at most the depth."""

    def __init__(self) -> None:
        self._stack: list[bytes] = []
        self._open: dict[bytes, int] = {}

    @property
    def depth(self) -> int:
        return len(self._stack)

    def start(self, name: bytes) -> None:
        """An opening tag. Call :meth:`prepare` first."""
        self._stack.append(name)
        self._open[name] = self._open.get(name, 0) + 1

    def end(self, name: bytes) -> bool:
        """A closing tag: the innermost element of this name goes, with all in it. False when it closes nothing, also
        because a cell or a table lies between."""
        if self._open.get(name, 0) == 0:
            return False
        walls = _WALLS if name not in _TABLE_PARTS else (b"table",)
        for at in range(len(self._stack) - 1, -1, -1):
            if self._stack[at] == name:
                self._drop_to(at)
                return True
            if self._stack[at] in walls:
                return False
        return False

    def prepare(self, name: bytes) -> None:
        """Ends what an opening tag ends without saying so: a paragraph before a block, a cell before a cell."""
        ended, through = _IMPLIED.get(name, (None, None))
        if ended is None:
            return
        if name in _ENDS_P and self._stack and self._stack[-1] == b"p":
            self._drop_to(len(self._stack) - 1)
        lowest = -1
        for at in range(len(self._stack) - 1, -1, -1):
            if self._stack[at] in ended:
                lowest = at
                if through is not None:
                    break
            elif (self._stack[at] in (b"table", b"template")) if through is None else (self._stack[at] not in through):
                break
        if lowest >= 0:
            self._drop_to(lowest)

    def _drop_to(self, at: int) -> None:
        for name in self._stack[at:]:
            self._open[name] -= 1
        del self._stack[at:]

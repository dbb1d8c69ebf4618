"""Cuts hostile HTML down, in one linear pass, to what the parser digests. Knows no meaning of tags."""

from __future__ import annotations

from dataclasses import dataclass, field

from commune_tui.body.lines import FIRST, Limits
from commune_tui.body.names import octets
from commune_tui.body.nesting import Nesting

_RAW = (b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes", b"plaintext")
_VOID = octets("area base br col embed hr img input link meta param source track wbr")
_FORMAT = octets("a b big code em font i nobr s small strike strong tt u")
_MAX_FORMAT = 24
_NAME_END = b" \t\n\r\f/>"


@dataclass(slots=True)
class Limited:
    """The HTML that may be parsed, and what was left out of it (``cut`` names each limit that was hit)."""

    html: bytes
    unread: int = 0
    cut: set[str] = field(default_factory=set)


def limit(html: str, limits: Limits = FIRST) -> Limited:
    """Bounded HTML in UTF-8. Lone surrogates become U+FFFD; what stands beyond a limit is dropped and named."""
    unread = max(0, len(html) - limits.source)
    data = html[: limits.source].encode("utf-8", "replace").replace(b"\0", b"")
    scan = _Scan(data, limits)
    scan.run()
    if unread:
        scan.cut.add("source")
    return Limited(b"".join(scan.out), unread + scan.left, scan.cut)


class _Scan:
    """One pass over the bytes. Every search that fails is remembered, so no byte is searched for twice in vain."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.low = data.lower()
        self.limits = limits
        self.out: list[bytes] = []
        self.cut: set[str] = set()
        self.left = 0
        self._nesting = Nesting()
        self._format = 0
        self._tags = 0
        self._formats: dict[bytes, int] = {}
        self._absent: set[bytes] = set()

    def run(self) -> None:
        data, find, at, end = self.data, self.data.find, 0, len(self.data)
        while at < end:
            start = find(b"<", at)
            if start < 0:
                self.out.append(data[at:])
                return
            if start > at:
                self.out.append(data[at:start])
            at = self._markup(start)
            if self._tags > self.limits.tags:
                self.cut.add("tags")
                self.left = end - at
                return

    def _find(self, what: bytes, at: int) -> int:
        if what in self._absent:
            return -1
        found = self.low.find(what, at)
        if found < 0:
            self._absent.add(what)
        return found

    def _markup(self, start: int) -> int:
        """Copies or drops one piece of markup that starts with ``<``; returns where to go on."""
        data = self.data
        if data.startswith(b"<!--", start):
            return self._comment(start)
        after = data[start + 1 : start + 2]
        if after in (b"!", b"?"):
            end = self._find(b">", start)
            return self._take(start, len(data) if end < 0 else end + 1)
        if after == b"/":
            return self._close(start)
        if after.isalpha():
            return self._tag(start)
        self.out.append(b"&lt;")
        return start + 1

    def _take(self, start: int, end: int) -> int:
        if end - start > self.limits.tag_bytes:
            self.cut.add("attributes")
            return end
        self._tags += 1
        self.out.append(self.data[start:end])
        return end

    def _comment(self, start: int) -> int:
        self._tags += 1
        if self.data.startswith((b"<!-->", b"<!--->"), start):
            return self.data.index(b">", start) + 1
        end = self._find(b"-->", start + 4)
        stop = len(self.data) if end < 0 else end
        self.out += (b"<!--", self.data[start + 4 : stop], b"-->")
        return stop + 3

    def _name(self, at: int) -> bytes:
        end = at
        low = self.low
        stop = min(len(low), at + 32)
        while end < stop and low[end] not in _NAME_END:
            end += 1
        return low[at:end]

    def _close(self, start: int) -> int:
        end = self._find(b">", start)
        if end < 0:
            return len(self.data)
        name = self._name(start + 2)
        if name in _FORMAT and self._formats.get(name, 0) > 0:
            self._formats[name] -= 1
            self._format -= 1
        elif (name in _FORMAT or not self._nesting.end(name)) and name not in (b"p", b"br"):
            # A closing tag without an opening one means nothing; thousands of them cost the parser a search each.
            return end + 1
        return self._take(start, end + 1)

    def _tag(self, start: int) -> int:
        end = self._tag_end(start)
        if end < 0:
            return len(self.data)
        name = self._name(start + 1)
        if name in _RAW:
            return self._raw(start, end, name)
        if name in _VOID:
            if end - start > self.limits.tag_bytes and name == b"img":
                self.out.append(b"<img>")
            return self._take(start, end)
        formatting = name in _FORMAT
        self._nesting.prepare(name)
        if self._nesting.depth + self._format >= self.limits.depth or (formatting and self._format >= _MAX_FORMAT):
            self.cut.add("depth")
            self._tags += 1
            return end
        if formatting:
            self._formats[name] = self._formats.get(name, 0) + 1
            self._format += 1
        else:
            self._nesting.start(name)
        if self._format > 4:
            # Formatting that is never closed is opened again by the parser in block after block.
            self._tags += self._format
        before = len(self.out)
        self._take(start, end)
        if len(self.out) == before:
            self.out.append(b"<" + name + b">")
        return end

    def _tag_end(self, start: int) -> int:
        """Just behind the ``>`` that ends the tag, past quoted values; -1 when it never ends."""
        low, at = self.low, start + 1
        end = self._find(b">", at)
        if end < 0:
            return -1
        equals = low.find(b"=", at, end)
        while equals >= 0:
            at = equals + 1
            while at < end and low[at] in b" \t\n\r\f":
                at += 1
            quote = low[at : at + 1]
            if quote in (b'"', b"'"):
                closing = low.find(quote, at + 1, at + 4 * self.limits.tag_bytes)
                if closing < 0:
                    return end + 1
                at = closing + 1
                if at > end:
                    end = self._find(b">", at)
                    if end < 0:
                        return -1
            equals = low.find(b"=", at, end)
        return end + 1

    def _raw(self, start: int, end: int, name: bytes) -> int:
        """Raw text elements: nothing inside is a tag until their own end tag."""
        close = self._find(b"</" + name, end)
        stop = len(self.data) if close < 0 else close
        self._tags += 1
        room = self.limits.style if name in (b"style", b"script") else self.limits.text
        inside = self.data[end : min(stop, end + room)]
        if stop - end > room:
            self.cut.add("style" if name in (b"style", b"script") else "source")
        self.out += (b"<" + name + b">" if end - start > self.limits.tag_bytes else self.data[start:end], inside)
        if name != b"plaintext":
            self.out.append(b"</" + name + b">")
        if close < 0:
            return len(self.data)
        last = self._find(b">", close)
        return len(self.data) if last < 0 else last + 1


def stripped(html: str, limits: Limits = FIRST) -> str:
    """The text between the tags, in one pass without a parser: the last resort. Entities are left as they are."""
    out: list[str] = []
    at, source = 0, html[: limits.source]
    while (start := source.find("<", at)) >= 0:
        out.append(source[at:start])
        name = source[start + 1 : start + 7].lower()
        end = source.find(">", start)
        if name in ("style>", "style ", "script"):
            close = source.find("</" + name[:5], start)
            end = source.find(">", close) if close >= 0 else -1
        if end < 0:
            break
        out.append("\n" if name[:2] in ("p>", "br", "di", "li", "tr", "h1", "h2", "h3", "/p") else " ")
        at = end + 1
    else:
        out.append(source[at:])
    lines = (" ".join(line.split()) for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)

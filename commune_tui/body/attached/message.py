"""An attached mail as lines: its heads, its text as any mail's is read, its files by name, mails in it behind a bar.

Total: any bytes give a Body. What is nested too deeply or comes in too many parts is named, not opened.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator, Mapping
from email.message import Message

from commune_tui import clock
from commune_tui.body import reading
from commune_tui.body.attached import invitation, pages
from commune_tui.body.lines import FIRST, Body, Limits
from commune_tui.text import encoded
from commune_tui.text.charsets import declared, decoded
from commune_tui.text.size import size
from commune_tui.wording import do

MOST_BYTES = 10_000_000
MOST_PARTS = 100
DEPTH = 5
UNREADABLE = f"This is no mail that can be read. {do('reader.files')} saves it."
_HEADS = ("From", "To", "Cc", "Date", "Subject")


class _AsWritten(email.policy.Compat32):
    """Heads with their bytes as they are: the parser would put U+FFFD for each that is no ASCII."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_POLICY = _AsWritten()


class _Room:
    """How many parts may still be read."""

    def __init__(self) -> None:
        self.left = MOST_PARTS


def read(data: bytes, tables: Mapping[str, bytes], limits: Limits = FIRST) -> Body:
    """The Body of an attached mail, with the mails in it."""
    notes: list[Body] = []
    if len(data) > MOST_BYTES:
        notes = [pages.told(f"Only the beginning of this file was read: {do('reader.files')} saves all of it.")]
    try:
        found = email.message_from_bytes(data[:MOST_BYTES], policy=_POLICY)
        parts = list(_mail(found, tables, limits, _Room(), 0))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        return pages.told(UNREADABLE)
    return pages.together([*parts, *notes]) if found.keys() else pages.told(UNREADABLE)


def _mail(mail: Message, tables: Mapping[str, bytes], limits: Limits, room: _Room, depth: int) -> Iterator[Body]:
    for name in _HEADS:
        words = "; ".join(head(value) for value in mail.get_all(name, []))
        yield pages.field(name, _date(words) if name == "Date" else words)
    yield pages.gap()
    yield from _parts(mail, tables, limits, room, depth)


def _parts(part: Message, tables: Mapping[str, bytes], limits: Limits, room: _Room, depth: int) -> Iterator[Body]:
    """The text, the files and the mails of a part, in their order."""
    room.left -= 1
    if room.left == 0:
        yield pages.told(f"There are more parts than are opened here: {do('reader.files')} saves the whole file.")
    if room.left <= 0:
        return
    kind = part.get_content_type()
    name = head(_filename(part))
    if kind == "message/rfc822" or (name.lower().endswith(".eml") and not part.is_multipart()):
        yield from _nested(part, tables, limits, room, depth, name)
    elif kind == "multipart/alternative":
        yield from _alternative(part, tables, limits, room, depth)
    elif part.get_content_maintype() == "message" and part.is_multipart():
        # A delivery report: groups of fields, which the parser takes for heads of mails.
        for each in part.get_payload():
            if isinstance(each, Message):
                yield pages.prose("\n".join(f"{field}: {head(value)}" for field, value in each.items()), limits)
                yield from _parts(each, tables, limits, room, depth) if each.is_multipart() or _bytes(each) else ()
    elif part.is_multipart():
        for each in part.get_payload():
            if isinstance(each, Message):
                yield from _parts(each, tables, limits, room, depth)
    elif kind == "text/calendar":
        yield invitation.read(_bytes(part), tables, limits)
    elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
        text = _text(part)
        yield reading.read(text, None, limits) if kind == "text/html" else reading.read(None, text, limits)
    else:
        yield pages.line(f"File in it: {name or kind}, {kind}, {size(len(_bytes(part)))}", note=True)


def _alternative(part: Message, tables: Mapping[str, bytes], limits: Limits, room: _Room, depth: int) -> Iterator[Body]:
    """One text in several forms: the HTML with its plain text beside it, an invitation, and whatever else is in it."""
    leaves = [each for each in part.walk() if not each.is_multipart()]
    plain = next((each for each in leaves if each.get_content_type() == "text/plain"), None)
    rich = next((each for each in leaves if each.get_content_type() == "text/html"), None)
    if plain is not None or rich is not None:
        html = _text(rich) if rich is not None else None
        yield reading.read(html, _text(plain) if plain is not None else None, limits)
    for each in leaves:
        if each is not plain and each is not rich:
            yield from _parts(each, tables, limits, room, depth)


def _nested(
    part: Message, tables: Mapping[str, bytes], limits: Limits, room: _Room, depth: int, name: str
) -> Iterator[Body]:
    inner = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(inner, Message) or not inner.keys() or part.get("Content-Transfer-Encoding", "7bit").lower() in (
        "base64", "quoted-printable",
    ):  # fmt: skip
        # Some programs encode an attached mail although that is not allowed: then its text is the encoded one.
        raw = _encoded(part)
        inner = email.message_from_bytes(raw, policy=_POLICY) if raw.strip() else None
    if inner is None or not inner.keys():
        yield pages.line(f"A mail is attached{f' ({name})' if name else ''}, but it cannot be read.", note=True)
        return
    yield pages.gap()
    yield pages.line(f"Attached mail{f': {name}' if name else ''}", note=True)
    if depth + 1 >= DEPTH:
        yield pages.deeper(pages.field("Subject", head(inner.get("Subject", ""))))
        yield pages.deeper(pages.told(f"Mails in this one are not opened: {do('reader.files')} saves the whole file."))
        return
    yield pages.deeper(pages.together(_mail(inner, tables, limits, room, depth + 1)))


def _encoded(part: Message) -> bytes:
    """The bytes of an attached mail that was encoded as a whole."""
    if not part.is_multipart():
        return _bytes(part)
    inner = part.get_payload(0)
    if not isinstance(inner, Message):
        return b""
    copy = Message()
    copy["Content-Transfer-Encoding"] = str(part.get("Content-Transfer-Encoding", "7bit"))
    copy.set_payload(inner.as_string() if inner.keys() else inner.get_payload())
    return _bytes(copy)


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    raw, charset = _bytes(part), str(part.get_param("charset") or "")
    if not charset and part.get_content_type() == "text/html":
        charset = declared(raw)
    return decoded(raw, charset)


def _filename(part: Message) -> str:
    """The name of a file; the form that can hold any letter (RFC 2231) before the one beside it that cannot."""
    for header, wanted in (("content-disposition", "filename"), ("content-type", "name")):
        given = [value for name, value in part.get_params([], header) if name.lower() == wanted]
        for value in given:
            if isinstance(value, tuple):
                return decoded(value[2].encode("latin-1", "replace"), value[0] or "")
        if given:
            return str(given[0])
    return ""


def head(value: object) -> str:
    """A header as text: encoded words in any charset, raw bytes as UTF-8, folded lines joined."""
    raw = "".join(str(value).splitlines())
    return encoded.decoded(raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _date(words: str) -> str:
    """A ``Date`` on the reader's clock, as it stands when it is none."""
    moment = clock.from_header(words)
    return words if moment is None else f"{clock.local(moment):%a %d %b %Y, %H:%M %Z}"

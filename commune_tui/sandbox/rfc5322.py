"""RFC 5322 bytes → :class:`~commune_tui.sandbox.records.Mail`.

Real mail breaks every rule there is; whatever can be read is read, and nothing raises. Knows no file and no SMTP.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from inspect import signature
from typing import Any

from commune_tui import clock
from commune_tui.sandbox.mailtext import bytes_to_text, header_text, sound
from commune_tui.sandbox.markup import read_html
from commune_tui.sandbox.records import File, Mail

_MOST_PARTS = 500
_MOST_FILES = 100
_IDS = re.compile(r"<[^<>\s]{1,990}>")
_ONE = re.compile(r"([^<>\",]{0,1000}|[^<>\"@]{0,1000})<([^<>@\s]{1,64}@[^<>@\s]{1,255})>\s*")
_NAMED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_BARE = re.compile(r"[^\s<>()\",;:@]{1,64}@[^\s<>()\",;:@]{1,255}")
# Newer Pythons refuse a whole header for one odd address unless asked not to.
_LENIENT: dict[str, Any] = {"strict": False} if "strict" in signature(getaddresses).parameters else {}
_SPACE = re.compile(r"[\r\n\t ]+")
_KEPT_HEADERS = {
    "reply-to", "list-id", "list-unsubscribe", "auto-submitted", "precedence", "x-mailer", "user-agent", "importance",
    "x-priority", "return-path", "delivered-to", "x-original-to", "authentication-results",
}  # fmt: skip
_OLDEST, _NEWEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def parse_mail(raw: bytes, received_at: datetime | None = None) -> Mail:
    """Read one mail. Never raises.

    ``received_at`` (default: now) stands in for a ``Date`` that is missing, unreadable or beyond 1971…2100. A mail
    without Message-ID gets one made from its bytes, so that the same file imported twice is the same mail.
    Only HTML: ``text`` is what a reader sees of it. format=flowed stays as it was written.
    """
    message = _parse(raw)
    text, html, files = _bodies(message)
    name, sender = (_people(message, "From") or _people(message, "Sender") or [("", "")])[0]
    ids = _IDS.findall(_header(message, "Message-ID"))
    replied = _IDS.findall(_header(message, "In-Reply-To"))
    references = tuple(dict.fromkeys(_IDS.findall(_header(message, "References"))))
    if text is None:
        text = read_html(html).visible if html else ""
    return Mail(
        sender=sender,
        sender_name=name,
        to=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        bcc=_addresses(message, "Bcc"),
        subject=_header(message, "Subject"),
        text=text,
        html=html,
        sent_at=_date(message) or received_at or clock.now(),
        message_id=ids[0] if ids else f"<{hashlib.sha256(raw).hexdigest()[:32]}@import.invalid>",
        in_reply_to=replied[0] if replied else None,
        references=references,
        files=tuple(files),
        headers=_kept(message),
    )


def _parse(raw: bytes) -> Message:
    parser = BytesParser(policy=policy.compat32)
    try:
        return parser.parsebytes(raw)
    except RecursionError:  # parts nested deeper than Python's stack: the body is read as it stands
        message = parser.parsebytes(raw, headersonly=True)
        del message["Content-Type"]
        return message


# Headers


def _raw_header(message: Message, name: str) -> list[str]:
    found = []
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            found.append(str(value))
    return found


def _header(message: Message, name: str) -> str:
    found = _raw_header(message, name)
    return header_text(found[0][:20_000]) if found else ""


def _people(message: Message, name: str) -> list[tuple[str, str]]:
    """Names and bare addresses of a header; entries without an ``@`` are left out."""
    values = [value[:100_000] for value in _raw_header(message, name)]
    # Addresses are taken apart before words are decoded: a decoded name may hold commas and brackets.
    lines = [_SPACE.sub(" ", _plain(value)) for value in values]
    try:
        one = _ONE.fullmatch(lines[0]) if len(lines) == 1 else None  # a comma in a single person's name parts nothing
        pairs = [(one[1].strip(), one[2])] if one else getaddresses(lines, **_LENIENT)
    except Exception:  # the address parser is not safe on arbitrary text
        pairs = [("", address) for line in lines for address in _BARE.findall(line)]
    found = [(header_text(who), sound(re.sub(r"\s+", "", address))[:320]) for who, address in pairs]
    return [(who[:200], address) for who, address in found if "@" in address.strip("@")]


def _plain(value: str) -> str:
    with suppress(UnicodeEncodeError):
        return bytes_to_text(value.encode("ascii", "surrogateescape"), None)
    return value


def _addresses(message: Message, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for _, address in _people(message, name)))


def _date(message: Message) -> datetime | None:
    for value in (*_raw_header(message, "Date"), *_received_dates(message)):
        moment = clock.from_header(header_text(value))
        if moment is not None and _OLDEST <= moment <= _NEWEST:
            return moment
    return None


def _received_dates(message: Message) -> Iterator[str]:
    for value in _raw_header(message, "Received")[:1]:
        yield value.rpartition(";")[2]


def _kept(message: Message) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for key, value in message.raw_items():
        if key.lower() in _KEPT_HEADERS:
            found.setdefault(key.title(), header_text(str(value)[:2000]))
    return tuple(found.items())


# Bodies


def _bodies(message: Message) -> tuple[str | None, str | None, list[File]]:
    """The plain text, the HTML, and everything else as files."""
    text: list[str] = []
    html: list[str] = []
    files: list[File] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _filename(part)
        attached = "attachment" in str(part.get("Content-Disposition", "")).lower()[:40]
        if kind in ("text/plain", "text/html") and not attached and not name:
            (html if kind == "text/html" else text).append(_text(part))
        elif len(files) < _MOST_FILES:
            files.append(File(name or _default_name(kind, len(files)), kind, _content(part)))
    return "\n".join(text) if text else None, "\n".join(html) or None, files


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that are not containers, in order; an attached mail stays whole. Depth costs no stack."""
    stack: list[Message] = [message]
    seen = 0
    while stack and seen < _MOST_PARTS:
        part = stack.pop()
        seen += 1
        within = part.get_payload() if part.is_multipart() and part.get_content_maintype() == "multipart" else None
        if isinstance(within, list):
            stack.extend(inner for inner in reversed(within) if isinstance(inner, Message))
        else:
            yield part


def _content(part: Message) -> bytes:
    if part.is_multipart():  # an attached mail
        inner = [each.as_bytes() for each in part.get_payload() if isinstance(each, Message)]
        return b"\r\n".join(inner)
    with suppress(Exception):  # broken transfer encodings raise many kinds of errors
        if isinstance(decoded := part.get_payload(decode=True), bytes):
            return decoded
    # As it came. Asking for it in letters would decode it by whatever name of a charset stands there, which raises too.
    return str(part._payload or "").encode("utf-8", "surrogateescape")  # type: ignore[attr-defined]


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except Exception:  # a charset parameter in a broken encoding
        charset = None
    raw = _content(part)
    if not charset and part.get_content_type() == "text/html" and (named := _NAMED.search(raw[:1_024])):
        charset = named[1].decode("ascii")
    text = sound(bytes_to_text(raw, charset))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removesuffix("\n")


def _filename(part: Message) -> str:
    plain = Message()
    for key in ("Content-Disposition", "Content-Type"):
        for value in _raw_header(part, key)[:1]:
            plain[key] = _plain(value)  # the parser hides bytes that are no ASCII; people write UTF-8 there
    try:
        name = _extended(plain) or plain.get_filename()
    except Exception:  # broken parameter encodings
        name = None
    return header_text(name)[:255] if name else ""


def _extended(part: Message) -> str:
    """The name in the form that can hold any letter (RFC 2231), where another stands before it."""
    for _, value in part.get_params([], "Content-Disposition"):
        if isinstance(value, tuple):
            return bytes_to_text(value[2].encode("latin-1", "replace"), value[0])
    return ""


def _default_name(kind: str, number: int) -> str:
    endings = {"message/rfc822": ".eml", "image/png": ".png", "image/jpeg": ".jpg", "application/pdf": ".pdf"}
    ending = endings.get(kind, ".ics" if kind == "text/calendar" else ".bin")
    return f"part-{number + 1}{ending}"

"""One request as it comes over a connection, read within bounds. Knows no webhook.

Bounds (security §T24, §T26): POST only, a head of 16 KB within 5 s, a body of a stated length of at most 1 MB within
10 s. What comes after it on the same connection is not read as a request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from commune_tui.errors import Explained

MOST_HEAD = 16 * 1024
MOST_HEADERS = 64
MOST_BODY = 1_000_000
HEAD_S, BODY_S = 5.0, 10.0
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIRST = re.compile(r"([A-Z]{1,20}) (\S{1,2000}) HTTP/1\.[01]")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class NotTaken(Explained):
    """A request that is answered with ``status`` and no more; the sentence is for the person, not for the sender."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """``headers`` by lower-case name, none of them twice; ``body`` as it came, byte for byte."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The first part of a request. ``length`` is that of its body, in bytes."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    length: int


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """``None`` when nothing came at all. Raises NotTaken."""
    try:
        async with asyncio.timeout(HEAD_S):
            raw = await reader.readuntil(b"\r\n\r\n")
    except TimeoutError:
        raise NotTaken(408, f"No whole head of a request came within {HEAD_S:.0f} s.") from None
    except asyncio.LimitOverrunError:
        raise NotTaken(431, f"The head of a request is larger than {MOST_HEAD // 1024} KB.") from None
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise NotTaken(400, "The sender hung up in the middle of the head.") from None
    return parsed(raw)


def parsed(raw: bytes) -> Head:
    """The head of a request that may have a body. Raises NotTaken for everything else. Pure."""
    first, *lines = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    found = _FIRST.fullmatch(first)
    if found is None:
        raise NotTaken(400, "What came is no request of HTTP/1.1.")
    if found[1] != "POST":
        raise NotTaken(405, f"A request came with {found[1]}; webhooks come with POST.")
    headers = _headers(lines)
    return Head(found[2], headers, _length(headers))


def _headers(lines: list[str]) -> Mapping[str, str]:
    if len(lines) > MOST_HEADERS:
        raise NotTaken(431, f"A request has more than {MOST_HEADERS} headers.")
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name) or _CONTROL.search(value):
            raise NotTaken(400, "A header of a request is not written as HTTP wants it.")
        if name.lower() in found:
            if name.lower() in ("content-length", "transfer-encoding") or name.lower().startswith("x-commune-"):
                raise NotTaken(400, f"The header {name.lower()} stands there twice.")
            continue
        found[name.lower()] = value.strip()
    return MappingProxyType(found)


def _length(headers: Mapping[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise NotTaken(411, "The body comes in chunks, without its length; the API says the length of what it posts.")
    said = headers.get("content-length", "")
    if not said:
        raise NotTaken(411, "A request does not say how long its body is.")
    if not (said.isascii() and said.isdecimal()):
        raise NotTaken(400, "The length of a body is no number.")
    if len(said) > 12 or int(said) > MOST_BODY:
        raise NotTaken(413, f"A body is larger than {MOST_BODY // 1_000_000} MB.")
    return int(said)


async def read_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: Head) -> Request:
    """The whole request. Raises NotTaken."""
    try:
        async with asyncio.timeout(BODY_S):
            if head.headers.get("expect", "").lower() == "100-continue":
                writer.write(_GO_ON)
                await writer.drain()
            return Request(head.path, head.headers, await reader.readexactly(head.length))
    except TimeoutError:
        raise NotTaken(408, f"A body did not come whole within {BODY_S:.0f} s.") from None
    except asyncio.IncompleteReadError:
        raise NotTaken(400, "The sender hung up in the middle of the body.") from None

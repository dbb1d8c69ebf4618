"""Attachments are fetched without ever telling the other side who asks, from allowed places only, within bounds."""

from __future__ import annotations

import asyncio
import base64
import gzip
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from commune_tui.api import Timing
from commune_tui.api.address import is_public
from commune_tui.api.download import _Reach, _resolve, chunks
from commune_tui.api.errors import CommuneError, DownloadRefused, NeverConnected, NotFound, TimedOut

from .clients import KEY, client
from .server import Answer, Request, answer, drip, serving


async def _all(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def test_a_file_is_read_and_the_key_is_not_sent_along() -> None:
    def handler(request: Request) -> Answer:
        if request.path.endswith("/url"):
            return answer({"data": {"url": f"{server.url}/files/x?sig=1", "expires_in": 60}}, Set_Cookie="a=b; Path=/")
        return answer(raw=b"content", Content_Type="text/plain")

    async with serving(handler) as server, client(server.url) as commune:
        assert await commune.attachments.read("x") == b"content"
    fetched = server.seen[1]
    assert fetched.target == "/files/x?sig=1"
    assert set(fetched.headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert KEY not in f"{fetched}"


async def test_redirects_are_followed_three_times_and_checked_each_time() -> None:
    def start(request: Request) -> Answer:
        left = int(request.path.strip("/"))
        return answer({}, 302, Location=f"/{left - 1}") if left else answer(raw=b"end")

    async with serving(start) as server:
        assert await _all(chunks(f"{server.url}/3", local=True)) == b"end"
        with pytest.raises(DownloadRefused):
            await _all(chunks(f"{server.url}/4", local=True))
    assert all("referer" not in request.headers and "cookie" not in request.headers for request in server.seen)


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "https://10.0.0.1/", "file:///etc/passwd", "https://169.254.169.254/latest", "http://e.com"],
)
async def test_a_redirect_to_a_forbidden_place_is_refused(target: str) -> None:
    async with serving(lambda _: answer({}, 302, Location=target)) as server:
        with pytest.raises(DownloadRefused):
            await _all(chunks(f"{server.url}/x", local=True))
    assert len(server.seen) == 1


Resolver = Callable[[dict[str, list[str]]], None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Lets a host name stand for addresses, the next one at every question."""

    def use(table: dict[str, list[str]]) -> None:
        real = asyncio.BaseEventLoop.getaddrinfo

        async def getaddrinfo(loop: Any, host: str, port: int, **more: Any) -> Any:
            found = table.get(host)
            if found is None:
                return await real(loop, host, port, **more)
            address = found.pop(0) if len(found) > 1 else found[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)

    return use


async def _fails(pieces: AsyncIterator[bytes]) -> type[CommuneError]:
    with pytest.raises(CommuneError) as caught:
        await _all(pieces)
    return type(caught.value)


SOON = Timing(connect_s=0.2, read_s=0.2, total_s=1)


async def test_a_name_that_turns_private_between_two_looks_is_not_followed(names: Resolver) -> None:
    names({"files.example": ["127.0.0.1"]})
    assert await _fails(chunks("https://files.example/x", local=True, timing=SOON)) is DownloadRefused
    names({"files.example": ["10.0.0.1"]})
    assert await _fails(chunks("https://files.example/x", local=True, timing=SOON)) is DownloadRefused


async def test_a_redirect_from_elsewhere_does_not_lead_to_this_machine(names: Resolver) -> None:
    reach = _Reach(local=True, home="127.0.0.1")
    assert await _resolve("http://127.0.0.1:9/x", reach) == ["127.0.0.1"]
    reach.narrow("files.example")
    for url in ("http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "https://localhost/x", "https://[::1]/x"):
        with pytest.raises(DownloadRefused):
            await _resolve(url, reach)


async def test_the_api_in_a_network_of_ones_own_has_its_files_there(names: Resolver) -> None:
    names({"api.intern.example": ["10.1.2.3"], "other.example": ["10.1.2.4"], "wire.example": ["169.254.169.254"]})
    reach = _Reach(local=False, home="api.intern.example")
    assert await _resolve("https://api.intern.example/files/x", reach) == ["10.1.2.3"]
    for url in ("http://api.intern.example/x", "https://other.example/x", "https://10.1.2.3/x"):
        with pytest.raises(DownloadRefused):
            await _resolve(url, reach)
    names({"api.intern.example": ["127.0.0.1"]})
    with pytest.raises(DownloadRefused):
        await _resolve("https://api.intern.example/x", reach)
    names({"api.intern.example": ["10.1.2.3"]})
    reach.narrow("93.184.216.34")
    with pytest.raises(DownloadRefused):
        await _resolve("https://api.intern.example/x", reach)


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://192.168.1.1/x",
        "https://172.16.0.1/x",
        "https://169.254.169.254/x",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[fe80::1]/x",
        "https://[fd00::1]/x",
        "https://[64:ff9b::7f00:1]/x",
        "https://[2002:7f00:1::]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://user:pw@93.184.216.34/x",
        "https://evil\\@93.184.216.34/x",
        "https://93.184.216.34:99999/x",
        "ftp://93.184.216.34/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:///x",
        "",
        "https://a b/",
        "https://[::1",
    ],
)
async def test_addresses_that_must_not_be_fetched(url: str) -> None:
    with pytest.raises(DownloadRefused):
        await _all(chunks(url, local=False, timing=Timing(connect_s=2, read_s=2, total_s=4)))


async def test_a_loopback_file_is_refused_when_the_api_is_elsewhere() -> None:
    async with serving(lambda _: answer(raw=b"secret")) as server:
        with pytest.raises(DownloadRefused):
            await _all(chunks(f"{server.url}/x", local=False))
    assert server.seen == []


PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "2002:5db8:d822::1", "64:ff9b::5db8:d822")
NOT_PUBLIC = (
    "127.0.0.1", "224.0.0.1", "::", "ff02::1", "240.0.0.1", "nonsense", "fe80::1%eth0", "::1", "::7f00:1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "64:ff9b::127.0.0.1", "64:ff9b:1::7f00:1",
    "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:470::5efe:127.0.0.1", "2001:470::200:5efe:10.0.0.1",
    "5f00::1", "3fff::1", "2001:db8::1", "192.88.99.1", "0.1.2.3", "169.254.169.254", "198.18.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_none_in_any_way_of_writing_it(address: str) -> None:
    assert not is_public(address)


async def test_more_bytes_than_allowed_stop_the_download() -> None:
    received = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with serving(lambda _: endless) as server:
        with pytest.raises(DownloadRefused):
            async for piece in chunks(f"{server.url}/x", local=True, most_bytes=1_000_000):
                received += len(piece)
    assert received <= 1_000_000 + 65536


async def test_a_packed_file_is_unpacked_within_the_same_bound() -> None:
    packed = answer(raw=gzip.compress(b"a" * 5000), Content_Encoding="gzip")
    async with serving(lambda _: packed) as server:
        assert await _all(chunks(f"{server.url}/x", local=True)) == b"a" * 5000
        with pytest.raises(DownloadRefused):
            await _all(chunks(f"{server.url}/x", local=True, most_bytes=4000))


async def test_a_drip_ends_at_the_deadline_and_a_404_is_said() -> None:
    async with serving(lambda _: drip) as server:
        with pytest.raises(TimedOut):
            await _all(chunks(f"{server.url}/x", local=True, timing=Timing(connect_s=5, read_s=5, total_s=0.5)))
    async with serving(lambda _: answer({"error": "no"}, 404)) as server:
        with pytest.raises(NotFound):
            await _all(chunks(f"{server.url}/x", local=True))
        url = server.url
    with pytest.raises(NeverConnected):
        await _all(chunks(f"{url}/x", local=True))


@pytest.mark.parametrize(
    ("url", "content"),
    [
        ("data:,hello%20world", b"hello world"),
        ("data:text/plain;base64,aGVsbG8=", b"hello"),
        ("data:text/plain;base64,aGVsbG8", b"hello"),
        ("DATA:;BASE64,_-__", base64.b64decode("/+//")),
        ("data:text/plain;base64,aGVs\nbG8=", b"hello"),
        ("data:,", b""),
    ],
)
async def test_data_addresses_are_unpacked(url: str, content: bytes) -> None:
    assert await _all(chunks(url, local=False)) == content


@pytest.mark.parametrize("url", ["data:", "data:text/plain;base64,a", "data:;base64,é", "data:," + "x" * 2000])
async def test_bad_and_large_data_addresses_are_refused(url: str) -> None:
    with pytest.raises(DownloadRefused):
        await _all(chunks(url, local=False, most_bytes=1000))


async def test_a_link_without_an_address_is_an_error() -> None:
    reply: Any = {"data": {"filename": "x"}}
    async with serving(lambda _: answer(reply)) as server, client(server.url) as commune:
        with pytest.raises(CommuneError):
            await commune.attachments.read("x")

"""A proxy and a private authority are used where the settings say so, and nothing else of the environment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from commune_tui import network
from commune_tui.api import Commune
from commune_tui.api.errors import NeverConnected, Unreadable
from commune_tui.network import Network, NetworkError

from .certificates import make_certificate, secure
from .clients import client

HOST = "api.commune.test"


@asynccontextmanager
async def proxy(port: int, *, refuses: bool = False) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A proxy that leads every CONNECT to one port of this machine; its address, and the request lines that it saw."""
    seen: list[bytes] = []
    working: set[asyncio.Task[None] | None] = set()

    async def pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()
        with suppress(OSError):
            await sink.wait_closed()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        working.add(asyncio.current_task())
        seen.append((await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")[0])
        if refuses:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            return
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(pour(reader, back), pour(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", seen
    await asyncio.gather(*filter(None, working), return_exceptions=True)


async def domains(made: Commune) -> None:
    await made.domains.list()


async def test_a_proxy_and_an_authority_of_the_settings_are_used(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, host=HOST)
    async with (
        secure(cert, key, "http/1.1") as server,
        proxy(server.port) as (address, seen),
        client(f"https://{HOST}", network=Network(address, cert)) as made,
    ):
        await domains(made)
        with pytest.raises(Unreadable):  # a write, which may leave once only, was answered
            await made.threads.set_status("t", "closed")
    assert set(seen) == {f"CONNECT {HOST}:443 HTTP/1.1".encode()}


async def test_a_proxy_that_says_no_is_named_and_nothing_was_sent(tmp_path: Path) -> None:
    async with proxy(9, refuses=True) as (address, _), client(f"https://{HOST}", network=Network(address)) as made:
        with pytest.raises(NeverConnected, match="proxy") as caught:
            await domains(made)
    assert not caught.value.may_have_acted


async def test_a_server_on_this_machine_is_never_asked_through_a_proxy(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    async with (
        secure(cert, key, "http/1.1") as server,
        proxy(server.port) as (address, seen),
        client(server.url, network=Network(address, cert)) as made,
    ):
        await domains(made)
    assert seen == []


async def test_nothing_of_the_environment_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert, key = make_certificate(tmp_path)
    keys = tmp_path / "tls-keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with secure(cert, key, "http/1.1") as server:
        async with client(server.url, network=Network(ca_file=cert)) as made:
            await domains(made)
        async with client(f"https://localhost:{server.port}", network=Network(ca_file=cert)) as made:
            with pytest.raises(NeverConnected):
                await domains(made)
    assert not keys.exists()


async def test_a_host_in_the_common_name_alone_is_no_certificate_for_it(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, host="", common="localhost")
    async with (
        secure(cert, key, "http/1.1") as server,
        client(f"https://localhost:{server.port}", network=Network(ca_file=cert)) as made,
    ):
        with pytest.raises(NeverConnected, match="certificate is not to be trusted"):
            await domains(made)


def hello(minor: int) -> bytes:
    """A server that chose TLS 1.(minor - 1), or SSL 3 (RFC 5246 §7.4.1.3)."""
    return bytes([0x16, 3, minor, 0, 0x2A, 2, 0, 0, 0x26, 3, minor]) + bytes(33) + bytes([0, 0x2F, 0])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (bytes([0x15, 3, 1, 0, 2, 2, 70]), r"old TLS, older than 1\.2"),  # RFC 8446 §6: fatal, protocol_version
        (hello(0), r"old TLS, older than 1\.2"),
        (hello(1), r"old TLS, older than 1\.2"),
        (hello(2), r"old TLS, older than 1\.2"),
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "does not speak TLS"),
        (b"220 mail.example ESMTP\r\n", "does not speak TLS"),
        (bytes([0x15, 3, 3, 0, 2, 2, 40]), "No secure connection"),  # fatal, handshake_failure
    ],
    ids=["refuses ours", "SSL 3", "TLS 1.0", "TLS 1.1", "plain HTTP", "another service", "agrees on nothing"],
)
async def test_what_speaks_no_tls_or_an_old_one_is_told_as_that(answer: bytes, told: str) -> None:
    async def says(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async with await asyncio.start_server(says, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with client(f"https://127.0.0.1:{port}") as made:
            with pytest.raises(NeverConnected, match=told):
                await domains(made)


def test_what_settings_and_environment_choose(tmp_path: Path) -> None:
    cert = tmp_path / "authority.pem"
    cert.write_text("x")
    env = {"HTTPS_PROXY": "http://p.example:3128", "SSL_CERT_FILE": str(cert)}
    assert network.choose("", "", env) == Network()
    assert network.choose("environment", "environment", env) == Network("http://p.example:3128", cert)
    assert network.choose("environment", "environment", {}) == Network()
    assert network.ignored("", "", env) == ["HTTPS_PROXY", "SSL_CERT_FILE"]
    assert network.ignored("environment", str(cert), env) == []
    assert network.ignored("environment", "environment", env) == []
    assert network.ignored(env["HTTPS_PROXY"], "", {"HTTPS_PROXY": env["HTTPS_PROXY"], "SSL_CERT_FILE": ""}) == []
    assert network.ignored("http://other.example:1", str(tmp_path / "other"), env) == ["HTTPS_PROXY", "SSL_CERT_FILE"]
    secret = network.choose("http://me:word@p.example:3128", "", {})
    assert secret.shown_proxy == "http://p.example:3128" and "word" not in repr(secret)
    for wrong in ("p.example:3128", "socks5://p.example", "http://", "http://p.example:99999999"):
        with pytest.raises(NetworkError, match="http://proxy"):
            network.choose(wrong, "", {})
    with pytest.raises(NetworkError, match="no such file"):
        network.choose("", str(tmp_path / "missing"), {})

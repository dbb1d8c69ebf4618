"""TLS is always verified; HTTP/2 is used where the server has it, with more requests at once, and else HTTP/1.1."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from commune_tui.api import Commune
from commune_tui.api.errors import NeverConnected
from commune_tui.network import Network

from .certificates import make_certificate, secure
from .clients import client


async def _list(commune: Commune) -> None:
    await commune.domains.list()


async def test_an_unknown_certificate_is_refused_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    async with secure(cert, key, "http/1.1") as server, client(server.url) as commune:
        with pytest.raises(NeverConnected) as caught:
            await commune.domains.list()
    assert caught.value.certificate
    assert "certificate" in str(caught.value)
    assert server.protocols == []


async def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path, host="127.0.0.2")
    async with secure(cert, key, "http/1.1") as server, client(server.url, network=Network(ca_file=cert)) as commune:
        with pytest.raises(NeverConnected):
            await commune.domains.list()


async def test_http_2_carries_more_requests_at_once_after_the_first(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    async with (
        secure(cert, key, "h2", "http/1.1") as server,
        client(server.url, network=Network(ca_file=cert)) as commune,
    ):
        await commune.domains.list()
        server.hold = 32
        await asyncio.gather(*(_list(commune) for _ in range(64)))
    assert set(server.protocols) == {"h2"}
    assert (server.answered, server.most_open) == (65, 32)


async def test_a_server_without_http_2_is_spoken_to_in_http_1(tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    async with secure(cert, key, "http/1.1") as server, client(server.url, network=Network(ca_file=cert)) as commune:
        await asyncio.gather(*(_list(commune) for _ in range(5)))
    assert set(server.protocols) == {"http/1.1"}

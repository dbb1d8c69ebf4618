"""A certificate authority for one test, and servers that speak TLS with it: HTTP/2, or HTTP/1.1 alone."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path, *, host: str = "127.0.0.1", common: str = "test") -> tuple[Path, Path]:
    """A self-signed certificate for an address or a name, and its key, as PEM files. Without a host only ``common``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    if host:
        named = x509.DNSName(host) if host[-1].isalpha() else x509.IPAddress(ip_address(host))
        builder = builder.add_extension(x509.SubjectAlternativeName([named]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    cert_file, key_file = folder / f"{host}.crt", folder / f"{host}.key"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@dataclass
class Secure:
    """``protocols`` lists what each connection agreed on; ``most_open`` is how many requests waited at once."""

    port: int = 0
    protocols: list[str | None] = field(default_factory=list)
    waiting: list[tuple[h2.connection.H2Connection, asyncio.StreamWriter, int]] = field(default_factory=list)
    answered: int = 0
    most_open: int = 0
    hold: int = 1

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        self.protocols.append(chosen)
        if chosen != "h2":
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
            await writer.drain()
            return
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.StreamEnded):
                    self._answer_when_enough_wait(connection, writer, event.stream_id)
            writer.write(connection.data_to_send())
            await writer.drain()

    def _answer_when_enough_wait(
        self, connection: h2.connection.H2Connection, writer: asyncio.StreamWriter, stream: int
    ) -> None:
        self.waiting.append((connection, writer, stream))
        self.most_open = max(self.most_open, len(self.waiting))
        if len(self.waiting) < self.hold:
            return
        for waiting, its_writer, number in self.waiting:
            waiting.send_headers(number, [(":status", "200"), ("content-type", "application/json")])
            waiting.send_data(number, b"[]", end_stream=True)
            its_writer.write(waiting.data_to_send())
            self.answered += 1
        self.waiting.clear()


@asynccontextmanager
async def secure(cert: Path, key: Path, *protocols: str) -> AsyncIterator[Secure]:
    """A TLS server on a free port that offers ``protocols`` (``h2``, ``http/1.1``)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.set_alpn_protocols(list(protocols))
    state = Secure()
    writers: list[asyncio.StreamWriter] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await state.serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()

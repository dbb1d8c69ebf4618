"""A gate that speaks TLS: who is let in, who is not, and which certificate it shows."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from commune_tui.api import Commune
from commune_tui.api.auth import Secret
from commune_tui.errors import FAILED, USAGE, Explained
from commune_tui.gate.certificate import Certificate
from commune_tui.network import Network
from tests.contract import test_official_cli as cli
from tests.gate.authority import DAY, Authority, authority
from tests.gate.connections import connection, ended
from tests.gate.gates import Gate, gate
from tests.servers import Server

Files = tuple[Path, Path]
FILE = {"content": "a" * 4_000_000, "filename": "a.txt", "mime_type": "text/plain"}


@pytest.fixture
def trusted(tmp_path: Path) -> Authority:
    return authority(tmp_path)


@pytest.fixture
def files(trusted: Authority) -> Files:
    """The certificate of the gate and its key."""
    return trusted.issue("gate", "127.0.0.1", "localhost")


@pytest.fixture
def secure(sandbox: Server, tmp_path: Path, files: Files) -> Iterator[Gate]:
    complaints: list[str] = []
    with gate(sandbox, tmp_path, certificate=Certificate(*files, complaints.append)) as made:
        made.complaints = complaints
        yield made


def context(trusted: Authority) -> ssl.SSLContext:
    """That of a client which trusts this authority and no other."""
    return ssl.create_default_context(cafile=trusted.file)


def shown(guarded: Gate, trusted: Authority, name: str = "localhost") -> int:
    """The serial number of the certificate that a new connection sees."""
    with (
        connection(guarded) as plain,
        context(trusted).wrap_socket(plain, server_hostname=name) as secure,
    ):
        raw = secure.getpeercert(binary_form=True)
        assert raw is not None
        return x509.load_der_x509_certificate(raw).serial_number


def serial(files: Files) -> int:
    return x509.load_pem_x509_certificate(files[0].read_bytes()).serial_number


def test_a_read_and_a_send_that_is_held(secure: Gate, trusted: Authority, box: str) -> None:
    assert secure.base_url.startswith("https://127.0.0.1:")
    bearer = {"Authorization": f"Bearer {secure.key}"}
    with httpx.Client(base_url=secure.base_url, verify=context(trusted), headers=bearer) as client:
        assert box in [each["id"] for each in client.get("/v1/inboxes").json()["data"]]
        mail = {"to": "ann@customer.example", "subject": "Your order", "text": "It left.", "inboxId": box}
        answer = client.post("/v1/messages/send", json=mail)
        assert answer.status_code == 202
        assert client.get(f"/gate/v1/sends/{answer.json()['id']}").json()["data"]["state"] == "held"
        file = client.post("/v1/attachments/upload", json=FILE)
        assert file.status_code == 201, file.text
    secure.sealed(answer.json()["id"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
async def test_programs_reach_it_by_an_authority_that_they_are_told_of(
    secure: Gate, trusted: Authority, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commune import CommuneClient

    async with Commune(Secret(secure.key), base_url=secure.base_url, network=Network(ca_file=trusted.file)) as ours:
        assert box in [inbox.id async for inbox in ours.inboxes.list()]
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    with CommuneClient(api_key=secure.key, base_url=secure.base_url) as sdk:
        assert sdk.domains.list()
    found = cli._run(secure.server, [("domains list", [])], tmp_path, terminal=False)
    assert found["domains list"][0] == 0, found


@pytest.mark.parametrize("other", ["host", "authority"])
def test_a_client_refuses_what_it_should_not_trust(
    sandbox: Server, tmp_path: Path, trusted: Authority, other: str
) -> None:
    files = trusted.issue("gate", "gate.example" if other == "host" else "127.0.0.1")
    trust = trusted if other == "host" else authority(tmp_path, "another")
    with gate(sandbox, tmp_path, certificate=Certificate(*files, str)) as made:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{made.base_url}/v1/domains", verify=context(trust))
        if other == "host":  # by its own name it is the same gate
            assert shown(made, trusted, "gate.example") == serial(files)


@pytest.mark.filterwarnings("ignore:.*TLSv1.*:DeprecationWarning")
def test_no_old_tls_and_nothing_else_than_tls(secure: Gate, trusted: Authority) -> None:
    old = context(trusted)
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with connection(secure) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname="localhost")
    for said in (f"GET /v1/domains HTTP/1.1\r\nAuthorization: Bearer {secure.key}\r\n\r\n".encode(), os.urandom(400)):
        with connection(secure) as plain:
            plain.sendall(said)
            assert b"HTTP" not in ended(plain)
    new = context(trusted)
    new.minimum_version = ssl.TLSVersion.TLSv1_2
    new.maximum_version = ssl.TLSVersion.TLSv1_2
    assert httpx.get(f"{secure.base_url}/v1/domains", verify=new).status_code == 401


def spoiled(files: Files, trusted: Authority) -> None:
    """The key of somebody else."""
    shutil.copy(trusted.issue("other", "localhost")[1], files[1])


BROKEN: dict[str, tuple[str, int, Callable[[Files, Authority], object]]] = {
    "no certificate": ("cannot be read: No such file", USAGE, lambda files, _: files[0].unlink()),
    "no key": ("cannot be read: No such file", USAGE, lambda files, _: files[1].unlink()),
    "not PEM": ("holds no certificate", USAGE, lambda files, _: files[0].write_bytes(b"\x00x")),
    "half a key": ("not usable", USAGE, lambda files, _: files[1].write_bytes(files[1].read_bytes()[:90])),
    "another key": ("is not the key of the certificate", USAGE, spoiled),
    "over": ("ended on", USAGE, lambda _, trusted: trusted.issue("gate", "localhost", ends=-DAY / 2)),
    "not yet": ("begins on", USAGE, lambda _, trusted: trusted.issue("gate", "localhost", begins=DAY / 2)),
    "locked": ("passphrase", USAGE, lambda _, trusted: trusted.issue("gate", "localhost", passphrase=b"p")),
    "open to others": ("chmod 600", FAILED, lambda files, _: files[1].chmod(0o640)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_cannot_be_used_is_said(trusted: Authority, files: Files, fault: str) -> None:
    words, status, spoil = BROKEN[fault]
    spoil(files, trusted)
    with pytest.raises(Explained, match=words) as told:
        Certificate(*files, str)
    assert told.value.exit_status == status and str(files[0].parent) in told.value.sentence


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_new_certificate_leaves_the_one_before(
    secure: Gate, trusted: Authority, files: Files, fault: str
) -> None:
    before = serial(files)
    assert shown(secure, trusted) == before
    words, _, spoil = BROKEN[fault]
    spoil(files, trusted)
    assert [shown(secure, trusted), shown(secure, trusted)] == [before, before]
    [told] = secure.complaints
    assert words in told and told.endswith("The certificate before it stays.")


def test_a_renewed_certificate_is_shown_to_the_next_connection(secure: Gate, trusted: Authority, files: Files) -> None:
    bearer = {"Authorization": f"Bearer {secure.key}"}
    before = serial(files)
    with httpx.Client(base_url=secure.base_url, verify=context(trusted), headers=bearer) as client:
        assert client.get("/v1/domains").status_code == 200
        assert shown(secure, trusted) == before
        trusted.issue("gate", "localhost", ends=timedelta(days=1, hours=1))
        assert shown(secure, trusted) == serial(files) != before
        assert client.get("/v1/domains").status_code == 200  # and who is there already stays
    assert secure.complaints == []


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="there is no IPv6 on this machine")
def test_it_listens_by_ipv6(sandbox: Server, tmp_path: Path, trusted: Authority) -> None:
    files = trusted.issue("gate", "::1")
    with gate(sandbox, tmp_path, host="::1", certificate=Certificate(*files, str)) as made:
        assert made.base_url.startswith("https://[::1]:")
        bearer = {"Authorization": f"Bearer {made.key}"}
        assert httpx.get(f"{made.base_url}/v1/domains", verify=context(trusted), headers=bearer).status_code == 200

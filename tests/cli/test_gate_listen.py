"""Where ``commune-tui gate serve`` listens: what is refused, what is said, and that it ends as it should."""

from __future__ import annotations

import signal
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from commune_tui.errors import FAILED, OK, USAGE
from tests.cli.test_gate import Run, run
from tests.gate.authority import authority
from tests.gate.gates import process
from tests.servers import sandbox_process

__all__ = ["run"]
ANYWHERE = "0.0.0.0"  # noqa: S104 - what is tested
EXPOSED = ("--listen", ANYWHERE, "--expose")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--listen", ANYWHERE), "say --expose"),
        (("--listen", "::"), "say --expose"),
        (("--listen", "192.0.2.1", "--behind-proxy"), "say --expose"),
        (("--listen", "::ffff:192.0.2.1", "--tls-cert", "a", "--tls-key", "b"), "say --expose"),
        (EXPOSED, "in the clear"),
        ((*EXPOSED, "--tls-cert", "a"), "go together"),
        (("--tls-key", "a"), "go together"),
        (("--tls-cert", "/none/a", "--tls-key", "/none/b"), "/none/a cannot be read"),
        (("--listen", "gate.example"), "is no address"),
        (("--listen", "127.0.0.1:80"), "is no address"),
        (("--listen", "fe80::1%lo"), "is no address"),
    ],
)
def test_what_would_be_open_by_mistake_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("COMMUNE_API_KEY", "comm_x")
    try:
        status, said = run("serve", *words)
    except SystemExit as ended:  # of the parser
        assert ended.code == USAGE and told == "is no address"
    else:
        assert status == USAGE and told in said


def test_a_port_that_cannot_be_had_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNE_API_KEY", "comm_x")
    monkeypatch.setenv("COMMUNE_BASE_URL", "http://127.0.0.1:9")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = run("serve", "--port", port)
        assert status == FAILED and f"port {port} of 127.0.0.1 cannot be opened" in said
    status, said = run("serve", "--listen", "192.0.2.1", "--expose", "--behind-proxy")
    assert status == FAILED and "of 192.0.2.1 cannot be opened" in said


def test_it_speaks_tls_and_ends_while_somebody_is_connected(tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    chain, key = trusted.issue("gate", "127.0.0.1")
    more = ("--tls-cert", str(chain), "--tls-key", str(key), "--expose")
    with sandbox_process() as sandbox, process(sandbox, tmp_path, more=more) as (guarded, started):
        assert guarded.base_url.startswith("https://127.0.0.1:")
        assert "by a name that the certificate has" in started.stderr.readline()
        trust = ssl.create_default_context(cafile=trusted.file)
        bearer = {"Authorization": f"Bearer {guarded.agent('support')}"}
        with httpx.Client(base_url=guarded.base_url, verify=trust, headers=bearer) as client:
            assert client.get("/v1/inboxes").status_code == 200
            started.send_signal(signal.SIGTERM)
            assert started.wait(20) == OK


def test_behind_a_proxy_it_says_whose_address_agents_use(tmp_path: Path) -> None:
    more = (*EXPOSED, "--behind-proxy")
    with sandbox_process() as sandbox, process(sandbox, tmp_path, more=more) as (guarded, started):
        assert guarded.base_url.startswith(f"http://{ANYWHERE}:")
        assert "the https address of the proxy" in started.stderr.readline()
        guarded.base_url = guarded.base_url.replace(ANYWHERE, "127.0.0.1")
        assert guarded.server.get("/v1/inboxes", key=guarded.agent("support")).status == 200

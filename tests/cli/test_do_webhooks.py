"""``commune-tui do webhook.…``: posting deliveries again from a script, many only once their number was said."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from commune_tui.__main__ import main
from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.mail.test_webhooks import mail_for_a_hook
from tests.servers import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    mail_for_a_hook(fresh_sandbox)
    return await copied(home, fresh_sandbox, monkeypatch)


def test_one_and_many(acme: Copied, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in acme.where.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        try:
            status = main(["do", *words])
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else -1
        out, err = capsys.readouterr()
        return status, out, " ".join(err.split())

    number = acme.server.get("/v1/webhooks/deliveries").body["deliveries"][0]["delivery_id"]
    assert run("webhook.retry", number)[:2] == (0, f"{number}\tconfirmed\n")
    status, out, told = run("webhook.retry", "whd_none")
    assert (status, out) == (5, "") and "is no DELIVERY" in told
    status, out, told = run("webhook.retry_all", "status:failed")
    assert (status, out) == (2, "")
    assert (
        "1 delivery would be posted again, to 127.0.0.1 (1)." in told and "the receiver must cope with repeats" in told
    )
    assert "--confirm 'retry 1'" in told
    assert run("webhook.retry_all", "status:failed", "--confirm", "retry 2")[0] == 2
    assert run("webhook.retry_all", "status:failed", "--confirm", "retry 1")[:2] == (0, "status:failed\tconfirmed\n")
    assert "There is no status" in run("webhook.retry_all", "status:gone")[2]

"""``commune-tui do customer.erase``: counted, named, removed here, certified; what listen kept of them goes, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.listen.kept import KeptDeliveries, folder
from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.cli.test_do import Run, here
from tests.mail.test_deletion import holding
from tests.mail.test_erasure import CANARIES, OTHER, WHO, fill
from tests.servers import Server

__all__ = ["here"]


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    fill(fresh_sandbox)
    return await copied(home, fresh_sandbox, monkeypatch)


def test_one_customer_goes_from_here_and_the_server_is_named(
    here: Run, acme: Copied, fresh_sandbox: Server, tmp_path: Path
) -> None:
    paper = tmp_path / "certificate.txt"
    KeptDeliveries().add({}, f'{{"from":"{WHO.title()}"}}'.encode(), signed=False)
    KeptDeliveries().add({}, f'{{"from":"{OTHER}"}}'.encode(), signed=False)
    assert "a new file for the certificate" in " ".join(here("do", "customer.erase", WHO)[2].split())
    assert "That is no address" in here("do", "customer.erase", "petunia", "file", str(paper))[2]
    assert "Nothing is here about" in here("do", "customer.erase", "x@y.example", "file", str(paper))[2]
    status, out, err = here("do", "customer.erase", WHO, "file", str(paper))
    told = " ".join(err.split())
    assert (status, out) == (2, "") and f"--confirm {WHO}" in told and not paper.exists()
    assert f"of {WHO}: 3 conversations with 3 mails and 3 attached files." in told
    assert "Deleting all of support@northwind.example there would take 3 mails of others with 2 mails of these." in told
    assert "1 mail in conversations of others names this address and stays." in told
    status, out, err = here("do", "customer.erase", WHO, "file", str(paper), "--confirm", WHO)
    told = " ".join(err.split())
    assert (status, out) == (0, f"{WHO}\tconfirmed\n"), err
    assert "The server still holds 3 mails in 3 conversations of theirs." in told
    text = paper.read_text()
    assert paper.stat().st_mode & 0o777 == 0o600 and WHO in text and "1 delivery" in told
    assert "Nothing was deleted at the server by this." in text and "erased" not in text.lower()
    assert len(list(folder().glob("*.delivery"))) == 1
    assert fresh_sandbox.control("state")["world"]["messages"] == 7
    left = holding(acme.account.desk_folder, *CANARIES) + holding(acme.account.mail_folder, *CANARIES)
    assert set(left) <= {"mail.db"}  # the mail of somebody else that names them
    status, out, err = here("do", "customer.erase", WHO, "file", str(tmp_path / "other.txt"))
    assert (status, out) == (2, "") and "Nothing is here about" in err


def test_it_needs_no_server(here: Run, acme: Copied, fresh_sandbox: Server, tmp_path: Path) -> None:
    paper = tmp_path / "certificate.txt"
    fresh_sandbox.control("faults", {"faults": ["drop /v1/*"]})
    status, _, err = here("do", "customer.erase", WHO, "file", str(paper), "--confirm", WHO)
    fresh_sandbox.control("faults", {"faults": []})
    assert status == 0, err
    assert "What the server still holds is not known" in " ".join(paper.read_text().split())

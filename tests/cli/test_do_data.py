"""``commune-tui do data.…``: counted first, confirmed by name, certified in a new private file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.cli.test_do import Run, here
from tests.servers import Server

__all__ = ["here"]


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    address = sorted(fresh_sandbox.inboxes())[0]
    for number in (1, 2):
        mail = {"from": f"{number}@customer.example", "to": address, "subject": "canary", "text": "t"}
        fresh_sandbox.control("mail", mail)
    return await copied(home, fresh_sandbox, monkeypatch)


def test_an_inbox_is_counted_confirmed_and_certified(here: Run, fresh_sandbox: Server, tmp_path: Path) -> None:
    address = sorted(fresh_sandbox.inboxes())[0]
    assert here("do", "data.confirm", "del_none")[0] == 5
    status, out, err = here("do", "data.delete", "inbox", "nobody@x.example")
    assert (status, out) == (2, "") and "There is no inbox" in err
    status, out, err = here("do", "data.delete", "inbox", address)
    number = _waiting(here)
    assert (status, out) == (0, f"{number}\tconfirmed\n"), err
    told = " ".join(err.split())
    assert "The server counts 2 messages of it; here are 2 conversations and 2 mails." in told
    assert fresh_sandbox.control("state")["world"]["messages"] == 2
    assert "takes one at a time" in " ".join(here("do", "data.delete", "organisation")[2].split())
    status, out, err = here("do", "data.confirm", number)
    assert (status, out) == (2, "") and f"--confirm {address}" in " ".join(err.split())
    assert here("do", "data.confirm", number, "--confirm", "else")[0] == 2
    assert fresh_sandbox.control("state")["world"]["messages"] == 2
    status, out, err = here("do", "data.confirm", number, "--confirm", address)
    assert (status, out) == (0, f"{number}\tconfirmed\n"), err
    assert "the server has nothing of it" in " ".join(err.split())
    assert fresh_sandbox.control("state")["world"]["messages"] == 0
    assert here("do", "data.confirm", number, "--confirm", address)[0] == 2
    paper = tmp_path / "certificate.txt"
    status, out, err = here("do", "data.certificate", str(paper))
    assert status == 0 and paper.stat().st_mode & 0o777 == 0o600
    text = paper.read_text()
    assert number in text and address in text and "2 conversations and 2 mails" in text
    assert "messages                       2         2" in text and "the server has nothing of it" in text
    assert here("do", "data.certificate", str(paper))[0] == 2 and paper.read_text() == text


def _waiting(here: Run) -> str:
    _, _, err = here("do", "data.confirm", "x")
    return "del_" + err.partition("del_")[2].split(".")[0].split()[0]


def test_it_can_be_left_to_expire(here: Run, fresh_sandbox: Server) -> None:
    assert here("do", "data.delete", "messages", "before", "2026-03-01")[0] == 0
    number = _waiting(here)
    status, out, err = here("do", "data.drop", number)
    assert (status, out) == (0, f"{number}\tconfirmed\n") and "deletes nothing" in " ".join(err.split())
    assert here("do", "data.confirm", number, "--confirm", "delete before 2026-03-01")[0] == 2
    assert here("do", "data.delete", "messages", "before", "tomorrow")[0] == 2
    status, _, err = here("do", "data.delete", "messages", "before", "2026-03-01")
    assert status == 1 and "whose token is not here" in " ".join(err.split())


def test_after_everything_is_deleted_a_certificate_can_still_be_written(
    here: Run, fresh_sandbox: Server, tmp_path: Path
) -> None:
    assert here("do", "data.delete", "organisation")[0] == 0
    number = _waiting(here)
    status, out, err = here("do", "data.confirm", number, "--confirm", "delete everything")
    assert (status, out) == (0, f"{number}\tconfirmed\n"), err
    assert "no proof of zero" in " ".join(err.split())
    paper = tmp_path / "certificate.txt"
    status, _, err = here("do", "data.certificate", str(paper))
    assert status == 0, err
    assert "(401)" in paper.read_text()

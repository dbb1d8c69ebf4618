"""``commune-tui do`` on the account itself: asked once, said in a word and a sentence, dangerous only with the name."""

from __future__ import annotations

import json

import pytest

from commune_tui.actions.administration import acts
from commune_tui.actions.commands import BY_ID
from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.cli.test_do import Run, here
from tests.servers import Server

__all__ = ["here"]


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    return await copied(home, fresh_sandbox, monkeypatch)


def named(server: Server, address: str) -> str:
    found = {each["address"]: each for each in server.get("/v1/inboxes").body["data"]}
    return str(found[address].get("displayName")) if address in found else ""


def test_an_inbox_is_made_renamed_and_deleted(here: Run, fresh_sandbox: Server) -> None:
    domain = sorted(fresh_sandbox.inboxes())[0].partition("@")[2]
    address = f"refunds@{domain}"
    status, out, err = here("do", "inbox.create", address, "Refunds")
    assert (status, out) == (0, f"{address}\tconfirmed\n") and f"{address} is there" in err
    status, out, err = here("do", "inbox.name", address, "Money", "back")
    assert (status, out) == (0, f"{address}\tconfirmed\n") and named(fresh_sandbox, address) == "Money back"
    status, out, err = here("do", "inbox.delete", address)
    assert (status, out) == (2, "") and f"--confirm {address}" in " ".join(err.split())
    status, out, err = here("do", "inbox.delete", address, "--confirm", "refunds")
    assert status == 2 and named(fresh_sandbox, address)
    status, out, err = here("do", "inbox.delete", address, "--confirm", address)
    assert (status, out) == (0, f"{address}\tconfirmed\n") and address not in fresh_sandbox.inboxes()
    status, out, err = here("do", "inbox.delete", address, "--confirm", address)
    assert (status, out) == (5, "") and "is no INBOX" in err


def test_an_inbox_is_made_with_its_webhook(here: Run, fresh_sandbox: Server) -> None:
    address, hook = f"refunds@{sorted(fresh_sandbox.inboxes())[0].partition('@')[2]}", "http://127.0.0.1:9/hook"
    status, out, err = here("do", "inbox.create", address, "Refund", "desk", "ftp://127.0.0.1/hook")
    assert (status, out) == (2, "") and "begins with https://" in " ".join(err.split())
    status, out, err = here("do", "inbox.create", address, "Refund", "desk", hook)
    assert (status, out) == (0, f"{address}\tconfirmed\n") and f"its agent hears of mail at {hook}" in " ".join(
        err.split()
    )
    [made] = [each for each in fresh_sandbox.get("/v1/inboxes").body["data"] if each["address"] == address]
    assert (made["displayName"], made["webhook"]["endpoint"]) == ("Refund desk", hook)


def test_records_and_secrets_are_printed_on_purpose(here: Run, fresh_sandbox: Server) -> None:
    address = sorted(fresh_sandbox.inboxes())[0]
    domain = address.partition("@")[2]
    status, out, _ = here("do", "domain.records", domain, "json")
    assert status == 0 and {each["type"] for each in json.loads(out)} >= {"MX", "TXT"}
    assert here("do", "inbox.secret", address)[0] == 2
    assert here("do", "inbox.webhook", address, "http://127.0.0.1:9/hook")[0] == 0
    status, out, err = here("do", "inbox.secret", address)
    assert status == 0 and out.startswith(f"{address}\tshown") and "whsec_" not in err
    status, out, err = here("do", "inbox.test", address)
    assert (status, out) == (0, f"{address}\tconfirmed\n") and "did not take the test event" in err


def test_a_server_that_is_away_is_said_and_nothing_is_kept(here: Run, fresh_sandbox: Server) -> None:
    address = sorted(fresh_sandbox.inboxes())[0]
    fresh_sandbox.control("faults", {"faults": ["drop /v1/*"]})
    status, out, err = here("do", "inbox.name", address, "Later")
    assert status == 1 and out == "" and err
    fresh_sandbox.control("faults", {"faults": []})
    assert named(fresh_sandbox, address) != "Later"


def test_what_it_takes_stands_in_its_help(here: Run) -> None:
    _, out, _ = here("do", "--help")
    for name in acts():
        assert name in out and BY_ID[name].label.rstrip("…") in out


def test_a_watch_waits_until_all_records_are_there(here: Run, fresh_sandbox: Server) -> None:
    assert here("do", "domain.add", "mail.acme.example")[0] == 0
    status, out, err = here("do", "domain.watch", "mail.acme.example")
    assert (status, out) == (0, "mail.acme.example\tconfirmed\n") and "records are found" in " ".join(err.split())
    status, out, _ = here("do", "domain.dmarc", "mail.acme.example")
    assert status == 0 and "No receiver reported anything" in out

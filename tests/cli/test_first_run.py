"""The first start and the next ones: where the key comes from, where it goes, and where it never is."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from pathlib import Path

from tests.cli.terminals import Home, sane, terminal
from tests.servers import Server, sandbox_process

AGE = re.compile(r"\b(now|\d+[smhdwy])\b")


def test_a_key_from_the_environment_opens_the_account_and_stays_there(home: Home, office: Server) -> None:
    with terminal(home, COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url) as screen:
        screen.expect("API key from the environment", "synced")
        assert "Max core file size        0 " in Path(f"/proc/{screen.child}/limits").read_text()
        assert screen.leave() == 0
    assert sane(screen.raw)
    assert office.key not in screen.text and b"\x1b]52" not in screen.raw
    assert home.holding(office.key) == [] and home.open_to_others() == []
    assert sorted(home.path.iterdir()) == sorted((home.config, home.data, home.copy, home.state))


def test_the_second_start_shows_the_mail_while_the_server_is_gone(home: Home) -> None:
    with sandbox_process("--threads", "40") as server:
        url, key = server.base_url, server.key
        with terminal(home, COMMUNE_API_KEY=key, COMMUNE_BASE_URL=url) as screen:
            screen.expect("synced")
            assert screen.leave() == 0
    found = json.loads(home.run("peek", "--json", COMMUNE_API_KEY=key, COMMUNE_BASE_URL=url).stdout)
    assert found["counts"]["threads"] == 40 and len(found["newest"]) == 5
    with terminal(home, COMMUNE_API_KEY=key, COMMUNE_BASE_URL=url) as screen:
        screen.expect(f"Needs reply {found['counts']['needs_reply']}", "offline")
        assert screen.leave() == 0


def test_a_pasted_key_is_hidden_checked_and_kept_in_its_own_file(home: Home, office: Server) -> None:
    with terminal(home, COMMUNE_BASE_URL=office.base_url) as screen:
        screen.expect("There is no key", "try the demo")
        screen.type("k")
        screen.expect("API key (hidden)")
        screen.type("comm_wrong_0123456789\r")
        screen.expect("Nothing was kept")
        screen.type(f"\x1b[200~{office.key}\x1b[201~")  # a paste at the choices is a key
        screen.expect("opens the inboxes", "read, write, admin")
        screen.type("\r")
        screen.expect("API key from", "synced")
        assert screen.leave() == 0
    assert office.key not in screen.text and "comm_wrong" not in screen.text
    file = home.config / "commune-tui" / "keys" / "default.toml"
    assert home.holding(office.key) == [file] and home.open_to_others() == []
    assert tomllib.loads(file.read_text())["base_url"] == office.base_url


def test_a_stored_key_goes_to_no_other_server(home: Home, office: Server) -> None:
    assert home.run("keys", "add", typed=office.key, COMMUNE_BASE_URL=office.base_url).returncode == 0
    assert home.run("doctor").returncode == 0
    elsewhere = home.run("doctor", COMMUNE_BASE_URL="http://127.0.0.1:9")
    assert elsewhere.returncode == 1 and f"belongs to {office.base_url}" in elsewhere.stdout


def test_a_new_agent_is_registered_and_its_key_never_shown(home: Home, office: Server) -> None:
    with terminal(home, COMMUNE_BASE_URL=office.base_url) as screen:
        screen.expect("register a new agent")
        screen.type("r")
        for question, answer in (
            ("Name of the agent", "Helper"),
            ("Name of your organisation", f"Works {home.path.name}"),
            ("Its short name", ""),
            ("What the agent does", "Answers the mail of customers politely"),
            ("Passphrase", ""),
        ):
            screen.expect(question)
            screen.type(f"{answer}\r")
        screen.expect("Registered as", "opens the inboxes")
        screen.type("\r")
        screen.expect("synced")
        assert screen.leave() == 0
    file = home.config / "commune-tui" / "keys" / "default.toml"
    pem = tomllib.loads(file.read_text())["private_key"]
    body = "".join(pem.splitlines()[1:-1])
    assert pem.startswith("-----BEGIN PRIVATE KEY-----") and len(base64.b64decode(body)) > 32
    assert body[:20] not in screen.text
    assert home.holding(body[:20]) == [file] and home.open_to_others() == []


def test_a_passphrase_locks_the_key_of_an_agent(home: Home, office: Server) -> None:
    with terminal(home, COMMUNE_BASE_URL=office.base_url) as screen:
        screen.expect("register a new agent")
        screen.type("r")
        for question, answer in (
            ("Name of the agent", "Helper"),
            ("Name of your organisation", f"Locked {home.path.name}"),
            ("Its short name", ""),
            ("What the agent does", ""),
            ("Passphrase", "open sesame"),
        ):
            screen.expect(question)
            screen.type(f"{answer}\r")
        screen.expect("Registered as")
        screen.type("\r")
        screen.expect("Passphrase of agent")
        screen.type("wrong\n")
        screen.expect("That is not it", ", again:")
        screen.type("open sesame\n")
        screen.expect("synced")
        assert screen.leave() == 0
    assert "sesame" not in screen.text and home.holding("sesame") == []
    assert "ENCRYPTED" in (home.config / "commune-tui" / "keys" / "default.toml").read_text()


def test_another_key_of_the_same_organisation_opens_the_same_copy(home: Home, office: Server) -> None:
    other = office.post("/v1/agent/api-keys", {"name": "second"}).body["apiKey"]
    for name, key in (("one", office.key), ("two", other)):
        assert home.run("keys", "add", name, typed=key, COMMUNE_BASE_URL=office.base_url).returncode == 0
    with terminal(home, "--profile", "one") as screen:
        screen.expect("synced")
        assert screen.leave() == 0
    seen = [home.run(*words).stdout for words in (("peek", "--profile", "two"), ("--profile", "one", "peek"))]
    assert seen[0].count("\n") > 5
    assert AGE.sub("", seen[0]) == AGE.sub("", seen[1])  # a minute may have passed between them
    assert len(list((home.copy / "commune-tui" / "accounts").iterdir())) == 1


def test_a_readable_key_file_is_refused_with_its_remedy(home: Home, office: Server) -> None:
    assert home.run("keys", "add", typed=office.key, COMMUNE_BASE_URL=office.base_url).returncode == 0
    file: Path = home.config / "commune-tui" / "keys" / "default.toml"
    file.chmod(0o644)
    refused = home.run("peek")
    assert refused.returncode == 3 and f"chmod 600 '{file}'" in refused.stderr
    assert office.key not in refused.stderr + refused.stdout


def test_a_server_that_must_not_be_used_is_told_and_never_asked(home: Home) -> None:
    with terminal(home, COMMUNE_API_KEY="comm_none", COMMUNE_BASE_URL="http://mail.example") as screen:
        screen.expect("The base URL must use https")
        assert screen.leave() == 0

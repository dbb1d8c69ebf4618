"""From nothing to an answered mail, with the program alone: an agent is registered and claimed, gets a domain, an inbox
with a webhook and a key of its own, writes its first mail, and is answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint import Endpoint, endpoint
from tests.flows.account import flat, waits_for
from tests.flows.test_claim import owner_accepts
from tests.mail.test_apikeys import listed
from tests.servers import Server, sandbox_process
from tests.terminal import Terminal, furnish, program

ADDRESS = "help@shop.example"
CUSTOMER = "ida@people.example"
ANSWERS = (
    ("Name of the agent", "Helper"),
    ("Name of your organisation", "Corner Shop"),
    ("Its short name", ""),
    ("What the agent does", "Answers customers who ask where their orders are."),
    ("Passphrase", ""),
)


@pytest.fixture(params=[pytest.param("strict", marks=pytest.mark.campaign), "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on which nobody sends before an owner has confirmed it."""
    more = ("--option", "ownership") if request.param == "strict" else ()
    with sandbox_process("--as", request.param, *more) as server:
        yield server


@pytest.fixture
def agent() -> Iterator[Endpoint]:
    with endpoint() as made:
        yield made


def registered(screen: Terminal) -> None:
    """The questions of the first start."""
    screen.until("register a new agent")
    screen.press("r")
    for question, words in ANSWERS:
        screen.until(question)
        if words:
            screen.type(words)
        screen.press("Enter")
    screen.until("opens the inboxes")
    screen.press("Enter", then="synced")


def claimed(screen: Terminal, server: Server) -> None:
    owner = sorted(server.inboxes())[-1]
    screen.press(":")
    screen.type(f"claim {owner}")
    screen.press("Enter", then="A link went to")
    owner_accepts(server, owner)


def said(screen: Terminal, key: str, asked: str, words: str, then: str) -> None:
    """A key, what it asks, and what is said then."""
    screen.act(key, asked)
    screen.type(words)
    screen.press("Enter", then=lambda text: then in flat(text))


def move_to(screen: Terminal, name: str) -> None:
    """Go down to the row of this name."""

    def is_there(text: str) -> bool:
        return any(line.startswith(("▌", "▏")) and name in line for line in text.splitlines())

    screen.until(name)
    while not is_there(screen.text):
        screen.press("j")


def set_up(screen: Terminal, agent: Endpoint) -> None:
    """A domain whose records are found, and an inbox on it whose mail is announced to the agent."""
    screen.press("g", "o", then="Domains and inboxes")
    said(screen, "A", "name of the domain", "shop.example", "shop.example is added.")
    move_to(screen, "shop.example")
    screen.act("V", "shop.example: verified")
    said(screen, "n", "new inbox", f"{ADDRESS} Helpdesk", f"{ADDRESS} is there.")
    move_to(screen, ADDRESS)
    said(screen, "w", "webhook\n", agent.address, "announces its mail at")
    screen.act("t", "took the test event: status 200")


def key_made(screen: Terminal, file: Path) -> str:
    """A key for the agent, that answers mail and may do no more, in a file of its own."""
    screen.press("g", "k", then="API keys")
    said(screen, "n", "new key", "helper, answer mail, 30d", "Its text is shown this once")
    said(screen, "w", "new file for the key", str(file), str(file))
    waits_for(file.exists, screen.pump)
    return file.read_text().strip()


def written(screen: Terminal) -> None:
    """The first mail of the new inbox."""
    screen.press("c", then="New mail")
    screen.press("Shift-Tab", "Ctrl-u")
    for words in (ADDRESS, CUSTOMER, "", "", "Your order", "It left this morning."):
        if words:
            screen.type(words)
        screen.press("Tab")
    screen.press("Esc", then="Before it leaves")
    screen.act("y", lambda text: "Before it leaves" not in text)


def outbound(server: Server) -> list[dict[str, Any]]:
    """What left the new inbox."""
    found = server.get(f"/v1/messages?inbox_id={server.inboxes()[ADDRESS]}").body["data"]
    return [each for each in found if each["direction"] == "outbound"]


def answer(server: Server) -> None:
    """The customer's."""
    [mail] = outbound(server)
    words = {"subject": "Re: Your order", "text": "It came, thank you!", "in_reply_to": mail["metadata"]["message_id"]}
    server.control("mail", {"from": CUSTOMER, "from_name": "Ida Lund", "to": ADDRESS, **words})


@pytest.mark.timeout(600)
def test_from_nothing_to_an_answered_mail(either: Server, agent: Endpoint, tmp_path: Path) -> None:
    home = furnish(tmp_path, hold_s=0)
    with program(home=home, size=(120, 40), environ={"COMMUNE_BASE_URL": either.base_url}) as screen:
        registered(screen)
        claimed(screen, either)
        set_up(screen, agent)
        key = key_made(screen, tmp_path / "helper.key")
        screen.act("x", lambda text: "The new key" not in text)
        assert key not in screen.text
        screen.press("q", then="Needs reply")
        written(screen)
        waits_for(partial(outbound, either), screen.pump)
        answer(either)
        screen.press("Ctrl-r")
        screen.until(lambda text: "Ida Lund" in text and "Your order" in text)
        screen.press("/", then="Enter accept")
        screen.type("from:ida")
        screen.press("Enter", then="[Needs reply 1]")
        screen.press("Enter", then="It came, thank you!")
        waits_for(lambda: [body for _, body in agent.got if "It came" in body.decode()], screen.pump)
    assert either.get("/v1/inboxes", key=key).status == 200
    made = next(each for each in listed(either) if each["name"] == "helper")
    assert "messages:write" in made["permissions"] and "domains:write" not in made["permissions"]
    kept = [file for file in tmp_path.rglob("*") if file.is_file() and key.encode() in file.read_bytes()]
    assert kept == [tmp_path / "helper.key"]

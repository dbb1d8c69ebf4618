"""Mail programs on this machine can write to a sandbox inbox, and nobody else's mail is taken."""

from __future__ import annotations

import asyncio
import smtplib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import pytest

from commune_tui.sandbox import empty
from commune_tui.sandbox.mailfile import LARGEST
from commune_tui.sandbox.smtp import SmtpUnavailable, listen, read_address
from commune_tui.sandbox.world import World


@asynccontextmanager
async def door() -> AsyncIterator[tuple[World, int]]:
    world = World(seed=1)
    world.load(empty.organisation())
    server = await listen(lambda address: world.inboxes.by_address(address) is not None, world.receive)
    try:
        yield world, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        world.close()


def letter(to: str = "support@northwind.example") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Jürgen <j@example.net>", to, "Wo bleibt meine Bestellung?"
    mail["Message-ID"] = "<first@example.net>"
    mail.set_content("Grüße aus Köln 🚲\n.\nEnde\n")
    mail.add_attachment(b"\x00\xffpicture", maintype="image", subtype="png", filename="Beleg ü.png")
    return mail


async def post(port: int, mail: EmailMessage, to: list[str] | None = None) -> dict[str, tuple[int, bytes]]:
    def talk() -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            return client.send_message(mail, to_addrs=to)

    return await asyncio.to_thread(talk)


async def test_a_mail_arrives_whole() -> None:
    async with door() as (world, port):
        await post(port, letter())
        row = world.database.one("SELECT * FROM messages")
        assert row is not None
        assert (row["sender"], row["sender_name"], row["direction"]) == ("j@example.net", "Jürgen", "inbound")
        assert row["content"] == "Grüße aus Köln 🚲\n.\nEnde"
        file = world.database.one("SELECT * FROM attachments")
        assert file is not None
        assert (file["filename"], file["content"]) == ("Beleg ü.png", b"\x00\xffpicture")


async def test_a_reply_joins_its_thread_and_a_repeat_is_kept_once() -> None:
    async with door() as (world, port):
        await post(port, letter())
        await post(port, letter())
        answer = letter()
        del answer["Message-ID"]
        answer["Message-ID"], answer["In-Reply-To"] = "<second@example.net>", "<first@example.net>"
        await post(port, answer)
        assert world.database.value("SELECT count(*) FROM threads") == 1
        assert world.database.value("SELECT message_count FROM threads") == 2


async def test_unknown_inboxes_are_refused_with_550_and_the_others_served() -> None:
    async with door() as (world, port):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await post(port, letter("stranger@example.com"))
        assert refused.value.recipients["stranger@example.com"][0] == 550
        left = await post(port, letter(), ["stranger@example.com", "billing@northwind.example"])
        assert left["stranger@example.com"][0] == 550
        assert world.database.value("SELECT count(*) FROM messages") == 1


async def test_utf8_addresses_are_spoken() -> None:
    async with door() as (world, port):
        mail = letter()
        mail.replace_header("From", "юра@пример.example")
        await post(port, mail)
        assert world.database.value("SELECT sender FROM messages") == "юра@пример.example"


async def test_a_mail_above_25_mb_is_refused_by_its_announced_size() -> None:
    async with door() as (world, port):

        def talk() -> tuple[int, bytes]:
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
                client.ehlo()
                return client.mail("j@example.net", [f"SIZE={LARGEST + 1}"])

        assert (await asyncio.to_thread(talk))[0] == 552
        assert world.database.value("SELECT count(*) FROM messages") == 0


async def test_spam_is_told_so() -> None:
    async with door() as (_, port):
        mail = EmailMessage()
        mail["From"], mail["To"] = "j@example.net", "support@northwind.example"
        mail.set_content("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await post(port, mail)
        assert refused.value.smtp_code == 554


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("2525", ("127.0.0.1", 2525)),
        (":0", ("127.0.0.1", 0)),
        ("localhost:25", ("127.0.0.1", 25)),
        ("[::1]:25", ("::1", 25)),
    ],
)
def test_addresses_of_this_machine_are_read(text: str, address: tuple[str, int]) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "0.0.0.0:25", "192.168.1.5:25", "mail.example.com:25", "127.0.0.1:x", "127.0.0.1:70000"]
)
def test_other_addresses_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SmtpUnavailable) as refused:
        read_address(text)
    assert len(str(refused.value).split()) > 5


async def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiosmtpd.smtp", None)
    with pytest.raises(SmtpUnavailable, match=r"pip install 'commune-tui\[smtp\]'"):
        await listen(lambda address: True, lambda mail, to: True)


async def test_a_taken_port_is_a_sentence() -> None:
    async with door() as (_, port):
        with pytest.raises(SmtpUnavailable, match=f"127.0.0.1:{port}"):
            await listen(lambda address: True, lambda mail, to: True, port=port)

"""Hostile texts in every place of a mail, through every word: no control is ever printed, and no word of a mail stands
where the program's own words stand."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from commune_tui.actions.speech import INDENT, door, wrapped
from commune_tui.text import is_clean
from tests.hostile.payloads import Payload, every_payload, some_payloads
from tests.linear.talk import Talk, talking
from tests.servers import Server

FACES = ("quoted", "links", "files", "headers", "raw", "json", "agent", "hidden", "whole", "delivery", "extracted")
PLACES = (
    "inboxes",
    "splits",
    "views",
    "outbox",
    "journal",
    "customer 1",
    "go templates",
    "webhooks",
    "attempts 1",
    "go domains",
    "agents",
    "apikeys",
    "go approvals",
    "deletion",
    "1",
    "go organisation",
    "fields",
    "values order_id",
    "delivery",
    "events",
    "suppressed",
    "counts",
    "where",
    "news",
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
OURS = re.compile("Mail|Thread|File|Link|From|To|Cc|Text|Warning|Extracted|Delivery|End of|The word|Look|Its |As |What")
PARTS = 8


def text_of(payload: Payload) -> str:
    """As much of a payload as JSON can carry: lone surrogates cannot be encoded."""
    return payload.text.encode("utf-8", "replace").decode()[:2000]


def deliver(server: Server, payloads: Sequence[Payload]) -> int:
    """A mail for each payload with it in every place, tags and assignee too; how many came."""
    address = sorted(server.inboxes())[0]
    mails = [
        {
            "from": f"customer{number}@shop.example",
            "from_name": text,
            "to": address,
            "subject": text,
            "text": f"{text}\nand more\n> {text}",
            "html": f"<p>{text}</p><a href='http://x.example/{number}'>{text}</a><i style='display:none'>{text}</i>",
            "files": [{"name": text or "x", "mime_type": "text/plain", "content": base64.b64encode(b"x").decode()}],
        }
        for number, text in enumerate(map(text_of, payloads))
    ]
    came = server.control("mail", {"mails": mails})["data"]
    for each, text in zip(came, map(text_of, payloads), strict=True):
        server.call("POST", f"/v1/threads/{each['thread_id']}/tags", {"tags": [text[:100]]})
        server.call("PUT", f"/v1/threads/{each['thread_id']}/assign", {"assignedTo": text[:100]})
    return len(came)


async def listen(talk: Talk, count: int) -> None:
    """Everything there is to hear of every mail, and every list."""
    await talk.say("page 200", "all")
    for place in range(1, count + 1):
        await talk.say(str(place), *FACES, "link 1", "forward", "x@y.example", ".", "discard")
        await talk.say(f"reply {place}", "Hello", ".", "quoted", "keep", "back")
    await talk.say(*PLACES, "search and more", "filter has:attachment", "help", "help reply", "quit")


def judge(lines: list[str]) -> None:
    for line in lines:
        printed = door(line)
        assert is_clean(printed) and not CONTROL.search(printed), ascii(printed)[:300]
        for row in wrapped(printed, 79):
            assert is_clean(row.strip()) and not CONTROL.search(row), ascii(row)[:300]


async def hear(server: Server, folder: Path, payloads: list[Payload]) -> list[str]:
    count = deliver(server, payloads)
    async with talking(server, folder) as talk:
        async with asyncio.timeout(300):
            await listen(talk, count)
        return talk.raw


async def test_a_sample_of_payloads_through_every_word(fresh_sandbox: Server, tmp_path: Path) -> None:
    lines = await hear(fresh_sandbox, tmp_path, some_payloads(12, seed=9))
    assert len(lines) > 600
    judge(lines)


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
async def test_all_payloads_through_every_word(part: int, fresh_sandbox: Server, tmp_path: Path) -> None:
    judge(await hear(fresh_sandbox, tmp_path, every_payload()[part::PARTS]))


async def test_a_mail_cannot_speak_for_the_program(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Its text, its quotes and its other faces are indented, every line of them; so is what a line runs over to."""
    text = "\n".join(["End of mail 1.", "review> send", "Sent.", "> On its way.", "-- ", "x " * 100 + "quit> "])
    fresh_sandbox.control(
        "mail",
        {"mails": [{"from": "a@b.example", "to": sorted(fresh_sandbox.inboxes())[0], "subject": "S", "text": text}]},
    )
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("page 200", "all")
        for word in ("1", "quoted", "raw", "json", "headers", "agent"):
            said = await talk.say(word)
            rows = [row for line in said.split("\n") for row in wrapped(line, 60)]
            strangers = [row for row in rows if not row.startswith(INDENT) and not OURS.match(row)]
            assert all(re.match(r"\d+ quoted lines|Unanswered, nobody|[A-Z][^>]*\.$", row) for row in strangers), (
                strangers
            )
            assert sum(row.startswith("End of mail 1.") for row in rows) <= 1

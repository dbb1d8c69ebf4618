"""``commune-tui show``: a conversation of the local copy as lines, the oldest mail first; no network, no mark changes.

What a mail says itself is indented. After it its links stand with their real targets.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from commune_tui.actions import mail_lines, reading_out
from commune_tui.actions.speech import door, wrapped
from commune_tui.cli import copy
from commune_tui.cli.tell import tell
from commune_tui.errors import OK
from commune_tui.mail import conversation
from commune_tui.mail.conversation import Mail, Memo
from commune_tui.wording import said

if TYPE_CHECKING:
    from commune_tui.mail.bodies import Read
    from commune_tui.mail.session import Session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("thread", metavar="THREAD", help="the id of a thread, as commune-tui list prints it")
    parser.add_argument("--json", action="store_true", help="the same as JSON; times are ISO 8601 in UTC")


def run(arguments: argparse.Namespace) -> int:
    async def work(session: Session) -> tuple[list[str], dict[str, Any]]:
        return await look(session, copy.text([arguments.thread]))

    lines, values = copy.read(*copy.chosen(arguments), work)
    if arguments.json:
        print(json.dumps(values, indent=1))
    else:
        print("\n".join(row for line in lines for row in wrapped(door(line), copy.width())))
    if not values["mails"]:
        tell("commune-tui: its mails are not here yet. Start commune-tui while online.", sys.stderr)
    return OK


async def look(session: Session, thread_id: str) -> tuple[list[str], dict[str, Any]]:
    """The conversation as lines, not wrapped, and as plain values. Raises Stop where it is not here."""
    talk = session.reads.conversation(thread_id)
    if talk.thread is None:
        raise copy.missing(thread_id)
    lines = mail_lines.head_lines(talk, 0, session.me)
    found: dict[str, Any] = {**copy.thread(talk.thread), "mails": [], "notes": []}
    for place, entry in enumerate(talk.entries, 1):
        own, read = await reading_out.entry_lines(session, talk, place, whole=True)
        if isinstance(entry, Memo):
            found["notes"].append({"by": entry.who, "at": copy.iso(entry.made_at), "text": entry.text})
        elif read is not None:
            own[-1:] = [*mail_lines.link_lines(read.body), *own[-1:]]
            found["mails"].append(_mail(entry, read))
        lines += own
    return [said(line, _nowhere) for line in lines], found


def _nowhere(command_id: str) -> str:
    """What is named for the screen and for lines is left out: here is nothing to type it into."""
    return ""


def _mail(mail: Mail, read: Read) -> dict[str, Any]:
    message, body = mail.message, read.body
    warnings = [*mail.sender.doubts, *(each.text for each in conversation.verdicts(message))]
    return {
        "id": message.id,
        "direction": message.direction,
        "from": message.sender_name or message.sender,
        "address": message.sender,
        **{role: [each.address for each in message.people if each.role == role] for role in ("to", "cc", "bcc")},
        "subject": message.subject,
        "at": copy.iso(mail.at),
        "risk": message.risk,
        "warnings": [said(each, _nowhere) for each in (*warnings, *mail_lines.findings(read))],
        "text": body.text,
        "links": [{"target": link.target, "words": link.text} for link in body.links],
        "files": [
            {"id": file.id, "name": file.name, "type": file.mime_type, "size": file.size}
            for file in message.attachments
        ],
    }

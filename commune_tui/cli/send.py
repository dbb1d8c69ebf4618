"""``commune-tui send``: one mail from a script, through the review, the hold and the outbox of the screen.

Its text comes from standard input. On standard output stands the id of the message, or with ``--json`` an object; all
sentences go to standard error. What is not sent is kept as a draft.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions import plain, unattended
from commune_tui.actions.unattended import Ended, Letter
from commune_tui.cli import opening
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import text, told, worded
from commune_tui.errors import USAGE
from commune_tui.mail.compose.findings import KNOWS, LOOKS

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "findings that keep a mail back until they are accepted:\n" + "\n".join(
        f"  {name:<17} {about}" for name, about in LOOKS.items()
    )
    add = parser.add_argument
    for name in ("--to", "--cc", "--bcc"):
        add(name, metavar="ADDRESS", action="append", default=[], help="several with commas, or again")
    add("--subject", metavar="WORDS", default="", help="an answer has that of its thread without")
    add("--reply-to", metavar="THREAD", default="", help="answer the newest mail of a thread, by its id")
    add("--inbox", metavar="INBOX", default="", help="the address or id of the inbox that it leaves from")
    add("--attach", metavar="PATH", action="append", default=[], help="a file; may stand again")
    then = "what the thread of --reply-to becomes once the mail is seen; its status stays without"
    add("--then", metavar="STATUS", default="", choices=("waiting", "closed"), help=then)
    spite = "send in spite of what the review finds under this name; may stand again"
    add("--accept", metavar="FINDING", action="append", default=[], choices=sorted(LOOKS | KNOWS), help=spite)
    add("--hold", metavar="SECONDS", type=_seconds, help="0 to 300; as in the settings without")
    wait = "for the server, after that; %(default)s without"
    add("--wait", metavar="SECONDS", type=_seconds, default=60, help=wait)
    add("--json", action="store_true", help="print an object: how it ended, ids, findings")


def _seconds(word: str) -> int:
    if not word.isdecimal() or len(word) > 3 or int(word) > 300:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of seconds from 0 to 300")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    if arguments.then and not arguments.reply_to:
        raise Stop("--then is about the thread of --reply-to. Nothing was sent.", USAGE)
    choice, account = opening.here(arguments)
    if arguments.hold is not None:
        choice = replace(choice, settings=replace(choice.settings, hold_s=arguments.hold))
    body = _typed()
    people = {name: text([", ".join(getattr(arguments, name))]) for name in ("to", "cc", "bcc")}
    words = {name: text([getattr(arguments, name)]) for name in ("subject", "reply_to", "inbox", "then")}
    signature, files = choice.settings.signature, arguments.attach
    letter = Letter(body, people, files=files, accepted=arguments.accept, signature=signature, **words)
    return opening.connected(choice, account, partial(deliver, letter=letter, arguments=arguments))


def _typed() -> str:
    """The text of the mail. Raises Stop where there is none."""
    if sys.stdin.isatty():
        told("Type the text of the mail; Ctrl-D ends it.")
    try:
        typed = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise Stop("standard input is no text in UTF-8. Nothing was sent.", USAGE) from None
    if not typed.strip():
        raise Stop("standard input had no text. Nothing was sent.", USAGE)
    return typed.replace("\r\n", "\n").rstrip("\n")


async def deliver(session: Session, letter: Letter, arguments: argparse.Namespace) -> int:
    """Send it and tell how it ended; the exit status. Raises Stop, which says where the mail was kept."""
    asked = asyncio.Event()

    def heed() -> asyncio.Event:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, asked.set)
        return asked

    try:
        ended = await unattended.send(session, letter, told, heed, arguments.wait)
    except unattended.NotSent as error:
        raise Stop(worded(error.sentence), error.exit_status) from None
    _tell(ended)
    if arguments.json:
        print(json.dumps(plain.sent(ended)))
    elif ended.state in ("seen", "taken"):
        print(ended.message_id)
    return INTERRUPTED if asked.is_set() else ended.exit_status


def _tell(ended: Ended) -> None:
    for each in ended.findings:
        told(f"commune-tui: {each.name}: {each.sentence}")
    names = dict.fromkeys(each.name for each in ended.findings if not ended.stopped)
    more = f" Sent all the same with: {' '.join(f'--accept {name}' for name in names)}" if names else ""
    before = f"commune-tui: {unattended.MEANWHILE}: " if ended.state == "overtaken" else ""
    told(f"{before}{ended.sentence}{more}")

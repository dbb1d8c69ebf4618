"""``commune-tui send``: one mail from a script, through the review, the hold and the outbox of the screen.

Its text comes from standard input. On standard output stands the id of the message, or with ``--json`` an object; all
sentences go to standard error. What is not sent is kept as a draft.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from commune_tui.actions import sending, sent
from commune_tui.actions.speech import door, seconds
from commune_tui.cli import copy, letter
from commune_tui.cli.ending import Stop
from commune_tui.errors import FAILED, KEPT_BACK, OK, QUEUED, UNSEEN, USAGE, Explained
from commune_tui.mail.compose.findings import KNOWS, LOOKS

if TYPE_CHECKING:
    from commune_tui.mail.compose.findings import Concern
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Operation
    from commune_tui.store.drafts import Draft

WAIT_S = 60
INTERRUPTED = 130
_ENDED = (asyncio.CancelledError, SystemExit, KeyboardInterrupt)
"""How a signal that ends the program arrives, in a wait or between two."""
_STATUS: dict[str, int] = {
    "seen": OK, "taken": UNSEEN, "queued": QUEUED, "doubt": QUEUED, "overtaken": KEPT_BACK,
}  # fmt: skip


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
    spite = "send in spite of what the review finds under this name; may stand again"
    add("--accept", metavar="FINDING", action="append", default=[], choices=sorted(LOOKS | KNOWS), help=spite)
    add("--hold", metavar="SECONDS", type=_seconds, help="0 to 300; as in the settings without")
    wait = "for the server, after that; %(default)s without"
    add("--wait", metavar="SECONDS", type=_seconds, default=WAIT_S, help=wait)
    add("--json", action="store_true", help="print an object: how it ended, ids, findings")


def _seconds(word: str) -> int:
    if not word.isdecimal() or len(word) > 3 or int(word) > 300:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of seconds from 0 to 300")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    account, choice = copy.chosen(arguments)
    if arguments.hold is not None:
        choice = replace(choice, settings=replace(choice.settings, hold_s=arguments.hold))
    text = letter.typed()
    work = partial(deliver, arguments=arguments, text=text, signature=choice.settings.signature)
    return copy.connected(account, choice, work)


async def deliver(session: Session, arguments: argparse.Namespace, text: str, signature: str) -> int:
    """Send it and tell how it ended; the exit status. Raises Stop, which says where the mail was kept."""
    draft = letter.plain(session, arguments, text, signature)
    try:
        await session.start()
        draft = await letter.addressed(session, draft, arguments, text, signature)
        for path in arguments.attach:
            file, _ = await sending.attach(session, path)
            draft = replace(draft, attachments=(*draft.attachments, file))
        session.viewing.write_from(draft.inbox_id)
        await session.viewing.fresh(letter.FRESH_S)
        found = session.composer.concerns(draft)
        if kept := sending.kept_back(found, lambda each: each.name in arguments.accept):
            return await _kept_back(session, draft, kept, arguments)
        asked = _interruption()  # from here on it takes the mail back
        operation = await sending.send(session, draft)
    except (Exception, *_ENDED) as error:
        where = _where(await sending.keep_once(session, draft))
        if isinstance(error, Explained):
            raise Stop(door(f"{error.sentence} {where}"), error.exit_status) from None
        letter.told(where)
        raise
    try:
        await sending.forget_kept(session, draft)
        for each in found:
            letter.told(f"{each.name}: {each.sentence}")
        return await _ended(session, draft, operation.id, asked, arguments)
    except _ENDED:
        letter.told("Stopped. The mail is in the outbox, and leaves when commune-tui runs next.")
        raise


async def _kept_back(session: Session, draft: Draft, kept: Sequence[Concern], arguments: argparse.Namespace) -> int:
    """Say what the review found, and keep the mail as a draft; the exit status."""
    draft_id = await sending.keep_once(session, draft)
    for each in kept:
        letter.told(f"commune-tui: {each.name}: {each.sentence}")
    names = dict.fromkeys(each.name for each in kept)
    stopped = kept[0].weight == "stop"
    more = "" if stopped else f" Sent all the same with: {' '.join(f'--accept {name}' for name in names)}"
    letter.told(f"{_where(draft_id)}{more}")
    if arguments.json:
        _print("kept_back", draft_id, findings=[{"name": each.name, "sentence": each.sentence} for each in kept])
    return USAGE if stopped else KEPT_BACK


def _where(draft_id: str) -> str:
    if not draft_id:
        return "Nothing was sent, and the disk does not take the mail: it is not kept."
    return "Nothing was sent. The mail is kept: commune-tui shows it among the drafts."


async def _ended(
    session: Session, draft: Draft, operation_id: str, asked: asyncio.Event, arguments: argparse.Namespace
) -> int:
    """Wait, and tell what became of the mail; the exit status."""
    if session.hold.length_s:
        letter.told(f"In the hold for {seconds(session.hold.length_s)}; Ctrl-C takes it back.")
    mail = await _wait(session, operation_id, asked, arguments.wait)
    if mail.state == "conflict" and "came-meanwhile" in arguments.accept:
        await session.outbox.resolve(operation_id, mine=True)
        mail = await _wait(session, operation_id, asked, arguments.wait)
    came = sent.came(session, mail)
    if came.state == "overtaken":
        await session.outbox.resolve(operation_id, mine=False)
        letter.told(f"commune-tui: came-meanwhile: {came.sentence} {_where(draft.id)}")
    else:
        letter.told(came.sentence)
    if arguments.json:
        _print(came.state, draft.id, message_id=came.message_id or None, thread_id=came.thread_id or None)
    elif came.state in ("seen", "taken"):
        print(came.message_id)
    return INTERRUPTED if asked.is_set() else _STATUS.get(came.state, FAILED)


def _interruption() -> asyncio.Event:
    """Set by Ctrl-C, from now on."""
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, asked.set)
    return asked


async def _wait(session: Session, operation_id: str, asked: asyncio.Event, wait_s: float) -> Operation:
    """The mail when there is nothing more to wait for. An interruption takes it back, as long as it has not left."""
    mail = await session.outbox.mail_settled(operation_id, wait_s, asked.is_set)
    if asked.is_set():
        with suppress(Explained):
            await session.outbox.take_back(operation_id)
        mail = session.outbox.get(operation_id) or mail
    return mail


def _print(state: str, draft_id: str, **fields: Any) -> None:
    print(json.dumps({"state": state, "draft_id": draft_id or None, **fields}))

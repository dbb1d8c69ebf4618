"""The local copy of an account, for commands that end: opened without a network, its threads as plain values."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from commune_tui import clock
from commune_tui.cli import accounts, opening
from commune_tui.cli.choice import Choice
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, ending_in_order, logging_to_file
from commune_tui.cli.tell import tell
from commune_tui.errors import NOT_FOUND, USAGE
from commune_tui.mail.thread_state import state
from commune_tui.text import cut, one_line, pad

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.cli.accounts import Account
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import ThreadRow

T = TypeVar("T")


def chosen(arguments: argparse.Namespace) -> tuple[Account, Choice]:
    """The account that the words name, and how it was chosen. Raises Stop where there is no key, or no copy yet."""
    close_memory()
    choice = opening.choose(arguments)
    if choice.credential is None:
        raise opening.missing(choice.profile)
    account = accounts.of(choice.base_url, choice.credential)
    if account is None or not (account.mail_folder / "mail.db").exists():
        raise Stop(
            "nothing was fetched for this account yet. "
            f"Start commune-tui once; {arguments.command} works with what is here then."
        )
    return account, choice


async def never() -> NoReturn:
    """The connection of a command that asks no server."""
    raise AssertionError("this command asks no server")


def opened(account: Account, choice: Choice, connect: Callable[[], Awaitable[Commune]] = never) -> Session:
    """The account, not started. What was found when its store was opened is told."""
    from commune_tui.mail.session import Session

    key = opening.store_key(account, wanted=choice.settings.encrypt)
    hold_s = choice.settings.hold_s
    session = Session(
        account.mail_folder, connect, desk_folder=account.desk_folder, key=key, me=choice.operator, hold_s=hold_s
    )
    for note in session.notes:
        tell(note, sys.stderr)
    return session


def read(
    account: Account,
    choice: Choice,
    work: Callable[[Session], Awaitable[T]],
    connect: Callable[[], Awaitable[Commune]] = never,
) -> T:
    """What ``work`` finds in the account, which is closed after it."""

    async def whole() -> T:
        session = opened(account, choice, connect)
        try:
            return await work(session)
        finally:
            await session.stop()

    return asyncio.run(whole())


def connected(account: Account, choice: Choice, work: Callable[[Session], Awaitable[int]]) -> int:
    """Do some work on the account, which can be started, and end in order; the exit status that ``work`` returns. Asks
    for a passphrase here, when the key has one.
    """
    assert choice.credential is not None
    passphrase = opening.ask_passphrase(choice.credential)

    async def connect() -> Commune:
        from commune_tui.cli.server import bound

        return bound(choice, account, passphrase)

    with ending_in_order(), logging_to_file():
        return read(account, choice, work, connect)


def missing(name: str) -> Stop:
    """There is no such thread: what to raise, before anything is done."""
    told = f"{one_line(name)!r} is no thread of the local copy. Nothing was done. commune-tui list shows the ids."
    return Stop(told, NOT_FOUND)


def width() -> int:
    """How many cells the terminal has that is printed to; 0 where it is none."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 0


def text(words: Sequence[str]) -> str:
    """Words of the command line as one text. Raises Stop where they are none."""
    made = " ".join(words)
    if any("\ud800" <= letter <= "\udfff" for letter in made):
        raise Stop("a word of the command line is no text in UTF-8. Nothing was done.", USAGE)
    return made


def thread(row: ThreadRow) -> dict[str, Any]:
    """A thread as it stands in JSON. Its texts are clean, as the store gives them."""
    return {
        "id": row.id,
        "inbox": row.inbox_address,
        "status": row.status,
        "state": state(row),
        "unanswered_since": iso(row.waits_since_at),
        "from": row.sender_name or row.sender,
        "address": row.sender,
        "subject": row.subject,
        "assignee": row.assignee,
        "tags": list(row.tags),
        "risk": row.risk,
        "at": iso(row.last_message_at),
    }


def columns(at: datetime | None, stands: str, who: str, subject: str) -> str:
    """A thread as a line of a table; its texts have to be clean."""
    age = clock.age(at) if at else ""
    return f"{age:>5}  {pad(cut(stands, 19), 19)}  {pad(cut(who, 22), 22)}  {subject or '(no subject)'}"


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC; ``None`` stays."""
    return clock.iso(moment) if moment else None

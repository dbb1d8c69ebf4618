"""``commune-tui``: opens the account. The first frame comes from the local copy; the network comes after it."""

from __future__ import annotations

import argparse
from contextlib import suppress
from typing import TYPE_CHECKING

from commune_tui.cli import accounts, opening
from commune_tui.cli.opening import Choice
from commune_tui.cli.play import check_terminal, play
from commune_tui.cli.privacy import close_memory, logging_to_file
from commune_tui.cli.terminal import theme_of

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.auth import Secret
    from commune_tui.cli.accounts import Account


def run(arguments: argparse.Namespace) -> int:
    """Open the account of the profile; without a key, ask for one first."""
    close_memory()
    choice = opening.choose(arguments)
    check_terminal()
    with logging_to_file():
        if choice.credential is None:
            from commune_tui.cli import setup

            match setup.ask(choice):
                case "demo":
                    from commune_tui.cli import demo

                    return demo.play_demo(choice.settings)
                case "leave":
                    return 0
            choice = opening.choose(arguments)
        return open_account(choice)


def open_account(choice: Choice) -> int:
    """Show the account until the person leaves."""
    assert choice.credential is not None
    passphrase = opening.ask_passphrase(choice.credential)
    account = opening.folder_of(choice, passphrase)
    from commune_tui.mail.session import Session
    from commune_tui.ui.app import CommuneApp

    async def connect() -> Commune:
        return await _connect(choice, account, passphrase)

    session = Session(
        account.mail_folder,
        connect,
        desk_folder=account.desk_folder,
        me=choice.operator,
        hold_s=choice.settings.hold_s,
    )
    app = CommuneApp(session, theme_of(choice.settings))
    app.problems.append(f"Profile {choice.profile}: {choice.credential.kind} from {choice.credential.place}.")
    return play(app, mouse=choice.settings.mouse)


async def _connect(choice: Choice, account: Account, passphrase: Secret | None) -> Commune:
    """The client; at the first time it also learns which organisation this is."""
    assert choice.credential is not None
    from commune_tui.api.errors import CommuneError
    from commune_tui.cli.server import ask_whose, client

    made = client(choice.base_url, choice.credential, passphrase)
    if not account.org:
        with suppress(CommuneError, TimeoutError):
            found = await ask_whose(made, choice.credential)
            accounts.remember(choice.base_url, choice.credential, found.org, found.name)
    return made

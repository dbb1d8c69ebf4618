"""``commune-tui``: opens the account. The first frame comes from the local copy; the network comes after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from commune_tui import paths
from commune_tui.cli import opening
from commune_tui.cli.choice import Choice
from commune_tui.cli.privacy import close_memory, ending_in_order, logging_to_file
from commune_tui.cli.terminal import theme_of
from commune_tui.config import DEFAULT_PROFILE
from commune_tui.start.early import first_list
from commune_tui.start.play import check_terminal, hurry_to_the_screen, play

if TYPE_CHECKING:
    import argparse

    from commune_tui.mail.session import Session

NO_KEY_IN_LINES = (
    "Store one with: commune-tui keys add {profile}. Or set COMMUNE_API_KEY, or try: commune-tui demo --linear"
)


def run(arguments: argparse.Namespace) -> int:
    """Open the account of the profile; without a key, ask for one first."""
    close_memory()
    with ending_in_order():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    choice = opening.choose(arguments)
    if arguments.linear or choice.settings.linear:
        with logging_to_file():
            return converse_about(choice)
    check_terminal()
    with logging_to_file():
        if choice.credential is None:
            from commune_tui.start import setup

            match setup.ask(choice):
                case "demo":
                    from commune_tui.start import demo

                    return demo.play_demo(choice.settings)
                case "leave":
                    return 0
            choice = opening.choose(arguments)
        return open_account(choice)


def open_account(choice: Choice) -> int:
    """Show the account until the person leaves."""
    hurry_to_the_screen()
    session, settings = _opener(choice)(), theme_of(choice.settings)
    with first_list(session, settings) as early:
        from commune_tui.ui.app import CommuneApp

        app = CommuneApp(session, settings, early=early)
        app.problems.append(_whose(choice))
        return play(app, mouse=settings.mouse)


def converse_about(choice: Choice) -> int:
    """The account as lines."""
    if choice.credential is None:
        raise opening.missing(choice.profile, NO_KEY_IN_LINES.format(profile=choice.profile))
    from commune_tui.start import lines

    return lines.converse(choice.settings, _opener(choice), [_whose(choice)])


def _whose(choice: Choice) -> str:
    """Which key this is, short enough for the bottom line."""
    assert choice.credential is not None
    kind = "An agent's key" if choice.credential.agent_id else "API key"
    profile = f"Profile {choice.profile}: " if choice.profile != DEFAULT_PROFILE else ""
    return f"{profile}{kind} from {paths.short(choice.credential.place)}."


def _opener(choice: Choice) -> Callable[[], Session]:
    """What opens the session. Asks here for a passphrase, when the key has one."""
    assert choice.credential is not None
    passphrase = opening.ask_passphrase(choice.credential)
    account = opening.folder_of(choice, passphrase)
    return opening.opener(choice, account, opening.connecting(choice, account, passphrase))

"""From the words of the command line to an open account: settings, profile, key, folder, session. Reads the disk only,
unless a new key has to be told apart from the keys that are known.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from commune_tui import config, credentials, paths
from commune_tui.cli import accounts, hidden
from commune_tui.cli.accounts import Account
from commune_tui.cli.choice import Choice
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, ending_in_order, logging_to_file
from commune_tui.cli.tell import tell
from commune_tui.config import Chosen, Settings
from commune_tui.credentials import Credential, CredentialError
from commune_tui.errors import NO_KEY
from commune_tui.network import Network, NetworkError
from commune_tui.network import choose as choose_network

if TYPE_CHECKING:
    import argparse

    from commune_tui.api import Commune
    from commune_tui.api.auth import Secret
    from commune_tui.api.gate import Gate
    from commune_tui.mail.session import Session
    from commune_tui.store.driver import Key

    Connect = Callable[[], Awaitable[Commune]]

T = TypeVar("T")
ASKED_FOR = "Start commune-tui to be asked for one, or set COMMUNE_API_KEY."


def settings_file(arguments: argparse.Namespace) -> Path:
    """The file that ``--config`` names, or the usual one. A named one must exist."""
    if arguments.config is None:
        return paths.config_dir() / "config.toml"
    path = Path(arguments.config)
    if not path.is_file():
        raise config.ConfigError(f"There is no settings file {path}.")
    return path


def choose(arguments: argparse.Namespace) -> Choice:
    """Everything but the folder. Raises ConfigError and CredentialError."""
    path = settings_file(arguments)
    settings = config.load(path)
    chosen = config.choose(settings, flag=arguments.profile, also=credentials.stored_profiles())
    credential = credentials.find(chosen.profile.name, chosen_by_flag=arguments.profile is not None)
    return Choice(path, settings, _bound(chosen, credential), credential, network(path, settings))


def network(path: Path, settings: Settings) -> Network:
    """How the server is reached. Raises ConfigError."""
    try:
        return choose_network(settings.proxy, settings.ca_file, os.environ)
    except NetworkError as error:
        raise config.ConfigError(f"{path}: {error}.") from None


def missing(profile: str, remedy: str = ASKED_FOR) -> Stop:
    """There is no key for ``profile``: what to raise where the command needs one."""
    others = ", ".join(name for name in credentials.stored_profiles() if name != profile)
    there = f" There are keys of other profiles: {others} (--profile NAME)." if others else ""
    return Stop(f"there is no key for profile {profile!r}.{there} {remedy}", NO_KEY)


def _bound(chosen: Chosen, credential: Credential | None) -> Chosen:
    """A stored key goes to the server it was stored for, and to no other."""
    if credential is None or not credential.base_url:
        return chosen
    said = chosen.profile.base_url.rstrip("/")
    if chosen.base_url_from != "default" and said != credential.base_url.rstrip("/"):
        source = "COMMUNE_BASE_URL" if chosen.base_url_from == "environment" else "the settings file"
        raise CredentialError(
            f"{source} says {said}, but the key in {credential.place} belongs to {credential.base_url}. "
            "Nothing was sent. Change the one, or store another key with: commune-tui keys add"
        )
    return Chosen(replace(chosen.profile, base_url=credential.base_url), "stored key")


def folder_of(choice: Choice, passphrase: Secret | None = None) -> Account:
    """The account's folders. Asks the server only when the key is new and another account is known there."""
    assert choice.credential is not None
    account = accounts.of(choice.base_url, choice.credential)
    if account is not None:
        return account
    if any(each.base_url == choice.base_url for each in accounts.known()):
        import asyncio

        from commune_tui.api.errors import CommuneError, NotAuthenticated
        from commune_tui.cli.server import whose

        print("A new key: asking the server whose it is.", file=sys.stderr, flush=True)
        with suppress(CommuneError, TimeoutError):
            try:
                found = asyncio.run(whose(choice.base_url, choice.credential, choice.network, passphrase))
            except NotAuthenticated as error:
                raise CredentialError(f"{error.sentence} The key came from {choice.credential.place}.") from None
            return accounts.remember(choice.base_url, choice.credential, found.org, found.name)
    return accounts.remember(choice.base_url, choice.credential)


def store_key(account: Account, *, wanted: bool = False) -> Key | None:
    """The key of the account's store, ``None`` for a plain one. ``wanted``: a new store is to have one, and a plain one
    is refused. Raises StoreError when the store is encrypted and its key is not to be had.
    """
    from commune_tui.store import files

    mail, desk = account.mail_folder / "mail.db", account.desk_folder / "desk.db"
    if not wanted and not files.marked(mail, desk):
        return None
    from commune_tui import store_keys
    from commune_tui.store import driver, encryption
    from commune_tui.store.errors import LockedOut, UnusableStore

    marker = encryption.marker(desk)
    if marker is None and not wanted:
        return None
    if not driver.available():
        raise UnusableStore(driver.MISSING)
    if marker is None and (files.plain(mail) or files.plain(desk)):
        raise LockedOut(
            "The settings say encrypt = true, but the local store of this account is plain. Nothing was touched. "
            "Encrypt it with: commune-tui encrypt"
        )
    found = store_keys.find(account.folder)
    if found is None and marker is None:
        found = store_keys.keep(account.folder, encryption.new_key())
    if found is None:
        raise LockedOut(
            "The local store is encrypted, and its key is not here: it should be in "
            f"{store_keys.file_of(account.folder)}. Nothing was touched. {encryption.LOST}"
        )
    return found.key


def ask_passphrase(credential: Credential) -> Secret | None:
    """Ask for the passphrase of an agent's key that has one, until it fits (three times)."""
    if not credential.locked:
        return None
    from commune_tui.api.auth import Secret
    from commune_tui.cli.server import agent_key

    if not os.isatty(0):
        raise CredentialError(f"The private key in {credential.place} has a passphrase, and nobody is there to ask.")
    for attempt in (1, 2, 3):
        again = ", again" if attempt > 1 else ""
        passphrase = Secret(hidden.ask(f"Passphrase of {credential.kind}{again}: "))
        try:
            agent_key(credential, passphrase)
        except CredentialError:
            if attempt == 3:
                raise
            print("That is not it.", file=sys.stderr)
        else:
            return passphrase
    return None


def connecting(choice: Choice, account: Account, passphrase: Secret | None) -> Connect:
    """What connects to the server of the account, when its session is started."""

    async def connect() -> Commune:
        from commune_tui.cli.server import bound

        return bound(choice, account, passphrase)

    return connect


async def never() -> NoReturn:
    """The connection of a command that asks no server."""
    raise AssertionError("this command asks no server")


def gate_of(choice: Choice) -> Callable[[], Gate] | None:
    """What makes the client of the profile's gate; ``None`` where it has none. Raises CredentialError."""
    if (found := credentials.find_gate(choice.profile)) is None:
        return None

    def make() -> Gate:
        from commune_tui.api.auth import Secret
        from commune_tui.api.gate import Gate

        return Gate(Secret(found.key), found.base_url, choice.network)

    return make


def opener(choice: Choice, account: Account, connect: Connect = never) -> Callable[[], Session]:
    """What makes the session, not started. The key of the store is looked for here, see :func:`store_key`."""
    key = store_key(account, wanted=choice.settings.encrypt)
    gate = gate_of(choice)

    def make() -> Session:
        from commune_tui.cli.own_key import StoredKey
        from commune_tui.mail.preferences import Fixed
        from commune_tui.mail.session import Session
        from commune_tui.risk import pace

        settings = choice.settings
        return Session(
            account.mail_folder, connect, desk_folder=account.desk_folder, key=key, me=choice.operator,
            hold_s=settings.hold_s, targets=pace.targets(settings.inboxes), templates=paths.templates_folder(),
            points=settings.risk, own_key=StoredKey(choice), fixed=Fixed(settings.views, settings.templates), gate=gate,
        )  # fmt: skip

    return make


def here(arguments: argparse.Namespace) -> tuple[Choice, Account]:
    """The account that the words name, and how it was chosen. Raises Stop where there is no key, or no copy yet."""
    close_memory()
    choice = choose(arguments)
    if choice.credential is None:
        raise missing(choice.profile)
    account = accounts.of(choice.base_url, choice.credential)
    if account is None or not (account.mail_folder / "mail.db").exists():
        raise Stop(
            "nothing was fetched for this account yet. "
            f"Start commune-tui once; {arguments.command} works with what is here then."
        )
    return choice, account


def opened(choice: Choice, account: Account, connect: Connect = never) -> Session:
    """The account, not started. What was found when its store was opened is told."""
    session = opener(choice, account, connect)()
    for note in session.notes:
        tell(note, sys.stderr)
    return session


def read(choice: Choice, account: Account, work: Callable[[Session], Awaitable[T]], connect: Connect = never) -> T:
    """What ``work`` finds in the account, which is closed after it."""
    import asyncio

    async def whole() -> T:
        session = opened(choice, account, connect)
        try:
            return await work(session)
        finally:
            await session.stop()

    return asyncio.run(whole())


def connected(choice: Choice, account: Account, work: Callable[[Session], Awaitable[int]]) -> int:
    """Do some work on the account, which can be started, and end in order; the exit status that ``work`` returns. Asks
    for a passphrase here, when the key has one.
    """
    assert choice.credential is not None
    connect = connecting(choice, account, ask_passphrase(choice.credential))
    with ending_in_order(), logging_to_file():
        return read(choice, account, work, connect)

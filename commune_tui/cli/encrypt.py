"""``commune-tui encrypt``: the account's local store becomes encrypted, or plain again."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from commune_tui.cli import accounts, opening
from commune_tui.cli.accounts import Account
from commune_tui.cli.choice import Choice
from commune_tui.cli.confirm import confirm
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, ending_in_order
from commune_tui.cli.tell import tell
from commune_tui.cli.wipe import HONEST
from commune_tui.errors import OK, USAGE

_SPARE = 50_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--off", action="store_true", help="make the store plain again")
    add("--keyring", action="store_true", help="keep its key in the system's key store (needs commune-tui[keyring])")
    add("--yes", action="store_true", help="do not ask: for scripts")


def run(arguments: argparse.Namespace) -> int:
    close_memory()
    choice = opening.choose(arguments)
    if choice.credential is None:
        raise opening.missing(choice.profile)
    account = accounts.of(choice.base_url, choice.credential)
    account = account or accounts.remember(choice.base_url, choice.credential)
    with ending_in_order():
        return (_off if arguments.off else _on)(choice, account, arguments)


def _on(choice: Choice, account: Account, arguments: argparse.Namespace) -> int:
    from commune_tui import store_keys
    from commune_tui.store import driver, encryption, turning
    from commune_tui.store.database import Database
    from commune_tui.store.errors import UnusableStore

    if not driver.available():
        raise UnusableStore(driver.MISSING)
    mail, desk = _files(account)
    if encryption.marker(desk) is not None:
        _look(account)
        kept = store_keys.find(account.folder)
        assert kept is not None
        tell(f"The local store of profile {choice.profile} is encrypted; its key is in {kept.place}.")
        return OK
    there = mail.exists() or desk.exists()
    if there:
        _look(account)
        _tell_leftovers(turning.leftovers(mail, desk))
        confirm("encrypt", f"encrypt the local store of profile {choice.profile}", yes=arguments.yes)
    found = store_keys.find(account.folder)
    kept = found or store_keys.keep(account.folder, encryption.new_key(), keyring=arguments.keyring)
    if there:
        turning.encrypt(mail, desk, kept.key, _progress)
    Database(mail.parent, desk.parent, kept.key).close()
    tell(
        f"The local store of profile {choice.profile} is encrypted. Its key is in {kept.place}: keep a copy elsewhere. "
        "Without it drafts, unsent mail, notes and journal are lost, and only the mail can be fetched again."
    )
    if there:
        tell(f"The plain files are gone. {HONEST}")
    return OK


def _off(choice: Choice, account: Account, arguments: argparse.Namespace) -> int:
    from commune_tui import store_keys
    from commune_tui.store import encryption, turning

    mail, desk = _files(account)
    if choice.settings.encrypt:
        raise Stop(f"{choice.settings_file} says encrypt = true. Change that first.", USAGE)
    if encryption.marker(desk) is None:
        print(f"The local store of profile {choice.profile} is plain.")
        return OK
    key = opening.store_key(account)
    _look(account)
    _tell_leftovers(turning.leftovers(mail, desk))
    confirm("decrypt", f"make the local store of profile {choice.profile} readable without a key", yes=arguments.yes)
    assert key is not None
    turning.decrypt(mail, desk, key, _progress)
    store_keys.forget(account.folder)
    tell(f"The local store of profile {choice.profile} is plain: whoever can read your files can read it.")
    return OK


def _files(account: Account) -> tuple[Path, Path]:
    return account.mail_folder / "mail.db", account.desk_folder / "desk.db"


def _look(account: Account) -> None:
    """Open the store once, which mends and updates it, and see that there is room for a second one."""
    from commune_tui.store.database import Database

    database = Database(account.mail_folder, account.desk_folder, opening.store_key(account))
    database.close()
    for note in database.notes:
        tell(note, sys.stderr)
    if database.read_only:
        raise Stop("the local store cannot be written now, so nothing was changed.")
    for path in _files(account):
        free = shutil.disk_usage(path.parent).free
        if free < path.stat().st_size + _SPARE:
            raise Stop(
                f"{path.parent} has {free / 1e6:.0f} MB left, too little for a second copy. Nothing was changed."
            )


def _tell_leftovers(found: list[Path]) -> None:
    damaged = [path.name for path in found if ".damaged-" in path.name]
    if damaged:
        print("These damaged files, kept from earlier, hold the old form and will be REMOVED FOR GOOD:")
        print("\n".join(f"- {name}" for name in damaged))


def _progress(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)

"""``commune-tui wipe``: removes what this machine holds of an account, and says before what will be lost."""

from __future__ import annotations

import argparse

from commune_tui.cli import accounts, opening
from commune_tui.cli.accounts import Account
from commune_tui.cli.confirm import confirm
from commune_tui.cli.ending import NO_KEY, OK, Stop
from commune_tui.cli.privacy import close_memory
from commune_tui.text import one_line

HONEST = (
    "Files are overwritten once and removed. SSDs, file systems that copy on write, snapshots and backups may keep "
    "older blocks all the same; against those only an encrypted disk helps."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    parser.add_argument("--force", action="store_true", help="also while another copy of the program has it open")


def run(arguments: argparse.Namespace) -> int:
    """Remove the copy of the mail, the desk, attached files, and the key that they were encrypted with."""
    close_memory()
    choice = opening.choose(arguments)
    if choice.credential is None:
        raise Stop(opening.NO_KEY.format(profile=choice.profile), NO_KEY)
    account = accounts.of(choice.base_url, choice.credential)
    from commune_tui.store import removal

    if account is None or not removal.everything(account.mail_folder, account.desk_folder):
        print(f"There is nothing of profile {choice.profile} on this machine.")
        return OK
    whose = one_line(account.name) or account.base_url
    print("\n".join([f"Of profile {choice.profile} ({whose}) this is removed:", *_told(account)]))
    confirm(choice.profile, "remove all this", yes=arguments.yes)
    removal.remove(account.mail_folder, account.desk_folder, force=arguments.force)
    from commune_tui import store_keys

    store_keys.forget(account.folder)
    accounts.forget(account)
    print(f"Removed. {HONEST}\nThe key of profile {choice.profile} is still in {choice.credential.place}.")
    return OK


def _told(account: Account) -> list[str]:
    """What goes, a line each; what cannot be fetched again is named first."""
    from commune_tui import store_keys
    from commune_tui.store import driver, files, removal
    from commune_tui.store.errors import LockedOut

    mail, desk = account.mail_folder / "mail.db", account.desk_folder / "desk.db"
    try:
        kept = store_keys.find(account.folder)
    except LockedOut:
        kept = None
    key = kept.key if kept and driver.available() and files.marked(mail, desk) else None
    made, threads = removal.made(desk, key), removal.threads(mail, key)
    found = removal.everything(account.mail_folder, account.desk_folder)
    size = sum(path.lstat().st_size for path in found)
    attached = sum(path.parent.name == "files" for path in found)
    lines = []
    if made is None:
        lines.append("- drafts, unsent mail, notes and journal, LOST FOR GOOD; how many cannot be read from here")
    elif made:
        lines.append(f"- LOST FOR GOOD: {', '.join(made)}")
    if attached:
        lines.append(f"- copies of {attached} attached files")
    held = "of the mail" if threads is None else f"of {threads:,} threads"
    lines.append(f"- the copy {held}, which can be fetched again")
    if kept:
        lines.append(f"- the key of the encrypted store, in {kept.place}")
    lines.append(f"  {len(found)} files, {size / 1e6:.1f} MB, in {account.desk_folder} and {account.mail_folder}")
    return lines

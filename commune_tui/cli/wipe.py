"""``commune-tui wipe``: removes what this machine holds of an account, and says before what will be lost."""

from __future__ import annotations

import argparse

from commune_tui.actions.speech import number
from commune_tui.cli import accounts, opening
from commune_tui.cli.accounts import Account
from commune_tui.cli.confirm import confirm
from commune_tui.cli.privacy import close_memory
from commune_tui.cli.tell import tell
from commune_tui.erase import erase_tree
from commune_tui.errors import OK
from commune_tui.listen.kept import folder
from commune_tui.text import one_line

HONEST = (
    "Files are overwritten once and removed. SSDs, file systems that copy on write, snapshots and backups may keep "
    "older blocks all the same; against those only an encrypted disk helps."
)

PLAIN = (
    "A new copy is plain, unless the settings say encrypt = true or commune-tui encrypt comes before the next start."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--everything", action="store_true", help="of every account that was ever opened here, also without its key")
    add("--yes", action="store_true", help="do not ask: for scripts")
    add("--force", action="store_true", help="also while another copy of the program has it open")


def run(arguments: argparse.Namespace) -> int:
    """Remove the copy of the mail, the desk, attached files, and the key that they were encrypted with."""
    close_memory()
    if arguments.everything:
        found, word, kept = accounts.everywhere(), "everything", "Keys of servers are kept: commune-tui keys"
    else:
        choice = opening.choose(arguments)
        if choice.credential is None:
            raise opening.missing(choice.profile, "What is here of all accounts: commune-tui wipe --everything")
        account = accounts.of(choice.base_url, choice.credential)
        found, word = [account] if account else [], choice.profile
        kept = f"The key of profile {choice.profile} is still in {choice.credential.place}."
    from commune_tui import store_keys
    from commune_tui.store import removal

    destroyed, deliveries = False, _deliveries() if arguments.everything else 0
    found = [account for account in found if removal.everything(account.mail_folder, account.desk_folder)]
    if not found and not deliveries:
        print(f"There is nothing of {'any account' if arguments.everything else f'profile {word}'} on this machine.")
        return OK
    for account in found:
        whose = one_line(account.name) or account.base_url or "an account that is not known any more"
        print("\n".join([f"Of {whose} this is removed:", *_told(account)]))
    if deliveries:
        print(f"This is removed: {number(deliveries, 'delivery', 'deliveries')} of webhooks that listen has kept")
    confirm(word, "remove all this", yes=arguments.yes)
    if deliveries:
        erase_tree(folder())
    for account in found:
        removal.remove(account.mail_folder, account.desk_folder, force=arguments.force)
        destroyed = bool(store_keys.forget(account.folder)) or destroyed
        accounts.forget(account)
    for sentence in (f"Removed. {HONEST}", kept, *([PLAIN] if destroyed else [])):
        tell(sentence)
    return OK


def _deliveries() -> int:
    """How many deliveries the receiver of webhooks has kept, for any account."""
    return len(list(folder().glob("*.delivery")))


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

"""Which folder belongs to which account: one for each organisation, whatever key opens it.

A key that was seen before leads to its folder at once, without network. A new key gets the folder of its organisation
when another key of it was here, else one of its own. The index holds fingerprints of keys, never keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from commune_tui import paths
from commune_tui.credentials import Credential
from commune_tui.store.files import account_name


@dataclass(frozen=True, slots=True)
class Account:
    """One organisation on one server. ``org`` and ``name`` are empty until the server said them."""

    folder: str
    base_url: str
    keys: tuple[str, ...] = ()
    org: str = ""
    name: str = ""

    @property
    def mail_folder(self) -> Path:
        """The copy of the server's mail; may be deleted."""
        return paths.private_dir(paths.cache_dir() / "accounts") / self.folder

    @property
    def desk_folder(self) -> Path:
        """Drafts, outbox, notes: what cannot be fetched again."""
        return paths.private_dir(paths.data_dir() / "accounts") / self.folder


def fingerprint(base_url: str, credential: Credential) -> str:
    """Names a credential without telling it."""
    return hashlib.sha256(f"commune-tui\n{base_url}\n{credential.identity}".encode()).hexdigest()[:24]


def _index() -> Path:
    return paths.data_dir() / "accounts.json"


def known() -> list[Account]:
    """Every account that was opened here. A damaged index is as good as none: folders follow from keys."""
    try:
        rows = json.loads(_index().read_text(encoding="utf-8"))
        return [Account(**{**row, "keys": tuple(row["keys"])}) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def everywhere() -> list[Account]:
    """Every account with a folder here, also one that the index has lost."""
    found = {account.folder: account for account in known()}
    for parent in (paths.cache_dir() / "accounts", paths.data_dir() / "accounts"):
        for path in parent.iterdir() if parent.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                found.setdefault(path.name, Account(path.name, ""))
    return list(found.values())


def of(base_url: str, credential: Credential) -> Account | None:
    """The account that this key opened before."""
    print_ = fingerprint(base_url, credential)
    return next((account for account in known() if print_ in account.keys), None)


def remember(base_url: str, credential: Credential, org: str = "", name: str = "") -> Account:
    """The account of a key, noted for the next time; ``org`` (the server's id) and ``name`` when they are known."""
    print_ = fingerprint(base_url, credential)
    accounts = known()
    account = next((each for each in accounts if print_ in each.keys), None)
    if account is None and org:
        account = next((each for each in accounts if (each.base_url, each.org) == (base_url, org)), None)
    if account is None:
        account = Account(account_name(base_url, print_), base_url)
    keys = account.keys if print_ in account.keys else (*account.keys, print_)
    better = replace(account, keys=keys, org=org or account.org, name=name or account.name)
    if better not in accounts:
        _write([*(each for each in accounts if each.folder != better.folder), better])
    return better


def also(account: Account, base_url: str, credential: Credential) -> None:
    """This key opens the account, too."""
    print_ = fingerprint(base_url, credential)
    better = replace(account, keys=tuple(dict.fromkeys((*account.keys, print_))))
    _write([*(each for each in known() if each.folder != account.folder), better])


def hand_over(base_url: str, credential: Credential, org: str, name: str = "") -> Account:
    """The key answers for another organisation now: the next start opens that one's folder, and the old one stays."""
    print_ = fingerprint(base_url, credential)
    accounts = [replace(each, keys=tuple(key for key in each.keys if key != print_)) for each in known()]
    account = next((each for each in accounts if (each.base_url, each.org) == (base_url, org)), None)
    account = account or Account(account_name(base_url, f"{print_}\n{org}"), base_url, org=org, name=name)
    account = replace(account, keys=(*account.keys, print_))
    _write([*(each for each in accounts if each.folder != account.folder), account])
    return account


def forget(account: Account) -> None:
    """Take an account out of the index; its files are the caller's matter."""
    _write([each for each in known() if each.folder != account.folder])


def _write(accounts: Sequence[Account]) -> None:
    paths.write_private(_index(), json.dumps([asdict(account) for account in accounts], indent=1).encode())

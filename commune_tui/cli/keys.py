"""``commune-tui keys``: which profiles there are and where each key is; add, replace, remove one. Never shows a key."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from typing import NamedTuple

from commune_tui import config, credentials
from commune_tui.cli import accounts, hidden, opening
from commune_tui.cli.ending import KEY_IN_WORDS, Stop
from commune_tui.cli.privacy import close_memory
from commune_tui.cli.server import Whose
from commune_tui.cli.tell import tell
from commune_tui.config import Settings
from commune_tui.credentials import Credential, CredentialError
from commune_tui.errors import NO_KEY, OK, USAGE
from commune_tui.log import mask
from commune_tui.network import Network
from commune_tui.text import cells, one_line, pad


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "action",
        nargs="?",
        choices=("list", "add", "replace", "remove"),
        default="list",
        help="list shows where each key is; add and replace read a key from the terminal without showing it, or from "
        "standard input, and ask the server about it",
    )
    add("name", nargs="?", metavar="PROFILE", help="the profile (default: the one in use)")
    add("--keyring", action="store_true", help="keep the key in the system's key store (needs commune-tui[keyring])")
    gate = "of add, replace and remove: the operator's key of a gate, and where that is (docs/gate.md)"
    add("--gate", metavar="URL", nargs="?", const="", help=gate)
    add("--unchecked", action="store_true", help="keep the key without asking the server about it")
    add("--json", action="store_true", help="list as JSON")


def run(arguments: argparse.Namespace) -> int:
    close_memory()
    path = opening.settings_file(arguments)
    settings = config.load(path)
    if arguments.action == "list":
        return _list(settings, as_json=arguments.json)
    if arguments.name and mask(arguments.name) != arguments.name:
        raise Stop(KEY_IN_WORDS, USAGE)
    if arguments.name and arguments.profile and arguments.name != arguments.profile:
        raise Stop(f"two profiles are named: {arguments.name} and {arguments.profile}.", USAGE)
    wanted = arguments.name or arguments.profile
    chosen = config.choose(settings, flag=wanted, also=[wanted, *credentials.stored_profiles()] if wanted else [])
    if arguments.gate is not None:
        return _of_gate(chosen.profile.name, opening.network(path, settings), arguments)
    if arguments.action == "remove":
        return _remove(chosen.profile.name)
    base_url = chosen.profile.base_url
    if chosen.base_url_from == "default":
        base_url = _server_of(chosen.profile.name) or base_url
    return _store(chosen.profile.name, base_url, opening.network(path, settings), arguments)


def _server_of(profile: str) -> str:
    """The server of the key that is to be replaced; empty when there is none to ask."""
    try:
        found = credentials.in_file(profile)
    except CredentialError:
        return ""
    return found.base_url if found else ""


class Row(NamedTuple):
    """A profile in the list."""

    profile: str
    kind: str
    server: str
    organisation: str
    where: str


def _list(settings: Settings, *, as_json: bool) -> int:
    rows = [_row(name, settings) for name in dict.fromkeys([*credentials.stored_profiles(), *settings.profiles])]
    if os.environ.get(credentials.KEY_VARIABLE):
        chosen = config.choose(settings, also=credentials.stored_profiles())
        found = credentials.find(chosen.profile.name)
        assert found is not None
        rows.insert(0, _of(chosen.profile.name, chosen.profile.base_url, found))
    if as_json:
        print(json.dumps([row._asdict() for row in rows], indent=1))
        return OK
    if not rows:
        print("There is no key yet. Add one with: commune-tui keys add", file=sys.stderr)
        return NO_KEY
    table = [Row("PROFILE", "KIND", "SERVER", "ORGANISATION", "WHERE"), *rows]
    widths = [max(cells(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        print("  ".join(pad(text, width) for text, width in zip(row, widths, strict=True)).rstrip())
    return OK


def _row(name: str, settings: Settings) -> Row:
    said = settings.profiles[name].base_url if name in settings.profiles else config.DEFAULT_BASE_URL
    try:
        found = credentials.in_file(name)
    except CredentialError as error:
        return Row(name, "unusable", said, "", str(error))
    if found is None:
        return Row(name, "no key", said, "", f"add it with: commune-tui keys add {name}")
    return _of(name, said, found)


def _of(name: str, base_url: str, found: Credential) -> Row:
    server = found.base_url or base_url
    account = accounts.of(server, found)
    return Row(name, found.kind, server, one_line(account.name) if account else "", found.place)


def _remove(profile: str) -> int:
    removed = credentials.forget(profile)
    if not removed:
        raise Stop(f"profile {profile!r} has no stored key.", NO_KEY)
    tell(
        f"Removed from {removed}. The local copy of its mail and its drafts are still there. "
        "What is here of all accounts is removed by: commune-tui wipe --everything"
    )
    return OK


def _store(profile: str, base_url: str, network: Network, arguments: argparse.Namespace) -> int:
    there = credentials.key_file(profile).exists()
    if arguments.action == "add" and there:
        raise Stop(f"profile {profile!r} has a key already. To change it: commune-tui keys replace {profile}", USAGE)
    if arguments.action == "replace" and not there:
        raise Stop(f"profile {profile!r} has no key yet. To add one: commune-tui keys add {profile}", USAGE)
    credential = Credential("what was typed", base_url=base_url, key=_read_key(f"API key for profile {profile}: "))
    found = None if arguments.unchecked else check(base_url, credential, network)
    kept = credentials.keep(profile, credential, keyring=arguments.keyring)
    accounts.remember(base_url, kept, found.org if found else "", found.name if found else "")
    tell(f"Kept in {kept.place}.{' ' + describe(found) if found else ' It was not checked.'}")
    return OK


def _of_gate(profile: str, network: Network, arguments: argparse.Namespace) -> int:
    from commune_tui.cli import gate_access

    if arguments.action == "remove":
        return gate_access.remove(profile)
    if not arguments.gate:
        raise Stop("say which gate: --gate http://127.0.0.1:8190", USAGE)
    key = _read_key(f"Operator's key of the gate for profile {profile}: ")
    return gate_access.store(profile, arguments.gate, key, network, unchecked=arguments.unchecked)


def _read_key(prompt: str) -> str:
    """A key without showing it: from the terminal, or the first line of a pipe."""
    typed = hidden.ask(prompt) if sys.stdin.isatty() else sys.stdin.readline(1000)
    key = typed.strip()
    if not key:
        raise Stop("no key was given, so nothing was changed.", USAGE)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise Stop("a key has no blanks and no special letters, so this is none. Nothing was changed.", USAGE)
    return key


def check(base_url: str, credential: Credential, network: Network) -> Whose:
    """What the server says about a key; raises :class:`Stop` when it says no, or nothing."""
    from commune_tui.api.errors import CommuneError, NotAuthenticated
    from commune_tui.cli.server import whose

    try:
        return asyncio.run(whose(base_url, credential, network))
    except NotAuthenticated:
        raise Stop(f"{base_url} does not know this key. Nothing was kept.", NO_KEY) from None
    except TimeoutError:
        reason = "did not answer in time."
    except CommuneError as error:
        reason = f"could not be asked: {error.sentence}"
    raise Stop(f"{base_url} {reason} Nothing was kept. To keep the key anyway: --unchecked")


def describe(whose: Whose) -> str:
    """Whose a key is and what it may do, in a sentence; the server's words are cleaned."""
    name = f"It belongs to {one_line(whose.name) or 'an organisation without a name'}"
    if whose.scopes is None:
        return f"{name}; the server does not tell its scopes."
    return f"{name} and may: {one_line(', '.join(whose.scopes)) or 'nothing'}."

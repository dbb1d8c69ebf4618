"""What ``doctor`` looks at in an account: its server, the clock, what the key may do, and the local copy."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.cli import accounts
from commune_tui.cli.choice import Choice
from commune_tui.cli.ending import explain
from commune_tui.cli.finding import BAD, NOTE, OK, Finding
from commune_tui.cli.opening import ask_passphrase
from commune_tui.credentials import KEY_VARIABLE
from commune_tui.errors import NO_KEY
from commune_tui.network import CA_VARIABLE, Network, ignored
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.cli.accounts import Account
    from commune_tui.cli.server import Whose

_SKEW_S = 30
_NEEDED = {
    "threads:read": "see threads",
    "inboxes:read": "see inboxes",
    "messages:read": "read mail and delivery",
    "threads:write": "set status, tags and assignee",
    "messages:write": "send mail",
    "attachments:read": "save attachments",
    "attachments:write": "attach files",
}


def server(choice: Choice, *, offline: bool) -> Iterator[Finding]:
    """Whether it answers, whether the clocks agree, whose the key is."""
    yield from _way(choice)
    if offline:
        yield Finding(NOTE, "server", f"{choice.base_url} was not asked", "leave out --offline to ask it")
        return
    found = asyncio.run(_reach(choice.base_url, choice.network))
    yield from found
    if found[0].verdict != BAD and choice.credential is not None:
        yield from rights(choice)


def _way(choice: Choice) -> Iterator[Finding]:
    """The proxy and the authority that are used, and variables that say something else."""
    used, settings = choice.network, choice.settings
    if used.proxy:
        yield Finding(OK, "proxy", f"{used.shown_proxy}, for every server but those on this machine")
    if used.ca_file is not None:
        yield Finding(OK, "authority", f"certificates of {used.ca_file} are trusted too")
    for name in ignored(settings.proxy, settings.ca_file, os.environ):
        setting = "ca_file" if name == CA_VARIABLE else "proxy"
        remedy = f'to use it: {setting} = "environment" in {choice.settings_file}'
        yield Finding(NOTE, "network", f"{name} is set, and ignored", remedy)


async def _reach(base_url: str, network: Network) -> list[Finding]:
    """A request without a key, which any server of this API refuses: that answer has its time, and cost nothing."""
    from commune_tui.api.errors import CommuneError, Refused

    begun = clock.monotonic_s()
    try:
        async with _stranger(base_url, network) as client, asyncio.timeout(8):
            await client.agent.org()
    except Refused as refused:
        took_ms = (clock.monotonic_s() - begun) * 1000
        found = [Finding(OK, "server", f"{base_url} answered in {took_ms:.0f} ms")]
        if (at := refused.refusal.server_at) is not None:
            found.append(clock_finding((clock.now() - at).total_seconds()))
        return found
    except (CommuneError, TimeoutError) as error:
        words = error.sentence if isinstance(error, CommuneError) else "it did not answer within 8 seconds."
        return [Finding(BAD, "server", f"{base_url}: {words}", "check the address, and whether you are online")]
    return [Finding(NOTE, "server", f"{base_url} answers without a key", "is this the Commune API?")]


def _stranger(base_url: str, network: Network) -> Commune:
    from commune_tui.api import Commune
    from commune_tui.api.retry import RetryPolicy

    return Commune.anonymous(base_url, retry=RetryPolicy(attempts=1), network=network)


def clock_finding(ahead_s: float) -> Finding:
    """What it means that this machine's clock is so far ahead of the server's."""
    if abs(ahead_s) <= _SKEW_S:
        return Finding(OK, "clock", "agrees with the server's")
    way = "ahead of" if ahead_s > 0 else "behind"
    remedy = "set it (timedatectl set-ntp true): signatures of agents are refused beyond a minute"
    return Finding(BAD, "clock", f"{abs(ahead_s):.0f} s {way} the server's", remedy)


def rights(choice: Choice) -> Iterator[Finding]:
    """Whose the key is, and what it may not do."""
    assert choice.credential is not None
    from commune_tui.cli.server import whose

    try:
        passphrase = ask_passphrase(choice.credential)
        found = asyncio.run(whose(choice.base_url, choice.credential, choice.network, passphrase))
    except Exception as error:
        status, sentence = explain(error)
        yield Finding(BAD, "rights", sentence, _other_key(choice) if status == NO_KEY else "")
        return
    accounts.remember(choice.base_url, choice.credential, found.org, found.name)
    yield _scopes(found)


def _other_key(choice: Choice) -> str:
    assert choice.credential is not None
    if choice.credential.place.startswith("the environment"):
        return f"set another {KEY_VARIABLE}"
    return f"store another with: commune-tui keys replace {choice.profile}"


def _scopes(found: Whose) -> Finding:
    name = one_line(found.name) or "an organisation without a name"
    if found.scopes is None:
        return Finding(OK, "rights", f"{name}; the server does not tell what the key may do")
    missing = [f"{scope} (to {use})" for scope, use in _NEEDED.items() if not _may(found.scopes, scope)]
    fact = f"{name}; key {one_line(found.key_name) or 'without a name'} may: {one_line(', '.join(found.scopes))}"
    if not missing:
        return Finding(OK, "rights", fact)
    return Finding(NOTE, "rights", fact, f"it lacks {', '.join(missing)}; make a key that has them")


def _may(scopes: Sequence[str], scope: str) -> bool:
    """As contract §2.3: ``read`` and ``write`` are old names for all reading and all writing."""
    return scope in scopes or scope.partition(":")[2] in scopes


def encryption(choice: Choice, account: Account) -> Iterator[Finding]:
    """Whether the local copy can be read without a key, and where the key is."""
    from commune_tui.store import driver, files
    from commune_tui.store.errors import StoreError

    mail, desk = account.mail_folder / "mail.db", account.desk_folder / "desk.db"
    if not files.marked(mail, desk):
        if choice.settings.encrypt:
            yield Finding(BAD, "encryption", "encrypt = true, but the copy is plain", "convert it: commune-tui encrypt")
        else:
            yield Finding(OK, "encryption", "none: whoever can read your files can read the copy (commune-tui encrypt)")
        return
    from commune_tui import store_keys

    try:
        kept = store_keys.find(account.folder)
    except Exception as error:
        yield Finding(BAD, "encryption", explain(error)[1])
        return
    try:
        version = driver.cipher_version()
    except StoreError:
        yield Finding(BAD, "encryption", "its library is not installed", "pip install 'commune-tui[encrypted]'")
        return
    if kept is None:
        where = store_keys.file_of(account.folder)
        yield Finding(BAD, "encryption", f"the key is not in {where}", "bring it back, or begin anew: commune-tui wipe")
    else:
        yield Finding(OK, "encryption", f"SQLCipher {version}; the key is in {kept.place}")


def copy(choice: Choice) -> Iterator[Finding]:
    """The local copy: sound, how much, how old, what waits to be sent."""
    assert choice.credential is not None
    account = accounts.of(choice.base_url, choice.credential)
    if account is None or not (account.mail_folder / "mail.db").exists():
        yield Finding(NOTE, "store", "nothing was fetched for this account yet", "start commune-tui once")
        return
    from commune_tui.cli.opening import opened
    from commune_tui.cli.peek import ago, look, waiting

    yield from encryption(choice, account)
    try:
        session = opened(choice, account)
    except Exception as error:
        yield Finding(BAD, "store", explain(error)[1])
        return
    try:
        found = look(session)
        flaw = session.database.read_now(lambda conn: conn.execute("PRAGMA quick_check(1)").fetchone()[0])
        size = sum(path.stat().st_size for path in (session.database.mail_file, session.database.desk_file))
        read_only = session.database.read_only
    finally:
        session.database.close()
    threads = found["counts"]["threads"]
    if flaw != "ok":
        yield Finding(BAD, "store", "the copy is damaged", "start commune-tui: it mends the copy and keeps drafts")
    else:
        verdict = BAD if read_only else OK
        yield Finding(verdict, "store", f"{threads:,} threads in {len(found['inboxes'])} inboxes, {size / 1e6:.1f} MB")
    read = clock.parse_iso(found["read_at"]) if found["read_at"] else None
    yield Finding(OK if read else NOTE, "sync", f"last read {ago(read)}" if read else "never finished")
    if found["unsent"]:
        yield Finding(NOTE, "outbox", waiting(found["unsent"]), "start commune-tui while online")

"""The client of a credential, and what the server says about it: whose it is and what it may do.

The API client is imported here, late: nothing of it is needed for the first frame.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui.cli import accounts
from commune_tui.credentials import Credential, CredentialError
from commune_tui.network import Network
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.auth import AgentKey, Secret
    from commune_tui.api.models import Org
    from commune_tui.cli.accounts import Account
    from commune_tui.cli.choice import Choice

ANSWER_S = 8.0
OTHER = (
    "This key answers for another organisation now: what is here belongs to {whose}. Nothing was fetched or sent, and "
    "unsent mail stays here. Start the program again: it opens the other one in a folder of its own."
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a key is. ``scopes`` is ``None`` where the server does not tell."""

    org: str = ""
    name: str = ""
    key_name: str = ""
    scopes: tuple[str, ...] | None = None


def client(base_url: str, credential: Credential, network: Network, passphrase: Secret | None = None) -> Commune:
    """A client that never repeats a request by itself (the outbox decides that).

    :raises CredentialError: the private key cannot be read. :raises Misused: the server's address cannot be used.
    """
    from commune_tui.api import Commune
    from commune_tui.api.retry import RetryPolicy

    once = RetryPolicy(attempts=1)
    if not credential.agent_id:
        return Commune(credential.key, base_url=base_url, retry=once, network=network)
    return Commune(base_url=base_url, agent=agent_key(credential, passphrase), retry=once, network=network)


def bound(choice: Choice, account: Account, passphrase: Secret | None) -> Commune:
    """A client for the organisation whose folder this is and no other; its first answer says which one that is."""
    credential = choice.credential
    assert credential is not None
    made = client(choice.base_url, credential, choice.network, passphrase)

    def found(org: Org) -> None:
        accounts.remember(choice.base_url, credential, org.id or org.slug or "", org.name or org.slug or "")

    def other(org: Org) -> str:
        name = one_line(org.name or org.slug or "")
        accounts.hand_over(choice.base_url, credential, org.id or org.slug or "", name)
        whose = f"{one_line(account.name) or 'another organisation'}, not {name or 'the one that it answers for now'}"
        return OTHER.format(whose=whose)

    made.belongs_to(account.org, found, other)
    return made


def agent_key(credential: Credential, passphrase: Secret | None = None) -> AgentKey:
    """The signing key of an agent. :raises CredentialError: a wrong passphrase, or no such key in it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from commune_tui.api.auth import AgentKey, SigningKey

    word = passphrase.reveal().encode() if passphrase and credential.locked else None
    private = None
    with suppress(ValueError, TypeError):
        private = load_pem_private_key(credential.private_key.encode(), word)
    if not isinstance(private, Ed25519PrivateKey):
        reason = "the passphrase is wrong" if credential.locked else "it is no Ed25519 key in PEM"
        raise CredentialError(f"The private key in {credential.place} cannot be used: {reason}.")
    return AgentKey(credential.agent_id, SigningKey(private), "body" if credential.form == "body" else "timestamp")


def pem_of(key: AgentKey, passphrase: Secret | None = None) -> str:
    """The private key as PKCS8 in PEM, encrypted when there is a passphrase."""
    from base64 import b64decode

    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(b64decode(key.key.export().reveal()))
    lock: form.KeySerializationEncryption = form.NoEncryption()
    if passphrase:
        lock = form.BestAvailableEncryption(passphrase.reveal().encode())
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock).decode()


async def ask_whose(client: Commune, credential: Credential) -> Whose:
    """Asks the server. Any valid credential may; raises :class:`CommuneError` when it is none or nobody answers."""
    from commune_tui.api.errors import CommuneError, NotAuthenticated

    async with asyncio.timeout(ANSWER_S):
        org = await client.agent.org()
        found = Whose(org.id or org.slug or "", org.name or org.slug or "")
        if credential.agent_id:
            return found
        try:
            keys = [info async for info in client.agent.keys()]  # noqa: SIM118 - not a dict's
        except NotAuthenticated:
            raise
        except CommuneError:
            return found
    mine = [info for info in keys if client.calls_with(info.key_prefix or "")]
    if len(mine) != 1:
        return found
    return Whose(found.org, found.name, mine[0].name or "", tuple(mine[0].permissions))


async def whose(base_url: str, credential: Credential, network: Network, passphrase: Secret | None = None) -> Whose:
    """:func:`ask_whose` with a client of its own."""
    async with client(base_url, credential, network, passphrase) as made:
        return await ask_whose(made, credential)

"""The place of the key that the program calls with: the environment, a profile's file, or the system's key store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from commune_tui import credentials, key_store
from commune_tui.cli import accounts
from commune_tui.cli.choice import Choice
from commune_tui.credentials import KEY_VARIABLE, Credential, CredentialError
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret


class StoredKey:
    """That of the account which was chosen."""

    def __init__(self, choice: Choice) -> None:
        assert choice.credential is not None
        self._choice, self._found = choice, choice.credential

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return self._found.place

    def objection(self) -> str:
        """Why no other key can be put there, and where it has to be put by hand; empty where it can."""
        if self._found.agent_id:
            return "This program signs as an agent and has no API key, so there is none to replace."
        if self._found.place.endswith(f"({KEY_VARIABLE})"):
            return (
                f"The key is set from outside, in the environment ({KEY_VARIABLE}), where this program cannot put "
                f"another. Make a key like it ({do('key.create')}), put it where {KEY_VARIABLE} is set, and start "
                "again; then the old one can be revoked here."
            )
        return ""

    def keep(self, key: Secret) -> None:
        """Put it there instead of the one that is. The account knows it first, so that the next start opens the same
        folder with it. Raises CredentialError: the old one is still there then."""
        choice, fresh = self._choice, replace(self._found, key=key.reveal())
        account = accounts.of(choice.base_url, self._found)
        if account is not None:
            accounts.also(account, choice.base_url, fresh)
        in_store = self._found.place == key_store.PLACE
        credentials.keep(choice.profile, replace(fresh, base_url=choice.base_url), keyring=in_store)

    def kept(self) -> Secret | None:
        """What the next start will find there."""
        from commune_tui.api.auth import Secret

        found = credentials.in_file(self._choice.profile) if not self.objection() else self._found
        return Secret(found.key) if found is not None and found.key else None

    def profiles(self, prefix: str) -> Sequence[str]:
        """Other profiles of this machine whose key begins so; of those in a key store nobody is asked for a word."""
        found = []
        for name in credentials.stored_profiles():
            if name != self._choice.profile and (each := _in_file(name)) is not None and each.key.startswith(prefix):
                found.append(name)
        return found if prefix else []


def _in_file(profile: str) -> Credential | None:
    try:
        return credentials.in_file(profile)
    except CredentialError:
        return None

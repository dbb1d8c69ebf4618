"""Where keys are: the environment, a private file for each profile, or the system's key store. Never the command line.

A stored key remembers the server it belongs to, so that a changed setting cannot send it anywhere else. Knows no
network and no screen.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from commune_tui import key_store, paths
from commune_tui.erase import erase
from commune_tui.errors import NO_KEY, Explained

KEY_VARIABLE = "COMMUNE_API_KEY"
GATE_KEY_VARIABLE, GATE_URL_VARIABLE = "COMMUNE_GATE_KEY", "COMMUNE_GATE_URL"
_ELSEWHERE = "# The key of this profile is in the system's key store.\n"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_FIELDS = ("base_url", "key", "agent_id", "private_key", "form")


class CredentialError(Explained):
    """There is no usable key; the message is a sentence that says where and what to do, and holds no key."""

    exit_status = NO_KEY


@dataclass(frozen=True, slots=True)
class Credential:
    """An API key, or the identity of an agent. ``repr`` shows neither."""

    place: str
    """Where it was found, in words: ``the environment (COMMUNE_API_KEY)``, a path, ``the system's key store``."""
    base_url: str = ""
    """The server it belongs to; empty when nothing said so."""
    key: str = field(default="", repr=False)
    agent_id: str = ""
    private_key: str = field(default="", repr=False)
    """PKCS8 as PEM, encrypted when its owner gave a passphrase."""
    form: str = "timestamp"
    """What an agent signs: ``timestamp`` or ``body`` (contract §2.2)."""

    @property
    def identity(self) -> str:
        """What tells two credentials apart: the key itself or the agent. Secret: for hashing only."""
        return f"agent:{self.agent_id}" if self.agent_id else self.key

    @property
    def locked(self) -> bool:
        """Whether a passphrase is needed before it can be used."""
        return "ENCRYPTED" in self.private_key.partition("\n")[0]

    @property
    def kind(self) -> str:
        return f"agent {self.agent_id}" if self.agent_id else "API key"


def check_name(profile: str) -> str:
    """The profile's name when it can be a file's. Raises :class:`CredentialError`."""
    if not _NAME.fullmatch(profile) or profile.endswith("."):
        raise CredentialError(
            f"{profile!r} cannot be the name of a profile: letters, digits, dots, dashes and _ only, 64 at most."
        )
    return profile


def key_file(profile: str) -> Path:
    """The file that holds a profile's key, whether it exists or not; its directory is private."""
    return paths.private_dir(paths.config_dir() / "keys") / f"{check_name(profile)}.toml"


def stored_profiles() -> list[str]:
    """The profiles that have a key file, by name."""
    return sorted(path.stem for path in paths.private_dir(paths.config_dir() / "keys").glob("*.toml"))


def find(
    profile: str, *, chosen_by_flag: bool = False, environment: Mapping[str, str] | None = None
) -> Credential | None:
    """The key of a profile: environment, then its file (which may point to the key store). ``None`` when there is none.

    A profile named with ``--profile`` that has a key of its own uses that: the environment's may be another account's.

    :raises CredentialError: there is one, and it must not or cannot be used.
    """
    env = os.environ if environment is None else environment
    stored = in_file(profile) if chosen_by_flag or not env.get(KEY_VARIABLE) else None
    if stored is None and (key := env.get(KEY_VARIABLE, "").strip()):
        return Credential(f"the environment ({KEY_VARIABLE})", key=key)
    return stored


def in_file(profile: str) -> Credential | None:
    """The key in the profile's file, or in the key store when the file says so; refused when others can read it."""
    text = _text(path := key_file(profile))
    if text == _ELSEWHERE:
        return _in_keyring(profile)
    return _read(text, str(path)) if text is not None else None


def _text(path: Path) -> str | None:
    """What a key's file says; ``None`` where there is none. Raises CredentialError."""
    try:
        return paths.read_secret(path).decode("utf-8")
    except FileNotFoundError:
        return None
    except paths.NotPrivate as error:
        raise CredentialError(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise CredentialError(f"The key file {path} cannot be read: {reason}.") from None


def gate_file(profile: str) -> Path:
    """The file that holds a profile's key of a gate, whether it exists or not; its directory is private."""
    return paths.private_dir(paths.config_dir() / "gates") / f"{check_name(profile)}.toml"


def find_gate(profile: str, *, environment: Mapping[str, str] | None = None) -> Credential | None:
    """The gate of a profile and the operator's key there: environment, then its file. ``None`` where there is none.

    :raises CredentialError: there is one, and it must not or cannot be used.
    """
    env = os.environ if environment is None else environment
    if key := env.get(GATE_KEY_VARIABLE, "").strip():
        if not (url := env.get(GATE_URL_VARIABLE, "").strip()):
            raise CredentialError(f"{GATE_KEY_VARIABLE} is set, and {GATE_URL_VARIABLE} does not say which gate.")
        return Credential(f"the environment ({GATE_KEY_VARIABLE})", url, key)
    text = _text(path := gate_file(profile))
    found = _read(text, str(path)) if text is not None else None
    if found is not None and not (found.key and found.base_url):
        raise CredentialError(f"{path} must hold base_url and key.")
    return found


def _in_keyring(profile: str) -> Credential:
    try:
        text = key_store.get(profile)
    except key_store.Unusable:
        raise CredentialError(
            f"The key of profile {profile} is in {key_store.PLACE}, which needs: {key_store.NEEDED}"
        ) from None
    if not text:
        raise CredentialError(
            f"The key of profile {profile} should be in {key_store.PLACE}, and that does not give it. "
            f"Unlock it, or store the key anew with: commune-tui keys replace {profile}"
        )
    return _read(text, key_store.PLACE)


def _read(text: str, place: str) -> Credential:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # its message would quote the key
        table = {}
    if not table or not all(isinstance(table.get(name, ""), str) for name in _FIELDS):
        raise CredentialError(f'The key in {place} cannot be read. It must be TOML, as in: key = "comm_…"')
    found = Credential(place, **{name: table[name] for name in _FIELDS if name in table})
    if bool(found.key) == bool(found.agent_id and found.private_key):
        raise CredentialError(f"{place} must hold either key, or agent_id and private_key.")
    return found


def _written(credential: Credential) -> str:
    lines = [
        "# A key of commune-tui. Whoever can read this file can do what it opens: read mail, send it, let it leave."
    ]
    for name in _FIELDS:
        value = getattr(credential, name)
        if value and (name != "form" or credential.agent_id):
            lines.append(f"{name} = {json.dumps(value)}")  # an ASCII JSON text is a TOML text
    return "\n".join(lines) + "\n"


def keep(profile: str, credential: Credential, *, keyring: bool = False) -> Credential:
    """Store a profile's key, instead of one that was there; as it will be found again.

    :raises CredentialError: it could not be stored; an older one is still there then.
    """
    path, text = key_file(profile), _written(credential)
    if keyring:
        try:
            key_store.put(profile, text)
        except key_store.Unusable as error:
            raise CredentialError(f"{error}; nothing was kept.") from None
    try:
        paths.write_private(path, (_ELSEWHERE if keyring else text).encode())
    except OSError as error:
        raise CredentialError(f"The key could not be written to {path}: {error.strerror}.") from None
    return _read(text, key_store.PLACE if keyring else str(path))


def keep_gate(profile: str, credential: Credential) -> str:
    """Store a profile's key of a gate, instead of one that was there; where it is now. Raises CredentialError."""
    path = gate_file(profile)
    try:
        paths.write_private(path, _written(credential).encode())
    except OSError as error:
        raise CredentialError(f"The key could not be written to {path}: {error.strerror}.") from None
    return str(path)


def forget_gate(profile: str) -> str:
    """Remove a profile's key of a gate; the place it was removed from, empty when there was none."""
    path = gate_file(profile)
    if not path.is_file():
        return ""
    erase(path)
    return str(path)


def forget(profile: str) -> str:
    """Remove a profile's key wherever it is stored; the place it was removed from, empty when there was none."""
    path = key_file(profile)
    if not path.is_file():
        return ""
    stored = path.read_text(encoding="utf-8", errors="replace") == _ELSEWHERE
    if stored:
        key_store.remove(profile)
    erase(path)
    return key_store.PLACE if stored else str(path)

"""The key by which clients know this host: made at the first start, read at every other."""

from __future__ import annotations

from pathlib import Path

import asyncssh

from commune_tui import paths
from commune_tui.errors import Explained

KIND = "ssh-ed25519"


class NoHostKey(Explained):
    """There is a file in its place, and no key in it."""


def host_key(path: Path) -> asyncssh.SSHKey:
    """The key in this file, which only its user can read.

    :raises NoHostKey: what is there is no private key.
    :raises NotPrivate: others can read it.
    """
    try:
        return asyncssh.import_private_key(paths.read_secret(path))
    except FileNotFoundError:
        made = asyncssh.generate_private_key(KIND)
        paths.write_private(path, made.export_private_key())
        return made
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise NoHostKey(f"{path} holds no private key without a passphrase. Move it away, or name another.") from None

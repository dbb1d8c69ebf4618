"""Files beside the desk: the bytes of attachments of drafts, kept until they are sent. Encrypted when the store is.

Callers name a file by the SHA-256 of its bytes. In an encrypted store neither the bytes nor that digest can be read
from the disk: the file's name is made from both digest and key. Knows no table.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from commune_tui.erase import erase
from commune_tui.store.driver import Key

_NONCE = 12


class Vault:
    """``folder`` is made when the first file comes. Without a ``key`` files lie as they are, 0600."""

    def __init__(self, folder: Path, key: Key | None = None) -> None:
        self.folder, self._key = folder, key

    def path(self, digest: str) -> Path:
        """Where the bytes with this digest lie, or would."""
        return self.folder / (digest if self._key is None else _part(self._key, b"name " + digest.encode()).hex())

    def keep(self, content: bytes) -> str:
        """The digest under which these bytes are there from now on. Raises OSError; all of them or none are kept."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            _write(path, content if self._key is None else _seal(self._key, content, path.name))
        else:
            os.utime(path)  # it is wanted anew, before the draft that says so is written
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes. Raises OSError when they are not there, or were damaged."""
        content = self._content(self.path(digest))
        if content is None:
            raise OSError("the file was damaged on the disk")
        return content

    def forget(self, digest: str) -> None:
        """Destroy these bytes; where they are not here, nothing happens. Raises OSError."""
        path = self.path(digest)
        for found in (path, *path.parent.glob(f"{path.name}.*")):  # and what a kill left half written
            erase(found)

    def keep_only(self, digests: Iterable[str], since: datetime) -> int:
        """Remove every other file that was put here before ``since``; how many went."""
        needed, gone = {self.path(digest).name for digest in digests}, 0
        for path in self._files():
            with suppress(OSError):
                if path.name not in needed and path.stat().st_mtime < since.timestamp():
                    erase(path)
                    gone += 1
        return gone

    def take_over(self, other: Vault) -> None:
        """Keep here what is kept there, in the same folder, and destroy the other form. May be called again."""
        for path in self._files():
            content = other._content(path)
            if content is not None:
                self.keep(content)
                erase(path)
            elif self._key is not None and self._content(path) is None:
                erase(path)  # half a file, that nobody can use and anybody could read

    def _files(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_file()] if self.folder.is_dir() else []

    def _content(self, path: Path) -> bytes | None:
        """The bytes of a file in this form; ``None`` when it is in another, or damaged."""
        raw = path.read_bytes()
        content = raw if self._key is None else _unseal(self._key, raw, path.name)
        if content is None or self.path(hashlib.sha256(content).hexdigest()).name != path.name:
            return None
        return content


def _part(key: Key, purpose: bytes) -> bytes:
    """32 bytes for one purpose; nothing about the key follows from them."""
    return hmac.new(key.raw, b"commune-tui files " + purpose, hashlib.sha256).digest()


def _seal(key: Key, content: bytes, name: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_part(key, b"content")).encrypt(nonce, content, name.encode())


def _unseal(key: Key, raw: bytes, name: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_part(key, b"content")).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode())
    except (InvalidTag, ValueError):
        return None


def _write(target: Path, content: bytes) -> None:
    """All of it or nothing: a file under a digest is never half a file."""
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError:
        with suppress(OSError):
            erase(part)
        raise

"""A key store for machines without one: a backend of the ``keyring`` library that keeps a JSON file in HOME."""

from __future__ import annotations

import json
from pathlib import Path

from keyring.backend import KeyringBackend


class FileStore(KeyringBackend):
    """Chosen with PYTHON_KEYRING_BACKEND."""

    priority = 1

    @property
    def _file(self) -> Path:
        return Path.home() / "store.json"

    def _all(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps(self._all() | {f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        self._file.write_text(json.dumps({k: v for k, v in self._all().items() if k != f"{service}/{username}"}))

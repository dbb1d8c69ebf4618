"""The system's key store: a secret under a name, by way of the extra ``keyring``. Knows nothing of what it keeps."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

PLACE = "the system's key store"
NEEDED = "pip install 'commune-tui[keyring]'"
_SERVICE = "commune-tui"


class Unusable(Exception):
    """Nothing can be kept or had there; the message is a sentence without its end, and holds no secret."""


def put(name: str, secret: str) -> None:
    """Keep a secret, instead of one of that name. Raises :class:`Unusable`: one that was there still is."""
    store = _library()
    try:
        store.set_password(_SERVICE, name, secret)
    except store.errors.KeyringError as error:
        raise Unusable(f"The system's key store refused ({type(error).__name__})") from None


def get(name: str) -> str:
    """The secret; empty when there is none, no store on this machine, or it stays locked. Raises :class:`Unusable`."""
    store = _library()
    with suppress(store.errors.KeyringError):
        return store.get_password(_SERVICE, name) or ""
    return ""


def remove(name: str) -> None:
    """Remove a secret where that is possible."""
    with suppress(Unusable):
        store = _library()
        with suppress(store.errors.KeyringError):
            store.delete_password(_SERVICE, name)


def _library() -> Any:
    """``keyring`` with its errors."""
    from importlib import import_module
    from importlib.util import find_spec

    if find_spec("keyring") is None:
        raise Unusable(f"The system's key store needs: {NEEDED}")
    import_module("keyring.errors")
    return import_module("keyring")

"""The certificate that the gate shows, as it stands in its files now. A broken new one changes nothing."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from pathlib import Path

from commune_tui import clock, paths
from commune_tui.errors import USAGE, Explained

log = logging.getLogger(__name__)
_Mark = tuple[tuple[int, int, int], ...]


class BadCertificate(Explained):
    """A certificate or its key cannot be used."""

    exit_status = USAGE


class Certificate:
    """Two PEM files: the certificate with its chain, and its key, which nobody else may read.

    :raises BadCertificate: they cannot be used; which one, and why.
    :raises NotPrivate: others can read the key.
    """

    def __init__(self, chain: Path, key: Path, tell: Callable[[str], object]) -> None:
        self._chain, self._key, self._tell = chain, key, tell
        self._mark = self._marks()
        self._context = _loaded(chain, key)

    def now(self) -> ssl.SSLContext:
        """What the next connection is shown. The files are read again only when they have changed; where that fails,
        the one before stays, and a sentence is told."""
        if (mark := self._marks()) != self._mark:
            self._mark = mark
            try:
                self._context = _loaded(self._chain, self._key)
            except Explained as broken:
                log.warning("gate: the certificate was not taken")
                self._tell(f"{broken.sentence} The certificate before it stays.")
        return self._context

    def _marks(self) -> _Mark:
        """Another value whenever one of the files is another one; shorter where one is missing."""
        found = []
        for path in (self._chain, self._key):
            try:
                seen = path.stat()
            except OSError:
                continue
            found.append((seen.st_ctime_ns, seen.st_size, seen.st_ino))
        return tuple(found)


def _loaded(chain: Path, key: Path) -> ssl.SSLContext:
    try:
        shown, secret = chain.read_bytes(), paths.read_secret(key)
    except OSError as error:
        raise BadCertificate(f"{error.filename} cannot be read: {error.strerror}.") from None
    _in_time(chain, shown)
    if b"ENCRYPTED" in secret:  # OpenSSL would ask for the passphrase on the terminal
        raise BadCertificate(f"{key} is locked with a passphrase, which nobody is there to type. Give it one without.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(chain, key, password="")  # without one OpenSSL would ask for it
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise BadCertificate(f"{key} is not the key of the certificate in {chain}.") from None
        raise BadCertificate(f"{chain} and {key} are not usable as a certificate and its key in PEM.") from None
    return context


def _in_time(path: Path, pem: bytes) -> None:
    from cryptography import x509

    try:
        own = x509.load_pem_x509_certificates(pem)[0]
    except ValueError:
        raise BadCertificate(f"{path} holds no certificate in PEM.") from None
    if own.not_valid_after_utc < clock.now():
        raise BadCertificate(f"{path} holds a certificate that ended on {own.not_valid_after_utc:%Y-%m-%d}.")
    if own.not_valid_before_utc > clock.now():
        raise BadCertificate(f"{path} holds a certificate that begins on {own.not_valid_before_utc:%Y-%m-%d}.")

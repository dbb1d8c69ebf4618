"""Secure connections: what is trusted, and why one did not come about."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
"""What versions of OpenSSL make of an answer that is no TLS at all: plain HTTP, the greeting of another service."""


def tls_context(tls: bool, ca_file: Path | None) -> ssl.SSLContext:
    """Verification is on in both; where only loopback http is spoken, the costly list of authorities is left out.

    Made by hand: the default one writes the keys of every connection where ``SSLKEYLOGFILE`` says, and takes a
    certificate's common name for its host where no host stands in it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    if tls:
        context.load_verify_locations(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    return context


def tls_failure(error: BaseException | None) -> ssl.SSLError | None:
    """The failure of TLS that an error came of; ``None`` where it came of something else."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


def tls_sentence(error: ssl.SSLError) -> str:
    """Why no secure connection came about. OpenSSL's words for a version that one side refuses differ by side."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = f" ({error.verify_message})" if error.verify_message else ""
        return f"The server's certificate is not to be trusted{why}."
    reason = error.reason or ""
    if reason in _NO_TLS:
        return "What answers at this address does not speak TLS: its port may be another, or it is no https."
    if "PROTOCOL" in reason:
        return "The server speaks only an old TLS, older than 1.2, which is not safe."
    return "No secure connection to the server could be agreed on."

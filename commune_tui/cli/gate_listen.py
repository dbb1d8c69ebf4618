"""Where ``commune-tui gate serve`` listens: its words, what speaks against them, and what is said of the address."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui.cli.ending import Stop
from commune_tui.errors import USAGE

if TYPE_CHECKING:
    from commune_tui.gate.certificate import Certificate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    where = "of serve: an address of this machine (default %(default)s); any but a loopback wants --expose"
    add("--listen", metavar="ADDR", type=_address, default="127.0.0.1", help=where)
    exposed = "of serve: let --listen be an address that others can reach, with TLS or --behind-proxy"
    add("--expose", action="store_true", help=exposed)
    add("--tls-cert", metavar="PATH", type=Path, help="of serve: speak TLS by this certificate, with its chain, in PEM")
    add("--tls-key", metavar="PATH", type=Path, help="of serve: the key of the certificate, which only you can read")
    behind = "of serve: a proxy that speaks TLS stands before the gate, so all calls come from its address"
    add("--behind-proxy", action="store_true", help=behind)


def _address(word: str) -> str:
    host = word.removeprefix("[").removesuffix("]")
    try:
        if "%" in host:
            raise ValueError
        return str(ipaddress.ip_address(host))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is no address such as 127.0.0.1, 0.0.0.0 or ::1") from None


def check(arguments: argparse.Namespace) -> None:
    """Raises Stop where keys and mails would be open to others."""
    if bool(arguments.tls_cert) != bool(arguments.tls_key):
        raise Stop("--tls-cert and --tls-key go together.", USAGE)
    if ipaddress.ip_address(arguments.listen).is_loopback:
        return
    if not arguments.expose:
        raise Stop(f"others can reach {arguments.listen}. If agents are to come in there, say --expose.", USAGE)
    if not arguments.tls_cert and not arguments.behind_proxy:
        raise Stop(
            "keys and mails would go over the network in the clear. Give --tls-cert and --tls-key, or say "
            "--behind-proxy where a proxy before the gate speaks TLS.",
            USAGE,
        )


def certificate(arguments: argparse.Namespace, tell: Callable[[str], object]) -> Certificate | None:
    """The one that was named. Raises BadCertificate and NotPrivate."""
    from commune_tui.gate.certificate import Certificate

    return Certificate(arguments.tls_cert, arguments.tls_key, tell) if arguments.tls_cert else None


def told(arguments: argparse.Namespace, address: str) -> list[str]:
    """What is said once it listens at this address."""
    key = "each with a key of its own: commune-tui gate key create."
    if arguments.behind_proxy:
        return [
            f"Serving on {address}, for the proxy before it and nobody else (Ctrl-C ends).",
            f"Agents use the https address of the proxy as COMMUNE_BASE_URL, {key}",
        ]
    if arguments.tls_cert:
        return [
            f"Serving on {address} (Ctrl-C ends).",
            f"Agents use it as COMMUNE_BASE_URL, by a name that the certificate has, {key}",
        ]
    return [
        f"Serving on {address}, for programs of this machine only (Ctrl-C ends).",
        f"Agents use it as COMMUNE_BASE_URL, {key}",
    ]

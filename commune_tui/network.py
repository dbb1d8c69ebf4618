"""How the server is reached beyond its address: a proxy, and a private certificate authority. Chosen, never guessed.

Variables such as ``HTTPS_PROXY`` are obeyed only where the settings say ``environment``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from commune_tui.errors import USAGE, Explained

ENVIRONMENT = "environment"
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
CA_VARIABLE = "SSL_CERT_FILE"


class NetworkError(Explained):
    """What was chosen cannot be used; the message is a sentence without its end."""

    exit_status = USAGE


@dataclass(frozen=True, slots=True)
class Network:
    """``proxy`` is an http or https address or empty; it may hold a password, so ``repr`` does not show it."""

    proxy: str = field(default="", repr=False)
    ca_file: Path | None = None

    @property
    def shown_proxy(self) -> str:
        """The proxy without a name and a password."""
        parts = urlsplit(self.proxy)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if self.proxy else ""


def choose(proxy: str, ca_file: str, environment: Mapping[str, str]) -> Network:
    """What the settings and, where they say so, the environment name. Raises :class:`NetworkError`."""
    if proxy == ENVIRONMENT:
        proxy = next((environment[name] for name in PROXY_VARIABLES if environment.get(name)), "")
    if ca_file == ENVIRONMENT:
        ca_file = environment.get(CA_VARIABLE, "")
    try:
        parts = urlsplit(proxy)
        usable = not proxy or (parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0)
    except ValueError:
        usable = False
    if not usable:
        raise NetworkError("proxy must be an address such as http://proxy.example:3128")
    path = Path(ca_file).expanduser() if ca_file else None
    if path is not None and not path.is_file():
        raise NetworkError(f"ca_file names {path}, and there is no such file")
    return Network(proxy, path)


def ignored(proxy: str, ca_file: str, environment: Mapping[str, str]) -> list[str]:
    """Variables that other programs obey and this one does not, because the settings do not say so, or say other."""
    names = [name for name in PROXY_VARIABLES if environment.get(name, proxy) != proxy and proxy != ENVIRONMENT]
    if environment.get(CA_VARIABLE, ca_file) != ca_file and ca_file != ENVIRONMENT:
        names.append(CA_VARIABLE)
    return [name for name in names if environment[name]]

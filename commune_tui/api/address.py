"""Which addresses are used, and how a path is written: base URL rules, percent-encoding, loopback. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from .errors import Misused

DEFAULT_BASE_URL = "https://api.commune.email"
_LONGEST_ID = 1000


def clean_base_url(text: str) -> str:
    """The base URL without a trailing ``/`` or ``/v1`` (contract §1.1); :class:`Misused` when it must not be used.

    ``https`` is required unless the host is this machine; user names, queries and fragments are refused.
    """
    text = text.strip()
    if not text.isprintable() or "\\" in text or " " in text:
        raise Misused("The base URL contains characters that do not belong in one.")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise Misused("The base URL is not a URL.") from None
    if parts.scheme not in ("https", "http") or not host:
        raise Misused("The base URL must begin with https:// and name a host.")
    if "@" in parts.netloc:
        raise Misused("The base URL must not contain a user name or password.")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise Misused("The base URL must end with its path: no ? and no #.")
    if parts.scheme == "http" and not is_loopback(host):
        raise Misused("The base URL must use https: over http anyone on the way could read the key.")
    path = parts.path.rstrip("/")
    while path.endswith("/v1"):
        path = path[: -len("/v1")].rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_loopback(host: str | None) -> bool:
    """Whether a host name or literal address can only mean this machine."""
    if host is None:
        return False
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether a literal IP address is reachable by everybody: not private, loopback, link-local or reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and ip not in _OLD_RELAY
    inner = _inside(ip)
    if inner is not None and not is_public(str(inner)):
        return False
    return ip in _NAT64 or ip in _RELAYED or (ip in _UNICAST and ip.is_global and ip not in _EXAMPLES)


def is_private(address: str) -> bool:
    """Whether a literal IP address belongs to a network of one's own, and not to this machine or this wire."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return any(ip in network for network in _OWN if network.version == ip.version)


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address that one of the ways of carrying it in a newer one would lead to."""
    end = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _NAT64 or (int(ip) >> 32) & 0xFDFFFFFF == _ISATAP:
        return end
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RELAYED = ipaddress.IPv6Network("2002::/16")
_UNICAST = ipaddress.IPv6Network("2000::/3")
_EXAMPLES = ipaddress.IPv6Network("3fff::/20")
_OLD_RELAY = ipaddress.IPv4Network("192.88.99.0/24")
_ISATAP = 0x00005EFE
_OWN = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")))


def path(*parts: str) -> str:
    """``path("domains", id, "inboxes")`` → ``/v1/domains/<id>/inboxes``: every part encoded, no safe characters.

    Ids are opaque and may hold any character (contract §1.3). ``.`` and ``..`` cannot be encoded, so they are refused.
    """
    return "/v1/" + "/".join(_segment(part) for part in parts)


def _segment(part: str) -> str:
    if not isinstance(part, str) or part in ("", ".", "..") or len(part) > _LONGEST_ID:
        raise Misused("This is not an id that the server could have given.")
    try:
        return quote(part, safe="")
    except UnicodeEncodeError:
        raise Misused("This is not an id that the server could have given.") from None


def query(params: Mapping[str, str | int | None]) -> str:
    """``?a=b&c=d`` without the values that are ``None``; empty when nothing is left."""
    given = {name: value for name, value in params.items() if value is not None}
    return "?" + urlencode(given, quote_via=quote, errors="replace") if given else ""

"""Hosts that are numbers, this computer or a private network, in every form in which a browser reads them. Pure."""

from __future__ import annotations

import ipaddress
import re

_ADDRESS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_HERE = ("localhost", "localdomain", "ip6-localhost", "ip6-loopback")
_INSIDE = ("local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "home.arpa")
_CARRIER = ipaddress.ip_network("100.64.0.0/10")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def place_doubts(host: str) -> list[str]:
    """What speaks against going to ``host``: a number for a name, this computer, a private network. Phrases."""
    name = host.strip(".").lower()
    address = _address(name)
    doubts = []
    if name.startswith("[") or _ADDRESS.fullmatch(name):
        doubts.append("a number instead of a name")
    elif _NUMBER.fullmatch(name.rpartition(".")[2]):
        doubts.append("an address number in an unusual form")
    if place := _place(name, address):
        doubts.append(place)
    return doubts


def inside(host: str) -> str:
    """What a host is that only this computer or its network can reach, or empty."""
    name = host.strip(".").lower()
    return _place(name, _address(name))


def _place(name: str, address: Address | None) -> str:
    if address is not None:
        if address.is_loopback or address.is_unspecified:
            return "it is this computer"
        unusual = address.is_private or address.is_link_local or address.is_reserved or address.is_multicast
        return "it is in a private network" if unusual or (address.version == 4 and address in _CARRIER) else ""
    labels = name.split(".")
    if labels[-1] in _HERE or name == "localhost.localdomain":
        return "it is this computer"
    if name.endswith(tuple(f".{ending}" for ending in _INSIDE)) or (len(labels) == 1 and name and "[" not in name):
        return "it is in a private network"
    return ""


def _address(name: str) -> Address | None:
    """The address that a browser takes a host for: with 1 to 4 parts, each decimal, octal or hexadecimal."""
    if name.startswith("["):
        return _six(name.strip("[]"))
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [_read(part) for part in parts]
    if None in numbers:
        return None
    whole = [number for number in numbers if number is not None]
    if any(number > 255 for number in whole[:-1]) or whole[-1] >= 256 ** (5 - len(whole)):
        return None
    before = sum(number << 8 * (3 - place) for place, number in enumerate(whole[:-1]))
    return ipaddress.IPv4Address(before + whole[-1])


def _read(part: str) -> int | None:
    if len(part) > 40:
        return None
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
    except ValueError:
        return None


def _six(text: str) -> Address | None:
    try:
        address = ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return None
    number = int(address)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if number >> 32 in (0, 0x64FF9B << 64) and number > 0xFFFF:  # compatible with IPv4, and translated to it
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return address

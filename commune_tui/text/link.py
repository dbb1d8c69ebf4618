"""Links for showing and for asking before one is opened: where it really goes, and what about it deceives.

Opens nothing and fetches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commune_tui.text.clean import Cleaned, clean_line
from commune_tui.text.host import Host, read_host

LONGEST = 4_000

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)\Z")
_HOST_IN_TEXT = re.compile(
    r"(?:https?://)?(?:[^\s/@]*@)?(?P<host>[\w\-]+(?:[.．。][\w\-]+)*[.．。][^\W\d_][\w\-]+)(?=[:/?#\s.,;)]|$)", re.I
)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link goes. ``opens`` says whether the program may hand it to a browser at all; when it may not,
    ``refused`` is why. ``doubts`` are phrases for the question before it is opened. All text is clean."""

    url: str
    scheme: str = ""
    host: Host | None = None
    refused: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def opens(self) -> bool:
        """True for an http or https address that has one meaning."""
        return not self.refused

    @property
    def shown_host(self) -> str:
        """The real host, in punycode with its script beside it when they could be confused."""
        return self.host.shown if self.host else ""


def read_link(target: str, text: str = "") -> Link:
    """What a target means to a browser, and whether ``text`` (the words of the link) names another host."""
    cleaned = clean_line(target.strip(), LONGEST)
    url = cleaned.text
    found = _SCHEME.match(url)
    if not found:
        return Link(url, refused="it has no scheme such as https:")
    scheme, rest = found[1].lower(), found[2]
    if scheme not in ("http", "https"):
        return Link(url, scheme, refused=f"{scheme}: addresses are not opened")
    if refused := _refusal(target, cleaned, rest):
        return Link(url, scheme, _host(rest), refused)
    host = _host(rest)
    if host is None:
        return Link(url, scheme, refused="it names no host")
    doubts = [f"the host {host.doubt}"] if host.doubt else []
    if number := _number_doubt(host.ascii):
        doubts.append(number)
    if scheme == "http":
        doubts.append("not encrypted")
    if other := said_elsewhere(text, host):
        doubts.append(f"the text says {other}")
    return Link(url, scheme, host, "", tuple(doubts))


def said_elsewhere(text: str, host: Host) -> str:
    """The host that the words of a link name when it is another one than the target's, or empty."""
    words = clean_line(text).text
    for found in _HOST_IN_TEXT.finditer(words):
        said = read_host(found["host"])
        one, other = said.ascii.removeprefix("www."), host.ascii.removeprefix("www.")
        if one != other and not other.endswith("." + one):
            return said.shown
    return ""


def _refusal(target: str, cleaned: Cleaned, rest: str) -> str:
    if cleaned.cut:
        return f"it is longer than {LONGEST:,} characters"
    if cleaned.altered or cleaned.text != target.strip() or re.search(r"[\x00-\x20\x7f-\x9f]", target.strip()):
        return "it has hidden characters or blanks in it"
    if "\\" in rest:
        return "it has a backslash, which browsers and programs read differently"
    if not rest.startswith("//"):
        return "it has no // before the host"
    authority = _authority(rest)
    if "@" in authority:
        return "it has a user name before the host, which makes another host look like the target"
    if "%" in authority:
        return "its host is written with % codes"
    port = authority.rpartition("]")[2].partition(":")[2]
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return "its port is no number"
    return ""


def _authority(rest: str) -> str:
    return re.split(r"[/?#\\]", rest[2:] if rest.startswith("//") else rest, maxsplit=1)[0]


def _host(rest: str) -> Host | None:
    after_user = _authority(rest).rpartition("@")[2]
    if after_user.startswith("["):
        name = after_user.partition("]")[0] + "]"
        return Host(name.lower(), name.lower())
    name = after_user.partition(":")[0]
    return read_host(name) if name.strip(".") else None


def _number_doubt(host: str) -> str:
    if host.startswith("["):
        return "a number instead of a name"
    if _IPV4.fullmatch(host):
        return "a number instead of a name"
    if _NUMBER.match(host.rpartition(".")[2]):
        return "an address number in an unusual form"
    return ""

"""Links for showing and for asking before one is opened: where it really goes, and what about it deceives.

Opens nothing and fetches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commune_tui.text.claims import claimed, same_owner
from commune_tui.text.clean import one_line
from commune_tui.text.host import Host, read_host
from commune_tui.text.places import place_doubts
from commune_tui.text.reveal import reveal

LONGEST = 4_000

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_BLANKS = re.compile("\\s+")
_AROUND = " \t\r\n\f"
"""What HTML allows around an address; it is no part of it."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link goes. ``opens`` says whether the program may hand it to a browser at all; when it may not,
    ``refused`` is why. ``doubts`` are phrases for the question before it is opened. All text is clean.

    ``url`` is the whole target, to its last character. It is the target itself when ``exact``; else hidden characters
    and blanks stand in it by their names, and it must be neither opened nor copied as if it were the address."""

    url: str
    scheme: str = ""
    shown_host: str = ""
    """The real host, in punycode with its script beside it when they could be confused."""
    refused: str = ""
    doubts: tuple[str, ...] = ()
    exact: bool = True

    @property
    def opens(self) -> bool:
        """True for an http or https address that has one meaning."""
        return not self.refused


def read_link(target: str, text: str = "") -> Link:
    """What a target means to a browser, and whether ``text`` (the words of the link) names another host."""
    raw = target.strip(_AROUND)
    url, exact = _whole(raw)
    found = _SCHEME.match(raw)
    if not found:
        return Link(url, refused="it has no scheme such as https:", exact=exact)
    scheme, rest = found[1].lower(), found[2]
    if scheme not in ("http", "https"):
        return Link(url, scheme, refused=f"{scheme[:40]}: addresses are not opened", exact=exact)
    host = link_host(raw)
    if refused := _refusal(raw, rest, exact):
        return Link(url, scheme, host.shown if host else "", refused, exact=exact)
    if host is None:
        return Link(url, scheme, refused="it names no host")
    doubts = [f"the host {host.doubt}"] if host.doubt else []
    doubts += place_doubts(host.ascii)
    if scheme == "http":
        doubts.append("not encrypted")
    if other := said_elsewhere(text, host):
        doubts.append(f"the text says {other}")
    return Link(url, scheme, host.shown, doubts=tuple(doubts))


def link_host(target: str) -> Host | None:
    """The host that a browser would go to for an http or https target; None when it names none."""
    found = _SCHEME.match(target)
    if not found:
        return None
    # Browsers drop line breaks and tabs, read a backslash as a slash, and need no slashes at all.
    rest = re.sub("[\t\r\n]", "", found[2]).replace("\\", "/").lstrip("/")
    return _host(rest)


def said_elsewhere(text: str, host: Host) -> str:
    """The host that the words of a link name when it is another one than the target's, or empty."""
    for said in claimed(text):
        named = read_host(said)
        if not same_owner(named.ascii, host.ascii):
            return named.shown
    return ""


def _whole(raw: str) -> tuple[str, bool]:
    """The target for the screen, all of it, and whether that is exactly what the mail says."""
    room = 16 * max(len(raw), 1)
    if one_line(raw, room) == raw and not _BLANKS.search(raw):
        return raw, True
    shown = reveal(_BLANKS.sub(_named, raw))
    return one_line(shown, 16 * len(shown) + 16), False


def _named(blanks: re.Match[str]) -> str:
    run = blanks[0]
    if "\n" in run or "\r" in run:
        return "⟨line break⟩"
    return "⟨blank⟩" if len(run) == 1 else f"⟨{len(run):,} blanks⟩"


def _refusal(raw: str, rest: str, exact: bool) -> str:
    if not exact:
        return "it has hidden characters or blanks in it"
    if len(raw) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    if "\\" in rest:
        return "it has a backslash, which browsers and programs read differently"
    if not rest.startswith("//"):
        return "it has no // before the host"
    authority = _authority(rest[2:])
    if "@" in authority:
        return "it has a user name before the host, which makes another host look like the target"
    if "%" in authority:
        return "its host is written with % codes"
    if not authority.strip("."):
        return "it names no host"
    port = authority.rpartition("]")[2].partition(":")[2]
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return "its port is no number"
    return ""


def _authority(rest: str) -> str:
    return re.split(r"[/?#\\]", rest, maxsplit=1)[0]


def _host(rest: str) -> Host | None:
    after_user = _authority(rest).rpartition("@")[2]
    if after_user.startswith("["):
        name = one_line(after_user.partition("]")[0] + "]").lower()
        return Host(name, name)
    name = after_user.partition(":")[0]
    return read_host(name) if name.strip(".") else None

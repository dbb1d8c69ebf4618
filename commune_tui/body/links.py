"""Links of a mail: numbered, judged by their real host, and found in plain text. Opens nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import unquote

from commune_tui.body.lines import Link
from commune_tui.text import clean, is_clean, reveal
from commune_tui.text.claims import addresses, claimed, same_owner
from commune_tui.text.host import read_host
from commune_tui.text.link import link_host
from commune_tui.text.places import inside

_MOST = 2_000
_AROUND = " \t\r\n\f"
_UNSEEN = re.compile("^[\x00-\x20]+|[\t\r\n]")
"""What browsers drop before they read a target."""
_URL = re.compile('(?:https?://|www\\.|mailto:)[^\\s<>"\u3000-\u303f\uff00-\uffef]+', re.IGNORECASE)
_TRAILING = ".,;:!?'*_~»”’`|\\\\^"
_HUNG = re.compile(
    "(?P<host>https?://(?:[\\w-]+\\.)+[a-z]{2,24})"
    "(?:['’][^\\W\\d_]{0,12}|:[^\\W\\d_]{1,12}|-[^\\W\\d_]{1,12})[.,;:!?)]*$",
    re.IGNORECASE,
)
"""A host with an ending that a language hangs onto names: ``example.com's``, ``example.com-ot``, ``example.com:n``."""
_POSSESSIVE = re.compile("['’]s?[.,;:!?)]*$")
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Links:
    """Gives each target one number, and drops numbers whose link shows nothing.

    ``raw`` says how the mail wrote a target that reads otherwise once it is clean.
    """

    def __init__(self, raw: Mapping[str, str] = MappingProxyType({})) -> None:
        self._raw = raw
        self._numbers: dict[str, int] = {}
        self._targets: list[str] = []
        self._links: dict[int, Link] = {}

    def open(self, href: str) -> int:
        """The number of a target; 0 when it is no http, https or mailto link."""
        target = tidy(self._raw.get(href, href))
        if not target:
            return 0
        number = self._numbers.get(target)
        if number is None:
            if len(self._numbers) >= _MOST:
                return 0
            number = len(self._numbers) + 1
            self._numbers[target] = number
            self._targets.append(target)
        return number

    def close(self, number: int, text: str) -> None:
        """The link was shown with this text; a first text that warns is not replaced by one that does not."""
        target = self._targets[number - 1]
        known = self._links.get(number)
        if known is not None and (known.warning or known.text == text):
            return
        warning = judge(text, target)
        if known is None or warning:
            shown = _shown(target)
            self._links[number] = Link(number, shown, text, warning, target if shown != target else "")

    def found(self) -> list[Link]:
        """Every link that was shown, by number."""
        return [self._links[number] for number in sorted(self._links)]


def tidy(href: str) -> str:
    """A target that may become a link, as the mail wrote it to its last character; "" for any other scheme.

    Only the blanks around it go, and a scheme comes where browsers and mail programs take one for granted.
    """
    target = href.strip(_AROUND)
    if target[:2] == "//":
        target = "https:" + target
    elif target[:4].lower() == "www.":
        target = "http://" + target
    scheme = _UNSEEN.sub("", target[:64]).partition(":")[0].lower()
    if scheme in ("http", "https"):
        return target if host(target) else ""
    return target if scheme == "mailto" and recipients(target) else ""


def _shown(target: str) -> str:
    """The target with every character that cannot be shown by its name."""
    if "\n" not in target and is_clean(target):
        return target
    return clean(reveal(target), None).replace("\n", "⟨line break⟩")


def host(target: str) -> str:
    """The host that a browser would go to, in punycode where it is not ASCII; the domain of a mailto address."""
    target = _UNSEEN.sub("", target)
    if target[:7].lower() == "mailto:":
        return next((address.rpartition("@")[2] for address in recipients(target)), "")
    found = link_host(target)
    return found.ascii if found is not None else ""


def recipients(target: str) -> list[str]:
    """Whom a mailto target writes to, copies and blind copies too: small letters, the host in punycode."""
    path, _, query = _UNSEEN.sub("", target)[7:].partition("?")
    pieces = [unquote(path)]
    for field in query.split("&")[:50]:
        name, _, value = field.partition("=")
        if name.lower() in ("to", "cc", "bcc"):
            pieces.append(unquote(value))
    found = (address for piece in pieces for address in addresses(piece))
    return list(dict.fromkeys(_in_ascii(address) for address in found))


def _in_ascii(address: str) -> str:
    local, _, name = address.rpartition("@")
    return f"{local}@{read_host(name).ascii}"


def judge(text: str, target: str) -> str:
    """A sentence when the text names another host or address than the link goes to, or the target hides its host."""
    plain = _UNSEEN.sub("", target)
    if plain[:7].lower() == "mailto:":
        return _judge_mail(text, plain)
    real = host(plain)
    if "@" in plain.replace("\\", "/").partition("//")[2].partition("/")[0]:
        return f"This link hides its real host, {real}, behind a user name."
    for said in claimed(text):
        named = read_host(said).ascii
        if not same_owner(named, real):
            return f"The text says {named}, but the link goes to {real}."
    if not is_clean(plain):
        return "This link has hidden characters in it."
    if (place := inside(real)) and real not in text:
        return f"The host of this link is {real}: {place}."
    return _doubted(real)


def _judge_mail(text: str, target: str) -> str:
    """Words that name an address must name every one that is written to; words that name a host, the right one."""
    receivers = recipients(target)
    named = [_in_ascii(address) for address in addresses(text)]
    if named and receivers[0] not in named:
        return f"The text says {named[0]}, but the link writes to {receivers[0]}."
    if named and (others := [address for address in receivers if address not in named]):
        return f"The text says {named[0]}, but the link also writes to {others[0]}."
    real = host(target)
    for said in claimed(text):
        if not same_owner(read_host(said).ascii, real):
            return f"The text says {read_host(said).ascii}, but the link writes to {receivers[0]}."
    return _doubted(real)


def _doubted(real: str) -> str:
    known = read_host(real)
    return f"The host {known.doubt}: {known.shown}." if known.doubt else ""


def urls(text: str) -> list[tuple[int, int, str]]:
    """(start, end, target) of every URL in a plain line, without the punctuation of the sentence around it."""
    if "://" not in text and "www." not in text.lower() and "mailto:" not in text.lower():
        return []
    found: list[tuple[int, int, str]] = []
    for match in _URL.finditer(text):
        start, end = match.span()
        if start and text[start - 1].isalnum():
            continue
        end = _end(text, start, end)
        target = tidy(text[start:end])
        if target:
            found.append((start, end, target))
    return found


def altered(raw: str) -> dict[str, str]:
    """URLs of a raw text that cleaning it changes: as they read when clean, and as the mail wrote them."""
    found: dict[str, str] = {}
    for match in _URL.finditer(raw):
        if not match[0].isascii() or not match[0].isprintable():
            known = clean(match[0], None)
            if known != match[0]:
                found.update((target, match[0]) for _, _, target in urls(known)[:1])
    return found


def _end(text: str, start: int, end: int) -> int:
    """Where a URL ends: before the punctuation of its sentence, and before an ending hung onto its host."""
    if hung := _HUNG.match(text, start, end):
        end = hung.end("host")
    elif hung := _POSSESSIVE.search(text, start, end):
        end = hung.start()
    depth = {mark: text.count(mark, start, end) for mark in "()[]{}"}
    while end > start:
        last = text[end - 1]
        if last in _PAIRS and depth[last] > depth[_PAIRS[last]]:
            depth[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end

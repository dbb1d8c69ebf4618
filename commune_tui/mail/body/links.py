"""Links of a mail: numbered, judged by their real host, and found in plain text. Opens nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from commune_tui.mail.body.lines import Link
from commune_tui.mail.body.names import words
from commune_tui.text import clean
from commune_tui.text.host import read_host

_MOST = 2_000
_TARGET = 2_048
_URL = re.compile('(?:https?://|www\\.|mailto:)[^\\s<>"`\\\\^{}|\u3000-\u303f\uff00-\uffef]+', re.IGNORECASE)
_DOMAIN = re.compile("(?:[\\w-]{1,63}\\.){1,6}[^\\W\\d_]{2,24}")
_TRAILING = ".,;:!?'*_~»”’"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_FILES = words("html htm pdf png jpg jpeg gif txt md py js ts css json xml csv zip doc docx xls xlsx exe sh")


class Links:
    """Gives each target one number, and drops numbers whose link shows nothing."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._targets: list[str] = []
        self._links: dict[int, Link] = {}

    def open(self, href: str) -> int:
        """The number of a target; 0 when it is no http, https or mailto link."""
        target = tidy(href)
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
            self._links[number] = Link(number, target, text, host(target), warning)

    def found(self) -> list[Link]:
        """Every link that was shown, by number."""
        return [self._links[number] for number in sorted(self._links)]


def tidy(href: str) -> str:
    """A target that may become a link, without control characters and blanks; "" for any other scheme."""
    target = "".join(clean(href[:_TARGET], _TARGET).split())
    if target[:2] == "//":
        target = "https:" + target
    elif target[:4].lower() == "www.":
        target = "http://" + target
    scheme = target.partition(":")[0].lower()
    if scheme in ("http", "https"):
        return target if host(target) else ""
    return target if scheme == "mailto" and "@" in target else ""


def host(target: str) -> str:
    """The host that a browser would go to, in punycode where it is not ASCII; the domain of a mailto address."""
    if target[:7].lower() == "mailto:":
        return read_host(target[7:].partition("?")[0].rpartition("@")[2]).ascii
    try:
        # Browsers read a backslash as a slash, this parser does not.
        found = urlsplit(target.replace("\\", "/")).hostname or ""
    except ValueError:
        return ""
    return read_host(found).ascii if found else ""


def judge(text: str, target: str) -> str:
    """A sentence when the text names another host than the link goes to, or the target hides its host; else ""."""
    real = host(target)
    if target[:7].lower() != "mailto:" and "@" in target.replace("\\", "/").partition("//")[2].partition("/")[0]:
        return f"This link hides its real host, {real}, behind a user name."
    for found in _DOMAIN.finditer(text[:200]):
        named = read_host(found[0]).ascii
        if named.rpartition(".")[2] in _FILES or text[found.start() - 1 : found.start()] == "@":
            continue
        if not _related(named, real):
            return f"The text says {named}, but the link goes to {real}."
        break
    known = read_host(real)
    return f"The host {known.doubt}: {known.shown}." if known.doubt else ""


def _related(named: str, real: str) -> bool:
    named, real = named.removeprefix("www."), real.removeprefix("www.")
    if named == real or named.endswith("." + real) or real.endswith("." + named):
        return True
    return _base(named) == _base(real)


def _base(name: str) -> str:
    labels = name.split(".")
    if (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in ("co", "com", "org", "net", "ac", "gov", "or", "ne", "edu")
    ):
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


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


def _end(text: str, start: int, end: int) -> int:
    while end > start:
        last = text[end - 1]
        if last in _TRAILING or (
            last in _PAIRS
            and text.count(last, start, end) > text.count(_PAIRS[last], start, end)
            and end - start < 4_000
        ):
            end -= 1
        else:
            break
    return end

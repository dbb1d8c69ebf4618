"""Is this mail spam? Points for plain marks, added up to a score between 0 and 1. Pure; knows no world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from commune_tui.sandbox.records import Mail

FLAG_AT = 0.4
REJECT_AT = 0.9
REFUSE_SEND_ABOVE = 0.8
"""An outbound mail with a higher score is answered with 400 (contract §8)."""

_EICAR_OF_SPAM = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
_PHRASES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (reason, points, re.compile(pattern, re.IGNORECASE))
    for reason, points, pattern in (
        (
            "prize or inheritance",
            0.35,
            r"you(?:'ve| have)? won|lottery|claim your prize|inheritance|next of kin|unclaimed funds",
        ),
        (
            "money for nothing",
            0.3,
            r"make money fast|work from home.{0,30}\$|double your|risk[- ]free|guaranteed (?:income|returns)"
            r"|million (?:us )?dollars",
        ),
        ("pills", 0.35, r"\bviagra\b|\bcialis\b|weight[- ]loss pill|cheap meds|male enhancement"),
        ("gambling", 0.25, r"online casino|free spins|betting bonus"),
        (
            "account threat",
            0.3,
            r"your (?:account|mailbox|password) (?:will be|has been|is) (?:suspended|closed|limited|expir)"
            r"|verify your (?:account|identity) (?:now|immediately|within)",
        ),
        ("search engine offer", 0.25, r"first page of google|seo (?:services|package)|buy backlinks|guest post"),
        (
            "crypto offer",
            0.25,
            r"bitcoin (?:giveaway|doubler)|crypto (?:giveaway|investment opportunity)|airdrop claim",
        ),
        ("pressure", 0.12, r"act now|limited time|urgent(?:ly)? respon|click (?:here|below) (?:now|immediately)"),
        ("bulk mail to a list", 0.15, r"dear (?:friend|sir or madam|beneficiary|customer),"),
    )
)
_LINK = re.compile(r"https?://([^\s/<>\"')\]]+)", re.IGNORECASE)
_SHORTENERS = {"bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly"}
_CHEAP_ENDINGS = (".xyz", ".top", ".click", ".loan", ".win", ".icu")
_NUMBER_HOST = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$")
_RISKY_FILE = re.compile(r"\.(?:exe|scr|js|vbs|bat|cmd|jar|iso|lnk|hta|docm|xlsm)$", re.IGNORECASE)
_DOUBLE_NAME = re.compile(r"\.(?:pdf|docx?|xlsx?|jpe?g|png|txt)\.[a-z0-9]{2,4}$", re.IGNORECASE)
_LOOKED_AT = 100_000


@dataclass(frozen=True, slots=True)
class SpamVerdict:
    """``score`` is 0…1; ``action`` is ``accept``, ``flag`` (0.4 and above) or ``reject`` (0.9 and above)."""

    score: float
    reasons: tuple[str, ...]

    @property
    def action(self) -> str:
        """What follows from the score (contract §4.4)."""
        return "reject" if self.score >= REJECT_AT else "flag" if self.score >= FLAG_AT else "accept"

    def metadata(self) -> dict[str, Any]:
        """The ``spam_*`` fields of ``metadata``."""
        return {
            "spam_checked": True,
            "spam_score": self.score,
            "spam_action": self.action,
            "spam_flagged": self.action != "accept",
            "spam_reasons": list(self.reasons),
        }


def judge(mail: Mail, visible: str | None = None) -> SpamVerdict:
    """Judge a mail in either direction; ``visible`` is its text as a reader sees it (default: its plain text)."""
    text = (mail.text if visible is None else visible)[:_LOOKED_AT]
    both = f"{mail.subject}\n{text}"
    marks = [(reason, points) for reason, points, pattern in _PHRASES if pattern.search(both)]
    marks += _subject_marks(mail.subject) + _link_marks(text) + _file_marks(mail) + _sender_marks(mail)
    if _EICAR_OF_SPAM in both:
        marks.append(("GTUBE test mail", 1.0))
    # A little of the length in words goes in, so that two clean mails do not carry the very same score.
    base = 0.01 + (len(both.split()) % 7) / 200
    score = min(1.0, round(base + sum(points for _, points in marks), 2))
    return SpamVerdict(score, tuple(reason for reason, _ in marks))


def _subject_marks(subject: str) -> list[tuple[str, float]]:
    marks: list[tuple[str, float]] = []
    letters = [character for character in subject if character.isalpha()]
    if len(letters) > 12 and sum(character.isupper() for character in letters) > 0.8 * len(letters):
        marks.append(("subject in capitals", 0.12))
    if subject.count("!") >= 3 or "$$$" in subject:
        marks.append(("subject shouts", 0.15))
    return marks


def _link_marks(text: str) -> list[tuple[str, float]]:
    hosts = [host.lower() for host in _LINK.findall(text)]
    marks: list[tuple[str, float]] = []
    if len(hosts) > 20:
        marks.append(("more than twenty links", 0.1))
    if any(host in _SHORTENERS for host in hosts):
        marks.append(("shortened link", 0.15))
    if any(host.endswith(_CHEAP_ENDINGS) or _NUMBER_HOST.match(host) for host in hosts):
        marks.append(("link to a doubtful host", 0.2))
    return marks


def _file_marks(mail: Mail) -> list[tuple[str, float]]:
    marks: list[tuple[str, float]] = []
    if any(_RISKY_FILE.search(file.name[-80:]) for file in mail.files):
        marks.append(("attachment that can run", 0.35))
    if any(_DOUBLE_NAME.search(file.name[-80:]) for file in mail.files):
        marks.append(("attachment with a double ending", 0.2))
    return marks


def _sender_marks(mail: Mail) -> list[tuple[str, float]]:
    inner = re.search(r"[\w.+-]+@([\w.-]+)", mail.sender_name[:320])
    if inner is not None and inner[1].lower() != mail.sender.rpartition("@")[2].lower():
        return [("sender's name is another address", 0.25)]
    return []


DESCRIPTION = """\
Spam: points for prizes, pills, threats to an account, offers of money, coins or search rank, pressure, capitals,
shortened or doubtful links, attachments that can run, a sender's name that is another address. From 0.4 a mail is
flagged, from 0.9 rejected: it is kept in no inbox. The GTUBE text scores 1. A send above 0.8 is refused with 400."""

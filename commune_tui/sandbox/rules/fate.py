"""What becomes of a mail to an address outside the sandbox, and which recipients a send refuses at once.

The address alone decides, so that anybody can cause any outcome: ``bounce@…`` bounces everywhere. Pure; knows no
world. Names of events, reasons and types are those of contract §4.7.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)*[^\W_](?:[\w-]{0,61}[^\W_])?")
_DISPOSABLE = {"mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com"}
_ROLES = {"abuse", "postmaster", "noreply", "no-reply", "webmaster", "hostmaster"}
_NO_MX_LABELS = {"invalid", "no-mx"}


@dataclass(frozen=True, slots=True)
class Step:
    """One delivery event: its type, how many seconds after the send it happens, and what the other side said."""

    type: str
    after_s: float
    detail: str


@dataclass(frozen=True, slots=True)
class Fate:
    """All that will happen to a mail for one recipient.

    ``status`` is the message's last ``delivery_status``; ``bounce_type`` is ``hard``, ``soft`` or ``None``.
    ``suppress`` is the reason (``bounce``, ``complaint``) for which the address may not be written to again. A soft
    bounce suppresses only when it is the third (contract §4.7), which the world counts.
    """

    name: str
    status: str
    steps: tuple[Step, ...]
    bounce_type: str | None = None
    suppress: str | None = None


_SENT = Step("sent", 0.0, "handed to the mail server")
_OK = "250 2.0.0 OK, message accepted"
_NO_USER = "550 5.1.1 The e-mail account that you tried to reach does not exist"
_FULL = "452 4.2.2 The recipient's mailbox is full"
_GREY = "451 4.7.1 Greylisted, please try again later"
_REPORTED = "The recipient reported this mail as spam (abuse feedback report)"
_NO_HOST = "Host or domain name not found: the domain has no MX record"
_REFUSED = "554 5.7.1 Message refused by policy"

DELIVERED = Fate("delivered", "delivered", (_SENT, Step("delivered", 1.5, _OK)))
_FATES = {
    "bounce": Fate("bounce", "bounced", (_SENT, Step("bounced", 2.0, _NO_USER)), "hard", "bounce"),
    "soft-bounce": Fate("soft-bounce", "bounced", (_SENT, Step("bounced", 4.0, _FULL)), "soft"),
    "complain": Fate(
        "complain",
        "complained",
        (_SENT, Step("delivered", 1.5, _OK), Step("complained", 20.0, _REPORTED)),
        suppress="complaint",
    ),
    "slow": Fate("slow", "delivered", (_SENT, Step("delivery_delayed", 5.0, _GREY), Step("delivered", 300.0, _OK))),
    "fail": Fate("fail", "failed", (_SENT, Step("failed", 2.0, _REFUSED))),
    "no-mx": Fate("no-mx", "failed", (Step("failed", 0.5, _NO_HOST),)),
    "open": Fate(
        "open",
        "delivered",
        (_SENT, Step("delivered", 1.5, _OK), Step("opened", 30.0, "image loaded"), Step("clicked", 45.0, "link 1")),
    ),
}
_SPELLINGS = {
    "bounced": "bounce",
    "bounces": "bounce",
    "softbounce": "soft-bounce",
    "complaint": "complain",
    "complained": "complain",
    "delayed": "slow",
    "failed": "fail",
    "opened": "open",
}


def split(address: str) -> tuple[str, str]:
    """Local part (without a ``+tag``) and domain, in lower case; the domain is empty when there is none."""
    local, _, domain = address.strip().lower().rpartition("@")
    return local.partition("+")[0], domain


def is_address(address: str) -> bool:
    """Whether it has the form of an address, at most 254 characters; not whether anybody reads mail there."""
    return len(address) <= 254 and _ADDRESS.fullmatch(address.strip()) is not None


def fate_of(address: str) -> Fate:
    """The fate of a mail to ``address``: by its local part (before a ``+``), else by its domain, else delivered.

    The first label of the domain counts too: ``anna@bounce.example`` bounces.
    """
    local, domain = split(address)
    labels = domain.split(".")
    for word in (local, labels[0]):
        word = _SPELLINGS.get(word, word)
        if word in _FATES:
            return _FATES[word]
    if labels[-1] in _NO_MX_LABELS:
        return _FATES["no-mx"]
    return DELIVERED


@dataclass(frozen=True, slots=True)
class Validation:
    """What a send says about its recipients at once (contract §4.4): ``accepted`` are the ones written to."""

    accepted: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    suppressed: tuple[str, ...] = ()

    def as_json(self, duration_ms: int = 0) -> dict[str, Any] | None:
        """The ``validation`` object beside ``data``; ``None`` when there is nothing to say."""
        if not (self.rejected or self.warnings or self.suppressed):
            return None
        return {
            "rejected": [{"email": email, "reason": reason} for email, reason in self.rejected],
            "warnings": [{"email": email, "reason": reason} for email, reason in self.warnings],
            "suppressed": list(self.suppressed),
            "duration_ms": duration_ms,
        }


def validate(addresses: Iterable[str], suppressed: Collection[str] = ()) -> Validation:
    """Sort bare recipient addresses; ``suppressed`` holds lower-case addresses that may not be written to."""
    accepted: list[str] = []
    rejected: list[tuple[str, str]] = []
    warnings: list[tuple[str, str]] = []
    held: list[str] = []
    for address in addresses:
        local, domain = split(address)
        if not is_address(address):
            rejected.append((address, "Invalid email syntax"))
        elif domain.split(".")[-1] in _NO_MX_LABELS or domain.split(".")[0] in _NO_MX_LABELS:
            rejected.append((address, "No MX records found"))
        elif address.strip().lower() in suppressed:
            held.append(address)
        else:
            accepted.append(address)
            if domain in _DISPOSABLE or domain.split(".")[0] == "disposable":
                warnings.append((address, "Disposable email domain"))
            elif local in _ROLES:
                warnings.append((address, "Role address"))
    return Validation(tuple(accepted), tuple(rejected), tuple(warnings), tuple(held))


DESCRIPTION = """\
A mail to another inbox of the sandbox arrives there. Elsewhere the address decides: by the part before the @
(a +tag is ignored) or by the first label of the domain, so bounce@anywhere.example and anna@bounce.example agree.
  bounce       bounced, hard: 550 5.1.1, and the address is suppressed
  soft-bounce  bounced, soft: 452 4.2.2; the third one suppresses the address for seven days
  complain     delivered, then reported as spam, and the address is suppressed
  slow         delayed (451 4.7.1), delivered after five minutes
  fail         failed: 554 5.7.1
  open         delivered, opened, clicked
  no-mx        failed: no MX record (a send refuses *.invalid and no-mx.* at once, in validation.rejected)
Everything else is delivered after a second or two. Disposable domains (mailinator.com, disposable.*) and role
addresses (abuse@, noreply@ …) are sent to, with a word in validation.warnings."""

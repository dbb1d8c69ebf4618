"""Why nothing happens in a conversation that is not over: one reason, one sentence. Pure; times are aware, in UTC.

What keeps everything back comes first: that it sleeps, that our mail is still here, that it never arrived. Only then it
is somebody's turn. ``store/silence.py`` says the reasons again as SQL, for the filter ``silent:``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from commune_tui.risk.pace import lasting

REASONS: Final = {
    "us": "they wait for our answer",
    "them": "we wrote last, and they have not answered",
    "bounced": "our newest mail came back",
    "suppressed": "our newest mail was not sent, the address is suppressed",
    "failed": "our newest mail failed, was blocked, or had no credit",
    "complained": "they reported our newest mail as spam",
    "delayed": "the other server makes our newest mail wait",
    "lost": "our mail was accepted and never appeared",
    "unsent": "our mail did not leave yet, or was accepted and is not seen yet",
    "snoozed": "it sleeps",
    "aside": "nobody is owed an answer",
}
"""What each reason is called, and means."""

_FAILED: Final = {
    "bounced": "bounced", "suppressed": "suppressed", "complained": "complained", "delivery_delayed": "delayed",
    "failed": "failed", "blocked": "failed", "credit_limit": "failed",
}  # fmt: skip
_ARRIVED: Final = {"delivered": "delivered", "opened": "delivered and opened", "clicked": "delivered and opened"}
_NOT_KNOWN: Final = ("", "queued", "sent")


class Standing(NamedTuple):
    """How a conversation stands.

    ``asked``: a mail of a person came after our newest word, whether or not somebody has dealt with it. ``ours``:
    there is mail of ours; ``sent_at``, ``delivery``, ``failed_at``, ``detail`` are of the newest, and ``answering``
    says that there is mail of theirs; ``failed_for`` is whom it did not reach, where it went to several.
    Of mail that is newer than all that is seen: ``taken_at`` is when the server took one that is looked for,
    ``lost_at`` one that never appeared, ``refused_at`` when it refused the newest. ``usual_s`` is how long an answer
    takes as a rule.
    """

    status: str
    waits_since_at: datetime | None = None
    asked: bool = False
    sleeps_until_at: datetime | None = None
    unsent: bool = False
    taken_at: datetime | None = None
    lost_at: datetime | None = None
    refused_at: datetime | None = None
    ours: bool = False
    sent_at: datetime | None = None
    answering: bool = False
    delivery: str = ""
    failed_at: datetime | None = None
    failed_for: str = ""
    detail: str = ""
    suppressed_at: datetime | None = None
    agent: str = ""
    due_at: datetime | None = None
    usual_s: float | None = None


def reason(known: Standing) -> str:
    """One of :data:`REASONS`; empty where the conversation is over."""
    if known.status == "closed" and known.waits_since_at is None:
        return ""
    if known.sleeps_until_at is not None:
        return "snoozed"
    if known.unsent or known.taken_at is not None:
        return "unsent"
    if known.lost_at is not None:
        return "lost"
    if not known.asked and (failed := _FAILED.get(known.delivery)):
        return failed
    if known.waits_since_at is not None:
        return "us"
    return "them" if not known.asked and known.ours else "aside"


def sentence(known: Standing, now: datetime) -> str:
    """Why nothing happens, as the end of a sentence; empty where the conversation is over."""
    match reason(known):
        case "":
            return ""
        case "snoozed":
            assert known.sleeps_until_at is not None
            return f"snoozed for {lasting((known.sleeps_until_at - now).total_seconds())} more"
        case "unsent" if not known.unsent:
            return f"our mail{_of(known.taken_at, now)} was accepted and is not seen yet"
        case "unsent":
            return "our answer is in the outbox and did not leave yet"
        case "lost":
            return f"our mail{_of(known.lost_at, now)} was accepted and never appeared{_suppressed(known, now)}"
        case "us":
            return _our_turn(known, now)
        case "them":
            return _their_turn(known, now)
        case "aside":
            return "set waiting after their last mail" if known.asked else "a machine wrote last, so no answer is owed"
    return _failed(known, now)


def _our_turn(known: Standing, now: datetime) -> str:
    assert known.waits_since_at is not None
    waited = lasting((now - known.waits_since_at).total_seconds())
    if known.usual_s is None:
        said = f"nobody has answered for {waited}"
    else:
        who = f"{known.agent} usually answers in" if known.agent else "an answer usually takes"
        said = f"{who} {lasting(known.usual_s)}, now {waited}"
    if known.refused_at is not None:
        said += f", our answer was refused{_ago(known.refused_at, now)}"
    if known.due_at is None:
        return said
    over = (now - known.due_at).total_seconds()
    return f"{said}, late by {lasting(over)}" if over > 0 else f"{said}, due in {lasting(-over)}"


def _their_turn(known: Standing, now: datetime) -> str:
    way = _ARRIVED.get(known.delivery, known.delivery.replace("_", " "))
    way = "not known to have arrived" if known.delivery in _NOT_KNOWN else way
    when = _ago(known.sent_at, now) or " last"
    return f"we {'answered' if known.answering else 'wrote'}{when}, {way}, no answer"


def _failed(known: Standing, now: datetime) -> str:
    when = _ago(known.failed_at or known.sent_at, now)
    why = f" for {known.failed_for}" if known.failed_for else ""
    why += f": {told}" if (told := known.detail.rstrip(". ")) else ""
    match known.delivery:
        case "complained":
            return f"they reported our mail as spam{when}"
        case "suppressed":
            if known.suppressed_at is None:
                return "our mail was not sent: the address is suppressed"
            since = lasting((now - known.suppressed_at).total_seconds())
            return f"our mail was not sent: the address has been suppressed for {since}"
        case "credit_limit":
            return "our mail was not sent: no credit was left"
        case "delivery_delayed":
            return f"our mail{_of(known.sent_at, now)} is delayed{why}"
        case "blocked":
            return f"our mail was blocked{when}{why}"
    return f"our mail {known.delivery}{when}{why}"


def _suppressed(known: Standing, now: datetime) -> str:
    """Why it vanished, where that is known: the server drops what goes to such an address (server.md, 1)."""
    if known.suppressed_at is None:
        return ""
    return f": the address has been suppressed for {lasting((now - known.suppressed_at).total_seconds())}"


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    seconds = (now - at).total_seconds()
    return " just now" if seconds < 60 else f" {lasting(seconds)} ago"


def _of(at: datetime | None, now: datetime) -> str:
    return f" of{when}" if (when := _ago(at, now)) else ""

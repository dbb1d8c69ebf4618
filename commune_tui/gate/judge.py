"""Whether a mail may leave, waits for a person, or is refused: a function of the mail, what is known, and the rules.

In doubt it waits. What is not known fits no rule and contradicts none: a rule that depends on it holds the mail. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commune_tui.gate.facts import NOBODY, Facts
from commune_tui.gate.mail import Mail
from commune_tui.gate.rules import NO_RULES, Rule, Rules, Then

WAITS = "A person looks at it first."
PAUSED = "Sending is paused; it waits for a person."
STOPPED = "Sending is paused."
_HAS_IT = "person"
_HAS_NONE = "nobody"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` are for the person, ``say`` is for the agent. ``rule`` is empty where no rule decided. ``approvers``
    is how many people have to approve what is held: in doubt, the most that a rule asks for which may fit."""

    then: Then
    reasons: tuple[str, ...]
    rule: str = ""
    say: str = WAITS
    approvers: int = 1


def judge(mail: Mail, facts: Facts, rules: Rules) -> Verdict:
    """The first rule that fits. Never raises: whatever goes wrong here holds the mail."""
    try:
        return _first(mail, facts, rules)
    except Exception as error:  # a fault of ours must not let anything out
        told = (f"It could not be judged ({type(error).__name__}).",)
        return Verdict("hold", told, approvers=_most(rules.rules))


def stands(name: str, mail: Mail, facts: Facts) -> bool | None:
    """How a condition that is true or false stands for this mail; ``None`` where it is not known."""
    return _fits(name, True, mail, facts, NO_RULES)


def _first(mail: Mail, facts: Facts, rules: Rules) -> Verdict:
    if facts.refusing:
        return Verdict("refuse", _pause(facts), say=STOPPED)
    unknown = tuple(f"Not known: {each}." for each in facts.lacking)
    for number, rule in enumerate(rules.rules):
        answers = {name: _fits(name, wanted, mail, facts, rules) for name, wanted in rule.when.items()}
        if False in answers.values():
            continue
        doubted = tuple(name for name, fits in answers.items() if fits is None)
        if doubted:
            told = f"Rule {rule.name!r} depends on what is not known: {', '.join(doubted)}."
            return Verdict("hold", (told, *unknown), approvers=_most(rules.rules[number:]))
        return _by(rule, facts, unknown)
    return Verdict("hold", ("No rule says that it may leave.", *unknown, *_pause(facts)), say=_waits(facts))


def _most(rules: Sequence[Rule]) -> int:
    return max((each.approvers for each in rules), default=1)


def _by(rule: Rule, facts: Facts, unknown: tuple[str, ...]) -> Verdict:
    reasons = (f"Rule {rule.name!r}.", *unknown, *_pause(facts))
    if rule.then == "allow" and (unknown or facts.paused):
        return Verdict("hold", reasons, rule.name, _waits(facts))
    said = rule.say or (_waits(facts) if rule.then == "hold" else "" if rule.then == "allow" else "It was refused.")
    return Verdict(rule.then, reasons, rule.name, said, rule.approvers)


def _pause(facts: Facts) -> tuple[str, ...]:
    return (f"Paused: {facts.paused}",) if facts.paused else ()


def _waits(facts: Facts) -> str:
    return PAUSED if facts.paused else WAITS


def _fits(name: str, wanted: Any, mail: Mail, facts: Facts, rules: Rules) -> bool | None:
    return _CONDITIONS[name](wanted, mail, facts, rules)


def _assignee(wanted: Any, _mail: Mail, facts: Facts, rules: Rules) -> bool | None:
    if facts.assignee is None:
        return None
    name = facts.assignee.lower()
    person = _HAS_IT in wanted and name in rules.operators
    return person or (_HAS_NONE in wanted and name == NOBODY) or name in wanted


def _among(value: str | None, wanted: Any) -> bool | None:
    return None if value is None else value.lower() in wanted


def _shared(values: frozenset[str] | None, wanted: Any) -> bool | None:
    return None if values is None else bool({each.lower() for each in values} & wanted)


def _at_least(value: int | None, wanted: int) -> bool | None:
    return None if value is None else value >= wanted


def _same(value: bool | None, wanted: bool) -> bool | None:
    return None if value is None else value == wanted


def _hosts(mail: Mail) -> list[str]:
    return [address.rpartition("@")[2] for address in mail.recipients]


def _answers(mail: Mail) -> bool | None:
    """A mail that names others by its headers only may answer them: nobody knows in which conversation."""
    return True if mail.thread_id else None if mail.headers else False


def _hours(wanted: tuple[int, int], facts: Facts) -> bool:
    begins, ends = wanted
    hour = facts.at.hour
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


_Condition = Callable[[Any, Mail, Facts, Rules], bool | None]
_CONDITIONS: Mapping[str, _Condition] = {
    "agent": lambda wanted, mail, facts, rules: _among(facts.agent, wanted),
    "inbox": lambda wanted, mail, facts, rules: _among(facts.inbox, wanted),
    "status": lambda wanted, mail, facts, rules: _among(facts.status, wanted),
    "tag": lambda wanted, mail, facts, rules: _shared(facts.tags, wanted),
    "assignee": _assignee,
    "answers": lambda wanted, mail, facts, rules: _same(_answers(mail), wanted),
    "every_recipient_at": lambda wanted, mail, facts, rules: all(host in wanted for host in _hosts(mail)),
    "any_recipient_at": lambda wanted, mail, facts, rules: any(host in wanted for host in _hosts(mail)),
    "recipients_known": lambda wanted, mail, facts, rules: _same(facts.recipients_known, wanted),
    "recipients_above": lambda wanted, mail, facts, rules: len(mail.recipients) > wanted,
    "risk_from": lambda wanted, mail, facts, rules: _at_least(facts.risk, wanted),
    "loop": lambda wanted, mail, facts, rules: _same(None if facts.loop is None else facts.loop > 0, wanted),
    "says": lambda wanted, mail, facts, rules: _shared(facts.says, wanted),
    "files": lambda wanted, mail, facts, rules: bool(mail.attachments) == wanted,
    "said_before": lambda wanted, mail, facts, rules: _same(facts.said_before, wanted),
    "sent_last_hour_from": lambda wanted, mail, facts, rules: _at_least(facts.sent_last_hour, wanted),
    "money_above": lambda wanted, mail, facts, rules: None if facts.money is None else facts.money > wanted,
    "recipients_look_alike": lambda wanted, mail, facts, rules: _same(facts.look_alike, wanted),
    "recipients_suppressed": lambda wanted, mail, facts, rules: _same(facts.suppressed, wanted),
    "read_percent_from": lambda wanted, mail, facts, rules: _at_least(facts.read_percent, wanted),
    "read_newest": lambda wanted, mail, facts, rules: _same(facts.read_newest, wanted),
    "given_orders": lambda wanted, mail, facts, rules: _same(facts.given_orders, wanted),
    "hours": lambda wanted, mail, facts, rules: _hours(wanted, facts),
}

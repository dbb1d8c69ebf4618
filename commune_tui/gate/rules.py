"""The rules of the gate: a TOML file, read whole or not at all. Pure.

::

    operators = ["anna", "ben"]

    [[rule]]
    name = "a person has it"
    when = { assignee = "person" }
    then = "refuse"
    say = "A person answers this conversation."
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from commune_tui.errors import Explained
from commune_tui.risk.terms import TERMS

Then = Literal["allow", "hold", "refuse"]
_KEYS = frozenset({"name", "when", "then", "say", "approvers"})
_MOST_APPROVERS = 5
_NAMES = ("agent", "inbox", "status", "tag", "assignee", "every_recipient_at", "any_recipient_at", "says")
_FLAGS = (
    "answers", "recipients_known", "recipients_look_alike", "recipients_suppressed", "files", "loop", "said_before",
    "read_newest", "given_orders",
)  # fmt: skip
_COUNTS = ("recipients_above", "risk_from", "sent_last_hour_from", "read_percent_from", "money_above")


class BrokenRules(Explained):
    """The file is no rules; nothing of it counts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What fits all of ``when`` is treated as ``then`` says. ``say`` is what the agent is told, ``approvers`` how many
    people have to approve what is held."""

    name: str
    then: Then
    when: Mapping[str, Any] = field(default_factory=dict)
    say: str = ""
    approvers: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """In the order in which they are asked. ``version`` names this content of the file."""

    rules: tuple[Rule, ...] = ()
    operators: frozenset[str] = frozenset()
    version: str = "none"


NO_RULES = Rules()


def parsed(text: str) -> Rules:
    """The rules in a file. Raises BrokenRules with the place."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenRules(f"The rules are no TOML: {error}.") from None
    if strangers := sorted(given.keys() - {"operators", "rule"}):
        raise BrokenRules(f"The rules know operators and rule, and not {strangers[0]!r}.")
    rules = given.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(each, dict) for each in rules):
        raise BrokenRules("Each rule begins with [[rule]].")
    made = tuple(_rule(number, each) for number, each in enumerate(rules, 1))
    if len({each.name for each in made}) != len(made):
        raise BrokenRules("Two rules have the same name.")
    operators = _texts(given.get("operators", []), "operators")
    return Rules(made, frozenset(operators), hashlib.sha256(text.encode()).hexdigest()[:12])


def _rule(number: int, given: Mapping[str, Any]) -> Rule:
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BrokenRules(f"Rule {number} has no name.")
    if strangers := sorted(given.keys() - _KEYS):
        raise BrokenRules(f"Rule {name!r} says {strangers[0]!r}, which no rule has.")
    then, say, when = given.get("then"), given.get("say", ""), given.get("when", {})
    if then not in ("allow", "hold", "refuse"):
        raise BrokenRules(f"Rule {name!r} needs then: allow, hold or refuse.")
    if not isinstance(say, str) or not isinstance(when, dict):
        raise BrokenRules(f"Rule {name!r}: say is a text, when a table.")
    conditions = {key: _condition(name, key, value) for key, value in when.items()}
    return Rule(name, then, conditions, say, _approvers(name, then, given.get("approvers")))


def _approvers(rule: str, then: Then, value: Any) -> int:
    if value is None:
        return 1
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_APPROVERS:
        raise BrokenRules(f"Rule {rule!r}, approvers: a whole number from 1 to {_MOST_APPROVERS}.")
    if then != "hold":
        raise BrokenRules(f'Rule {rule!r}: people approve what is held, so approvers needs then = "hold".')
    return value


def _condition(rule: str, key: str, value: Any) -> Any:
    where = f"Rule {rule!r}, {key}"
    if key in _NAMES:
        names = _texts(value, where)
        if key == "says" and (strangers := sorted(names - TERMS.keys())):
            raise BrokenRules(f"{where}: there are {', '.join(TERMS)}, and not {strangers[0]!r}.")
        if not names:
            raise BrokenRules(f"{where}: at least one is needed.")
        return names
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise BrokenRules(f"{where}: true or false.")
        return value
    if key in _COUNTS:
        return _whole(value, where, 1_000_000)
    if key == "hours":
        if not isinstance(value, list) or len(value) != 2:
            raise BrokenRules(f"{where}: two hours, as [9, 17].")
        return tuple(_whole(each, where, 24) for each in value)
    raise BrokenRules(f"{where}: there is no such condition.")


def _texts(value: Any, where: str) -> frozenset[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise BrokenRules(f"{where}: a text or a list of texts.")
    return frozenset(each.lower() for each in given)


def _whole(value: Any, where: str, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BrokenRules(f"{where}: a whole number from 0 to {most}.")
    return value

"""A rule that what people decided bears out: it would let out what they let out as it was, of one class.

It is words for a person, and changes nothing. Nothing is proposed where it could be otherwise than it looks: in doubt,
or as long as too few cases say it. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commune_tui.gate.interval import enough, upper
from commune_tui.gate.judge import judge, stands
from commune_tui.gate.rules import Rules, parsed
from commune_tui.gate.score import DECIDED, Case
from commune_tui.risk.terms import TERMS

MOST: Final = 0.05
"""The most that the share may be, at its bound, of mails that people do not let out as they are."""
NEWEST: Final = 20
"""Among so many of the newest cases nothing may have been rejected."""
_SHARED: Final = ("answers", "recipients_known", "files", "loop", "said_before")
_MONEY: Final = "money"


@dataclass(frozen=True, slots=True)
class Proposal:
    """``toml`` are the rules. They rest on ``of`` cases, which named no money; ``bad`` of these were not let out as
    they were, and of all such mails at most the share ``bound`` would be."""

    agent: str
    rule: str
    toml: str
    of: int
    bad: int
    bound: float


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why nothing is proposed, as a sentence. ``more`` cases that name no money, each approved as it was, are lacking;
    it may be 0 where something else stands against it."""

    agent: str
    rule: str
    why: str
    more: int


def proposals(cases: Iterable[Case]) -> list[Proposal | NotYet]:
    """What there is to say of each class of which people decided a mail; by agent, the most decided first."""
    every = list(cases)
    classes: dict[tuple[str, str], list[Case]] = {}
    for case in sorted(every, key=lambda case: case.order):
        if case.became in DECIDED:
            classes.setdefault(case.name, []).append(case)
    order = sorted(classes.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return [_proposed(name, decided, every) for name, decided in order]


def _proposed(name: tuple[str, str], decided: Sequence[Case], every: Sequence[Case]) -> Proposal | NotYet:
    plain = [case for case in decided if not _names_money(case)]
    more = _more(decided, plain)
    if unknown := _unknown(decided):
        told = ", ".join(f"{what} ({count:,} mails)" for what, count in unknown.items())
        return NotYet(*name, f"Something was not known: {told}. {_wanted(more)}".rstrip(), more)
    if more:
        return NotYet(*name, _wanted(more), more)
    toml = _rules(name, [case for case in plain if case.became == "unchanged"])
    rules = parsed(toml)
    if others := sum(case.name != name and _leaves(case, rules) for case in every):
        return NotYet(*name, f"Its conditions fit mails as well that were judged otherwise: {others:,}.", 0)
    bad = sum(case.became != "unchanged" for case in plain)
    return Proposal(*name, toml, len(plain), bad, upper(bad, len(plain)))


def _wanted(more: int) -> str:
    mails = "1 more mail without money that is" if more == 1 else f"{more:,} more mails without money that are"
    return f"It wants {mails} approved unchanged." if more else ""


def _more(decided: Sequence[Case], plain: Sequence[Case]) -> int:
    """How many more cases, all of them let out as they are, are wanted: by the bound, with and without those that the
    rule would not let out, and by the newest cases."""
    lacking = [
        enough(sum(case.became != "unchanged" for case in cases), MOST) - len(cases) for cases in (decided, plain)
    ]
    since = next((age for age, case in enumerate(reversed(decided)) if case.became == "rejected"), NEWEST)
    return max(0, NEWEST - since, *lacking)


def _names_money(case: Case) -> bool:
    facts = case.facts
    return facts is not None and bool(facts.money or _MONEY in (facts.says or ()))


def _unknown(cases: Sequence[Case]) -> Mapping[str, int]:
    """What a rule would depend on and was not known, and of how many of these mails."""
    counts: dict[str, int] = {}
    for case in cases:
        for what in _not_known(case):
            counts[what] = counts.get(what, 0) + 1
    return counts


def _not_known(case: Case) -> list[str]:
    mail, facts = case.mail, case.facts
    if mail is None or facts is None:
        return ["the words"]
    found = [name for name in _SHARED if stands(name, mail, facts) is None]
    found += [name for name, value in (("money", facts.money), ("says", facts.says)) if value is None]
    return found + ["the conversation or a file"] * bool(facts.lacking)


def _rules(name: tuple[str, str], good: Sequence[Case]) -> str:
    """As TOML: what these had in common leaves; with money, or a term that none of them said, it waits."""
    agent, held_by = name
    known = [(case.mail, case.facts) for case in good if case.mail is not None and case.facts is not None]
    when = {"agent": _text(agent)}
    for each in _SHARED:
        values = {stands(each, mail, facts) for mail, facts in known}
        if len(values) == 1:
            when[each] = "true" if values == {True} else "false"
    said = {term for _, facts in known for term in facts.says or ()}
    unsaid = [name for name, term in TERMS.items() if term.quotes and name not in said]
    title = f"{agent}, {held_by or 'no rule'}"
    return "\n".join((
        *_rule(f"{title}: money waits", {**when, "money_above": "0"}, "hold"),
        *_rule(f"{title}: new terms wait", {**when, "says": f"[{', '.join(map(_text, unsaid))}]"}, "hold"),
        *_rule(f"{title}: as people decided", when, "allow"),
    ))  # fmt: skip


def _rule(name: str, when: Mapping[str, str], then: str) -> tuple[str, ...]:
    conditions = ", ".join(f"{key} = {value}" for key, value in when.items())
    return ("[[rule]]", f"name = {_text(name)}", f"when = {{ {conditions} }}", f'then = "{then}"', "")


def _text(words: str) -> str:
    """A string of TOML: one of JSON is, but for the sign DEL."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _leaves(case: Case, rules: Rules) -> bool:
    return case.mail is not None and case.facts is not None and judge(case.mail, case.facts, rules).then == "allow"

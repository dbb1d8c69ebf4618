"""``commune-tui gate score``: how people decided on the mails of each agent, and the rules that this bears out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from commune_tui import clock
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import opened
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import cases
from commune_tui.gate.proposal import MOST, NotYet, Proposal, proposals
from commune_tui.gate.score import Card, cards
from commune_tui.text import clean, cut, one_line

_HOUR_MS = 3_600_000
_TRY = (
    "These rules change nothing by themselves. Put them into a copy of yours, and try it: "
    "commune-tui gate check RULES --against 14d"
)


def run(arguments: argparse.Namespace) -> int:
    """Count, and propose."""
    if len(arguments.words) > 1:
        raise Stop("score takes at most one word: the name of an agent.", USAGE)
    agent = arguments.words[0] if arguments.words else ""
    with opened(arguments) as db, db.read() as conn:
        found = list(cases.since(conn, clock.now_ms() - arguments.against * _HOUR_MS, agent))
    made, told = cards(found), proposals(found)
    if arguments.json:
        print(json.dumps({"cards": [asdict(each) for each in made], "proposals": [_facts(each) for each in told]}))
    elif made:
        print("\n".join(_told(made, told)))
    else:
        tell("Of these mails nobody has decided one.", sys.stderr)
    return OK


def _facts(each: Proposal | NotYet) -> dict[str, Any]:
    return {**asdict(each), "proposed": isinstance(each, Proposal)}


def _told(made: Sequence[Card], told: Sequence[Proposal | NotYet]) -> Iterator[str]:
    for agent, mine in groupby(made, key=lambda card: card.agent):
        yield one_line(agent)
        yield from (f"  {_line(card)}" for card in mine)
        yield ""
    for each in told:
        yield from _words(each)


def _name(rule: str) -> str:
    return f"rule {one_line(rule)!r}" if rule else "no rule"


def _line(card: Card) -> str:
    edited = f" ({_percent(card.changed)} of the words)" if card.changed is not None else ""
    reasons = ", ".join(f"“{one_line(cut(reason, 60))}” {count:,}" for reason, count in card.reasons)
    rejected = f" ({reasons})" if reasons else ""
    rare = {"expired": card.expired, "withdrawn": card.withdrawn, "came back": card.came_back, "erased": card.erased}
    rest = "".join(f", {count:,} {what}" for what, count in rare.items() if count)
    bound = f"; not unchanged: at most {_percent(card.bound)}" if card.decided else ""
    return (
        f"{_name(card.rule)}: {card.decided:,} decided: {card.unchanged:,} unchanged, {card.edited:,} edited{edited}, "
        f"{card.rejected:,} rejected{rejected}{rest}{bound}"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _words(each: Proposal | NotYet) -> Iterator[str]:
    title = f"{one_line(each.agent)}, {_name(each.rule)}"
    if isinstance(each, NotYet):
        yield f"No rule is proposed for {title}. {one_line(each.why)}"
        return
    where = f"directly before {_name(each.rule)}" if each.rule else "behind all rules that there are"
    yield f"Proposed for {title}, {where}:\n"
    yield from (clean(line) for line in each.toml.splitlines())
    good = each.of - each.bad
    yield (
        f"\n{good:,} of {each.of:,} such mails without money were approved as they were. With 95 % confidence at most "
        f"{_percent(each.bound)} of them are not to leave as they are (Clopper–Pearson; {_percent(MOST)} would do)."
    )
    yield f"{_TRY}\n"

"""``commune-tui gate check``: what a file of rules would have done with the mails of the last days."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_decide import people
from commune_tui.cli.gate_store import only_word, opened
from commune_tui.errors import OK, USAGE
from commune_tui.gate import trial
from commune_tui.gate.rules import BrokenRules, Rules, parsed
from commune_tui.gate.trial import BECAME, Tried
from commune_tui.text import cut, one_line

_EXAMPLES = 3
_DONE = {"allow": "would leave", "hold": "would wait", "refuse": "would be refused"}
_HOUR_MS = 3_600_000


def run(arguments: argparse.Namespace) -> int:
    """Try them, and say what would have been otherwise."""
    rules = _rules(Path(only_word(arguments, "a file of rules")))
    with opened(arguments) as db:
        every = list(trial.tried(db.conn, rules, clock.now_ms() - arguments.against * _HOUR_MS))
    found = [each for each in every if each is not None]
    if arguments.json:
        print(json.dumps({"untried": len(every) - len(found), "mails": [_facts(each) for each in found]}))
    else:
        print("\n".join(_told(found, len(every) - len(found))))
    return OK


def _rules(path: Path) -> Rules:
    try:
        return parsed(path.read_text("utf-8"))
    except BrokenRules as broken:
        raise Stop(broken.sentence, USAGE) from None
    except UnicodeDecodeError:
        raise Stop("the rules are not UTF-8.", USAGE) from None
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.", USAGE) from None


def _told(found: Sequence[Tried], untried: int) -> Iterator[str]:
    counts = {then: sum(each.verdict.then == then for each in found) for then in _DONE}
    yield f"{len(found):,} mails: " + ", ".join(f"{count:,} {_DONE[then]}" for then, count in counts.items()) + "."
    if untried:
        yield f"{untried:,} more cannot be tried: their words were erased, or they were never judged."
    bolder, slower = [each for each in found if each.bolder], [each for each in found if each.slower]
    yield from _part("A person kept these from leaving as they were, and they would leave", bolder)
    yield from _part("These left as they were, and would not by themselves", slower)
    for rule, then, mails in trial.by_rule(found):
        name = f"Rule {one_line(rule)!r}" if rule else "No rule decides"
        yield from _part(f"{name}: {_DONE[then]}", mails)


def _part(title: str, mails: Sequence[Tried]) -> Iterator[str]:
    if mails:
        yield f"\n{title}: {len(mails):,}"
        yield from (f"  {_line(each)}" for each in mails[:_EXAMPLES])


def _line(each: Tried) -> str:
    held = each.held
    subject = one_line(cut(held.mail.subject, 60))
    doubt = f": {one_line(each.verdict.reasons[0])}" if not each.verdict.rule else ""
    return f"{held.id[:8]}  {held.agent} to {people(held.mail)}  “{subject}”  {BECAME[each.became]}{doubt}"


def _facts(each: Tried) -> dict[str, Any]:
    held, verdict = each.held, each.verdict
    return {
        "id": held.id, "agent": held.agent, "recipients": held.mail.recipients, "subject": held.mail.subject,
        "became": each.became, "then": verdict.then, "rule": verdict.rule, "reasons": verdict.reasons,
    }  # fmt: skip

"""Which agent needs a human: cases, each with what is found and how it is said; and the order of the board."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commune_tui.risk import agents, pace
from commune_tui.risk.agents import Finding, Work
from tests.store.build import MORNING as NOW

MIN, H, DAY = 60, 3600, 86_400


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


# An agent that has answered forty mails, half of them within four minutes, nearly all within twenty.
WELL = Work(sent=60, answers=40, median_s=4 * MIN, p95_s=20 * MIN, last_word_at=ago(10 * MIN))
WAITED = WELL._replace(waiting=9, oldest_at=ago(99 * H), last_word_at=ago(6 * H), unheard=3, unheard_at=ago(5 * H))

CASES = (
    # nothing is wrong
    (Work(), ""),
    (WELL, ""),
    (WELL._replace(waiting=2, oldest_at=ago(10 * MIN)), ""),
    (WELL._replace(last_word_at=ago(9 * DAY)), ""),  # nobody waits for it
    # silent: it wrote to nobody since somebody began to wait, for four times what nearly all answers take
    (WAITED, "silent: nothing written for 6 h, 3 wait"),
    (WAITED._replace(unheard=1), "silent: nothing written for 6 h, 1 waits"),
    (WAITED._replace(last_word_at=None), "silent: nothing ever written, 3 wait"),
    (WAITED._replace(last_word_at=ago(4 * H), unheard=0, unheard_at=None), ""),  # it writes to others
    (WAITED._replace(unheard_at=ago(70 * MIN)), ""),
    (WAITED._replace(unheard_at=ago(81 * MIN)), "silent: nothing written for 6 h, 3 wait"),
    (WAITED._replace(median_s=10, p95_s=30, unheard_at=ago(59 * MIN)), ""),  # an hour at the least
    (WAITED._replace(median_s=10, p95_s=30, unheard_at=ago(61 * MIN)), "silent: nothing written for 6 h, 3 wait"),
    (WAITED._replace(answers=4), ""),  # of few answers nothing is known; then a day
    (WAITED._replace(answers=4, unheard_at=ago(25 * H), last_word_at=ago(26 * H)),
     "silent: nothing written for 1 day, 3 wait"),
    # slow: the middle one of the last day's takes longer than nearly all did before
    (WELL._replace(recent=3, recent_median_s=50 * MIN), "slow: now 50 min, usually 4 min"),
    (WELL._replace(recent=2, recent_median_s=50 * MIN), ""),
    (WELL._replace(recent=3, recent_median_s=20 * MIN), ""),
    (WELL._replace(recent=9, recent_median_s=4 * MIN, p95_s=2 * MIN, median_s=MIN), ""),  # five minutes are no harm
    (WELL._replace(answers=9, recent=3, recent_median_s=50 * MIN), ""),
    (WAITED._replace(recent=3, recent_median_s=5 * H), "silent: nothing written for 6 h, 3 wait"),  # said once
    # bouncing: at the rate at which the server may pause sending, and not of one or two mails
    (WELL._replace(bounced=3), "bouncing: 3 of 60 mails came back"),
    (WELL._replace(bounced=2), ""),
    (WELL._replace(sent=61, bounced=3), ""),
    (WELL._replace(sent=4, bounced=3), "bouncing: 3 of 4 mails came back"),
    (WELL._replace(sent=0, bounced=3), "bouncing: 3 mails came back"),  # the mails themselves are not here
    # what else needs a human
    (WELL._replace(loops=1), "looping: in 1 thread"),
    (WELL._replace(loops=2), "looping: in 2 threads"),
    (WELL._replace(obeyed=1), "obeyed: answered 1 mail that gives it orders"),
    (WELL._replace(obeyed=4), "obeyed: answered 4 mails that give it orders"),
    (WELL._replace(waiting=2, oldest_at=ago(MIN), late=1), "late: 1 past its time"),
    (WELL._replace(waiting=2, oldest_at=ago(MIN), late=2), "late: 2 past their time"),
    (WELL._replace(hooks_failed=2), "webhook: 2 posts failed"),
    (WELL._replace(hooks_failed=1), "webhook: 1 post failed"),
    # the gravest first
    (WAITED._replace(loops=1, obeyed=1, bounced=5, late=3, hooks_failed=1),
     "looping: in 1 thread / obeyed: answered 1 mail that gives it orders / "
     "silent: nothing written for 6 h, 3 wait / bouncing: 5 of 60 mails came back / late: 3 past their time / "
     "webhook: 1 post failed"),
)  # fmt: skip


@pytest.mark.parametrize(("work", "said"), CASES)
def test_what_is_found(work: Work, said: str) -> None:
    found = agents.findings(work, NOW)
    assert " / ".join(f"{each.kind}: {each.words}" for each in found) == said
    assert {each.kind for each in found} <= set(agents.KINDS)


@pytest.mark.parametrize(
    ("unheard_h", "recent_h", "said"), [(60, 0, ""), (0, 40, ""), (64, 0, "silent"), (0, 64, "slow")]
)
def test_nobody_is_late_while_its_hours_are_closed(unheard_h: float, recent_h: float, said: str) -> None:
    # NOW is a Monday, eight o'clock; these hours were closed for 62 hours, and open for two since
    targets = pace.targets({"*": {"answer_within": "1h", "hours": "mon-fri 06:00-16:00"}})
    work = WELL._replace(recent=3 if recent_h else 0, recent_median_s=recent_h * H, last_word_at=ago(70 * H))
    if unheard_h:
        work = work._replace(waiting=1, unheard=1, unheard_at=ago(unheard_h * H))
    night = NOW - timedelta(hours=1, minutes=55)
    at = NOW if said else night
    assert [each.kind for each in agents.findings(work, at, targets.hours_of("a@b.example"))] == [said] * bool(said)
    assert agents.findings(work, night)


def test_every_kind_has_a_case_and_stands_in_the_page_for_users() -> None:
    page = (Path(__file__).parents[2] / "docs/splits.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `([a-z]+)` \|", page.split("## The board of agents")[1], re.M)) == agents.KINDS
    assert {part.partition(":")[0] for _, said in CASES for part in said.split(" / ") if said} == set(agents.KINDS)


def test_what_needs_you_stands_first() -> None:
    looping, late = [Finding("looping", "")], [Finding("late", "")]
    rows = {
        "late and few wait": (late, WELL._replace(waiting=1)),
        "well": ([], WELL._replace(waiting=9)),
        "looping": (looping, WELL),
        "late and many wait": (late, WELL._replace(waiting=9)),
        "both": ([*looping, *late], WELL),
    }
    assert sorted(rows, key=lambda name: agents.order(*rows[name])) == [
        "both", "looping", "late and many wait", "late and few wait", "well",
    ]  # fmt: skip

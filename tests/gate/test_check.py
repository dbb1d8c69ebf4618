"""Rules are tried on the mails that the gate had, each by what was known of it then; and nothing changes by that."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.__main__ import main
from commune_tui.gate import decisions, journal
from tests.gate.gates import Gate, gate
from tests.gate.test_way import thread_in
from tests.servers import Server

RULES = """
[[rule]]
name = "no offers"
when = { any_recipient_at = "evil.example" }
then = "refuse"

[[rule]]
name = "answers"
when = { answers = true, status = "open", read_newest = true }
then = "allow"
"""


def tried(guarded: Gate, rules: str, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    path = guarded.store.parent / "new.toml"
    path.write_text(rules)
    assert main(["gate", "check", str(path), "--store", str(guarded.store), *words]) == 0
    return capsys.readouterr().out


@pytest.fixture
def past(sandbox: Server, box: str, tmp_path: Path) -> Gate:
    """Four mails: approved, edited, rejected, and one that waits; the conversation was closed afterwards."""
    with gate(sandbox, tmp_path) as guarded:
        thread = thread_in(sandbox, box)
        guarded.server.get(f"/v1/threads/{thread}/messages")
        good, changed, bad = (
            guarded.held(box, thread_id=thread, subject=each, text=each) for each in ("good", "changed", "bad")
        )
        guarded.held(box, to="eve@evil.example", subject="offer")
        guarded.approve(good)
        guarded.in_state(good.id, "seen")
        with guarded.db() as db, db.write() as conn:
            decisions.edit(conn, changed.id, "Words of a person.", None, "anna")
            decisions.reject(conn, bad.id, "No.", "anna")
        guarded.approve(guarded.sealed(changed.id))
        guarded.in_state(changed.id, "seen")
        sandbox.call("PUT", f"/v1/threads/{thread}/status", {"status": "closed"})
    return guarded


def test_what_would_be_otherwise_is_told_first(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    with past.db() as db:
        before = journal.head(db.conn)
    said = tried(past, RULES, capsys)
    assert said.startswith("4 mails: 3 would leave, 0 would wait, 1 would be refused.")
    kept, by_rule = said.split("Rule 'answers'")
    assert "A person kept these from leaving as they were, and they would leave: 2" in kept
    assert "a person rejected it" in kept and "a person changed it" in kept and "“good”" not in kept
    assert "“good”" in by_rule
    assert "Rule 'no offers': would be refused: 1" in said
    said = tried(past, "", capsys)
    assert (
        "These left as they were, and would not by themselves: 1" in said and "No rule decides: would wait: 4" in said
    )
    with past.db() as db:
        assert journal.head(db.conn) == before


def test_each_is_tried_as_it_came_by_what_was_known_then(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    """The edited one has the agent's words, and the conversation was open when each was judged."""
    closed = RULES.replace('"open"', '"closed"')
    found = json.loads(tried(past, closed, capsys, "--json"))
    assert [each["then"] for each in found["mails"]] == ["hold", "hold", "hold", "refuse"]
    says = '[[rule]]\nname = "x"\nthen = "allow"\nwhen = { says = "money" }\n'
    assert {each["then"] for each in json.loads(tried(past, says, capsys, "--json"))["mails"]} == {"hold"}


def test_only_what_is_young_enough_is_tried_and_erased_words_are_counted(
    past: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.frozen(clock.now() + timedelta(hours=30)):
        assert tried(past, RULES, capsys, "--against", "1d").startswith("0 mails")
        assert tried(past, RULES, capsys, "--against", "36h").startswith("4 mails")
    with past.db() as db, db.write() as conn:
        conn.execute("DELETE FROM words")
    assert "4 more cannot be tried" in tried(past, RULES, capsys)


@pytest.mark.parametrize("words", [["no.toml"], ["a", "b"], [], ["no.toml", "--against", "soon"]])
def test_what_cannot_be_tried_is_said(past: Gate, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    try:
        ended = main(["gate", "check", *words, "--store", str(past.store)])
    except SystemExit as stopped:
        ended = int(stopped.code or 0)
    assert ended == 2 and capsys.readouterr().err


def test_broken_rules_are_told_with_their_place(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    path = past.store.parent / "new.toml"
    path.write_text('[[rule]]\nname = "x"\nthen = "let it"\n')
    assert main(["gate", "check", str(path), "--store", str(past.store)]) == 2
    assert "Rule 'x' needs then" in capsys.readouterr().err

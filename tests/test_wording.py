"""Sentences know commands: each front puts in its way to do them, or leaves that part out; none holds a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.commands import BY_ID, COMMANDS
from commune_tui.keys.keymap import build
from commune_tui.linear.front import answered
from commune_tui.linear.words import SCREEN_ONLY
from commune_tui.text import clean, one_line
from commune_tui.wording import do, said

PROGRAM = Path(__file__).parent.parent / "commune_tui"
NO_SENTENCES = ("actions/commands.py", "keys/keymap.py", "keys/names.py", "body/nesting.py")
FIXED = {
    "w shows all of it, ",
    "w shows all of it: ",
    "k, w or d; Esc goes back to this mail.",
    "q leaves.",
    "y leaves, n stays, and so does Esc.",
}
"""Keys of one question, and of the setup, which has no commands."""
_SEQUENCES = sorted({keys for command in COMMANDS for keys in command.keys if " " in keys})
_KEYS = re.compile(rf"(?<![\w'’])(?:{'|'.join(map(re.escape, _SEQUENCES))}|Ctrl-[a-z]|Shift-Tab)(?![\w'])")
_ONE = re.compile(r"(?:^|[ (:;.,] ?)[b-zB-HJ-Z?/\[\]] (?:again|[a-z]+s)\b|\b[Pp]ress [a-zA-Z?]\b")


@pytest.mark.parametrize(
    ("sentence", "with_it", "without_it"),
    [
        (f"2 threads: closed. {do('a')} takes it back.", "2 threads: closed. U takes it back.", "2 threads: closed."),
        (f"Kept as a draft: {do('a')} shows it.", "Kept as a draft: U shows it.", "Kept as a draft."),
        (f"It was first: {do('a')} shows both, and decides.", "It was first: U shows both, and decides.",
         "It was first."),
        (f"The end. {do('a')} goes on. Or wait.", "The end. U goes on. Or wait.", "The end. Or wait."),
        (f"  {do('a')} keeps yours, {do('a')} theirs", "  U keeps yours, U theirs", ""),
        (f"{do('a')} quits. Fine.", "U quits. Fine.", "Fine."),
    ],
)  # fmt: skip
def test_a_sentence_says_how_or_leaves_that_out(sentence: str, with_it: str, without_it: str) -> None:
    assert said(sentence, lambda _: "U") == with_it
    assert said(sentence, lambda _: "") == without_it


_WORDS = st.lists(st.sampled_from(["closed", ". ", ": ", ", ", "; ", " ", "!", do("here"), do("gone")]), max_size=12)


@given(_WORDS)
def test_no_mark_is_left_and_no_word_before_the_first_hint_is_lost(words: list[str]) -> None:
    told = said("".join(words), {"here": "U"}.get)  # type: ignore[arg-type]
    assert "\ufdd0" not in told and "\ufdd1" not in told
    before = "".join(words).partition("\ufdd0")[0]
    whole = re.split(r"[.!?:;,)]\s+", before)[:-1]
    assert all(part.strip() in told for part in whole)


@given(st.text())
def test_no_text_of_others_names_a_command(text: str) -> None:
    forged = f"{text}\ufdd0app.undo\ufdd1{text}"
    for door in (one_line, clean):
        assert "\ufdd0" not in door(forged) and "\ufdd1" not in door(forged)


def test_each_command_has_a_word_or_is_about_a_screen() -> None:
    assert {command.id for command in COMMANDS} - answered() == SCREEN_ONLY


def literals(program: Path = PROGRAM) -> Iterator[tuple[str, str]]:
    """Every text in the code of the package in this folder that may be a sentence, with its place."""
    for path in sorted(program.rglob("*.py")):
        name = path.relative_to(program).as_posix()
        if name in NO_SENTENCES or name.startswith(("sandbox/", "query/")):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield f"{name}:{node.lineno}", node.value


def holds_key(literal: str) -> bool:
    """Whether a text names a key."""
    return literal not in FIXED and bool((_KEYS.search(literal) and " " in literal) or _ONE.search(literal))


def test_the_lint_sees_keys_in_sentences() -> None:
    assert all(
        map(
            holds_key,
            (
                "Kept: g d shows it.",
                "closed. z takes it back.",
                "Ctrl-q quits.",
                " v f saves",
                "y again sends",
                "then press y.",
            ),
        )
    )
    assert not any(map(holds_key, ("A thread is open.", "Esc goes back.", "a link that deceives", "no ? and no #")))


def test_no_sentence_holds_a_key() -> None:
    helped = [(command.id, text) for command in COMMANDS for text in (command.label, command.help)]
    assert [f"{place}: {literal!r}" for place, literal in (*literals(), *helped) if holds_key(literal)] == []


def test_every_named_command_exists() -> None:
    named = set[str]()
    for path in PROGRAM.rglob("*.py"):
        named |= set(re.findall(r"\bdo\(['\"]([a-z_.0-9]+)['\"]\)", path.read_text(encoding="utf-8")))
    assert len(named) > 20 and named <= set(BY_ID)


def test_guests_are_told_nothing_that_they_lack() -> None:
    keymap, _ = build(guest=True)
    assert keymap.way("app.undo") == "z" and keymap.way("copy.text") == "" and keymap.way("none.such") == ""

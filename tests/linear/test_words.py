"""Every word is understood where it works, by its id, its end or its key; a sentence in the wrong place is none."""

from __future__ import annotations

import pytest

from commune_tui.actions import outbox, triage
from commune_tui.actions.commands import BY_ID, COMMANDS, LIST, PLACES, READER, REVIEW, method_name
from commune_tui.actions.splits import BY_COMMAND
from commune_tui.linear.administration import Administration
from commune_tui.linear.front import PARTS, answered
from commune_tui.linear.logs import Logs
from commune_tui.linear.schema import Schema
from commune_tui.linear.words import OWN, SYNONYMS, TAKES, Words, objection, rows

ANSWERED = answered()
WORDS = Words(ANSWERED)


def read(line: str, place: str) -> tuple[str, str]:
    found, rest = WORDS.read(line, place)
    return found[0].id if found else "", rest


@pytest.mark.parametrize("place", PLACES)
def test_the_word_that_help_names_is_the_word_that_works(place: str) -> None:
    here = WORDS.here(place)
    assert len(here) >= 10
    assert {c.id: read(WORDS.word(c, place), place)[0] for c in here} == {c.id: c.id for c in here}


def test_nothing_is_answered_that_no_table_has() -> None:
    methods = {name for part in PARTS for name in dir(part) if name.startswith("do_")}
    assert methods == {
        method_name(id_)
        for id_ in ANSWERED
        - {*triage.ACTIONS, *outbox.ACTIONS, *BY_COMMAND}
        - Logs.acts
        - Administration.acts
        - Schema.acts
    }
    known = {c.id for c in (*OWN, *COMMANDS)}
    assert known >= set(SYNONYMS.values()) and known >= set(TAKES)


def test_every_word_of_ours_is_answered() -> None:
    assert [c.id for c in OWN if c.id not in ANSWERED] == []


@pytest.mark.parametrize("group", ["Triage", "Go to", "Outbox", "Review", "Journal", "Delivery", "Administration"])
def test_what_the_screen_can_do_with_mail_can_be_said(group: str) -> None:
    """All but what is about a screen: scrolling a review."""
    silent = {c.id for c in COMMANDS if c.group == group} - ANSWERED
    assert silent <= {"review.down", "review.up", "review.page_down", "review.page_up", "review.conversation"}


@pytest.mark.parametrize(
    ("line", "place", "command", "rest"),
    [
        ("close 3", LIST, "thread.close", "3"),
        ("thread.close 3", LIST, "thread.close", "3"),
        ("Reply All", READER, "thread.reply_all", ""),
        ("reply-all 2", LIST, "thread.reply_all", "2"),
        ("status needs reply 4", LIST, "thread.status_needs_reply", "4"),
        ("needs reply", LIST, "go.needs_reply", ""),
        ("e", LIST, "thread.close", ""),
        ("e 2-4", LIST, "thread.close", "2-4"),
        ("g n", LIST, "go.needs_reply", ""),
        ("I", READER, "thread.unassign", ""),
        ("i", READER, "thread.take", ""),
        ("quoted", READER, "reader.quotes", ""),
        ("quoted", REVIEW, "listen.quoted", ""),
        ("tag 3 vip", LIST, "thread.tag", "3 vip"),
        ("note 2 call them, twice", LIST, "thread.note", "2 call them, twice"),
    ],
)
def test_a_command_has_many_names(line: str, place: str, command: str, rest: str) -> None:
    assert read(line, place) == (command, rest)


def test_a_word_typed_on_the_keyboard_of_another_script_is_understood() -> None:
    assert read("сдщыу 3", LIST) == ("thread.close", "3")
    assert read("ефп 3 срочно", LIST) == ("thread.tag", "3 срочно")


@pytest.mark.parametrize(
    "line", ["a note for Anna", "I will pay nothing", "t is for tea", "z that", "c u", "i agree 100"]
)
def test_a_sentence_is_never_a_key(line: str) -> None:
    assert read(line, READER)[0] == ""


@pytest.mark.parametrize("line", ["undo that", "close the account please", "send it now", "take care", "quit it"])
def test_a_command_that_takes_nothing_refuses_a_sentence(line: str) -> None:
    for place in (READER, REVIEW):
        found, rest = WORDS.read(line, place)
        assert found and objection(found[0], rest)


def test_no_single_letter_sends() -> None:
    assert read("y", REVIEW)[0] == "" and read("send", REVIEW)[0] == "review.send"


@pytest.mark.parametrize(
    ("argument", "ranges", "rest"),
    [
        ("", [], ""),
        ("3", [(3, 3)], ""),
        ("3,5 7", [(3, 3), (5, 5), (7, 7)], ""),
        ("3-7 vip", [(3, 7)], "vip"),
        ("7 to 3", [(3, 7)], ""),
        ("2 3h", [(2, 2)], "3h"),
        ("14:30", [], "14:30"),
        ("2 call them, twice", [(2, 2)], "call them, twice"),
        ("all vip", None, "vip"),
        ("allan", [], "allan"),
        ("9" * 5000, [], "9" * 5000),
    ],
)
def test_numbers_before_words(argument: str, ranges: list[tuple[int, int]] | None, rest: str) -> None:
    assert rows(argument) == (ranges, rest)


def test_a_slip_is_understood() -> None:
    assert "close" in WORDS.near("clsoe", LIST)
    assert WORDS.near("xyzzy", LIST) == []


def test_the_words_of_saved_views_say_what_they_are_about() -> None:
    """In a program for mail, delete alone would promise something else."""
    assert [WORDS.word(BY_ID[name], LIST) for name in ("view.save", "view.delete")] == ["view save", "view delete"]

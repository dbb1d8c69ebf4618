"""Terminal answers never become keys, whole or in pieces; what a person types does, unchanged."""

from __future__ import annotations

import itertools

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from commune_tui.ui.terminal.input_filter import AnswerFilter, EscapeThen, GuardedParser, Keys

ANSWERS = [
    "\x1b]4;1;rgb:eeee/dddd/aaaa\x1b\\",
    "\x1b]4;1;rgb:eeee/dddd/aaaa\x07",
    "\x1b]10;rgb:dddd/dddd/dddd\x1b\\",
    "\x1b]11;rgb:eded/dada/acac\x1b\\",
    "\x1b]52;c;ZGFk\x1b\\",
    "\x1b]lde ad q\x1b\\",
    "\x1b]Lde ad q\x1b\\",
    "\x1b]l\x1b\\",
    "\x1b[?64;1;2;6;9;15;18;21;22c",
    "\x1b[>41;379;0c",
    "\x1b[=1;2c",
    "\x1bP1$r0;1;4m\x1b\\",
    "\x1bP0$r\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1bP!|7E565445\x1b\\",
    "\x1bP>|XTerm(379)\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstart of string\x1b\\",
    "\x1b[8;24;80t",
    "\x1b[4;480;640t",
    "\x1b[1t",
    "\x1b[?0u",
    "\x1b[?1;2;0;0;0S",
    "\x1b[?997;1n",
    "\x1b[0n",
    "\x1b[?13n",
    "\x9b?64;1c",
    "\x9d4;1;rgb:eeee/dddd/aaaa\x9c",
    "\x901$r0m\x9c",
    "\x1b\\",
    "\x1b[" + "1;" * 200 + "c",
    "\x1b[x",
    "\x1b[1;1;1;1;1;128;128;1x",
]

TYPED = [
    "j", "hello", "\x1b[A", "\x1bOP", "\x1b[15~", "\x1b[1;5C", "\x1b[Z", "\x1b[<35;10;5M", "\x1b[<0;1;1m", "\x1b[M !!",
    "\x1b[I", "\x1b[O", "\x1b[97;5u", "\x1b[57399;1u", "\x1b[200~two\nlines\x1b[201~", "\x1b[?2026;2$y",
    "\x1b[48;24;80;480;640t",
    "\x1b[[A", "\x1b[3$", "\x1b[11^", "\x1b[1;2P", "\x01", "\x7f", "\r", "\t", "é", "東", "👍", "\x1b\x1b[A",
]  # fmt: skip


def heard(parser: XTermParser, *reads: str) -> list[Message]:
    return [message for read in reads for message in parser.feed(read)]


def seen(messages: list[Message]) -> list[str]:
    return [repr(message) for message in messages]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_no_key(answer: str) -> None:
    assert heard(GuardedParser(), answer) == []
    assert [key.key for key in heard(GuardedParser(), f"j{answer}k") if isinstance(key, events.Key)] == ["j", "k"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_nor_is_it_one_in_two_pieces_or_in_single_characters(answer: str) -> None:
    for cut in range(1, len(answer)) if len(answer) < 60 else (1, 2, 100):
        assert heard(GuardedParser(), answer[:cut], answer[cut:]) == []
    assert heard(GuardedParser(), *answer) == []


def test_two_answers_and_a_key_between() -> None:
    for one, two in itertools.pairwise(ANSWERS):
        keys = heard(GuardedParser(), one + "x" + two)
        assert [key.key for key in keys if isinstance(key, events.Key)] == ["x"]


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_types_arrives_as_without_the_guard(typed: str) -> None:
    assert seen(heard(GuardedParser(), typed)) == seen(heard(XTermParser(), typed))
    assert seen(heard(GuardedParser(), *typed)) == seen(heard(XTermParser(), *typed))


@pytest.mark.parametrize("then", ["x", "W", "5", "/", "\r", "\t", "é", "\x04"])
@pytest.mark.parametrize("reads", [1, 2])
def test_escape_and_a_key_in_one_breath_lose_neither(then: str, reads: int) -> None:
    [alone] = [key for key in heard(XTermParser(), then) if isinstance(key, events.Key)]
    typed = [f"j\x1b{then}k"] if reads == 1 else ["j\x1b", f"{then}k"]
    before, both, after = heard(GuardedParser(), *typed)
    assert isinstance(both, EscapeThen) and isinstance(before, events.Key) and isinstance(after, events.Key)
    assert (before.key, both.then.key, both.then.character, after.key) == ("j", alone.key, alone.character, "k")


@pytest.mark.parametrize(
    "cuts", itertools.chain.from_iterable(itertools.combinations(range(1, 5), n) for n in range(5))
)
def test_two_escapes_and_a_sequence_of_keys_are_all_of_them(cuts: tuple[int, ...]) -> None:
    """Lost, the ``g`` of ``g i`` would leave an ``i`` that takes the thread."""
    typed = "\x1b\x1bgij"
    reads = [typed[start:end] for start, end in itertools.pairwise((0, *cuts, len(typed)))]
    keys: list[str] = []
    for message in heard(GuardedParser(), *reads):
        assert isinstance(message, events.Key)
        keys += ["escape", message.then.key] if isinstance(message, EscapeThen) else [message.key]
    assert keys == ["escape", "escape", "g", "i", "j"]


def test_the_unguarded_parser_does_make_keys_of_answers() -> None:
    """If this fails, Textual has learned it, and the guard can go."""
    assert len([key for key in heard(XTermParser(), ANSWERS[0], "\x1b[A") if isinstance(key, events.Key)]) > 10


def test_escape_alone_is_the_escape_key() -> None:
    guard = AnswerFilter()
    assert guard.feed("\x1b", 1.0) == ""
    assert not guard.escape_alone(1.05, 0.1)
    assert guard.escape_alone(1.1, 0.1)
    assert not guard.escape_alone(1.2, 0.1)
    assert guard.feed("j", 1.3) == "j"


def test_a_person_who_presses_alt_and_a_bracket_gets_the_keys_back() -> None:
    guard = AnswerFilter()
    assert guard.feed("\x1b]", 1.0) == ""
    assert guard.feed("x", 1.5) == ""
    assert guard.feed("y", 2.6) == "y"
    guard.feed("\x1b]", 3.0)
    typed = [guard.feed("z", 3.0 + tenth / 10) for tenth in range(1, 40)]
    assert typed[-1] == "z"


def test_an_escape_inside_a_paste_stays_out_of_the_keys() -> None:
    hostile = "\x1b[200~rm\x1b]0;" + "d" * 50 + "\x1b[31m\x9b\x00\x07e\x1b[201~"
    for reads in ([hostile], list(hostile)):
        messages = heard(GuardedParser(), *reads)
        assert len(messages) == 1
        assert isinstance(messages[0], events.Paste)
        assert "\x1b" not in messages[0].text
        assert messages[0].text.startswith("rm]0;ddd")


def test_keys_after_a_paste_that_ends_itself_are_hurried() -> None:
    parser = GuardedParser()
    messages = heard(parser, "\x1b[200~x\x1b[201~ddd\x1b[201~")
    assert [type(message) for message in messages] == [events.Paste, events.Key, events.Key, events.Key]
    assert all(parser.keys.hurried(message) for message in messages[1:])


def test_four_letters_at_once_are_a_burst_and_three_are_not() -> None:
    for text, hurried in (("ddd", False), ("dddd", True), ("d\x1b[Ad", False)):
        GuardedParser.keys = Keys()
        keys = heard(GuardedParser(), text)
        assert [GuardedParser.keys.hurried(key) for key in keys] == [hurried] * len(keys)


def test_a_burst_may_come_one_by_one() -> None:
    keys = Keys()
    events_ = []
    for index in range(6):
        keys.note_keys(1, 5.0 + index / 1000)
        events_.append(events.Key("d", "d"))
        events_[-1].time = 5.0 + index / 1000
    assert all(keys.hurried(event) for event in events_)
    late = events.Key("d", "d")
    late.time = 5.4
    assert not keys.hurried(late)

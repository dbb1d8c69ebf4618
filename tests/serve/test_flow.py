"""What may come in: bytes, pastes, connections, names of the environment, sizes of windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.start.serve.channel import environment
from commune_tui.start.serve.flow import Arrivals, Bucket, Pastes
from commune_tui.start.serve.seats import FULL, OF_ADDRESS, Seats, place
from commune_tui.start.serve.terminal import clamped

BEGIN, END = b"\x1b[200~", b"\x1b[201~"


@given(st.lists(st.sampled_from([BEGIN, END, b"\x1b", b"abcdefgh", b"\x1b[2", b"j"]), max_size=12), st.data())
def test_what_a_paste_has_beyond_its_bound_is_left_out_wherever_it_is_cut(
    parts: list[bytes], data: st.DataObject
) -> None:
    """What comes in pieces passes as what comes at once; all that is no paste passes, and so do marks of a paste."""
    whole = b"".join(parts) + b"."
    at_once = Pastes(5)
    passed = at_once.feed(whole)
    assert len(passed) + at_once.cut == len(whole)
    in_pieces, out, rest = Pastes(5), b"", whole
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        out += in_pieces.feed(rest[:size])
        rest = rest[size:]
    assert (out, in_pieces.cut) == (passed, at_once.cut)
    for piece in passed.split(BEGIN)[1:]:
        assert len(piece.partition(END)[0]) <= 5


def test_a_lone_escape_does_not_wait() -> None:
    pastes = Pastes()
    assert pastes.feed(b"\x1b") == b"\x1b" and pastes.feed(b"[A") == b"[A"
    assert pastes.feed(b"j\x1b[20") == b"j" and pastes.feed(b"~") == b"\x1b[20~"


def test_a_bucket_lets_a_burst_through_and_then_so_much_a_second() -> None:
    at = [0.0]
    bucket = Bucket(100, 10, lambda: at[0])
    assert bucket.wait_s(100) == 0
    assert bucket.wait_s(20) == pytest.approx(2)
    at[0] = 7
    assert bucket.wait_s(50) == 0
    assert not bucket.full()
    at[0] = 100
    assert bucket.full()


def test_who_comes_too_often_is_turned_away_and_nobody_else() -> None:
    at = [0.0]
    arrivals = Arrivals(10, 2, lambda: at[0])
    assert [arrivals.admits("a") for _ in range(9)] == [True] * 8 + [False], "so many are open"
    for _ in range(8):
        arrivals.left("a")
    assert [_in_and_out(arrivals, "a") for _ in range(9)] == [True] * 8 + [False], "so many came at once"
    assert arrivals.admits("b")
    at[0] = 60
    assert arrivals.admits("a")


def _in_and_out(arrivals: Arrivals, place: str) -> bool:
    if admitted := arrivals.admits(place):
        arrivals.left(place)
    return admitted


def test_seats_are_counted_in_all_and_for_each_address() -> None:
    seats = Seats(3, 2)
    for address in ("10.0.0.1", "10.0.0.1", "2001:db8::1"):
        assert seats.refusal(address) == ""
        seats.take(address)
    assert seats.refusal("10.0.0.9") == FULL
    seats.give_back("2001:db8::ffff")
    assert seats.refusal("10.0.0.1") == OF_ADDRESS and seats.refusal("10.0.0.9") == ""
    seats.give_back("10.0.0.1")
    seats.give_back("10.0.0.1")
    assert seats.taken == 0


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_one_person_has_one_address(address: str, counts_as: str) -> None:
    assert place(address) == counts_as


def test_of_the_environment_come_language_and_terminal() -> None:
    said = {b"LANG": b"de_DE.UTF-8", b"LC_ALL": b"a\nb", b"LD_PRELOAD": b"x", b"COLORTERM": b"truecolor", b"HOME": b"/"}
    assert environment("xterm", said) == {"LANG": "de_DE.UTF-8", "COLORTERM": "truecolor", "TERM": "xterm"}
    assert environment("xterm", {}) == {"LANG": "C.UTF-8", "TERM": "xterm"}


@pytest.mark.parametrize(
    ("said", "is_"), [((65_535, 4_294_967_295), (500, 200)), ((0, 0), (80, 24)), ((81, 25), (81, 25)), ((1, 1), (1, 1))]
)
def test_a_window_has_a_size_that_can_be_drawn(said: tuple[int, int], is_: tuple[int, int]) -> None:
    assert clamped(*said) == is_

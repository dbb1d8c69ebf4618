"""Floods at the gate's port: slow heads, handshakes that never end, and one address that wants every seat."""

from __future__ import annotations

import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from commune_tui.gate import door, serve
from commune_tui.gate.certificate import Certificate
from commune_tui.gate.seats import OF_ADDRESS, Seat, Seats, origin
from tests.gate.authority import authority
from tests.gate.connections import answered, connection, ended
from tests.gate.gates import PATIENCE_S, Gate, gate
from tests.gate.recorder import Recorder, recorder
from tests.servers import Server

BEGINNING = b"\x16\x03\x01\x02\x00\x01"
"""Of a handshake."""
HALF = b"GET /v1/domains HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def api() -> Iterator[Recorder]:
    with recorder() as made:
        yield made


@pytest.fixture
def server(api: Recorder) -> Server:
    return Server(api.address, "comm_" + "9" * 64, None)  # type: ignore[arg-type]


def request(guarded: Gate, path: str = "/v1/domains", more: bytes = b"") -> bytes:
    """A whole one, with a right key."""
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {guarded.key}\r\n".encode() + more + b"\r\n"


def test_slow_heads_do_not_keep_a_good_client_waiting(server: Server, tmp_path: Path) -> None:
    """There are more of them than seats, from the address of the good client."""
    with gate(server, tmp_path) as guarded, ExitStack() as open_ones:
        slow = [open_ones.enter_context(connection(guarded)) for _ in range(OF_ADDRESS + 50)]
        for each in slow:
            each.sendall(HALF)
        assert guarded.server.get("/v1/domains").status == 200
        assert ended(slow[0]) == b""
        slow[-1].sendall(f"Authorization: Bearer {guarded.key}\r\n\r\n".encode())
        assert answered(slow[-1]).startswith(b"HTTP/1.1 200")


def test_a_head_that_never_ends_is_hung_up_on(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with gate(server, tmp_path) as guarded, connection(guarded) as earlier:
        earlier.sendall(request(guarded))
        assert answered(earlier).startswith(b"HTTP/1.1 200")
        monkeypatch.setattr(door, "HEAD_S", 0.05)
        for said in (b"", b"G", HALF):
            with connection(guarded) as calling:
                calling.sendall(said)
                assert ended(calling) == b""
        earlier.sendall(HALF)
        assert ended(earlier) == b""


def test_a_body_that_goes_on_after_its_answer_is_hung_up_on(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gate(server, tmp_path) as guarded, connection(guarded) as calling:
        calling.sendall(request(guarded, "/none", b"Content-Length: 10000000000\r\n"))
        assert answered(calling).startswith(b"HTTP/1.1 404")
        monkeypatch.setattr(door, "HEAD_S", 0.05)
        with pytest.raises(ConnectionError):
            for _ in range(10_000):  # after 32 MB the gate listens no more, and its answer is over
                calling.sendall(b"x" * 65_536)


def test_a_head_of_any_size_is_refused(server: Server, tmp_path: Path) -> None:
    with gate(server, tmp_path) as guarded, connection(guarded) as calling:
        calling.sendall(HALF)
        with pytest.raises(ConnectionError):
            for _ in range(100_000):
                calling.sendall(b"X-A: " + b"a" * 1000 + b"\r\n")
        assert guarded.server.get("/v1/domains").status == 200


def test_a_handshake_that_never_ends_is_hung_up_on(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = authority(tmp_path)
    files = trusted.issue("gate", "127.0.0.1")
    with gate(server, tmp_path, certificate=Certificate(*files, str)) as guarded:
        monkeypatch.setattr(door, "HEAD_S", 0.05)
        for said in (b"", BEGINNING):
            with connection(guarded) as calling:
                calling.sendall(said)
                assert ended(calling) == b""


def test_handshakes_without_end_do_not_keep_a_good_client_waiting(server: Server, tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    files = trusted.issue("gate", "127.0.0.1")
    with gate(server, tmp_path, certificate=Certificate(*files, str)) as guarded, ExitStack() as open_ones:
        for _ in range(OF_ADDRESS + 50):
            open_ones.enter_context(connection(guarded)).sendall(BEGINNING)
        bearer = {"Authorization": f"Bearer {guarded.key}"}
        trust = ssl.create_default_context(cafile=trusted.file)
        assert httpx.get(f"{guarded.base_url}/v1/domains", verify=trust, headers=bearer).status_code == 200


def stays(guarded: Gate, source: str, open_ones: ExitStack) -> bool:
    """Whether one more connection from there gets an answer; it stays open."""
    calling = open_ones.enter_context(connection(guarded, source))
    with suppress(ConnectionError):
        calling.sendall(request(guarded))
    return answered(calling).startswith(b"HTTP/1.1 200")


@pytest.fixture
def few_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "AT_ONCE", 7)
    monkeypatch.setattr(serve, "OF_ADDRESS", 5)


@pytest.mark.skipif(sys.platform != "linux", reason="this machine has one loopback address")
@pytest.mark.usefixtures("few_seats")
def test_one_address_does_not_take_every_seat(server: Server, tmp_path: Path) -> None:
    with gate(server, tmp_path) as guarded, ExitStack() as open_ones:
        with ExitStack() as first:
            assert [stays(guarded, "127.0.0.1", first) for _ in range(7)] == [True] * 5 + [False] * 2
            assert [stays(guarded, "127.0.0.2", open_ones) for _ in range(3)] == [True, True, False]
            assert not stays(guarded, "127.0.0.3", open_ones)  # all are taken, and none of them is silent
        until = time.monotonic() + PATIENCE_S
        while not stays(guarded, "127.0.0.1", open_ones):  # until it is noticed that they have gone
            assert time.monotonic() < until


@pytest.mark.skipif(sys.platform != "linux", reason="this machine has one loopback address")
@pytest.mark.usefixtures("few_seats")
def test_strangers_who_say_much_make_room(server: Server, tmp_path: Path) -> None:
    """Each is told that its key is wrong and goes on with its body, to which the gate listens for a while."""
    wrong = b"PUT /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 9999\r\n\r\n"
    with gate(server, tmp_path) as guarded, ExitStack() as open_ones:
        for source in ["127.0.0.1"] * 5 + ["127.0.0.2"] * 5:
            calling = open_ones.enter_context(connection(guarded, source))
            calling.sendall(wrong)
            assert answered(calling).startswith(b"HTTP/1.1 401")
            calling.sendall(b"x")
        assert [stays(guarded, "127.0.0.3", open_ones) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.usefixtures("few_seats")
def test_a_proxy_may_have_every_seat(server: Server, tmp_path: Path) -> None:
    with gate(server, tmp_path, behind_proxy=True) as guarded, ExitStack() as open_ones:
        assert [stays(guarded, "127.0.0.1", open_ones) for _ in range(8)] == [True] * 7 + [False]


def test_the_silent_make_room_the_oldest_first() -> None:
    seats, gone = Seats(4, 3), list[str]()

    def take(place: str, name: str) -> Seat | None:
        if (seat := seats.take(place)) is not None:
            seat.leave = lambda: gone.append(name)
        return seat

    one, two = take("a", "one"), take("b", "two")
    assert one is not None and two is not None
    seats.spoke(one)
    assert take("a", "three") and take("a", "four") and not gone
    assert take("a", "five") and gone == ["three"]  # of the same address, since that has its three
    assert take("c", "six") and gone == ["three", "two"]  # of any, since all four are taken
    seats.left(two)
    seats.left(one)
    seats.left(one)
    assert take("b", "seven") and take("b", "eight") and gone == ["three", "two", "four"]
    seats.end()
    assert gone[3:] == ["five", "six", "seven", "eight"]


def test_what_counts_as_one_address() -> None:
    assert origin("192.0.2.1") != origin("192.0.2.2")
    assert origin("2001:db8::1") == origin("2001:db8::ffff:1:2:3") != origin("2001:db8:0:1::1")
    assert origin("fe80::1%eth0") == origin("fe80::2%eth0") and origin("") == ""

"""What the receiver keeps: the newest, 0600, whole, each under its own number, whatever lies in the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_tui.listen import kept as module
from commune_tui.listen.kept import KeptDeliveries, folder

HEADERS = {"x-commune-delivery-id": "whd_1", "content-type": "application/json", "authorization": "Bearer comm_x"}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(body=st.binary(max_size=300), signed=st.booleans())
def test_what_is_kept_comes_back_byte_for_byte(body: bytes, signed: bool) -> None:
    kept = KeptDeliveries()
    found = kept.read(kept.add(HEADERS, body, signed=signed))
    assert found is not None and (found.body, found.signed) == (body, signed)
    assert dict(found.headers) == {name: HEADERS[name] for name in ("x-commune-delivery-id", "content-type")}


def test_the_oldest_goes_and_numbers_are_never_used_again() -> None:
    kept = KeptDeliveries(3)
    assert [kept.add(HEADERS, b"%d" % at, signed=True) for at in range(5)] == [1, 2, 3, 4, 5]
    assert kept.numbers() == [3, 4, 5]
    assert kept.forget() == 3 and kept.numbers() == []
    assert KeptDeliveries().add(HEADERS, b"", signed=True) == 6


def test_all_together_have_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    kept = KeptDeliveries()
    for _ in range(9):
        kept.add(HEADERS, b"x" * 300, signed=True)
    assert kept.numbers() == [8, 9]


def test_nobody_else_can_read_them_and_nothing_is_kept_where_that_was_asked() -> None:
    before = os.umask(0)
    try:
        KeptDeliveries().add(HEADERS, b"x", signed=True)
    finally:
        os.umask(before)
    assert [path for path in (folder(), *folder().iterdir()) if path.stat().st_mode & 0o077] == []
    assert KeptDeliveries(0).add(HEADERS, b"x", signed=True) == 0


@pytest.mark.parametrize("junk", [b"", b"\n", b"{}\n", b'{"at": 1, "signed": 1, "headers": []}\n', b"\xff" * 9])
def test_junk_in_the_folder_is_no_delivery(junk: bytes) -> None:
    kept = KeptDeliveries()
    number = kept.add(HEADERS, b"x", signed=True)
    (folder() / f"{number:07d}.delivery").write_bytes(junk)
    (folder() / "notes.delivery").write_bytes(b"x")
    assert kept.read(number) is None and kept.read(99) is None
    assert kept.add(HEADERS, b"y", signed=True) == number + 1

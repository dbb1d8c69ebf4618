"""The log keeps one record a line and never a key, a mail, or a control character."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.log import close_log, describe_error, mask, open_log

CANARIES = ["comm_live_4f9XqZ7Tn2", "whsec_9kQm3vTz81", f"gate_{'5e' * 32}", "eyJhbGciOi.canary.sig"]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    handler = open_log(tmp_path / "commune-tui.log", logging.DEBUG)
    yield tmp_path / "commune-tui.log"
    close_log(handler)


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


def test_one_line_per_record_whatever_the_subject(file: Path) -> None:
    logging.getLogger("commune_tui.test").info("subject %s", "a\nb\x1b]0;t\x07\u2028c\u202e")
    raw = file.read_bytes()
    assert raw.count(b"\n") == 1
    assert not [byte for byte in raw if byte < 32 and byte != 10]
    assert records(file)[0]["message"] == "subject a\nb\x1b]0;t\x07\u2028c\u202e"


FORMS = [
    "Authorization: Bearer {}", "{{'authorization': 'Bearer {}'}}", "{{'X-Api-Key': b'{}'}}", "api_key={}",
    "https://files.example/a.pdf?X-Amz-Signature={}&x=1", "https://user:{}@host/", "token: {}", '{{"secret": "{}"}}',
]  # fmt: skip
#: A bare word is known by its beginning only.
CASES = [(form, canary) for form in FORMS for canary in CANARIES] + [("key {}", canary) for canary in CANARIES[:3]]


@pytest.mark.parametrize(("form", "canary"), CASES)
def test_no_secret_gets_into_the_log(file: Path, form: str, canary: str) -> None:
    log = logging.getLogger("commune_tui.test")
    log.error(form.format(canary))
    log.error("%s", form.format(canary))
    key = canary
    try:
        raise ValueError(form.format(key))
    except ValueError:
        log.exception("it failed")
    assert canary not in file.read_text()
    assert len(records(file)) == 3


def test_a_traceback_says_where_and_no_variable(file: Path) -> None:
    def inner(body: str) -> None:
        raise KeyError("thread_1")

    try:
        inner("the whole mail, dear Anna")
    except KeyError:
        logging.getLogger("commune_tui.test").exception("it failed")
    record = records(file)[0]
    assert record["error"] == "KeyError: 'thread_1'"
    assert record["where"][-1].endswith(" inner")
    assert "dear Anna" not in file.read_text()


def test_a_body_is_cut(file: Path) -> None:
    logging.getLogger("commune_tui.test").info("x" * 100_000)
    assert file.stat().st_size < 3_000


def test_five_private_files_of_a_megabyte(file: Path) -> None:
    log = logging.getLogger("commune_tui.test")
    for _ in range(3_500):
        log.info("y" * 1_900)
    found = sorted(file.parent.iterdir())
    assert len(found) == 5
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found)
    assert all(path.stat().st_size <= 1_000_000 for path in found)


def test_http_libraries_are_silent(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("httpx").warning("HTTP Request: GET https://api/ %s", CANARIES[0])
    logging.getLogger("httpcore.http11").debug("headers %s", CANARIES[0])
    assert not file.read_text()
    assert capfd.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_is_no_error(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    handler = next(iter(logging.getLogger("commune_tui").handlers))
    assert isinstance(handler, logging.StreamHandler)
    handler.stream.close()
    handler.stream = Path("/dev/full").open("w")  # noqa: SIM115
    logging.getLogger("commune_tui.test").info("lost")
    assert capfd.readouterr() == ("", "")


def test_words_for_people_carry_no_secret() -> None:
    assert (
        describe_error(ValueError("bad key comm_abcd1234\nsecond line"))
        == "ValueError: bad key comm_[hidden] second line"
    )
    assert mask("nothing to hide: tokens are fine") == "nothing to hide: tokens are fine"

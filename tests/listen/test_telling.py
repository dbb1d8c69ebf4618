"""Whatever a stranger puts into a delivery, what is printed of it touches no terminal, and says where it stops."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.listen.forwarding import Passed
from commune_tui.listen.kept import Kept
from commune_tui.listen.receiver import Answer, Receipt, event_of, refusal
from commune_tui.listen.request import Request
from commune_tui.listen.telling import MOST_LINES, as_json, block, kept_line, line, written
from commune_tui.text import is_clean
from tests.hostile.payloads import every_payload

AT = datetime(2026, 3, 18, 12, tzinfo=UTC)
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from([each.text for each in every_payload()]))


def receipt(body: bytes, text: str = "", **said: object) -> Receipt:
    headers = dict.fromkeys(("x-commune-delivery-id", "x-commune-attempt", "x-commune-test"), text)
    made = {"answer": Answer(200), "number": 3, "signed": True, "event": event_of(body), **said}
    return Receipt(AT, request=Request(text or "/", headers, body), **made)  # type: ignore[arg-type]


def test_a_delivery_is_a_line_and_its_json() -> None:
    body = json.dumps(
        {"event": {"type": "email.received"}, "message": {"message_id": "m", "metadata": {"subject": "Hi"}}}
    )
    made = receipt(body.encode(), passed=Passed(201, 35))
    assert re.fullmatch(
        r"\d\d:00:00  #3  200  email.received, “Hi”, 0.1 KB. The app answered 201 in 35 ms.", line(made)
    )
    assert json.loads("\n".join(block(made))) == json.loads(body)
    assert json.loads(as_json(made))["body"] == json.loads(body)


def test_a_long_one_says_where_the_rest_is() -> None:
    made = receipt(json.dumps(list(range(500))).encode())
    assert len(block(made)) == MOST_LINES + 1
    assert block(made)[-1] == f"    … {502 - MOST_LINES} more lines: commune-tui listen show 3"


def test_of_what_was_not_taken_no_body_is_shown() -> None:
    made = receipt(b'{"a": 1}', refused="No.", answer=refusal(401), number=0)
    assert block(made) == [] and json.loads(as_json(made))["body"] is None


def test_json_that_no_program_likes_is_shown() -> None:
    for body in (b"[" * 100_000, b'{"a":' * 5_000, b'[1e999, NaN, "\\ud800"]', b"9" * 10_000, b"\xff\xfe", b""):
        made = receipt(body)
        assert is_clean("\n".join(block(made))) and as_json(made).isascii()


@given(TEXTS, st.one_of(st.binary(max_size=60), TEXTS.map(lambda text: text.encode("utf-8", "replace"))))
def test_nothing_in_it_reaches_the_terminal(text: str, raw: bytes) -> None:
    named = {"event": {"type": text}, "message": {"message_id": text, "metadata": {"subject": text}}, text: text}
    for body in (raw, json.dumps(named).encode(), json.dumps(named, ensure_ascii=False).encode("utf-8", "replace")):
        made = receipt(body, text, passed=Passed(500, 1, raw, text), trouble=".")
        kept = Kept(1, AT, True, {"x-commune-delivery-id": text}, body)
        lines = [line(made), *block(made), kept_line(kept), *written(body), line(receipt(body, text, refused="No."))]
        assert all(is_clean(each) and "\n" not in each for each in lines)
        assert as_json(made).isascii() and as_json(made).isprintable()

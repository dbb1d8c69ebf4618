"""Names and subjects by one who never saw the rules: decoded, whole, and never taken for marks that they are not."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import commune_tui
from commune_tui.mail.compose.addresses import bare as bare_address
from commune_tui.mail.compose.subject import bare, is_answer
from commune_tui.sending.recognition import addresses
from commune_tui.text.address import parted, people, read_address
from commune_tui.text.encoded import decoded

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "names.json").read_text("utf-8"))
SENDERS = [case for case in CASES if case["kind"] == "from" and len(case["expected"]["addresses"]) == 1]
SUBJECTS = [case for case in CASES if case["kind"] == "subject"]

OTHERWISE = {
    "D009": "a remark in brackets stays in the name",
    "D028": "an address without brackets behind a name is no address",
    "D032": "a route of relays is shown as it came",
    "D065": "bytes of an unknown charset are shown as unreadable",
    "D078": "a word that begins inside another one is decoded all the same",
}
"""Where the program does otherwise, and what it does."""


@pytest.mark.parametrize("case", SENDERS, ids=lambda case: case["id"])
def test_a_sender_keeps_name_and_address(case: dict[str, Any]) -> None:
    (expected,) = case["expected"]["addresses"]
    read = read_address(case["raw"])
    same = read.name == (expected["name"] or "") and parted(case["raw"])[1] == (expected["email"] or "")
    assert same != (case["id"] in OTHERWISE), (read, parted(case["raw"]))


@pytest.mark.parametrize("case", SUBJECTS, ids=lambda case: case["id"])
def test_a_subject_is_decoded_and_only_marks_go(case: dict[str, Any]) -> None:
    expected = case["expected"]
    text = " ".join(decoded(case["raw"]).split())
    assert text in (expected["text"], *expected.get("also_ok_text", ()))
    # A subject that is nothing but a mark keeps it.
    assert bare(text) in (expected["base"] or text, *expected.get("also_ok_base", ()))
    answer = expected["is_reply"] or expected["is_forward"]
    assert is_answer(text) == (answer and not text.startswith(("НА:", "Hello (fwd)")))


@pytest.mark.parametrize("case", SENDERS, ids=lambda case: case["id"])
def test_every_reader_of_a_sender_finds_the_same_address(case: dict[str, Any]) -> None:
    address = parted(case["raw"])[1]
    if "@" in address and " " not in address:
        assert [each for _, each in people(case["raw"])] == [address]
        assert addresses(case["raw"]) == (address.lower(),) == (bare_address(case["raw"]),)


@pytest.mark.parametrize(
    ("line", "found"),
    [("Berg, Anna <a@x.example>", [("Berg, Anna", "a@x.example")]),
     ("Berg, Anna <a@x.example>, b@y.example; Dee <d@z.example>",
      [("Berg, Anna", "a@x.example"), ("", "b@y.example"), ("Dee", "d@z.example")]),
     ("b@y.example, Berg, Anna, MD <a@x.example>", [("", "b@y.example"), ("Berg, Anna, MD", "a@x.example")]),
     ('"Berg, A. <x>" <a@x.example>,', [('"Berg, A. <x>"', "a@x.example")]),
     ("Anna [Sales] <a@x.example>", [("Anna [Sales]", "a@x.example")]),
     ("Team: a@x.example, b@x.example;", [("", "a@x.example"), ("", "b@x.example")]),
     ("anna@home <a@x.example>", [("anna@home", "a@x.example")]),
     ("a@x.example (Anna), undisclosed", [("Anna", "a@x.example")]), ("nobody", []), ("", [])],
)  # fmt: skip
def test_a_comma_parts_people_only_behind_an_address(line: str, found: list[tuple[str, str]]) -> None:
    assert people(line) == found


@given(
    st.lists(
        st.tuples(
            st.text("ab ,[]():.'é", max_size=12), st.from_regex(r"[a-z]{1,5}@[a-z]{1,5}\.example", fullmatch=True)
        ),
        max_size=4,
    )
)
def test_nobody_in_a_line_is_lost(who: list[tuple[str, str]]) -> None:
    line = ", ".join(f"{name}<{address}>" for name, address in who)
    assert [address for _, address in people(line)] == [address for _, address in who]


READERS = {
    "clock.py": {"parsedate_to_datetime"},
    "sandbox/rfc5322.py": {"getaddresses"},
    "sandbox/breakage.py": {"format_datetime"},
}
"""Who may take what of Python's own reader of headers, which parts a name at its comma. The sandbox has its own one."""


def _taken(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in ("email.utils", "email.headerregistry", "email.header"):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "email":
            yield from (name.name for name in node.names if name.name in ("utils", "headerregistry", "header"))
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith(("email.utils", "email.header")))


def test_one_place_reads_addresses_and_one_reads_dates_of_headers() -> None:
    root = Path(commune_tui.__file__).parent
    found = {str(path.relative_to(root)): set(_taken(path)) for path in root.rglob("*.py")}
    assert {name: taken for name, taken in found.items() if taken} == READERS


@given(st.text(max_size=200))
def test_any_text_can_be_decoded_and_plain_text_stays(raw: str) -> None:
    assert decoded(raw) == raw if "=?" not in raw else isinstance(decoded(raw), str)
    assert raw.isascii() or decoded(f"=?utf-8?q?{raw}?=")

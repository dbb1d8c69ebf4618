"""Mails and calendar files whose right values somebody wrote who had not seen this code, read as attached files and by
the sandbox's import. Bytes stand in the file as Latin-1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commune_tui.body.attached import invitation, message
from commune_tui.mail.zone_tables import tables
from commune_tui.sandbox.rfc5322 import parse_mail

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "corpus/second_judge_files.jsonl").read_text("utf-8").strip().split("\n")
]
MAILS, FILES = [case for case in CASES if "mail" in case], [case for case in CASES if "file" in case]


@pytest.mark.parametrize("case", MAILS, ids=[case["id"] for case in MAILS])
def test_names_subjects_words_and_files(case: dict[str, Any]) -> None:
    raw = case["mail"].encode("latin-1")
    mail, shown = parse_mail(raw), message.read(raw, {}).text
    wanted = [case[field] for field in ("name", "subject") if field in case]
    assert [each for each in (*wanted, *case.get("words", []), *case.get("files", [])) if each not in shown] == []
    assert mail.sender == case.get("address", mail.sender) and case.get("name", "") in mail.sender_name
    assert mail.subject == case.get("subject", mail.subject)
    assert [each for each in case.get("words", []) if each not in f"{mail.text} {mail.html}"] == []
    assert {file.name for file in mail.files} >= set(case.get("files", []))


@pytest.mark.parametrize("case", FILES, ids=[case["id"] for case in FILES])
def test_calendar_files(case: dict[str, Any]) -> None:
    data = case["file"].encode("latin-1")
    shown = " ".join(invitation.read(data, tables(data)).text.split())
    assert [each for each in case["has"] if each not in shown] == []
    assert [each for each in case["hasnot"] if each in shown] == []
    assert any(each in shown for each in case.get("anyof", [""]))

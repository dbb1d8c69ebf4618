"""Mails within mails against values that somebody wrote who has not seen this code; nothing in them is lost."""

from __future__ import annotations

import email.policy
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.body.attached import message
from commune_tui.body.lines import Body
from commune_tui.wording import do

FOLDER = Path(__file__).parent / "mails"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
WORDS = st.lists(st.text(st.sampled_from("abcdefgäßλжあ0123"), min_size=3, max_size=12), min_size=1, max_size=8)
SUBJECT = st.lists(st.text(st.sampled_from("abあ"), min_size=3, max_size=8), min_size=1, max_size=2)
"""Short: Python's own writer of folded heads loses blanks between encoded words."""


def at(body: Body, depth: int) -> str:
    return "\n".join(line.text for line in body.lines if line.quote == depth)


@pytest.mark.parametrize("name", [name for name, about in EXPECTED.items() if not about.get("hostile")])
def test_every_level_is_there(name: str) -> None:
    body = message.read((FOLDER / name).read_bytes(), {})
    for level in EXPECTED[name]["levels"]:
        shown = at(body, level["depth"])
        assert f"From  {level['sender']}" in shown
        assert f"Subject  {level['subject']}" in shown
        assert (level["first_line"] or "") in shown
        for file in level["attachments"]:
            if not file.startswith(("(", "message/", "text/")):
                assert file in body.text


def test_an_invitation_in_an_attached_mail_is_read() -> None:
    assert "Invitation: Budget talk" in at(message.read((FOLDER / "n06_invitation_inside.eml").read_bytes(), {}), 1)


def test_a_delivery_report_keeps_its_fields() -> None:
    shown = message.read((FOLDER / "n12_bounce_returned.eml").read_bytes(), {}).text
    assert "Final-Recipient: rfc822; old@gone.example" in shown and "Status: 5.1.1" in shown


def test_two_hundred_mails_in_one_another_say_where_they_are_not_opened() -> None:
    inner = b"Subject: Level 200\r\n\r\nThe end.\r\n"
    for level in reversed(range(200)):
        head = b"Subject: Level %d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level)
        part = b"--b%d\r\n\r\nThis is level %d.\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\n" % (
            level,
            level,
            level,
        )
        inner = head + part + inner + b"\r\n--b%d--\r\n" % level
    shown = message.read(inner, {}).text
    assert "This is level 0." in shown and "This is level 4." in shown and "This is level 5." not in shown
    assert f"Mails in this one are not opened: {do('reader.files')} saves the whole file." in shown


def test_a_broken_mail_invents_nothing() -> None:
    body = message.read((FOLDER / "n09_broken.eml").read_bytes(), {})
    assert "Something went wrong below." in at(body, 0)
    assert message.read(b"", {}).text == message.UNREADABLE


@pytest.mark.parametrize(
    "part",
    [
        'Content-Disposition: attachment; filename="Grüße.pdf"',
        "Content-Disposition: attachment; filename=Grüße.pdf",
        'Content-Type: application/pdf; name="Grüße.pdf"\nContent-Disposition: attachment',
        "Content-Disposition: attachment; filename=\"Gr__e.pdf\"; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf",
        "Content-Disposition: attachment; filename*0*=iso-8859-1''Gr%FC; filename*1*=%DFe.pdf",
        'Content-Disposition: attachment; filename="=?utf-8?B?R3LDvMOf?= =?utf-8?B?ZS5wZGY=?="',
    ],
)
def test_heads_and_file_names_that_are_no_ascii_keep_their_letters(part: str) -> None:
    head = "From: Müller, Jörg <j@c.example>\nSubject: Grüße ✔\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    shown = message.read(f"{head}{part}\n\nx\n--b--\n".encode(), {}).text
    assert "From  Müller, Jörg <j@c.example>" in shown and "Subject  Grüße ✔" in shown
    assert "File in it: Grüße.pdf" in shown


def test_the_charset_that_only_the_document_names_is_used() -> None:
    raw = b"Content-Type: text/html\n\n<meta charset=windows-1251><p>" + "Привет".encode("cp1251")
    assert message.read(b"Subject: a\n" + raw, {}).text.endswith("Привет")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_body(data: bytes) -> None:
    assert message.read(data, {}).lines
    assert message.read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data, {}).lines


@given(st.lists(st.tuples(WORDS, st.sampled_from(["utf-8", "gb18030"])), min_size=1, max_size=4), SUBJECT)
def test_no_word_of_any_text_part_is_lost(parts: list[tuple[list[str], str]], subject: list[str]) -> None:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = " ".join(subject)
    mail["From"] = "Anna <a@b.example>"
    mail.make_mixed()
    for words, charset in parts:
        part = EmailMessage(policy=email.policy.SMTP)
        part.set_content("\n".join(words), charset=charset, cte="base64")
        mail.attach(part)
    shown = message.read(bytes(mail), {}).text.split()
    assert [word for words, _ in parts for word in words if word not in shown] == []
    assert [word for word in subject if word not in shown] == []

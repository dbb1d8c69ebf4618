"""Imported mail keeps its words: charsets by all their names, encoded words, file names, and mails with one id."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.sandbox.mailfile import read_mails
from commune_tui.sandbox.mailimport import import_mails
from commune_tui.sandbox.mailtext import bytes_to_text, header_text
from commune_tui.sandbox.rfc5322 import parse_mail
from commune_tui.sandbox.world import World


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("x-sjis", "cp932", "①髙橋さん、こんにちは"),
        ("windows-31j", "cp932", "①髙橋さん"),
        ("Shift_JIS", "cp932", "①髙橋さん"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("EUC-KR", "cp949", "똠방각하"),
        ("gb2312", "gb18030", "朱镕基"),
        ("x-gbk", "gb18030", "朱镕基"),
        ("iso-8859-1", "cp1252", "“Grüße” – 5 €"),
        ("latin1", "cp1252", "“Grüße”"),
        ("iso-8859-9", "cp1254", "“ığş”"),
        ("tis-620", "cp874", "สวัสดี"),
        ("iso-8859-8-i", "iso-8859-8", "שלום"),
        ("macintosh", "mac_roman", "Grüße"),
        ("unicode-1-1-utf-8", "utf-8", "Привет"),
        ("us-ascii", "utf-8", "Привет"),
        ("", "utf-8", "Привет"),
        ("x-unheard-of", "utf-8", "Привет"),
        ("koi8-r", "koi8-r", "Привет"),
    ],
)
def test_a_charset_is_read_as_programs_mean_it(charset: str, codec: str, text: str) -> None:
    assert bytes_to_text(text.encode(codec), charset) == text


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("utf-8", "Привет, мир.".encode() + b"\xd0 " + "Да".encode(), "Привет, мир.\ufffd Да"),
        ("utf-8", b"plain words and \xd0 one byte", "plain words and \ufffd one byte"),
        ("", "Привет".encode() + b"\xff", "Привет\ufffd"),
        ("x-sjis", "日本".encode("cp932") + b"\xff" + "語".encode("cp932"), "日本\ufffd語"),
        ("gbk", "中文".encode("gbk") + b"\xff ok", "中文\ufffd ok"),
        ("iso-2022-jp", b"\x1b$B-!|b\x1b(B ok\r\n\x1b$B;3ED\x1b(J", "①髙 ok\r\n山田"),
    ],
)
def test_one_bad_byte_is_one_replacement_and_the_rest_stays(charset: str, raw: bytes, text: str) -> None:
    assert bytes_to_text(raw, charset) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("friendly =?UTF-8?Q?=E2=9C=94?=\r\n (147)", "friendly ✔ (147)"),
        ("friendly\n =?UTF-8?Q?=E2=9C=94?= (147)", "friendly ✔ (147)"),
        ("=?utf-8?B?4pyU?= =?utf-8?B?4pyU?=", "✔✔"),
        ("=?utf-8?B?4pyU?=\r\n =?utf-8?B?4pyU?= end", "✔✔ end"),
        ("=?utf-8?B?4pw=?= =?utf-8?B?lA==?=", "✔"),
        ("(=?utf-8?q?Gr=C3=BC=C3=9Fe?=)", "(Grüße)"),
        ("a=?utf-8?q?=C3=BC?=b", "aüb"),
        ('"=?utf-8?q?Gr=C3=BC=C3=9Fe?="', '"Grüße"'),
        ("=?utf-8*en?q?a_b?= =?iso-8859-1?q?=FC?=", "a bü"),
        ("=?x-sjis?B?g3SDQIOLg3A=?=", "ファルパ"),
        ("=?nonsense", "=?nonsense"),
        ("a\r\n b\r\n\tc", "a b c"),
    ],
)
def test_encoded_words_are_decoded_wherever_they_stand(value: str, text: str) -> None:
    assert header_text(value) == text


@given(
    st.binary(max_size=200),
    st.sampled_from(["utf-8", "x-sjis", "gbk", "latin1", "", "utf-16", "idna", "base64", "utf-7"]),
)
def test_any_bytes_are_text(raw: bytes, charset: str) -> None:
    bytes_to_text(raw, charset).encode("utf-8", "surrogatepass")
    header_text(raw.decode("latin-1")).encode("utf-8")


def test_a_raw_file_name_keeps_its_letters() -> None:
    head = 'Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: application/pdf; name="Grüße.pdf"\n'
    for line in ('Content-Disposition: attachment; filename="Grüße.pdf"\n', ""):
        mail = parse_mail(f"{head}{line}\nx\n--B--\n".encode())
        assert [file.name for file in mail.files] == ["Grüße.pdf"]


def test_the_name_that_can_hold_any_letter_goes_before_the_one_beside_it() -> None:
    names = "filename=\"Gr__e.pdf\"; filename*=iso-8859-1''Gr%FC%DFe.pdf"
    mail = parse_mail(f"Content-Type: application/pdf\nContent-Disposition: attachment; {names}\n\nx".encode())
    assert [file.name for file in mail.files] == ["Grüße.pdf"]


def test_the_charset_that_only_the_document_names_is_used() -> None:
    raw = b"Content-Type: text/html\n\n<meta charset=windows-1251><p>" + "Привет".encode("cp1251")
    assert parse_mail(raw).text == "Привет"


def test_an_address_within_a_name_is_no_sender() -> None:
    sender = b"boss@y.example <a@x.example>"
    assert parse_mail(eml("words").replace(b"a@x.example", sender, 1)).sender == "a@x.example"


def eml(words: str, message_id: str = "<one@x.example>") -> bytes:
    return f"From: a@x.example\nTo: b@y.example\nMessage-ID: {message_id}\nSubject: {words}\n\n{words}\n".encode()


def test_two_mails_with_one_id_are_both_kept_and_once_each(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(eml("first"))
    (tmp_path / "b.eml").write_bytes(eml("second"))
    (tmp_path / "c.eml").write_bytes(eml("first"))
    world = World()
    done = import_mails(world, read_mails(tmp_path))
    assert (done.messages, done.already) == (2, 0)
    again = import_mails(world, read_mails(tmp_path))
    assert (again.messages, again.already) == (0, 2)
    assert import_mails(world, read_mails(tmp_path / "b.eml")).messages == 0


def test_an_id_that_another_mail_has_already_loses_nothing(tmp_path: Path) -> None:
    world = World()
    for words in ("first", "second"):
        (tmp_path / f"{words}.eml").write_bytes(eml(words))
        assert import_mails(world, read_mails(tmp_path / f"{words}.eml")).messages == 1


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    os.mkfifo(tmp_path / "pipe.mbox")
    (tmp_path / "a.eml").write_bytes(eml("first"))
    broken: list[str] = []
    for path in (tmp_path, tmp_path / "pipe.eml", tmp_path / "pipe.mbox"):
        list(read_mails(path, lambda place, why: broken.append(why)))
    assert len(broken) == 3 and all("no regular file" in why for why in broken)

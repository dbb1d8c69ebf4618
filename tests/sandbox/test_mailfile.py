"""Real mail and broken mail become records, mailboxes on disk are read, and an import lands where it should."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commune_tui.sandbox import empty
from commune_tui.sandbox.mailfile import read_mails
from commune_tui.sandbox.mailimport import Imported, import_mails
from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.rfc5322 import parse_mail
from commune_tui.sandbox.world import World

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

WHOLE = b"""\
From: =?utf-8?q?Anna_=E2=82=AC=2C_Kowalska?= <anna@example.net>
To: "Team, Support" <support@northwind.example>, =?utf-8?B?SsO8cmdlbg==?= <j@example.com>, support@northwind.example
Cc: undisclosed-recipients:;
Subject: =?utf-8?B?R3LDvMOf?= =?utf-8?B?ZSBhdXM=?= Berlin =?iso-8859-1?q?caf=E9?=
Date: Tue, 3 Mar 2026 10:00:00 +0100
Message-ID: <a@b>
In-Reply-To: <z@w> (Anna's message)
References: <x@y>
\t<z@w> <x@y>
List-Id: <news.example.net>
Content-Type: multipart/mixed; boundary=BB

--BB
Content-Type: multipart/alternative; boundary=CC

--CC
Content-Type: text/plain; charset=iso-8859-1; format=flowed
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe, dies ist=20
weich umbrochen.
> > Zitat
--CC
Content-Type: multipart/related; boundary=DD

--DD
Content-Type: text/html; charset=utf-8

<p>Hi <img src="cid:1"></p>
--DD
Content-Type: image/png
Content-ID: <1>
Content-Transfer-Encoding: base64

iVBORw==
--DD--
--CC--
--BB
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''r%C3%A9sum%C3%A9.pdf
Content-Transfer-Encoding: base64

aGVsbG8=
--BB
Content-Type: message/rfc822

Subject: inner

hello
--BB--
"""


def test_a_whole_mail_is_read_in_all_its_parts() -> None:
    mail = parse_mail(WHOLE)
    assert (mail.sender, mail.sender_name) == ("anna@example.net", "Anna €, Kowalska")
    plain = parse_mail(b"From: Berg, Anna [x] <a@x.example>\nTo: Carl, Bob <b@x.example>, c@x.example\n\nhi")
    assert (plain.sender, plain.sender_name) == ("a@x.example", "Berg, Anna [x]")
    assert plain.to == ("b@x.example", "c@x.example")
    assert mail.to == ("support@northwind.example", "j@example.com")
    assert mail.cc == ()
    assert mail.subject == "Grüße aus Berlin café"
    assert mail.sent_at == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("<a@b>", "<z@w>", ("<x@y>", "<z@w>"))
    assert mail.text == "Grüße, dies ist \nweich umbrochen.\n> > Zitat"
    assert mail.html == '<p>Hi <img src="cid:1"></p>'
    assert mail.headers == (("List-Id", "<news.example.net>"),)
    assert [(file.name, file.mime_type) for file in mail.files] == [
        ("part-1.png", "image/png"),
        ("résumé.pdf", "application/pdf"),
        ("part-3.eml", "message/rfc822"),
    ]
    assert mail.files[1].content == b"hello"
    assert b"Subject: inner" in mail.files[2].content


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "Привет".encode(), "Привет"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("gb2312", "你好朋友".encode("gb18030"), "你好朋友"),
        ("shift_jis", "こんにちは".encode("shift_jis"), "こんにちは"),
        ("windows-1252", b"\x93quoted\x94", "“quoted”"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("x-unknown", "Grüße".encode(), "Grüße"),
        ("utf-8", b"Gr\xfc\xdfe", "Grüße"),
        ("idna", b"plain", "plain"),
        ("base64", b"plain", "plain"),
    ],
)
def test_charsets_true_and_false(charset: str, body: bytes, text: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode() + body
    assert parse_mail(raw).text == text


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("Привет".encode(), "Привет"),
        (b"caf\xe9", "café"),
        (b"=?utf-8?q?folded?=\n =?utf-8?q?_twice?=", "folded twice"),
        (b"=?utf-8?B?8J+Y?= =?utf-8?B?gA==?=", "😀"),
        (b"=?nonsense?q?caf=E9?=", "café"),
        (b"=?utf-8?B?broken", "=?utf-8?B?broken"),
        (b"[#12] =?utf-8?q?=C3=A4?= tail", "[#12] ä tail"),
        (b"", ""),
    ],
)
def test_subjects(header: bytes, subject: str) -> None:
    assert parse_mail(b"Subject: " + header + b"\n\nx").subject == subject


def test_only_html_gives_the_text_that_a_reader_sees() -> None:
    mail = parse_mail(b"Content-Type: text/html\n\n<p>Hello</p><div style='display:none'>secret</div>")
    assert mail.text == "Hello"
    assert mail.html is not None
    assert "secret" in mail.html


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Tue, 99 Foo 2026 10:00", "Tue, 3 Mar 9999 10:00:00 +0000", "Mon, 1 Jan 1970 00:00:00 +1400"],
)
def test_a_missing_or_wild_date_is_the_time_of_arrival(date: str) -> None:
    assert parse_mail(f"Date: {date}\nSubject: x\n\nx".encode(), received_at=AT).sent_at == AT


def test_a_missing_date_is_taken_from_the_last_server() -> None:
    raw = b"Received: from a by b; Wed, 4 Mar 2026 10:30:00 +0100\nSubject: x\n\nx"
    assert parse_mail(raw).sent_at == AT


def test_a_mail_without_an_id_has_the_same_one_every_time() -> None:
    assert parse_mail(b"Subject: x\n\nx").message_id == parse_mail(b"Subject: x\n\nx").message_id
    assert parse_mail(b"Subject: x\n\nx").message_id != parse_mail(b"Subject: x\n\ny").message_id


FRAGMENTS = st.sampled_from(
    [
        b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: ", b"References: ", b"Content-Type: ",
        b"\n", b"\n\n",
        b"multipart/mixed; boundary=B", b"multipart/mixed", b"--B\n", b"--B--\n", b"message/rfc822", b"text/html",
        b"; charset=", b"utf-16", b"idna", b"punycode", b"unicode_escape",
        b"undefined", b"hex", b"\x00", b"\xff\xfe", b"=?utf-8?b?",
        b"=?", b"?=", b"a@b.c", b"<", b">", b'"', b"(", b"\\", b",",
        b"Content-Transfer-Encoding: base64\n", b"uuencode",
        b"Content-Disposition: attachment; filename*0*=x''%ff; filename*1=", b"Content-Disposition: inline", b"9" * 400,
        b"Mon, 1 Jan 2026 99:99:99 +9999999999999", b"\xed\xa0\x80", b"=?utf-7?q?+2AA-?=", b"begin 666 x\n",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(FRAGMENTS | st.binary(max_size=8), max_size=30).map(b"".join))
@example(b"Content-Type: text/plain; charset=\x00\n\n\x80")
@example(b"Content-Type: text/plain; charset=idna\n\n\x80")
def test_no_bytes_upset_the_reader(raw: bytes) -> None:
    mail = parse_mail(raw)
    for text in (mail.subject, mail.text, mail.html or "", mail.sender, mail.sender_name, *mail.to, *mail.references):
        text.encode()
    assert mail.sent_at.tzinfo is not None
    assert all(isinstance(file.content, bytes) and file.name.encode() is not None for file in mail.files)


def test_parts_nested_a_thousand_deep_do_not_end_the_program() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(1000))
    mail = parse_mail(b"Subject: deep\n" + raw + b"\nend")
    assert mail.subject == "deep"
    assert mail.text.endswith("end")


def test_comments_nested_without_end_do_not_hide_the_sender() -> None:
    mail = parse_mail(b"From: " + b"(" * 50_000 + b" <anna@example.net>\nSubject: x\n\nx")
    assert (mail.sender, mail.subject) == ("anna@example.net", "x")


# Mailboxes


def letter(number: int, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "anna@example.net", headers.pop("to", "support@northwind.example")
    mail["Subject"], mail["Message-ID"] = f"Mail {number}", f"<{number}@example.net>"
    mail["Date"] = f"Wed, 4 Mar 2026 10:{number:02}:00 +0000"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content("From here on it is the body\n")
    return mail


def test_mbox_maildir_directory_and_file_are_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number in (1, 2):
        box.add(letter(number))
    box.close()
    maildir = mailbox.Maildir(tmp_path / "maildir")
    maildir.add(letter(3))
    maildir.close()
    (tmp_path / "eml" / "deep").mkdir(parents=True)
    (tmp_path / "eml" / "deep" / "4.EML").write_bytes(letter(4).as_bytes())
    (tmp_path / "eml" / "notes.txt").write_text("no mail")

    def subjects(name: str) -> list[str]:
        return [mail.subject for mail in read_mails(tmp_path / name)]

    assert subjects("a.mbox") == ["Mail 1", "Mail 2"]
    assert subjects("maildir") == ["Mail 3"]
    assert subjects("eml") == subjects("eml/deep/4.EML") == ["Mail 4"]
    assert next(iter(read_mails(tmp_path / "a.mbox"))).text == "From here on it is the body"
    (tmp_path / "a.mbox").rename(tmp_path / "archive")
    assert subjects("archive") == ["Mail 1", "Mail 2"]


def test_an_empty_mail_is_reported_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(b" \n")
    (tmp_path / "2.eml").write_bytes(letter(2).as_bytes())
    broken: list[tuple[str, str]] = []
    mails = list(read_mails(tmp_path, lambda place, reason: broken.append((place, reason))))
    assert [mail.subject for mail in mails] == ["Mail 2"]
    assert broken == [(str(tmp_path / "1.eml"), "it is empty")]


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_mails(tmp_path / "none"))


# Import


def world() -> World:
    made = World(seed=1)
    made.load(empty.organisation())
    return made


def mail(number: int, sender: str, to: str, reply: int | None = None, *references: int) -> Mail:
    return Mail(
        sender,
        (to,),
        f"Mail {number}",
        "text",
        AT.replace(minute=number),
        message_id=f"<{number}@x>",
        in_reply_to=None if reply is None else f"<{reply}@x>",
        references=tuple(f"<{n}@x>" for n in references),
        files=(File("a.txt", "text/plain", b"a"),),
    )


SUPPORT, ANNA = "support@northwind.example", "anna@example.net"


def rows(made: World) -> list[tuple[str, str, str]]:
    sql = (
        "SELECT i.address, m.direction, m.smtp_id FROM messages m JOIN inboxes i ON i.id = m.inbox_id"
        " ORDER BY m.at, i.address"
    )
    return [tuple(row) for row in made.database.all(sql)]


def test_directions_and_threads_follow_addresses_and_ids() -> None:
    made = world()
    mails = [mail(3, ANNA, SUPPORT, 2), mail(2, SUPPORT, ANNA, 1), mail(1, ANNA, SUPPORT), mail(4, ANNA, SUPPORT)]
    assert import_mails(made, mails) == Imported(4, 2, 0)
    assert rows(made) == [
        (SUPPORT, "inbound", "<1@x>"),
        (SUPPORT, "outbound", "<2@x>"),
        (SUPPORT, "inbound", "<3@x>"),
        (SUPPORT, "inbound", "<4@x>"),
    ]
    assert sorted(row[0] for row in made.database.all("SELECT message_count FROM threads")) == [1, 3]
    assert made.database.value("SELECT delivery_status FROM messages WHERE smtp_id = '<2@x>'") == "delivered"
    made.close()


def test_replies_to_a_mail_that_is_not_there_still_belong_together() -> None:
    made = world()
    assert import_mails(made, [mail(5, ANNA, SUPPORT, 9), mail(6, ANNA, SUPPORT, 8, 9, 8)]).threads == 1
    made.close()


def test_the_same_file_twice_adds_only_what_is_new() -> None:
    made = world()
    first = [mail(1, ANNA, SUPPORT), mail(2, SUPPORT, ANNA, 1)]
    import_mails(made, first)
    assert import_mails(made, [*first, mail(3, ANNA, SUPPORT, 2)]) == Imported(1, 0, 2)
    assert made.database.value("SELECT message_count FROM threads") == 3
    assert made.database.value("SELECT count(*) FROM attachments WHERE message_id IS NOT NULL") == 3
    made.close()


def test_a_mail_between_two_inboxes_is_in_both_and_a_stranger_s_in_the_import_inbox() -> None:
    made = world()
    import_mails(made, [mail(1, SUPPORT, "Billing+x@northwind.example"), mail(2, ANNA, "list@example.org")])
    assert rows(made) == [
        ("billing@northwind.example", "inbound", "<1@x>"),
        (SUPPORT, "outbound", "<1@x>"),
        ("imported@northwind.example", "inbound", "<2@x>"),
    ]
    made.close()


def test_an_empty_world_gets_an_inbox_for_the_import() -> None:
    made = World(seed=1)
    assert import_mails(made, [mail(1, ANNA, "list@example.org")]) == Imported(1, 1, 0)
    assert rows(made) == [("imported@imported.example", "inbound", "<1@x>")]
    made.close()

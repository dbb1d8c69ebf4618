"""Who gets a mail: nobody by mistake, none of our own addresses, nobody who cannot be reached or does not read."""

from __future__ import annotations

import pytest

from commune_tui.mail.compose import names, recipients, templates
from commune_tui.mail.compose.addresses import MOST_LINE, Own, objections, split
from commune_tui.mail.compose.concerns import Known, check
from commune_tui.mail.compose.unread import unread
from commune_tui.mail.outbox import checks
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import Person
from commune_tui.wording import do
from tests.mail.test_compose import message

OWN = ("Support@acme.example", "sales+eu@acme.example")
TOKEN = "support+t0123456789ab@acme.example"


def draft(*to: str, **fields: object) -> Draft:
    given: dict[str, object] = {"to": to, "subject": "S", "body": "Hello Ann.", "inbox_id": "i1", **fields}
    return Draft("d1", 1, 1, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("ours", [TOKEN, "support@acme.example", "SUPPORT+x@ACME.example", "sales@acme.example",
                                  "other+tabcdef012345@acme.example", "support+t1+t2@acme.example",
                                  "support@acme.example.", "other+tabcdef012345@acme.example.",
                                  "support@acme．example", "sup\u200bport@acme.example"])  # fmt: skip
def test_an_answer_to_all_keeps_every_own_address_out(ours: str) -> None:
    people = (Person("to", ours, ""), Person("to", "ben@example.org", "Ben"), Person("cc", ours.upper(), ""))
    mail = message(people=people)
    for everybody in (True, False):
        who = recipients.of_reply(mail, OWN, f"Acme <{ours}>", everybody=everybody)
        assert who.to == ("Anna Berg <anna@example.org>",), "a Reply-To of ours is answered to the writer"
        assert all("acme" not in each.lower() for each in (*who.to, *who.cc))
    sent = mail._replace(direction="outbound", sender="support@acme.example")
    assert recipients.of_reply(sent, OWN, everybody=True).to == ("Ben <ben@example.org>",)


def test_a_host_is_the_same_in_letters_and_in_punycode() -> None:
    assert "post@xn--mller-kva.example" in Own(("post@müller.example",))
    assert "Post+x@Müller.example" in Own(("post@xn--mller-kva.example",))


@pytest.mark.parametrize("other", ["support@other.example", "supporter@acme.example", "ann+t0123@acme.example"])
def test_others_who_look_like_us_are_not_left_out(other: str) -> None:
    assert other not in Own(OWN)
    mail = message(people=(Person("cc", other, ""),))
    assert recipients.of_reply(mail, OWN, everybody=True).cc == (other,)


def test_an_answer_goes_to_everybody_whom_the_writer_names_with_comma_or_without() -> None:
    who = recipients.of_reply(message(), OWN, "Berg, Anna <desk@x.example>, mailto:b@x.example, Dee [x] <d@x.example>")
    assert who.to == ('"Berg, Anna" <desk@x.example>', "b@x.example", '"Dee [x]" <d@x.example>')


def test_an_own_address_typed_by_hand_is_named() -> None:
    [concern] = [c for c in check(draft("anna@example.org", cc=(TOKEN,)), Known(own=OWN)) if TOKEN in c.sentence]
    assert (concern.weight, "your own" in concern.sentence) == ("look", True)


def test_an_answer_to_one_says_how_many_others_get_nothing() -> None:
    cc = tuple(Person("cc", f"{name}@example.org", "") for name in ("ben", "cleo"))
    said = recipients.of_reply(message(people=cc), OWN).notes
    assert said == (f"2 others get nothing ({do('thread.reply_all')} answers all).",)
    assert recipients.of_reply(message(people=cc[:1]), OWN).notes == (
        f"1 other gets nothing ({do('thread.reply_all')} answers all).",
    )
    assert recipients.of_reply(message(people=cc), OWN, everybody=True).notes == ()
    assert recipients.of_reply(message(people=(Person("to", TOKEN, ""),)), OWN).notes == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mailto:dora@x.example", "dora@x.example"), ("<mailto:dora@x.example?subject=hi>", "dora@x.example"),
     ("MAILTO:dora%2Bx@x.example", "dora+x@x.example"), ("'carl@c.example'", "carl@c.example"),
     ('"carl@c.example"', "carl@c.example"), ("“carl@c.example”", "carl@c.example"), ("«c@c.example»", "c@c.example"),
     ("[Anna](mailto:anna@x.example)", "anna@x.example"), ("[a@x.example](https://evil.example)", "a@x.example"),
     ("Anna <anna@x.example", "Anna <anna@x.example>"), ("Anna anna@x.example>", "Anna <anna@x.example>"),
     ("a＠b．example", "a@b.example"), ("a@b。example", "a@b.example"), ("a\u200b@b.example\ufeff", "a@b.example"),
     ("a@b.example.", "a@b.example"), ("  a@b.example\t", "a@b.example"),
     ("Anna [x]: y\\ <a@b.example>", '"Anna [x]: y\\\\" <a@b.example>'),
     ("A@home <a@b.example>", '"A@home" <a@b.example>'),
     ('"A [x](https://y.example)" <a@b.example>', '"A [x](https://y.example)" <a@b.example>'),
     ('"Berg, Anna" <a@b.example>', '"Berg, Anna" <a@b.example>'), ("O'Hara <o'h@x.example>", "O'Hara <o'h@x.example>"),
    ],
)  # fmt: skip
def test_what_a_paste_brings_along_is_mended(typed: str, meant: str) -> None:
    assert split(typed) == (meant,)
    assert objections(typed) == ""
    assert checks.check(draft(meant)) == []


@pytest.mark.parametrize(
    "typed",
    ["@b.example", "a@", "a", "a@localhost", "a@b", "a@-b.example", "a@b-.example", "a@b..example", "a@.example",
     f"a@{'x' * 64}.example", f"{'x' * 65}@b.example", f"a@{'.'.join(['x' * 60] * 5)}.example", "a@1.2.3.4",
     "a@[1.2.3.4]", "a@[IPv6:::1]", ".a@b.example", "a.@b.example", "a..b@c.example", "a b@c.example", "a@b@c.example",
     "a@b c.example",
     "a@b_c.example", "a@*.example", "a@b.example)", "group: a@b.example", "Anna a@b.example", "a@b.c1", "a@b.e",
     "a@b.123", "a(comment)@b.example", "a@b.example/x", "a@https://b.example", "Anna <>", "a@ex ample.org",
     "a@xn--.example", "x" * 400 + "@b.example", "a@b!c.example", "a@b#c.example"],
)  # fmt: skip
def test_an_address_that_cannot_work_is_refused_in_the_field_and_before_it_leaves(typed: str) -> None:
    assert objections(typed)
    assert checks.check(draft(*split(typed)))


def test_a_paste_of_five_megabytes_is_one_sentence() -> None:
    said = objections("a@b.example, " * 400_000)
    assert len(said) < 200
    assert len("".join(split("a@b.example, " * 400_000))) <= MOST_LINE


@pytest.mark.parametrize(
    "address",
    ["no-reply@x.example", "NoReply@x.example", "no_reply+12@x.example", "do-not-reply@x.example",
     "donotreply7@x.example",
     "orders-noreply@x.example", "x@noreply.git.example", "ne-pas-repondre@x.example", "mailer-daemon@x.example",
     "bounces+abc=def@x.example", "no.responder@x.example", "nicht.antworten@x.example", "unattended@x.example"],
)  # fmt: skip
def test_an_address_that_nobody_reads_is_named(address: str) -> None:
    assert unread(address)
    assert any("nobody reads" in c.sentence for c in check(draft(address), Known()))


@pytest.mark.parametrize(
    "address", ["domino-reply@x.example", "anna@x.example", "nora.reply@x.example", "reply@x.example"]
)
def test_others_are_not(address: str) -> None:
    assert not unread(address)


@pytest.mark.parametrize(
    ("name", "address"),
    [("MD", ""), ("Mr", ""), ("Mr. Smith", ""), ("&", ""), ("Inc", ""), ("Acme, Inc.", ""), ("Support Team", ""),
     ("Hi Team", ""), ("a@x.example", "a@x.example"), ("Acme GmbH & Co", ""), ("Anna", "sales@x.example"),
     ("J. Smith", ""),
     ("Amazon", "orders@amazon.example"), ("Ann via Docs", ""), ("Smith, MD", ""), ("JP Morgan", ""), ("", ""),
     ("Herr Müller", ""), ("Kundenservice Nord", ""), ("4711", ""), ("no-reply", ""), ("Dr", ""), ("ACME", "")],
)  # fmt: skip
def test_no_first_name_is_better_than_a_wrong_one(name: str, address: str) -> None:
    assert names.first_name(name, address) == ""
    values = templates.values([message(sender_name=name, sender=address)], me="alex")
    assert templates.unfilled(templates.fill("Hi {{first_name}},", values).text) == ("{{first_name}}",)


@pytest.mark.parametrize(
    ("name", "first"),
    [("Anna Berg", "Anna"), ("Berg, Anna", "Anna"), ("Anna Smith, MD", "Anna"), ("BERG Anna", "Anna"),
     ("Jean-Luc Picard", "Jean-Luc"), ("Mr John Smith", "John"), ("Jörg Østby", "Jörg")],
)  # fmt: skip
def test_a_sure_first_name_is_used(name: str, first: str) -> None:
    assert names.first_name(name) == first


def test_an_answer_names_the_mail_that_it_answers() -> None:
    first = message(smtp_id="<1@x.example>", references=("<0@x.example>", "rubbish"))
    second = message(id="m2", smtp_id="<2@x.example>", references=("<0@x.example>", "<1@x.example>"))
    odd = message(id="m3", smtp_id="not an id\nBcc: x")
    ours = message(id="m4", direction="outbound", smtp_id="<4@x.example>")
    talk = [first, second, odd, ours]
    told = checks.threading(draft("a@x.example", thread_id="t1"), talk)
    assert told == {"In-Reply-To": "<2@x.example>", "References": "<0@x.example> <1@x.example> <2@x.example>"}
    older = checks.threading(draft("a@x.example", thread_id="t1", answers="m1"), talk)
    assert older == {"In-Reply-To": "<1@x.example>", "References": "<0@x.example> <1@x.example>"}
    assert checks.threading(draft("a@x.example"), talk) == {}
    assert checks.threading(draft("a@x.example", thread_id="t1"), [odd, ours]) == {}

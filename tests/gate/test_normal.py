"""A send has one meaning or none: what two readers could take differently never becomes a mail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.gate.mail import ORDER, File, Mail, from_raw, seal
from commune_tui.gate.normal import normal
from commune_tui.gate.refusal import NotTaken
from commune_tui.gate.sender import Inbox, own, resolved

PLAIN = {"to": "ann@customer.example", "subject": "Your order", "text": "It left today.", "inboxId": "i1"}
A, B = Inbox("i1", "help@shop.example", "d1"), Inbox("i2", "agent@shop.example", "d1")


def body(**more: Any) -> bytes:
    return json.dumps({**PLAIN, **more}).encode()


def refused(raw: bytes) -> str:
    with pytest.raises(NotTaken) as caught:
        normal(raw)
    assert caught.value.status == 400
    return caught.value.sentence


def test_a_plain_mail_leaves_as_it_was_said() -> None:
    mail = normal(body(cc=["Bob <bob@Customer.EXAMPLE>"], thread_id="t1", attachments=["f1"]))
    assert json.loads(mail.raw) == {
        "to": ["ann@customer.example"], "cc": ["bob@customer.example"], "subject": "Your order",
        "text": "It left today.", "inboxId": "i1", "thread_id": "t1", "attachments": ["f1"],
    }  # fmt: skip
    assert from_raw(mail.raw) == mail


@pytest.mark.parametrize(
    "raw",
    [
        b'{"to":"a@x.example","to":"b@x.example","subject":"s","text":"t","inboxId":"i"}',
        b'{"to":"a@x.example","subject":"s","text":"t","headers":{"References":"<a>","References":"<b>"}}',
        body(inbox_id="i2"),
        body(domainId="d1", domain_id="d2"),
        body(inbox_id=None),
        body(sendAt="now"),
        body(X=None),
        body(to=[]),
        body(to="a@x.example, b@x.example"),
        body(to="a@x.example;b@x.example"),
        body(to="a@x.example\nBcc: b@x.example"),
        body(to="Ann <a@x.example> <b@x.example>"),
        body(to='"b@x.example" <a@x.example>'),
        body(to="a@x.example."),
        body(to=[["a@x.example"]]),
        body(to={"address": "a@x.example"}),
        body(to=["a@x.example"] * 51),
        body(to="a@b@x.example"),
        body(subject="Hello\r\nBcc: b@x.example"),
        body(subject=""),
        body(subject=7),
        body(text=""),
        body(text="a\x00b"),
        body(headers={"X-Ticket": "7"}),
        body(headers={"Bcc": "b@x.example"}),
        body(headers={"References": "<a@b>\r\nBcc: b@x.example"}),
        body(headers={"References": "<a>", "references": "<a>"}),
        body(headers=[]),
        body(reply_to=["a@x.example", "b@x.example"]),
        body(thread_id=7),
        body(attachments="f1"),
        body(attachments=["f1", "f1"]),
        b"[]",
        b"",
        b"\xef\xbb\xbf" + body(),
        body().decode().encode("utf-16"),
        b'{"to":"\\ud800@x.example","subject":"s","text":"t"}',
        b'{"subject":"s","text":"\\udfff","to":"a@x.example"}',
        b'{"subject":NaN}',
        b"[" * 100_000,
        body() + body(),
    ],
)
def test_what_has_two_meanings_or_none_is_no_mail(raw: bytes) -> None:
    assert refused(raw)


def test_both_spellings_pass_where_they_agree() -> None:
    assert normal(body(inbox_id="i1")).inbox_id == "i1"


def test_where_answers_go_is_a_recipient() -> None:
    mail = normal(body(reply_to="Eve@evil.example", bcc="z@x.example"))
    assert mail.recipients == ("ann@customer.example", "z@x.example", "eve@evil.example")


def test_the_sender_is_the_one_inbox_that_all_of_it_names() -> None:
    both = (A, B)
    assert resolved(normal(body()), both).inbox_id == "i1"
    named = json.loads(body(**{"from": "HELP@shop.example"}))
    del named["inboxId"]
    assert json.loads(resolved(normal(json.dumps(named).encode()), both).raw)["inboxId"] == "i1"
    del named["from"]
    assert resolved(normal(json.dumps(named | {"domainId": "d1"}).encode()), both).inbox_id == "i2"


@pytest.mark.parametrize(
    "more",
    [
        {"inboxId": None},
        {"inboxId": "i2"},
        {"from": "agent@shop.example"},
        {"domainId": "d1"},
        {"inboxId": None, "domainId": "d1"},
        {"from": "help@shop.example", "inboxId": "i9"},
        {"from": "else@shop.example"},
    ],
)
def test_a_sender_that_is_not_the_agents_or_differs_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(NotTaken):
        resolved(normal(body(**more)), (A,))


@pytest.mark.parametrize(
    "more", [{"from": "agent@shop.example"}, {"domainId": "d1"}, {"inboxId": "i2", "from": A.address}]
)
def test_senders_that_differ_are_refused_though_both_are_the_agents(more: dict[str, Any]) -> None:
    with pytest.raises(NotTaken):
        resolved(normal(body(**more)), (A, B))


def test_a_key_has_the_inboxes_that_it_names() -> None:
    assert own((A, B), None) == (A, B)
    assert own((A, B), ("HELP@shop.example",)) == (A,)
    assert own((A, B), ("i2",)) == (B,)
    assert own((A, B), ()) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [*ORDER, "inbox_id", "domainId"]


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_anything_is_a_mail_or_told_and_a_mail_is_its_own_normal_form(more: dict[str, Any]) -> None:
    try:
        mail = normal(body(**more))
    except NotTaken:
        return
    assert normal(mail.raw) == mail if mail.domain_id is None else normal(mail.raw).to == mail.to
    assert mail.recipients


@given(st.binary(max_size=200))
def test_any_bytes_are_told(raw: bytes) -> None:
    try:
        normal(raw)
    except NotTaken as told:
        assert told.status == 400


def test_an_approval_is_of_these_bytes_files_and_conversation() -> None:
    raw, files, stood = normal(body()).raw, [File("f1", "aa")], {"status": "open"}
    sealed = seal("h1", 1, raw, files, stood)
    assert sealed == seal("h1", 1, raw, files, dict(stood))
    others = [
        seal("h2", 1, raw, files, stood),
        seal("h1", 2, raw, files, stood),
        seal("h1", 1, raw + b" ", files, stood),
        seal("h1", 1, raw, [File("f1", "ab")], stood),
        seal("h1", 1, raw, [], stood),
        seal("h1", 1, raw, files, {"status": "closed"}),
    ]
    assert len({sealed, *others}) == 7


def test_words_of_a_mail_are_in_no_repr() -> None:
    assert "left today" not in repr(normal(body())) and isinstance(normal(body()), Mail)

"""A sender that pretends is marked, and the real address stands beside the name; honest senders raise no doubt."""

from __future__ import annotations

import pytest

from commune_tui.text.address import read_address

HONEST = [
    ("Anna Müller <anna@example.org>", "Anna Müller", "anna@example.org"),
    ("anna@example.org", "", "anna@example.org"),
    ('"Doe, Jane" <jane@example.org>', "Doe, Jane", "jane@example.org"),
    ("jane@example.org <jane@example.org>", "jane@example.org", "jane@example.org"),
    ("Example.org support <help@mail.example.org>", "Example.org support", "help@mail.example.org"),
    ("Bücherei <info@bücher.de>", "Bücherei", "info@bücher.de"),
    ("山田太郎 Yamada <y@例え.jp>", "山田太郎 Yamada", "y@例え.jp"),
    ("Иван Петров <ivan@пример.рф>", "Иван Петров", "ivan@пример.рф"),
    ("D.O.B. v2.0 <x@example.org>", "D.O.B. v2.0", "x@example.org"),
]

SPOOFED = [
    ('"security@paypal.com" <x@evil.example>', "the name shows another address, security@paypal.com"),
    ("service＠paypal.com <x@evil.example>", "the name shows another address, service@paypal.com"),
    ("service (at) paypal.com <x@evil.example>", "the name shows another address, service@paypal.com"),
    ("paypal.com <x@evil.example>", "the name shows another host, paypal.com"),
    ("\u200b\u3164 <x@evil.example>", "the name is blank"),
    ("PаyPal <x@evil.example>", "the name mixes scripts"),
    ("Anna <anna@аррӏе.com>", "the host looks like “apple”"),
    ("Anna <anna@xn--80ak6aa92e.com>", "the host looks like “apple”"),
    ("Anna <anna@exаmple.org>", "the host looks like “example”"),
    ("Anna <anna@exжmple.org>", "the host mixes scripts"),
    ("Anna <аnna@example.org>", "the address has look-alike letters"),
    ("Anna\u202e <x@evil.example>", "hidden characters in the sender"),
    ("Anna <x@evil\u200b.example>", "hidden characters in the sender"),
    ("Anna <not an address>", "not a mail address"),
    ("", "no address"),
]


@pytest.mark.parametrize(("raw", "name", "address"), HONEST)
def test_an_honest_sender(raw: str, name: str, address: str) -> None:
    read = read_address(raw)
    assert (read.name, read.address, read.doubts) == (name, address, ())


@pytest.mark.parametrize(("raw", "doubt"), SPOOFED)
def test_a_pretender_is_marked_and_shown_by_address(raw: str, doubt: str) -> None:
    read = read_address(raw)
    assert doubt in read.doubts
    assert read.short == read.address
    assert read.address in read.shown


def test_punycode_stands_beside_the_script() -> None:
    assert read_address("A <a@аррӏе.com>").shown == "A <a@xn--80ak6aa92e.com (аррӏе.com)>"


def test_replies_that_go_elsewhere_are_said() -> None:
    assert read_address("A <a@example.org>", "B <b@evil.example>").doubts == ("replies go to b@evil.example",)
    assert read_address("A <a@example.org>", "A <A@Example.org>").doubts == ()
    assert read_address("A <a@example.org>", "").doubts == ()

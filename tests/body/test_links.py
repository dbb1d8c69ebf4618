"""Links of a mail: warnings that are right, targets as the mail wrote them, and time that grows with the mail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from commune_tui.body.lines import WHOLE, Link
from commune_tui.body.reading import read
from commune_tui.text.link import read_link


def only_link(html: str) -> Link:
    (link,) = read(html, None).links
    return link


QUIET = [
    ("mailto:john.smith@customer.example", "john.smith@customer.example"),
    ("mailto:john.smith@customer.example", "E-Mail: John.Smith@Customer.example"),
    ("mailto:john%2Esmith%40customer.example?subject=Hi%20there", "john.smith@customer.example"),
    ("mailto:info@bücher.example", "info@xn--bcher-kva.example"),
    ("mailto:sales@customer.example", "customer.example"),
    ("mailto:sales@customer.example", "Write to us"),
    ("https://books.example/1", "Learn ASP.NET in a week"),
    ("https://books.example/1", "ASP.NET"),
    ("https://books.example/1", "C#/ASP.NET/MVC"),
    ("https://books.example/1", "the end.Next steps"),
    ("https://books.example/1", "Done.Next"),
    ("https://books.example/1", "Node.js and Vue.js/Express"),
    ("https://books.example/1", "invoice-2026.pdf"),
    ("https://books.example/1", "john.smith@customer.example"),
    ("https://books.example/1", "v2.0.Final"),
    ("https://customer.example/", "customer.example's new shop"),
    ("https://customer.example/", "https://customer.example’s new shop"),
    ("https://www.customer.example/", "customer.example"),
    ("https://shop.customer.example/", "www.customer.example/offers"),
    ("http://localhost:3000/x", "http://localhost:3000/x"),
]
WARNED = [
    ("mailto:eve@evil.example", "help@bank.example", "writes to eve@evil.example"),
    ("mailto:jon.smith@customer.example", "john.smith@customer.example", "writes to jon.smith@customer.example"),
    ("mailto:john.smith@customer.example.evil.example", "john.smith@customer.example", "writes to"),
    ("mailto:eve@evil.example?subject=x", "Mail help@bank.example today", "writes to eve@evil.example"),
    ("mailto:help@bank.example?cc=eve@evil.example", "help@bank.example", "also writes to eve@evil.example"),
    ("mailto:help@bank.example?BCC=a%40b.example%2Ceve%40evil.example", "help@bank.example", "also writes to a@b"),
    ("mailto:eve@evil.example", "bank.example", "writes to eve@evil.example"),
    ("https://evil.example/", "bank.example", "says bank.example"),
    ("https://evil.example/", "→ Bank.example »", "says bank.example"),
    ("https://evil.example/", "Sign in: https://bank.example/login", "says bank.example"),
    ("https://evil.example/", "Sign in at www.bank.example today", "says www.bank.example"),
    ("https://evil.example/", "Sign in at paypal.com/login today", "says paypal.com"),
    ("https://evil.example/", "PAYPAL.COM", "says paypal.com"),
    ("https://eve.github.io/", "alice.github.io", "says alice.github.io"),
    ("https://bank.example@evil.example/", "here", "hides its real host"),
    ("https://paypal.com∕x.evil.example/", "here", "∕"),
    ("https://ɢoogle.com/", "here", "ɢ"),
    ("http://0x7f.1/", "here", "this computer"),
    ("https://example.org/\u200ba", "here", "hidden characters"),
]


@pytest.mark.parametrize(("target", "words"), QUIET)
def test_an_honest_link_raises_no_warning(target: str, words: str) -> None:
    assert only_link(f'<p>so <a href="{target}">{words}</a> it is').warning == ""
    assert not any("the text says" in doubt for doubt in read_link(target, words).doubts)


@pytest.mark.parametrize(("target", "words", "warning"), WARNED)
def test_a_link_that_deceives_is_named(target: str, words: str, warning: str) -> None:
    assert warning in only_link(f'<p>so <a href="{target}">{words}</a> it is').warning


def test_a_genitive_behind_an_address_of_plain_text_is_no_part_of_it() -> None:
    text = (
        "https://a.example's https://b.example’s. https://c.example:n https://d.example-ot https://e.example/it's-ok/f"
    )
    body = read(None, text)
    assert [link.target for link in body.links] == [
        "https://a.example",
        "https://b.example",
        "https://c.example",
        "https://d.example",
        "https://e.example/it's-ok/f",
    ]
    assert not any(link.warning for link in body.links)


@pytest.mark.parametrize(
    "target",
    [
        "https://a.example/a b",
        "https://a.example/a\u200bb",
        "https://a.example/" + "x" * 3_600,
        "https://a.example/{a}|b",
    ],
)
def test_a_target_is_kept_as_the_mail_wrote_it(target: str) -> None:
    assert only_link(f'<p><a href=" {target} ">here</a>').wrote == target
    if " " not in target:
        assert read(None, f"see {target}").links[0].wrote == target
    link = read_link(only_link(f'<p><a href="{target}">here</a>').wrote)
    assert link.url == target if link.opens else not link.exact


def test_each_link_has_its_own_words() -> None:
    html = '<p><a href="https://a.example/">one</a> <a href="https://a.example/">www.bank.example</a>'
    link = only_link(html)
    assert link.text == "www.bank.example"
    assert "www.bank.example" in link.warning


def steps(act: Callable[[], object]) -> int:
    """How many calls and resumptions of generators an act takes."""
    count = 0

    def counting(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("link", ['<a href="https://a.example/">w</a> ', '<a href="https://a.example/{0}">w</a> '])
def test_many_links_in_one_paragraph_cost_time_that_grows_with_their_number(link: str) -> None:
    def cost(number: int) -> int:
        html = "<p>" + "".join(link.format(at) for at in range(number))
        return steps(lambda: read(html, None, WHOLE))

    cost(10)
    assert cost(1_600) < 2.3 * cost(800)

"""A link says where it really goes; what has two meanings is not opened."""

from __future__ import annotations

import pytest

from commune_tui.text.link import read_link

OPENS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("https://example.org/a?b=c#d", "", "example.org", ()),
    ("https://www.example.org/", "example.org", "www.example.org", ()),
    ("https://mail.example.org/", "Read it at Example.org, please", "mail.example.org", ()),
    ("https://example.org:8443/", "click here", "example.org", ()),
    ("https://bücher.de/", "bücher.de", "bücher.de", ()),
    ("http://example.org/", "", "example.org", ("not encrypted",)),
    ("https://evil.example/", "https://paypal.com/login", "evil.example", ("the text says paypal.com",)),
    ("https://paypal.com.evil.example/", "paypal.com", "paypal.com.evil.example", ("the text says paypal.com",)),
    ("https://аррӏе.com/", "", "xn--80ak6aa92e.com (аррӏе.com)", ("the host looks like “apple”",)),
    ("https://xn--80ak6aa92e.com/", "", "xn--80ak6aa92e.com (аррӏе.com)", ("the host looks like “apple”",)),
    ("https://127.0.0.1/", "", "127.0.0.1", ("a number instead of a name",)),
    ("https://[::1]:80/", "", "[::1]", ("a number instead of a name",)),
    ("https://0x7f.1/", "", "0x7f.1", ("an address number in an unusual form",)),
    ("https://2130706433/", "", "2130706433", ("an address number in an unusual form",)),
    ("https://0177.0.0.1/", "", "0177.0.0.1", ("an address number in an unusual form",)),
    ("https://１２７.0.0.1/", "", "127.0.0.1", ("a number instead of a name",)),
]

REFUSED = [
    ("http://evil\\@bank/", "backslash"),
    ("https://bank.example@evil.example/", "user name"),
    ("https://user:pass@evil.example/", "user name"),
    ("javascript:alert(1)", "not opened"),
    ("data:text/html,<script>", "not opened"),
    ("file:///etc/passwd", "not opened"),
    ("ssh://host/", "not opened"),
    ("https://ex\x1b]0;t\x07ample.org/", "hidden characters"),
    ("https://exa\u202emple.org/", "hidden characters"),
    ("https://example.org/a b", "hidden characters"),
    ("https://example.org/\na", "hidden characters"),
    ("https:evil.example", "no //"),
    ("https:///evil.example", "no host"),
    ("https://%65vil.example/", "% codes"),
    ("https://example.org:99999/", "port"),
    ("https://example.org:8a/", "port"),
    ("//example.org/", "no scheme"),
    ("-oProxyCommand=x", "no scheme"),
    ("https://example.org/" + "a" * 5_000, "longer than"),
    ("", "no scheme"),
]


@pytest.mark.parametrize(("target", "text", "host", "doubts"), OPENS)
def test_the_real_host(target: str, text: str, host: str, doubts: tuple[str, ...]) -> None:
    link = read_link(target, text)
    assert link.opens
    assert (link.shown_host, link.doubts) == (host, doubts)
    assert link.url == target


@pytest.mark.parametrize(("target", "why"), REFUSED)
def test_what_has_two_meanings_is_not_opened(target: str, why: str) -> None:
    link = read_link(target)
    assert not link.opens
    assert why in link.refused
    assert link.url.isprintable()

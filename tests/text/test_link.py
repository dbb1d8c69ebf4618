"""A link says where it really goes; what has two meanings is not opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ("https://8.8.4.4/", "", "8.8.4.4", ("a number instead of a name",)),
    ("https://134743044/", "", "134743044", ("an address number in an unusual form",)),
    ("https://example.org/" + "a" * 3_600 + "?end", "", "example.org", ()),
    ("https://books.example/", "Learn ASP.NET in a week", "books.example", ()),
    ("https://books.example/", "the end.Next steps", "books.example", ()),
    ("https://example.org/", "Example.org's shop, https://example.org’s and https://example.org-ot", "example.org", ()),
    ("https://evil.example/", "Sign in at paypal.com/login now", "evil.example", ("the text says paypal.com",)),
]

INSIDE = [
    ("127.0.0.1", "it is this computer"),
    ("127.1", "it is this computer"),
    ("0x7f.1", "it is this computer"),
    ("2130706433", "it is this computer"),
    ("0x7F000001", "it is this computer"),
    ("0177.0.0.1", "it is this computer"),
    ("１２７.0.0.1", "it is this computer"),
    ("127.0.0.1.", "it is this computer"),
    ("[::1]:80", "it is this computer"),
    ("[::ffff:127.0.0.1]", "it is this computer"),
    ("[::ffff:7f00:1]", "it is this computer"),
    ("[::127.0.0.1]", "it is this computer"),
    ("[64:ff9b::127.0.0.1]", "it is this computer"),
    ("0", "it is this computer"),
    ("localhost", "it is this computer"),
    ("LOCALHOST.:3000", "it is this computer"),
    ("me.localhost", "it is this computer"),
    ("10.1.2.3", "it is in a private network"),
    ("172.16.9", "it is in a private network"),
    ("0300.0250.1.1", "it is in a private network"),
    ("3232235777", "it is in a private network"),
    ("169.254.169.254", "it is in a private network"),
    ("100.64.0.1", "it is in a private network"),
    ("[fe80::1]", "it is in a private network"),
    ("[fd00::1]", "it is in a private network"),
    ("[::ffff:192.168.0.1]", "it is in a private network"),
    ("router", "it is in a private network"),
    ("nas.local", "it is in a private network"),
    ("git.corp.internal", "it is in a private network"),
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
    ("https://example.org/a\u3000b", "hidden characters"),
    ("https://example.org/a\u2800b", "hidden characters"),
    ("https://example.org/\u00ada", "hidden characters"),
    ("ht\ntps://example.org/", "no scheme"),
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


@pytest.mark.parametrize(("host", "doubt"), INSIDE)
def test_hosts_of_this_computer_and_of_private_networks_are_doubted_in_every_form(host: str, doubt: str) -> None:
    assert doubt in read_link(f"https://{host}/").doubts


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "172.32.0.1", "example.org", "localhost.example", "[2606:4700::1]", "local.dev"]
)
def test_other_hosts_are_not(host: str) -> None:
    assert not any(doubt.startswith("it is") for doubt in read_link(f"https://{host}/").doubts)


@pytest.mark.parametrize("target", [target for target, _ in REFUSED] + ["  https://example.org/x  "])
def test_a_target_is_shown_whole_and_is_exact_or_says_that_it_is_not(target: str) -> None:
    link = read_link(target)
    assert (link.url == target.strip(" \t\r\n\f")) == link.exact
    assert link.exact or not link.opens
    assert "…" not in link.url and len(link.url) >= len(target.strip())


def test_what_was_hidden_in_a_target_is_named_where_it_stands() -> None:
    assert (
        read_link("https://example.org/a b\u200bc\n").url == "https://example.org/a⟨blank⟩b⟨U+200B ZERO WIDTH SPACE⟩c"
    )


@given(st.text(st.sampled_from("ab/.?=%&#@:\\ \t\n\u200b\u202e\u3164\u00e9\U000e0041\x1b"), max_size=30))
def test_nothing_altered_is_ever_opened(tail: str) -> None:
    target = f"https://example.org/{tail}"
    link = read_link(target)
    assert link.url == target.strip(" \t\r\n\f") if link.opens or link.exact else link.refused
    assert link.url.isprintable()

"""The records of a domain as somebody else's DNS takes them: whole, each one line, nothing smuggled in."""

from __future__ import annotations

import json

import pytest

from commune_tui.actions import dns
from commune_tui.store.rows import DnsRecord, DomainRow


def domain(*records: DnsRecord) -> DomainRow:
    return DomainRow("d1", "mail.acme.example", "not_started", "us-east-1", records, None, None)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (DnsRecord("SPF", "MX", "send", "feedback.mail.example", "", 10, "Auto"),
         "send.mail.acme.example. IN MX 10 feedback.mail.example."),
        (DnsRecord("SPF", "TXT", "send.mail.acme.example", '"v=spf1 ~all"', "", -1, "3600"),
         'send.mail.acme.example. 3600 IN TXT "v=spf1 ~all"'),
        (DnsRecord("Receiving", "MX", "@", "in.mail.example.", "", 5, ""),
         "mail.acme.example. IN MX 5 in.mail.example."),
        (DnsRecord("DKIM", "TXT", "s._domainkey", "p=" + "A" * 300, "", -1, "Auto"),
         f's._domainkey.mail.acme.example. IN TXT "p={"A" * 253}" "{"A" * 47}"'),
        (DnsRecord("DKIM", "TXT", "k", 'a"b\\c;ü', "", -1, ""),
         'k.mail.acme.example. IN TXT "a\\"b\\\\c;\\195\\188"'),
        (DnsRecord("X", "TXT", "k", "v", "", -1, "99999999999"), 'k.mail.acme.example. IN TXT "v"'),
    ],
)  # fmt: skip
def test_a_record_in_a_zone_file(record: DnsRecord, line: str) -> None:
    assert dns.zone(domain(record)) == f"{line}\n"


@pytest.mark.parametrize(
    "record",
    [
        DnsRecord("X", "MX", "send", "a.example. IN A 6.6.6.6", "", 10, ""),
        DnsRecord("X", "CNAME", "a b", "c.example", "", -1, ""),
        DnsRecord("X", "CNAME", "send", "a..b", "", -1, ""),
        DnsRecord("X", "CNAME", "x" * 64, "c.example", "", -1, ""),
        DnsRecord("X", "NS", "send", ".".join(["a" * 60] * 5), "", -1, ""),
        DnsRecord("X", "MX", "send", "c.example", "", 65_536, ""),
        DnsRecord("X", "$INCLUDE", "send", "/etc/passwd", "", -1, ""),
        DnsRecord("X", "MX", "$ORIGIN", "c.example", "", 1, ""),
        DnsRecord("X", "MX", "send", "c.example ; x", "", 1, ""),
    ],
)
def test_what_would_be_another_record_is_a_comment(record: DnsRecord) -> None:
    zone = dns.zone(domain(record))
    assert zone.startswith("; not written here: ") and zone.count("\n") == 1


def test_as_a_table_and_as_json() -> None:
    one = DnsRecord("SPF", "MX", "send", "feedback.mail.example", "not_started", 10, "Auto")
    title, row = dns.table(domain(one)).splitlines()
    assert title.index("Value") == row.index("feedback") and row.endswith("not started")
    [found] = json.loads(dns.as_json(domain(one)))
    assert (found["name"], found["priority"]) == ("send.mail.acme.example.", 10)

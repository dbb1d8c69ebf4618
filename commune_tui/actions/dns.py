"""The DNS records of a domain as something to hand to whoever keeps its DNS: a zone file, a table, JSON. Pure.

The values come from a server, so nothing is written into a zone file that a name server would read as more than one
record of the kind that it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from commune_tui.text import cells, pad

if TYPE_CHECKING:
    from commune_tui.store.rows import DnsRecord, DomainRow

_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"(?=.{{1,254}}$)(?:\*|{_LABEL})(?:\.{_LABEL})*\.?")
"""A name of at most 253 letters, its parts of at most 63 (RFC 1035 §2.3.4)."""
_LONGEST_TTL_S: Final = 2**31 - 1
_LAST_PRIORITY: Final = 2**16 - 1
_CHUNK: Final = 255
"""So many bytes one string of a TXT record holds (RFC 1035 §3.3)."""


def zone(domain: DomainRow) -> str:
    """Lines for a zone file; a record that would not be one line of its kind there is named in a comment."""
    return "".join(f"{_entry(domain, record)}\n" for record in (*domain.records,))


def _entry(domain: DomainRow, record: DnsRecord) -> str:
    name, kind = full_name(domain, record), record.type.upper()
    value = _txt(record.value) if kind == "TXT" else _host(domain, record.value)
    known = kind in ("TXT", "MX", "CNAME", "NS") and record.priority <= _LAST_PRIORITY
    if not (_HOST.fullmatch(name) and value and known):
        return f"; not written here: {record.purpose} {record.type} {record.name} {record.value}"
    numeric = record.ttl.isascii() and record.ttl.isdecimal() and len(record.ttl) < 11
    ttl = f"{record.ttl} " if numeric and int(record.ttl) <= _LONGEST_TTL_S else ""
    priority = f"{max(record.priority, 0)} " if kind == "MX" else ""
    return f"{name} {ttl}IN {kind} {priority}{value}"


def full_name(domain: DomainRow, record: DnsRecord) -> str:
    """The whole name with a dot at its end: servers give it whole, or without the domain (vendor's answers do)."""
    zone_name, name = domain.name.rstrip("."), record.name.rstrip(".")
    if name in ("", "@") or name.lower() == zone_name.lower():
        return f"{zone_name}."
    return f"{name}." if name.lower().endswith(f".{zone_name.lower()}") else f"{name}.{zone_name}."


def _host(domain: DomainRow, value: str) -> str:
    """Another name, whole; empty where it is none."""
    return f"{value.rstrip('.')}." if _HOST.fullmatch(value) else ""


def _txt(value: str) -> str:
    """Strings in quotes, each short enough."""
    raw = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    data = raw.encode("utf-8", "replace")
    parts = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)] or [b""]
    return " ".join(f'"{"".join(map(_escaped, part))}"' for part in parts)


def _escaped(byte: int) -> str:
    letter = chr(byte)
    if letter in '"\\':
        return f"\\{letter}"
    return letter if 32 <= byte < 127 else f"\\{byte:03d}"


def table(domain: DomainRow) -> str:
    """Columns of text, for a ticket or a mail."""
    rows = [("Type", "Name", "Priority", "Value", "Status")]
    for each in domain.records:
        priority = str(each.priority) if each.priority >= 0 else ""
        rows.append((each.type, full_name(domain, each), priority, each.value, each.status.replace("_", " ")))
    widths = [max(cells(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "".join(f"{_columns(row, widths)}\n" for row in rows)


def _columns(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(pad(text, width) for text, width in zip(row, widths, strict=True)).rstrip()


def as_json(domain: DomainRow) -> str:
    """A list of objects."""
    found = [
        {"purpose": each.purpose, "type": each.type, "name": full_name(domain, each), "value": each.value,
         "priority": each.priority if each.priority >= 0 else None, "ttl": each.ttl, "status": each.status}
        for each in domain.records
    ]  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


FORMS: Final[dict[str, Callable[[DomainRow], str]]] = {"zone": zone, "table": table, "json": as_json}
"""What all records of a domain can be written as."""

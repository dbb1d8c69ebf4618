"""From the body of a send to a :class:`~.mail.Mail`, or to the reason why it is none. Pure.

Only what has one meaning passes: one spelling or two that agree, one address in each place, no line break where a
header could begin, no field that this program does not know (contract §4.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from commune_tui.gate import strict
from commune_tui.gate.mail import ORDER, Mail
from commune_tui.gate.refusal import NotTaken

_SPELLINGS = {"inbox_id": "inboxId", "domain_id": "domainId", "replyTo": "reply_to", "threadId": "thread_id"}
_FIELDS = frozenset({*ORDER, "domainId"})
_HEADERS = {"in-reply-to": "In-Reply-To", "references": "References"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_NAMED = re.compile(r"\s*\"?([^<>@,;:\"\\\r\n]*?)\"?\s*<\s*([^<>\s]+)\s*>\s*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REFERENCE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,3998}[\x21-\x7e])?")
MOST_RECIPIENTS, MOST_FILES = 50, 50
_LONGEST_ADDRESS, _LONGEST_SUBJECT, _LONGEST_TEXT, _LONGEST_ID = 320, 500, 10_000_000, 1000


def normal(body: bytes) -> Mail:
    """The mail in a request. Raises NotTaken, 400 with what is wrong."""
    given = strict.read(body)
    if not isinstance(given, dict):
        raise NotTaken(400, "The body is no object.")
    said = _one_spelling(given)
    mail = Mail(
        to=_addresses(said, "to"),
        subject=_subject(said),
        text=_text(said, "text"),
        html=_text(said, "html"),
        cc=_addresses(said, "cc"),
        bcc=_addresses(said, "bcc"),
        sender=_one_address(said, "from"),
        inbox_id=_id(said, "inboxId"),
        domain_id=_id(said, "domainId"),
        reply_to=_one_address(said, "reply_to"),
        thread_id=_id(said, "thread_id"),
        attachments=_files(said),
        headers=_headers(said),
    )
    if not mail.to:
        raise NotTaken(400, "to is needed.")
    if not (mail.text or mail.html):
        raise NotTaken(400, "text or html is needed.")
    if len((*mail.to, *mail.cc, *mail.bcc)) > MOST_RECIPIENTS:
        raise NotTaken(400, f"A mail has at most {MOST_RECIPIENTS} recipients.")
    return mail


def _one_spelling(given: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for spelled, value in given.items():
        name = _SPELLINGS.get(spelled, spelled)
        if name not in _FIELDS:
            raise NotTaken(400, f"The gate does not know the field {spelled[:60]!r}, so the mail was not taken.")
        if name in said and said[name] != value:
            raise NotTaken(400, f"{name} is given in both spellings, with different values.")
        said[name] = value
    return {name: value for name, value in said.items() if value is not None}


def address(text: str, name: str = "address") -> str:
    """The one bare address in a text such as ``Ann <ann@customer.example>``; its host in small letters."""
    named = _NAMED.fullmatch(text)
    bare = named[2] if named else text.strip()
    if not _ADDRESS.fullmatch(bare) or ".." in bare or len(bare) > _LONGEST_ADDRESS or _CONTROL.search(text):
        raise NotTaken(400, f"{name} holds what is not exactly one mail address.")
    local, _, host = bare.rpartition("@")
    return f"{local}@{host.lower()}"


def _addresses(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name, [])
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise NotTaken(400, f"{name} is a text or a list of texts.")
    return tuple(address(each, name) for each in given)


def _one_address(said: Mapping[str, Any], name: str) -> str | None:
    found = _addresses(said, name)
    if len(found) > 1:
        raise NotTaken(400, f"{name} is one address.")
    return found[0] if found else None


def _subject(said: Mapping[str, Any]) -> str:
    value = said.get("subject")
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_SUBJECT or _CONTROL.search(value):
        raise NotTaken(400, f"subject is a text of one line, of 1 to {_LONGEST_SUBJECT} characters.")
    return value


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or _IN_TEXT.search(value):
        raise NotTaken(400, f"{name} is a text without control characters, of at most 10 MB.")
    return value


def _id(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or _CONTROL.search(value):
        raise NotTaken(400, f"{name} is an id.")
    return value


def _files(said: Mapping[str, Any]) -> tuple[str, ...]:
    value = said.get("attachments", [])
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise NotTaken(400, f"attachments is a list of at most {MOST_FILES} ids.")
    ids = tuple(_id({"attachments": each}, "attachments") or "" for each in value)
    if "" in ids or len(set(ids)) != len(ids):
        raise NotTaken(400, "attachments is a list of ids, each of them once.")
    return ids


def _headers(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    value = said.get("headers", {})
    if not isinstance(value, dict):
        raise NotTaken(400, "headers is an object.")
    found: dict[str, str] = {}
    for given, text in value.items():
        name = _HEADERS.get(given.lower())
        if name is None:
            raise NotTaken(400, "Of headers, only In-Reply-To and References may be sent through the gate.")
        if name in found:
            raise NotTaken(400, f"{name} is given twice.")
        if not isinstance(text, str) or not _REFERENCE.fullmatch(text):
            raise NotTaken(400, f"{name} is a text of one line, of printable ASCII.")
        found[name] = text
    return tuple(sorted(found.items()))

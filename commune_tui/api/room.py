"""How large the answer of an endpoint may be: what carries texts of mails most, a list less, one object least. Pure."""

from __future__ import annotations

import re
from typing import Final

MAIL_BYTES: Final = 20_000_000
"""Messages with their texts, at most 1,000 of them, and hits of a search."""
LIST_BYTES: Final = 4_000_000
"""A page of a list: a hundred threads, all inboxes, events."""
ONE_BYTES: Final = 2_000_000
"""One object: an inbox with its schema, a domain with its records, an answer to a write."""

_OF_A_GATE: Final = "/gate/v1/approvals"
"""A gate answers every decision with the mail that it is about, as it stands then."""
_MAIL: Final = re.compile(r"/v1/(?:messages|threads/[^/]+/messages|search/[^/]+)$")
_LIST: Final = re.compile(
    r"/v1/(?:threads|inboxes|domains|domains/[^/]+/inboxes|(?:delivery|webhooks|dmarc)/\w+|agent/[\w-]+)$"
)


def room(method: str, path: str) -> int:
    """Bytes of the body, decoded, at which reading stops."""
    if path.startswith(_OF_A_GATE):
        return MAIL_BYTES
    if method != "GET":
        return ONE_BYTES
    if _MAIL.search(path):
        return MAIL_BYTES
    return LIST_BYTES if _LIST.search(path) else ONE_BYTES

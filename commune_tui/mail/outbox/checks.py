"""Is a draft fit to be sent, and what exactly is sent? Pure; limits from contract §4.4 and §8."""

from __future__ import annotations

import re

from commune_tui.mail.compose import markup
from commune_tui.mail.outbox.sending import addresses
from commune_tui.store.drafts import Draft
from commune_tui.store.operation import Json

MOST_RECIPIENTS = 50
MOST_SUBJECT = 500
MOST_ADDRESS = 320
MOST_BODY_BYTES = 10_000_000
MOST_FILE_BYTES = 7_000_000  # 10 MB of JSON hold about 7.5 MB of a file in base64
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+\.[^\s@<>,;:\"()\[\].]+")


def check(draft: Draft) -> list[str]:
    """Sentences about what keeps this draft from being sent; empty when nothing does."""
    problems = []
    if draft.damaged:
        problems.append("The disk gave this draft back changed. Look it through and save it, then send it.")
    if draft.inbox_id is None:
        problems.append("Choose the inbox that this mail is sent from.")
    if not draft.to:
        problems.append("There is no recipient in To.")
    everybody = [*draft.to, *draft.cc, *draft.bcc]
    for entry in everybody:
        bare = addresses(entry)
        if len(bare) != 1 or not _ADDRESS.fullmatch(bare[0]) or len(entry) > MOST_ADDRESS:
            problems.append(f"“{entry}” is not an address.")
    if len(everybody) > MOST_RECIPIENTS:
        problems.append(f"{len(everybody)} recipients are too many; {MOST_RECIPIENTS} is the most.")
    if not draft.subject.strip():
        problems.append("There is no subject.")
    elif len(draft.subject) > MOST_SUBJECT:
        problems.append(f"The subject has {len(draft.subject)} characters; {MOST_SUBJECT} is the most.")
    if "\n" in draft.subject or "\r" in draft.subject:
        problems.append("The subject has more than one line.")
    if not draft.body.strip():
        problems.append("The mail is empty.")
    elif len(draft.body.encode("utf-8", "surrogatepass")) > MOST_BODY_BYTES:
        problems.append("The text is longer than 10 MB.")
    problems += [f"{f.filename} is too large to send." for f in draft.attachments if f.size > MOST_FILE_BYTES]
    return problems


def mail(draft: Draft) -> Json:
    """The arguments of ``client.messages.send``, and ``read``: what its writer had seen of the thread."""
    fields: Json = {
        "to": list(draft.to),
        "subject": draft.subject.strip(),
        "text": draft.body,
        "inbox_id": draft.inbox_id,
        "cc": list(draft.cc) or None,
        "bcc": list(draft.bcc) or None,
        "thread_id": draft.thread_id,
        "html": markup.html(draft.body) if draft.markdown else None,
    }
    return {**{name: value for name, value in fields.items() if value is not None}, "read": list(draft.known)}

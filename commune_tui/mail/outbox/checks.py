"""Is a draft fit to be sent, and what exactly is sent? Pure; limits from contract §4.4 and §8."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from commune_tui.mail.compose import markup
from commune_tui.mail.compose.addresses import objection
from commune_tui.mail.compose.findings import Concern
from commune_tui.sending.operation import Json
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import MessageRow

SCOPE = "messages:write"
"""What a key needs to send."""
MOST_RECIPIENTS = 50
MOST_SUBJECT = 500
MOST_BODY_BYTES = 10_000_000
MOST_FILE_BYTES = 7_000_000  # 10 MB of JSON hold about 7.5 MB of a file in base64
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}>")
_MOST_REFERENCES = 20


def check(draft: Draft, *, lacks: bool = False) -> list[Concern]:
    """What keeps this draft from being sent; empty when nothing does. ``lacks``: the key may not send."""
    found = []
    if lacks:
        found.append(
            _stop("may-not-send", f"The key in use lacks the scope {SCOPE}: it cannot send. The draft is kept.")
        )
    if draft.damaged:
        found.append(
            _stop("damaged", "The disk gave this draft back changed. Look it through and save it, then send it.")
        )
    if draft.inbox_id is None:
        found.append(_stop("no-inbox", "Choose the inbox that this mail is sent from."))
    if not draft.to:
        found.append(_stop("no-recipient", "There is no recipient in To."))
    everybody = [*draft.to, *draft.cc, *draft.bcc]
    found += [_stop("bad-address", wrong) for wrong in map(objection, everybody) if wrong]
    if len(everybody) > MOST_RECIPIENTS:
        many = f"{len(everybody)} recipients are too many; {MOST_RECIPIENTS} is the most."
        found.append(_stop("too-many-recipients", many))
    return [*found, *_of_subject(draft.subject), *_of_content(draft)]


def _of_subject(subject: str) -> list[Concern]:
    found = []
    if not subject.strip():
        found.append(_stop("no-subject", "There is no subject."))
    elif len(subject) > MOST_SUBJECT:
        long = f"The subject has {len(subject)} characters; {MOST_SUBJECT} is the most."
        found.append(_stop("bad-subject", long))
    if "\n" in subject or "\r" in subject:
        found.append(_stop("bad-subject", "The subject has more than one line."))
    return found


def _of_content(draft: Draft) -> list[Concern]:
    found = []
    if not draft.body.strip():
        found.append(_stop("empty", "The mail is empty."))
    elif len(draft.body.encode("utf-8", "surrogatepass")) > MOST_BODY_BYTES:
        found.append(_stop("too-long", "The text is longer than 10 MB."))
    large = [file for file in draft.attachments if file.size > MOST_FILE_BYTES]
    return [*found, *(_stop("large-file", f"{file.filename} is too large to send.") for file in large)]


def _stop(name: str, sentence: str) -> Concern:
    return Concern("stop", name, sentence)


def threading(draft: Draft, messages: Sequence[MessageRow]) -> dict[str, str]:
    """The headers by which other mail programs, and servers, keep an answer in its conversation.

    ``messages`` are those of the thread, oldest first. What is answered is named if it came in, else the newest that
    did; an id that is none is left out.
    """
    inbound = [each for each in messages if each.direction != "outbound" and _MESSAGE_ID.fullmatch(each.smtp_id)]
    if not draft.thread_id or not inbound:
        return {}
    answered = next((each for each in inbound if each.id == draft.answers), inbound[-1])
    known = [each for each in answered.references if _MESSAGE_ID.fullmatch(each)][-_MOST_REFERENCES:]
    chain = dict.fromkeys([*known, answered.smtp_id])
    return {"In-Reply-To": answered.smtp_id, "References": " ".join(chain)}


def mail(draft: Draft, headers: Mapping[str, str] | None = None) -> Json:
    """The arguments of ``client.messages.send``, and ``read``: what its writer had seen of the thread."""
    fields: Json = {
        "to": list(draft.to),
        "subject": draft.subject.strip(),
        "text": draft.body,
        "inbox_id": draft.inbox_id,
        "cc": list(draft.cc) or None,
        "bcc": list(draft.bcc) or None,
        "thread_id": draft.thread_id,
        "headers": dict(headers) if headers else None,
        "html": markup.html(draft.body, draft.filled) if draft.markdown else None,
    }
    return {**{name: value for name, value in fields.items() if value is not None}, "read": list(draft.known)}

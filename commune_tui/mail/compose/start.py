"""How a mail begins: empty, as an answer, to all, or handed on; with signature and quotation. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from commune_tui.body.lines import Body
from commune_tui.mail.compose import quote, recipients, subject, templates
from commune_tui.store.drafts import Draft, File
from commune_tui.store.rows import InboxRow, MessageRow, ThreadRow
from commune_tui.text.size import size

Kind = Literal["reply", "reply_all", "forward"]
"""What a mail is that begins with another one."""
MARK = "-- "


@dataclass(frozen=True, slots=True)
class Start:
    """``fields`` are those of a draft; ``notes`` are sentences that the person must read before writing."""

    fields: Mapping[str, Any] = field(repr=False)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """What every mail from here has: our inboxes, the person's name and signature."""

    inboxes: Sequence[InboxRow] = ()
    me: str = ""
    signature: str = ""

    @property
    def own(self) -> tuple[str, ...]:
        """The addresses of all our inboxes."""
        return tuple(row.address for row in self.inboxes if row.address)


def new(identity: Identity, inbox_id: str | None = None, to: Sequence[str] = ()) -> Start:
    """An empty mail from ``inbox_id``, or from the only inbox there is."""
    if inbox_id is None and len(identity.inboxes) == 1:
        inbox_id = identity.inboxes[0].id
    signed = signature(identity)
    return Start({"inbox_id": inbox_id, "to": tuple(to), "body": below("", signed.text), "filled": signed.values})


def answer(
    kind: Literal["reply", "reply_all"],
    identity: Identity,
    thread: ThreadRow,
    messages: Sequence[MessageRow],
    message: MessageRow,
    body: Body,
    reply_to: str = "",
) -> Start:
    """An answer to ``message`` of ``thread``, from the inbox that the thread is in."""
    who = recipients.of_reply(message, identity.own, reply_to, everybody=kind == "reply_all")
    quoted = quote.reply(message, body)
    title = subject.reply(message.subject or thread.subject)
    first = who.to[0] if who.to else ""
    signed = signature(identity, templates.values(messages, subject=title, to=first, me=identity.me))
    fields = {
        "inbox_id": thread.inbox_id or message.inbox_id or None,
        "thread_id": thread.id,
        "answers": message.id,
        "known": tuple(each.id for each in messages),
        "to": who.to,
        "cc": who.cc,
        "subject": title,
        "body": below("", signed.text, quoted.text),
        "filled": signed.values,
    }
    return Start(fields, (*who.notes, *quoted.notes))


def handed_on(identity: Identity, thread: ThreadRow, message: MessageRow, body: Body) -> Start:
    """``message`` with its files to somebody else: a conversation of its own, so that its people do not see each
    other."""
    quoted = quote.forward(message, body)
    rows = [row for row in message.attachments if not row.held]
    files = tuple(File.there(row.id, row.name, row.mime_type, row.size) for row in rows)
    notes, signed = list(quoted.notes), signature(identity)
    if held := len(message.attachments) - len(rows):
        notes.append(f"{held} of its files stay{'s' * (held == 1)} behind: the server holds what a virus scan refused.")
    if files:
        total = size(sum(file.size for file in files))
        unknown = any(row.size is None for row in rows)
        come = "Its attachment comes" if len(files) == 1 else f"Its {len(files)} attachments come"
        notes.append(f"{come} along{'' if unknown else f', {total}'}: fetched from the server when this mail leaves.")
    fields = {
        "inbox_id": thread.inbox_id or message.inbox_id or None,
        "subject": subject.forward(message.subject or thread.subject),
        "attachments": files,
        "body": below("", signed.text, quoted.text),
        "filled": signed.values,
    }
    return Start(fields, tuple(notes))


def signature(identity: Identity, values: Mapping[str, str] | None = None) -> templates.Filled:
    """The signature with its variables filled in, under the line that mail programs know it by; empty without one."""
    filled = templates.fill(identity.signature, {"me": identity.me, **(values or {})})
    text = filled.text.strip("\n")
    if not text.strip():
        return templates.Filled("")
    return filled._replace(text=text if text.startswith(MARK.rstrip()) else f"{MARK}\n{text}")


def below(own: str, *parts: str) -> str:
    """``own`` words first, then each part that is not empty, a blank line between them."""
    rest = [part for part in parts if part]
    return "\n\n".join([own, *rest]) + ("\n" if rest else "")


def with_template(draft: Draft, template: str, values: Mapping[str, str]) -> Draft:
    """A draft with a filled ``template`` before its text; instead of the blank lines at its top."""
    filled = templates.fill(template, values)
    rest, first = draft.body.lstrip("\n"), filled.text.strip("\n")
    body = below(first, rest.rstrip("\n")) if rest.strip() else f"{first.strip()}\n"
    return replace(draft, body=body, filled=tuple(dict.fromkeys((*draft.filled, *filled.values))))


def answered(messages: Sequence[MessageRow]) -> MessageRow | None:
    """The message that an answer to the thread is about: the newest that came in, else the newest."""
    inbound = [message for message in messages if message.direction != "outbound"]
    chosen = inbound or messages
    return chosen[-1] if chosen else None

"""The webhook of an inbox: where its mail is announced, for which events, the secret of its posts, a test of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, perform
from commune_tui.actions.operate.inbox import GONE, INBOX, deed, found
from commune_tui.mail.administration.inbox import WRITE, secret_of
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_URL: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?")
_EVENT: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
USUAL: Final = ("email.received",)
KNOWN_EVENTS: Final = ("email.received", "inbound", "delivery", "bounce")
"""Names of events that the papers of the API have (contract §4.2)."""
NO_WEBHOOK: Final = "This inbox has no webhook."
NOT_SHOWN: Final = (
    "This server does not show the secret of a webhook, not even once: its posts cannot be checked with it from here."
)


def parts(words: str) -> tuple[str, tuple[str, ...]]:
    """The address, and the events behind it."""
    url, *rest = words.split()
    return url, tuple(filter(None, " ".join(rest).replace(",", " ").split()))


def no_address(words: str) -> str:
    """Why an address, with the events behind it, is none for a webhook; empty where it is one."""
    url, events = parts(words)
    if "@" in url.partition("//")[2].partition("/")[0]:
        return "An address with a password in it would stand in the journal and at the server. Leave it out."
    if not _URL.fullmatch(url) or one_line(url) != url:
        return "The address begins with https:// and has no blank, such as https://agent.example.com/hook."
    wrong = [event for event in events if not _EVENT.fullmatch(event)]
    return f"{one_line(wrong[0])} is no name of an event, such as {KNOWN_EVENTS[0]}." if wrong else ""


def _no_webhook(session: Session, inbox_id: str, words: str) -> str:
    if found(session, inbox_id) is None:
        return GONE
    return no_address(words) if words.strip() else ""


def _which(session: Session, ids: Ids) -> str:
    row = found(session, ids[0])
    now = f" It is {row.webhook_url} now." if row is not None and row.webhook_url else ""
    return f"Which address? Events may follow it, such as {', '.join(KNOWN_EVENTS)}.{now}"


def _suggested(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    row = found(session, ids[0])
    if row is not None and row.webhook_url and row.webhook_url.startswith(line):
        return [Suggestion(row.webhook_url, "as it is now")]
    return offered(line)


def offered(line: str, before: str = "") -> list[Suggestion]:
    """What may follow in a line in which the address of a webhook is written; ``before`` stands before it."""
    if " " not in line:
        return [Suggestion("", "Its agent is told of each mail there; events may follow, with blanks between.", " ")]
    written, _, last = line.rpartition(" ")
    return [Suggestion(f"{before}{written} {event}", "", event) for event in KNOWN_EVENTS if event.startswith(last)]


async def _set(session: Session, inbox_id: str, words: str) -> Came:
    url, events = parts(words)
    row = found(session, inbox_id)
    kept = tuple(row.webhook_events) if row is not None and row.webhook_url else ()
    webhook = {"endpoint": url, "events": list(events or kept or USUAL)}
    act = deed(session, "inbox.webhook", inbox_id, webhook=webhook)
    check = f"{do('inbox.test')} tests it, {do('inbox.secret')} shows its secret."
    return await perform(session, act, f"{act.about} announces its mail at {url}. {check}")


async def _off(session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.webhook", inbox_id, webhook=None)
    return await perform(session, act, f"{act.about} announces its mail nowhere.")


def _none(session: Session, inbox_id: str, words: str) -> str:
    row = found(session, inbox_id)
    return GONE if row is None else "" if row.webhook_url else NO_WEBHOOK


async def _secret(session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.webhook", inbox_id)
    secret = await secret_of(await session.administration.client(), act)
    if secret is None:
        return Came("shown", NOT_SHOWN)
    return Came("shown", f"The secret of the webhook of {act.about}: whoever has it can sign in its name.", once=secret)


async def _test(session: Session, inbox_id: str, words: str) -> Came:
    act = deed(session, "inbox.test", inbox_id, event="a signed test")
    came = await perform(session, act, "")
    if came.word == "untold":
        return came._replace(sentence="The answer was lost: look at what the endpoint received. A test does no harm.")
    if not came.happened:
        return came
    return came._replace(sentence=_tested(act.about, came.answer))


def _tested(about: str, answer: object) -> str:
    """Status, time and what was answered, as the server saw it."""
    status, took = getattr(answer, "status_code", None), getattr(answer, "response_time_ms", None)
    error = one_line(str(getattr(answer, "error", None) or ""))
    said = f"status {status}" if status else "no status"
    time = f" in {took:,.0f} ms" if isinstance(took, (int, float)) else ""
    took_it = bool(getattr(answer, "delivered", None))
    why = f" {error.removesuffix('.')}." if error else ""
    return f"The webhook of {about} {'took' if took_it else 'did not take'} the test event: {said}{time}.{why}"


ACTIONS: dict[str, Act] = {
    "inbox.webhook": Act(_set, WRITE, INBOX, Argument("webhook", _which, _suggested, False, "set it"), _no_webhook),
    "inbox.webhook_off": Act(_off, WRITE, INBOX, None, _none),
    "inbox.secret": Act(_secret, "inboxes:read", INBOX, None, _none),
    "inbox.test": Act(_test, "messages:write", INBOX, None, _none),
}
"""What each command does to the webhook of an inbox, by its id."""

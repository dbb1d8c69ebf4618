"""What became of a mail that is in the outbox, in a word for programs and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from commune_tui import clock
from commune_tui.mail.outbox.fate import fate
from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Operation
from commune_tui.sending.waiting import waits_for
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

State = Literal["seen", "taken", "queued", "doubt", "refused", "overtaken", "vanished", "taken_back"]
_TAKEN: dict[str, State] = {SEEN: "seen", UNSEEN: "taken", VANISHED: "vanished"}


class Came(NamedTuple):
    """``seen``: the server shows it; ``taken``: it took it and does not show it yet; ``queued``: it has not left;
    ``doubt``: it may have left; ``refused``: the server said no; ``overtaken``: mail came before it left; ``vanished``:
    it was taken and never showed; ``taken_back``: somebody took it out of the hold. The ids are the server's.
    """

    state: State
    sentence: str
    message_id: str = ""
    thread_id: str = ""


def came(session: Session, mail: Operation) -> Came:
    """How a mail stands."""
    reason = one_line(mail.reason)
    match mail.state:
        case "confirmed":
            return _taken(mail)
        case "refused":
            return Came("refused", f"Refused: {reason or 'the server did not take it.'} The draft is kept.")
        case "conflict":
            return Came("overtaken", "Not sent: a mail came into this conversation before it left.")
        case "cancelled":
            return Came("taken_back", "Taken back: it is a draft again, and nothing was sent.")
        case "unknown" | "sending":
            why = reason or "No answer came yet."
            return Came("doubt", f"{why} It is looked for before anything is tried, and never leaves twice.")
    why = waits_for(mail, session.outbox.waiting(), clock.now_ms())
    return Came("queued", f"Not sent yet. {why} It is kept: {do('go.outbox')} shows it.".replace("  ", " "))


def _taken(mail: Operation) -> Came:
    result = mail.result or {}
    ids = [str(result[name]) for name in ("seen_id", "message_id", "id") if result.get(name)]
    names = (ids[0] if ids else "", str(mail.thread_id or result.get("thread_id") or ""))
    return Came(_TAKEN.get(mail.code, "taken"), fate(mail, (), clock.now_ms()).sentence, *names)

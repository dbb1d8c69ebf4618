"""What a fact is told as, the same on a screen and in lines; it names keys, which lines say as words. Pure."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.mail import events
from commune_tui.mail.events import Fact
from commune_tui.mail.outbox.named import outcome, vanished, who
from commune_tui.sending.operation import Operation
from commune_tui.wording import do

_LOST = {
    "found": "it is done",
    "void": "it was made, and was revoked, since nobody had its text",
    "done": "it is in use, and the old key is revoked",
    "lives": "it is in use, and the old key still lives",
    "given_up": "it was revoked, and the old key stays in use",
    "untold": "it was changed again, so nothing shows any more whether it was done",
    "blind": "it is done, and nobody has the new text, so do it again",
}


def fact_words(fact: Fact, operation_of: Callable[[str], Operation | None]) -> str:
    """A sentence or two, clean; empty for a fact that is only shown. ``operation_of`` finds a write by its id."""
    match fact:
        case events.WentOffline(sentence) | events.ServerSaid(sentence) | events.WentWrong(sentence):
            return sentence
        case events.CameOnline():
            return "The server answers again."
        case events.MailSent(operation_id) if (mail := operation_of(operation_id)) is not None:
            return outcome(mail)
        case events.MailVanished(operation_id) if (mail := operation_of(operation_id)) is not None:
            return vanished(mail)
        case events.SendUnknown(operation_id) if (mail := operation_of(operation_id)) is not None:
            return f"No answer about {who(mail)}: it is looked for before anything is tried, and never leaves twice."
        case events.WriteRefused(operation_id, _, sentence):
            if (mail := _mail(operation_of(operation_id))) is not None:
                return f"Not sent to {who(mail)}: {sentence} The draft is kept: {do('go.outbox')}."
            return f"The server refused: {sentence} It is as it was before."
        case events.ConflictFound(operation_id):
            if _mail(operation_of(operation_id)) is not None:
                return f"Your reply was held back, because a mail came since you wrote it: {do('go.outbox')} decides."
            return f"Somebody else changed a thread first: {do('go.outbox')} shows both, and decides."
        case events.Administered(news=news) if news:
            return news
        case events.Administered(kind, about, lost) if lost:
            how = _LOST.get(lost, "it is not done, as far as the server shows")
            what = kind.replace(".", ", ").replace("_", " ")
            return f"What became of this was not known ({what}, {about}): {how}."
        case events.DraftsRecovered(draft_ids):
            drafts = "A draft" if len(draft_ids) == 1 else f"{len(draft_ids)} drafts"
            return f"{drafts} that an editor had when the program ended: {do('go.outbox')} has the text."
    return ""


def _mail(operation: Operation | None) -> Operation | None:
    return operation if operation is not None and operation.kind == "send" else None

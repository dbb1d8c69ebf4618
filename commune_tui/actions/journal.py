"""The journal for every front: what its entries say, and writing it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.actions.speech import Log, Phrase, capital, moment, number, quoted
from commune_tui.errors import FAILED, Explained
from commune_tui.mail.thread_state import WORDS
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Entry

EMPTY = "Nothing was done on this machine yet."
_WHAT = {
    "made": Phrase("asked for", "asked for"),
    "hurried": Phrase("hurried", "taken out of the hold, to leave at once"),
    "confirmed": Phrase("taken", "the server took it"),
    "sent": Phrase("sent", "the server took it"),
    "found": Phrase("found", "it was done already, and found on the server"),
    "seen": Phrase("seen", "it stands in the server's list"),
    "vanished": Phrase("vanished", "it never appeared"),
    "cancelled": Phrase("taken back", "taken back before it left"),
    "refused": Phrase("refused", "the server refused it"),
    "conflict": Phrase("to decide", "somebody was quicker, so it waits for a decision"),
    "unknown": Phrase("in doubt", "no answer came"),
    "resolved": Phrase("decided", "decided"),
}
_ONE_STATE = {"assigned_to": "to", "add": "with", "remove": "without"}
"""How a field is called where only one state of it is known."""


class NotWritten(Explained):
    """The journal could not be written to a file."""

    exit_status = FAILED


def page(session: Session) -> list[tuple[Entry, str]]:
    """The entries, newest first, each with the subject of its thread."""
    entries = session.reads.journal()
    subjects = {name: session.reads.subject_of(name) for name in {entry.thread_id or "" for entry in entries}}
    return [(entry, subjects[entry.thread_id or ""]) for entry in entries]


def log(session: Session) -> Log:
    """The journal, read out: who did what, before and after, when, to which thread."""
    entries = [(_sentence(entry, subject), entry.thread_id or "") for entry, subject in page(session)]
    return Log("Journal, who did what on this machine, newest first", ("entry", "entries"), entries, EMPTY)


def _sentence(entry: Entry, subject: str) -> str:
    told = capital(about(entry, ", now ").removesuffix("."))
    subject = f" About {quoted(subject)}." if subject else ""
    said = f"{capital(who(entry))}, {entry.kind}: {what(entry).plain}."
    return f"{moment(clock.from_ms(entry.at))}. {said}{f' {told}.' if told else ''}{subject}"


def who(entry: Entry) -> str:
    """Who did it."""
    return one_line(entry.who) or "somebody"


def what(entry: Entry) -> Phrase:
    """What happened; at most ten cells in a column."""
    word = one_line(entry.what.replace("_", " "))
    return _WHAT.get(entry.what, Phrase(word, word))


def about(entry: Entry, now: str = " → ") -> str:
    """What became another, or why nothing did; ``now`` stands between the old and the new. Ids, digests and times are
    for the file.
    """
    change, note = _change(entry.before, entry.after, now), one_line(entry.note)
    return change or note if entry.what in ("made", "confirmed") else note or change


def _change(before: Any, after: Any, now: str) -> str:
    if not isinstance(after, dict):
        return "" if after is None else one_line(str(after))
    told = {name: each for name, each in after.items() if _is_for_people(name)}
    if not isinstance(before, dict) or not told.keys() <= before.keys():
        return _state(told)
    moved = {name: each for name, each in told.items() if before[name] != each} or told
    words = [(name.replace("_", " "), f"{_plain(before[name])}{now}{_plain(each)}") for name, each in moved.items()]
    return one_line(words[0][1] if len(words) == 1 else "; ".join(" ".join(each) for each in words))


def _is_for_people(name: str) -> bool:
    return name not in ("digest", "from", "id") and not name.endswith(("_at", "_id"))


def _state(told: dict[str, Any]) -> str:
    """What is asked for, where nothing says what it was."""
    known = [f"{_ONE_STATE.get(name, name.replace('_', ' '))} {_plain(each)}" for name, each in told.items() if each]
    nobody = ["nobody has it"] if "assigned_to" in told and not told["assigned_to"] else []
    return one_line("; ".join([*known, *nobody]))


def _plain(said: Any) -> str:
    if isinstance(said, list) and said:
        return ", ".join(map(str, said))
    return WORDS.get(str(said), str(said or "nothing"))


# -- writing it out ----------------------------------------------------------------------------------------------------


def usual_path() -> str:
    """Where it is written where nobody says otherwise."""
    from commune_tui.mail.journal import NAME

    return str(Path.home() / NAME)


def export(session: Session, words: str = "") -> str:
    """Write all of it to a new file, at a path as a person writes it; what was done. Raises NotWritten."""
    from commune_tui.mail import journal

    entries = session.reads.whole_journal()
    try:
        made = journal.export(entries, Path(words.strip() or usual_path()).expanduser())
    except (OSError, RuntimeError) as error:  # RuntimeError: a home that nobody has
        why = getattr(error, "strerror", None) or error
        raise NotWritten(f"The journal could not be written there ({why}).") from None
    return f"{number(len(entries), 'entry is', 'entries are')} in {one_line(str(made))}."

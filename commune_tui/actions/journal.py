"""The journal for every front: what its entries say, and writing it out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from commune_tui import clock
from commune_tui.actions import deed_words
from commune_tui.actions.speech import Log, Phrase, capital, moment, number, quoted
from commune_tui.errors import FAILED, Explained
from commune_tui.mail.administration.deeds import MARK
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
    "unsent": Phrase("not sent", "nothing left"),
    "absent": Phrase("not there", "no answer came, and the server does not show it"),
    "untold": Phrase("untold", "no answer came, and nothing shows what came of it"),
    "other": Phrase("other", "the server took it, and shows something else"),
    "void": Phrase("void", "no answer came, so what was made was removed again: nobody had its text"),
    "blind": Phrase("text lost", "it is done, and no answer came: nobody has its text"),
    "resolved": Phrase("decided", "decided"),
    "erased": Phrase("removed", "removed from this copy"),
}
_ORDER = {word: at for at, word in enumerate(_WHAT)}
TROUBLE = frozenset({"refused", "vanished", "conflict", "unknown", "unsent", "absent", "untold", "other", "blind"})
"""What needs a look: it stands for the whole act."""
_ONE_STATE = {"assigned_to": "to", "add": "with", "remove": "without"}
"""How a field is called where only one state of it is known."""
_KINDS = {"status": "status", "tags": "tags", "assign": "assignee", "send": "mail", "upload": "file"}


class NotWritten(Explained):
    """The journal could not be written to a file."""

    exit_status = FAILED


class Act(NamedTuple):
    """What a person did at once, to one thread or to many. ``entries`` are all that came of it, newest first, each with
    the subject of its thread."""

    id: str
    label: str
    entries: tuple[tuple[Entry, str], ...]

    @property
    def first(self) -> Entry:
        """How it began."""
        return self.entries[-1][0]

    @property
    def threads(self) -> dict[str, str]:
        """The threads that it is about, with their subjects."""
        return {entry.thread_id: subject for entry, subject in reversed(self.entries) if entry.thread_id}

    @property
    def ends(self) -> Counter[str]:
        """How its operations stand: how many of each word of the journal."""
        newest: dict[str, str] = {}
        for entry, _ in self.entries:
            newest.setdefault(entry.operation or f"entry {entry.seq}", entry.what)
        return Counter(newest.values())


def acts(session: Session, thread_id: str = "") -> list[Act]:
    """What was done, to one thread or to all, the act that was begun last first."""
    found = session.reads.journal(thread_id)
    subjects = {name: session.reads.subject_of(name) for name in {entry.thread_id or "" for entry, _, _ in found}}
    together: dict[str, tuple[str, list[tuple[Entry, str]]]] = {}
    for entry, step_id, label in found:
        one = together.setdefault(step_id or f"entry {entry.seq}", (label, []))
        one[1].append((entry, subjects[entry.thread_id or ""]))
    made = [Act(name, label, tuple(entries)) for name, (label, entries) in together.items()]
    return sorted(made, key=lambda act: act.first.seq, reverse=True)


def log(session: Session) -> Log:
    """The journal, read out: who did what, to how many threads, what came of it, when."""
    entries = [(act_sentence(act), next(iter(act.threads)) if len(act.threads) == 1 else "") for act in acts(session)]
    return Log("Journal, who did what on this machine, newest first", ("act", "acts"), entries, EMPTY)


def every_entry(session: Session) -> Log:
    """The same, each step of each act by itself."""
    found = [pair for act in acts(session) for pair in act.entries]
    entries = [(_sentence(entry, subject), entry.thread_id or "") for entry, subject in found]
    return Log("Journal, each step of each act", ("entry", "entries"), entries, EMPTY)


def act_sentence(act: Act) -> str:
    """An act in words: when, who, what, to what, and how it stands."""
    if len(act.entries) == 1:
        return _sentence(*act.entries[0])
    at, subjects = clock.from_ms(act.first.at), list(act.threads.values())
    about_ = f" About {quoted(subjects[0])}." if len(subjects) == 1 and subjects[0] else ""
    told = phrase(stands(act)[0]).plain if act.ends.total() == 1 else counted(act)
    return f"{moment(at)}. {capital(who(act.first))}: {summary(act, ', now ')}. {capital(told)}.{about_}"


def summary(act: Act, now: str = " → ") -> str:
    """What was done in an act: what became another where it is about one thread, else its name and how many."""
    if len(act.threads) > 1:
        return one_line(act.label) or number(len(act.threads), "thread")
    made = next((entry for entry, _ in reversed(act.entries) if entry.what == "made"), act.first)
    last = act.entries[0][0]
    return (about(last) if last.what in TROUBLE else "") or about(made, now) or one_line(act.label)


def titled(act: Act, now: str) -> str:
    """The same where nothing beside it says what it is about: of a status that is plain."""
    said = summary(act, now)
    return f"{kind(act.first)} {said}" if len(act.threads) == 1 and act.first.kind in ("tags", "assign") else said


def kind(entry: Entry) -> str:
    """What it is about, in a word."""
    return _KINDS.get(entry.kind, entry.kind)


def stands(act: Act) -> list[str]:
    """The words of the journal for how an act's operations stand, what needs a look first."""
    return sorted(act.ends, key=lambda word: (word not in TROUBLE, _ORDER.get(word, 0)))


def counted(act: Act) -> str:
    """How an act stands, with how many of each: ``2 to decide, 12 taken``."""
    return ", ".join(f"{act.ends[word]} {phrase(word).short}" for word in stands(act))


def _sentence(entry: Entry, subject: str) -> str:
    told = capital(about(entry, ", now ").removesuffix("."))
    subject = f" About {quoted(subject)}." if subject else ""
    said = f"{capital(who(entry))}, {entry.kind}: {phrase(entry.what).plain}."
    return f"{moment(clock.from_ms(entry.at))}. {said}{f' {told}.' if told else ''}{subject}"


def who(entry: Entry) -> str:
    """Who did it."""
    return one_line(entry.who) or "somebody"


def phrase(code: str) -> Phrase:
    """What a word of the journal says; at most ten cells in a column."""
    word = one_line(code.replace("_", " "))
    return _WHAT.get(code, Phrase(word, word))


def about(entry: Entry, now: str = " → ") -> str:
    """What became another, or why nothing did; ``now`` stands between the old and the new. Ids, digests and times are
    for the file.
    """
    change, note = _change(entry.before, entry.after, now), one_line(entry.note)
    if entry.what == "made" and (entry.operation or "").startswith(MARK):
        return one_line(deed_words.words(entry, now)) or f"{note}: {change}"
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
    return name not in ("digest", "from", "id", "before") and not name.endswith(("_at", "_id"))


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

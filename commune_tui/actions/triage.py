"""Triage: status, assignee, tags, snooze, unread, notes. What each command does to threads, for every front."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import assignees
from commune_tui.actions.action import Action, Argument, Ids, Outcome, Suggestion
from commune_tui.actions.moments import TIMES, moments, no_moment, parse_moment
from commune_tui.mail.thread_state import WORDS
from commune_tui.text import cut, one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_BACK = f"{do('app.undo')} takes it back."
_WRITE = "threads:write"
_MOST_NEW = 3
"""More tags at once that nobody here uses yet are a sentence that went into the wrong line."""


# -- status ------------------------------------------------------------------------------------------------------------


async def _status(status: str, session: Session, ids: Ids, words: str) -> Outcome:
    await session.triage.set_status(ids, status)
    return Outcome(WORDS[status], _BACK)


async def _spam(session: Session, ids: Ids, words: str) -> Outcome:
    await session.triage.spam(ids)
    return Outcome("tagged spam and closed", _BACK)


# -- assignee ----------------------------------------------------------------------------------------------------------


async def _assign(session: Session, ids: Ids, words: str) -> Outcome:
    """To whom the words name; a name that nobody here has is said to be new."""
    return await _give(session, ids, assignees.meant(session, words))


async def _give(session: Session, ids: Ids, name: str) -> Outcome:
    new = f"{assignees.new(session, name)} " if assignees.is_new(session, name) else ""
    await session.triage.assign(ids, name)
    you = ", which is you" if name == session.me else ""
    return Outcome(f"@{name} has it{you}", f"{new}{_BACK}")


async def _take(session: Session, ids: Ids, words: str) -> Outcome:
    return await _give(session, ids, session.me)


async def _unassign(session: Session, ids: Ids, words: str) -> Outcome:
    await session.triage.assign(ids, None)
    return Outcome("nobody has it now", _BACK)


# -- tags --------------------------------------------------------------------------------------------------------------


def tags_of(words: str, known: Iterable[str] = ()) -> list[str]:
    """Tags as they are written: with blanks or commas between them, or one that is known and has some in it. Known ones
    are found in any case, and come as they are known.
    """
    spelt = {tag.casefold(): tag for tag in known}
    if (whole := spelt.get(words.strip().casefold())) is not None:
        return [whole]
    parts = words.replace(",", " ").split()
    return list(dict.fromkeys(spelt.get(tag.casefold(), tag) for tag in parts))


async def _tag(session: Session, ids: Ids, words: str) -> Outcome:
    tags = tags_of(words, (tag for tag, _ in session.reads.tags()))
    await session.triage.tag(ids, tags)
    return Outcome(f"tagged {', '.join(tags)}", _BACK)


async def _untag(session: Session, ids: Ids, words: str) -> Outcome:
    tags = tags_of(words, _there(session, ids))
    await session.triage.untag(ids, tags)
    return Outcome(f"without {', '.join(tags)}", _BACK)


def _tags(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    *before, last = line.split(" ")
    lead = "".join(f"{word} " for word in before)
    fits = [(tag, number) for tag, number in session.reads.tags() if last.casefold() in tag.casefold()]
    if last and not fits:
        return [Suggestion(line, "new here", shown=one_line(last))]
    return [Suggestion(lead + tag, "1 thread" if n == 1 else f"{n:,} threads", shown=tag) for tag, n in fits]


def _which_tag(session: Session, ids: Ids) -> str:
    return f"Which tag? In use: {', '.join(tag for tag, _ in session.reads.tags()[:20]) or 'none yet'}."


def _there(session: Session, ids: Ids) -> list[str]:
    return sorted({tag for row in map(session.reads.thread, ids) if row is not None for tag in row.tags})


def _their_tags(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    return [Suggestion(tag) for tag in _there(session, ids) if line.casefold() in tag.casefold()]


def _which_of_theirs(session: Session, ids: Ids) -> str:
    there = _there(session, ids)
    return f"Which tag? There {'is' if len(there) == 1 else 'are'} {', '.join(there)}."


def _no_such_tag(session: Session, ids: Ids, words: str) -> str:
    if not (there := _there(session, ids)):
        return "There is no tag to remove."
    return "" if not words or set(tags_of(words, there)) & set(there) else _which_of_theirs(session, ids)


def _no_tag(session: Session, ids: Ids, words: str) -> str:
    if not words or not (tags := tags_of(words, known := [tag for tag, _ in session.reads.tags()])):
        return _which_tag(session, ids) if words else ""
    new = [tag for tag in tags if tag not in known]
    if len(new) <= _MOST_NEW or "," in words:
        return ""
    said = ", ".join(cut(one_line(tag), 10) for tag in new[:2])
    return f"{len(new)} new tags ({said}, …)? With commas between them they are taken."


# -- what stays on this machine ----------------------------------------------------------------------------------------


async def _snooze(session: Session, ids: Ids, words: str) -> Outcome:
    until = parse_moment(words)
    assert until is not None
    await session.triage.snooze(ids, until)
    local = clock.local(until)
    when = f"{local:%A} {local.day} {local:%B, %H:%M}"
    return Outcome(f"away until {when}, on this machine only", f"{do('thread.unsnooze')} brings it back.")


def _no_time(session: Session, ids: Ids, words: str) -> str:
    return no_moment(words) if words else ""


def _times(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    return moments(line)


async def _unsnooze(session: Session, ids: Ids, words: str) -> Outcome:
    await session.triage.snooze(ids, None)
    return Outcome("back")


async def _unread(session: Session, ids: Ids, words: str) -> Outcome:
    unread = not any(row.unread for row in map(session.reads.thread, ids) if row is not None)
    await session.triage.mark_unread(ids, unread)
    return Outcome(f"{'unread' if unread else 'read'}, on this machine only")


async def _note(session: Session, ids: Ids, words: str) -> Outcome:
    await session.triage.add_note(ids[0], words.strip())
    return Outcome("noted, on this machine only", "It was sent to nobody.")


def _one_only(session: Session, ids: Ids, words: str) -> str:
    return "" if len(ids) == 1 else "A note belongs to one thread, and these are several."


ACTIONS: dict[str, Action] = {
    "thread.close": Action(partial(_status, "closed"), finishes=True, scope=_WRITE),
    "thread.wait": Action(partial(_status, "waiting"), finishes=True, scope=_WRITE),
    "thread.status_open": Action(partial(_status, "open"), scope=_WRITE),
    "thread.status_needs_reply": Action(partial(_status, "needs_reply"), scope=_WRITE),
    "thread.status_waiting": Action(partial(_status, "waiting"), scope=_WRITE),
    "thread.status_closed": Action(partial(_status, "closed"), scope=_WRITE),
    "thread.assign": Action(
        _assign, Argument("assign to", assignees.to_whom, assignees.people), assignees.no_name, scope=_WRITE
    ),
    "thread.take": Action(_take, scope=_WRITE),
    "thread.unassign": Action(_unassign, scope=_WRITE),
    "thread.tag": Action(
        _tag, Argument("add tags", _which_tag, _tags, False, "add what is typed"), _no_tag, scope=_WRITE
    ),
    "thread.untag": Action(_untag, Argument("remove tag", _which_of_theirs, _their_tags), _no_such_tag, scope=_WRITE),
    "thread.snooze": Action(
        _snooze, Argument("snooze until", lambda session, ids: f"Until when? {TIMES}", _times), _no_time, finishes=True
    ),
    "thread.unsnooze": Action(_unsnooze),
    "thread.unread": Action(_unread),
    "thread.note": Action(
        _note,
        Argument("NOTE, never sent", lambda session, ids: "Which words?", take_first=False, enter="keep", free=True),
        _one_only,
    ),
    "thread.spam": Action(_spam, finishes=True, scope=_WRITE),
}
"""What each command of triage does, by its id."""

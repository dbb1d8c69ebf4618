"""To whom a thread can be given: names that are known here, new ones, and what is no name at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commune_tui.actions.action import Ids, Suggestion
from commune_tui.text import cut, one_line
from commune_tui.wording import did_you_mean, do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_NOBODY: Final = ("nobody", "someone")
"""What filters call a thread without an assignee, and with any."""
_SHOWN: Final = 24
"""Cells of what was typed: what was meant has to stand beside it on a narrow screen."""


def meant(session: Session, words: str) -> str:
    """The name that the words stand for: one that is known in any case, also after an ``@``; ``me`` is this person;
    what stands in quotes is taken as it is."""
    name = words.strip()
    spelt = {who.casefold(): who for who, _ in reversed(session.reads.assignees())}
    for tried in (name, name.removeprefix("@"), name.strip('"')):
        if (known := spelt.get(tried.casefold())) is not None:
            return known
    if name.casefold() == "me" and session.me:
        return session.me
    return name[1:-1].strip() if _quoted(name) else name.removeprefix("@")


def is_new(session: Session, name: str) -> bool:
    """Whether nobody here has it."""
    return name not in {who for who, _ in session.reads.assignees()}


def new(session: Session, name: str) -> str:
    """That a name is new here, and whose it was probably meant to be."""
    return f"This name is new here.{did_you_mean(name, (who for who, _ in session.reads.assignees()))}"


def no_name(session: Session, ids: Ids, words: str) -> str:
    """Why a thread is not given to these words: a sentence is no name, unless somebody here has it."""
    name = meant(session, words)
    if not words.strip() or not is_new(session, name) or (_quoted(words.strip()) and name):
        return ""
    if name.casefold() in _NOBODY:
        return f"“{name}” is no name. {do('thread.unassign')} takes the thread from whoever has it."
    if name and not any(sign.isspace() or sign == "@" for sign in name):
        return ""
    known = [who for who, _ in session.reads.assignees()]
    said = {word.strip("@,.;:!?").casefold() for word in words.split()}
    near = next((f" Did you mean {who}?" for who in known if who.casefold() in said), did_you_mean(name, known))
    return f'No “{cut(one_line(name), _SHOWN)}” here.{near} Quotes ("…") make it new.'


def people(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    """Those whose names have this in them; where nobody has, that it would be a new one."""
    wanted = line.strip().casefold()
    if line and not wanted:  # Enter would give it to the first
        return []
    known = session.reads.assignees()
    for part in (wanted, wanted.removeprefix("@")):
        if found := [Suggestion(who, about) for who, about in known if part in who.casefold()]:
            return found
    if no_name(session, ids, line) or not is_new(session, name := meant(session, line)):
        return []
    return [Suggestion(line.strip(), new(session, name), shown=one_line(name))]


def to_whom(session: Session, ids: Ids) -> str:
    """The question, with who is known."""
    seen = ", ".join(who for who, _ in session.reads.assignees())
    return f"To whom? People and agents seen so far: {seen or 'nobody yet'}."


def _quoted(name: str) -> bool:
    return len(name) > 2 and name[0] == name[-1] == '"'

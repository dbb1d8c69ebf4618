"""Rewriting a mail of an agent, for every front: what one begins with, what becomes of the text.

The text is kept until it is taken by the gate or thrown away. Words that were begun on another version of the mail are
kept apart: nobody's change is written over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commune_tui.errors import Explained
from commune_tui.store.written import Written
from commune_tui.wording import do

if TYPE_CHECKING:
    from pathlib import Path

    from commune_tui.mail.approvals.rows import WholeRow
    from commune_tui.mail.session import Session

FILE_NAME: Final = "mail.txt"
KEPT: Final = f"Your words are kept: {do('approval.edit')} opens them again."
UNCHANGED: Final = "Nothing was changed, so nothing was done."
HAS_HTML: Final = "It has HTML, which goes when its text is rewritten: nobody would know whether the two say the same."
GONE_ON: Final = "This is what you wrote before."


class Elsewhere(Explained):
    """Another copy of the program has the text in an editor."""


def name(whole: WholeRow) -> str:
    """The name under which words for this version of the mail are kept."""
    return f"held {whole.held.id} {whole.held.version}"


def begin(session: Session, whole: WholeRow) -> Written:
    """What was written on this version of the mail and is kept, or the words that it has. Raises Elsewhere."""
    kept = session.texts.kept(name(whole))
    if kept is not None and session.texts.of_others(kept):
        raise Elsewhere("Another copy of the program has this mail in an editor: end that first.")
    if kept is not None and kept.editor_path is not None:
        kept = session.texts.finish(kept)
    people = [*whole.to, *whole.cc, *whole.bcc]  # beside the words: whoever is erased here is found by it
    written = kept if kept is not None and changed(kept) else Written(name(whole), whole.text, whole.text, people)
    session.texts.keep(written)
    return written


def changed(written: Written) -> bool:
    """Whether somebody wrote something."""
    return bool(written.text.strip()) and written.text.strip() != str(written.base).strip()


def notes(whole: WholeRow, written: Written) -> list[str]:
    """What its writer must know first."""
    return [*([GONE_ON] if changed(written) else []), *([HAS_HTML] if whole.html else [])]


def to_editor(session: Session, written: Written) -> Path:
    """The private file for an editor outside."""
    return session.texts.begin(written, FILE_NAME)


def back(session: Session, written: Written, text: str | None = None) -> Written | None:
    """What was written, as a ``text`` or by an editor outside; ``None`` where that is nothing, so nothing is kept."""
    return session.texts.back(written, text, changed)

"""Writing the extraction schema of an inbox as a text, for every front: what one begins with, what becomes of the text.

The text is kept until it is saved or thrown away. It is saved only over what its writer has seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.actions.operate.inbox_schema import asked
from commune_tui.actions.schema_check import checked
from commune_tui.actions.speech import capital, listed, number
from commune_tui.errors import Explained
from commune_tui.store import fields
from commune_tui.store.written import Written
from commune_tui.text.json_places import NoJson, Place
from commune_tui.text.json_places import written as as_text
from commune_tui.wording import do

if TYPE_CHECKING:
    from pathlib import Path

    from commune_tui.mail.session import Session

ANEW: Final = "anew"
"""The word that throws away what was kept, and begins with what the server has."""
FILE_NAME: Final = "schema.json"
KEPT: Final = f"Your text is kept: {do('inbox.schema')} opens it again."
UNCHANGED: Final = "Nothing was written, so nothing was done."
GONE_ON: Final = (
    f"This is what you wrote before. {do('inbox.schema')} with the word {ANEW} begins with what the server has."
)
THEIRS: Final = "Somebody changed this schema since you began. Saving puts yours in place of theirs."
EXAMPLE: Final = {
    "$comment": "Each property is a field that is taken out of every mail. Its description says what to look for.",
    "type": "object",
    "properties": {
        "order_id": {"type": "string", "description": "The number of the order, as it stands in the mail"},
        "reason": {"enum": ["damaged", "late", "wrong item", "other"], "description": "Why they write"},
        "amount": {"type": "number", "description": "The sum that they ask back, without its currency"},
        "wants_refund": {"type": "boolean", "description": "Whether they ask for their money back"},
    },
}
"""What somebody begins with who has no schema yet."""


class Judged(NamedTuple):
    """What a text is, in a sentence; where it is none, ``place`` is that of what is wrong."""

    sentence: str
    place: Place | None = None


class Elsewhere(Explained):
    """Another copy of the program has the text in an editor."""


def _name(inbox_id: str) -> str:
    return f"schema {inbox_id}"


def _first(there: Any) -> str:
    """The text of a schema as it was found at the server."""
    return as_text(there["schema"] if isinstance(there, dict) else EXAMPLE)


async def begin(session: Session, inbox_id: str, words: str = "") -> Written:
    """What was written on the schema of an inbox and is kept, or the schema as the server has it now; with the word
    ``anew`` always that. Raises Explained."""
    kept = session.texts.kept(_name(inbox_id))
    if kept is not None and session.texts.of_others(kept):
        raise Elsewhere("Another copy of the program has this schema in an editor: end that first.")
    if kept is not None and kept.editor_path is not None:
        kept = session.texts.finish(kept)
    _, there = await asked(session, inbox_id)
    if kept is None or words.strip() == ANEW or not changed(kept):
        kept = Written(_name(inbox_id), _first(there), there)
    written = kept._replace(seen=there)
    session.texts.keep(written)
    return written


def changed(written: Written) -> bool:
    """Whether somebody wrote something."""
    text = written.text.strip()
    return bool(text) and text != _first(written.base).strip()


def judged(text: str) -> Judged:
    """What stands in a text, while it is written."""
    try:
        names = [column.title for column, _ in fields.properties(checked(text))]
    except NoJson as error:
        return Judged(capital(f"{error}."), error.place)
    return Judged(f"{capital(number(len(names), 'field'))}{': ' if names else ''}{listed(names)}.")


def notes(written: Written) -> list[str]:
    """What its writer must know of it first."""
    return [*([GONE_ON] if changed(written) else []), *([THEIRS] if overtaken(written) else [])]


def overtaken(written: Written) -> bool:
    """Whether somebody else changed the schema since it was begun."""
    return bool(written.base != written.seen)


def to_editor(session: Session, written: Written) -> Path:
    """The private file for an editor outside."""
    return session.texts.begin(written, FILE_NAME)


def back(session: Session, written: Written, text: str | None = None) -> Written | None:
    """What was written, as a ``text`` or by an editor outside; ``None`` where that is nothing, so nothing is kept."""
    return session.texts.back(written, text, changed)


def throw_away(session: Session, written: Written) -> str:
    """Keep it no longer; what to say."""
    session.texts.drop(written.name)
    return "Thrown away. The schema is as it was."


def of(session: Session, inbox_id: str, words: str) -> Written | None:
    """The text that is being written on a schema, if these words are it."""
    kept = session.texts.kept(_name(inbox_id))
    return kept if kept is not None and kept.text == words else None

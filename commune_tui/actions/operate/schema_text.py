"""The extraction schema of an inbox as a text: from a file, or as it was written.

Of a text that is kept while it is written (:mod:`commune_tui.actions.schema_writing`), it is known on which schema it
was begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui.actions import schema_writing, text_file
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import FILE, NOTHING_DONE, Act, Came, Danger
from commune_tui.actions.operate.inbox import GONE, INBOX, deed, found
from commune_tui.actions.operate.inbox_schema import NEWER, asked, danger, looked_at, save
from commune_tui.actions.schema_check import checked
from commune_tui.errors import Explained
from commune_tui.mail.administration.inbox import WRITE
from commune_tui.text.json_places import MOST_CHARACTERS, NoJson

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.written import Written


_WRITTEN = "The schema"


class _Unfit(Explained):
    """A text that is no schema, or a file that cannot be read; ``str(error)`` says why, with line and column."""


def schema_in(words: str) -> dict[str, Any]:
    """The schema that the words are, or that stands in the file that they name. Raises Explained."""
    begins = words.lstrip()
    if begins.startswith(FILE):
        return _fit(text_file.read(begins[len(FILE) :].strip(), 4 * MOST_CHARACTERS + 4), "The file")
    return _fit(words, _WRITTEN)


def _fit(text: str, what: str) -> dict[str, Any]:
    try:
        return checked(text)
    except NoJson as error:
        raise _Unfit(f"{what}, {error}.") from None


def _which(session: Session, ids: Ids) -> str:
    return f"Which? Give it {FILE}and the path of a JSON Schema, such as {FILE}~/refunds.json."


def _suggest(session: Session, ids: Ids, line: str) -> list[Suggestion]:
    return [] if line else [Suggestion(FILE, "and the path of a JSON Schema; or the schema itself")]


def _unfit(session: Session, inbox_id: str, words: str) -> str:
    if found(session, inbox_id) is None:
        return GONE
    if not words.strip():
        return ""
    try:
        _meant(session, inbox_id, words)
    except Explained as error:
        return error.sentence
    return ""


def _meant(session: Session, inbox_id: str, words: str) -> dict[str, Any]:
    """The schema that is meant; a text that is being written is never the name of a file."""
    return _fit(words, _WRITTEN) if schema_writing.of(session, inbox_id, words) is not None else schema_in(words)


def _danger(session: Session, inbox_id: str, words: str) -> Danger | None:
    try:
        schema = _meant(session, inbox_id, words)
    except Explained:  # the file is another one by now: doing it says so
        return None
    if (text := schema_writing.of(session, inbox_id, words)) is None:
        return danger(session, inbox_id, schema)
    before = text.seen["schema"] if text.seen is not None else {}
    theirs = schema_writing.THEIRS if schema_writing.overtaken(text) else ""
    return danger(session, inbox_id, schema, before, theirs)


async def _save(session: Session, inbox_id: str, words: str) -> Came:
    schema = _meant(session, inbox_id, words)
    if (text := schema_writing.of(session, inbox_id, words)) is not None:
        return await _save_written(session, inbox_id, schema, text)
    act, there = await asked(session, inbox_id)
    if not await looked_at(session, inbox_id, there):
        return Came("refused", f"{NEWER} {NOTHING_DONE}")
    return await save(session, act, there, schema)


async def _save_written(session: Session, inbox_id: str, schema: dict[str, Any], text: Written) -> Came:
    """Over what its writer has seen, and nothing else; the text is kept until it is saved."""
    try:
        came = await save(session, deed(session, "inbox.schema", inbox_id), text.seen, schema)
    except Explained as error:
        raise _Unfit(f"{error.sentence} {schema_writing.KEPT}") from None
    if not came.happened:
        return came._replace(sentence=f"{came.sentence} {schema_writing.KEPT}")
    session.texts.drop(text.name)
    return came


ACTIONS: dict[str, Act] = {
    "inbox.schema": Act(
        _save, WRITE, INBOX, Argument("schema", _which, _suggest, take_first=False, enter="save it", free=True),
        _unfit, _danger, reads=True,
    ),
}  # fmt: skip
"""What the command does to the schema of an inbox, by its id."""

"""The extraction schema of an inbox as a text: from a file, or as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import FILE, NOTHING_DONE, Act, Came, Danger
from commune_tui.actions.operate.inbox import GONE, INBOX, found
from commune_tui.actions.operate.inbox_schema import NEWER, asked, danger, looked_at, save
from commune_tui.actions.schema_check import checked
from commune_tui.errors import Explained
from commune_tui.mail.administration.inbox import WRITE
from commune_tui.text import one_line
from commune_tui.text.json_places import MOST_CHARACTERS, NoJson

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

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


class _Unfit(Explained):
    """A text that is no schema, or a file that cannot be read; ``str(error)`` says why, with line and column."""


def schema_in(words: str) -> dict[str, Any]:
    """The schema that the words are, or that stands in the file that they name. Raises Explained."""
    begins = words.strip()
    text, where = (
        (_read(begins[len(FILE) :].strip()), "The file, ") if begins.startswith(FILE) else (words, "The schema, ")
    )
    try:
        return checked(text)
    except NoJson as error:
        raise _Unfit(f"{where}{error}.") from None


def _read(name: str) -> str:
    path, shown = Path(name).expanduser(), one_line(name)
    try:
        if not path.is_file():
            raise _Unfit(f"{shown} is no file.")
        with path.open("rb") as file:
            raw = file.read(4 * MOST_CHARACTERS + 4)
        return raw.decode("utf-8")
    except OSError as error:
        raise _Unfit(f"{shown} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Unfit(f"{shown} is no text in UTF-8: line {line} has other bytes.") from None
    except (ValueError, RuntimeError):  # a NUL in the name; a home of nobody
        raise _Unfit(f"{shown} is no name of a file.") from None


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
        schema_in(words)
    except Explained as error:
        return error.sentence
    return ""


def _danger(session: Session, inbox_id: str, words: str) -> Danger | None:
    try:
        return danger(session, inbox_id, schema_in(words))
    except Explained:  # the file is another one by now: doing it says so
        return None


async def _save(session: Session, inbox_id: str, words: str) -> Came:
    schema = schema_in(words)
    act, there = await asked(session, inbox_id)
    if not await looked_at(session, inbox_id, there):
        return Came("refused", f"{NEWER} {NOTHING_DONE}")
    return await save(session, act, there, schema)


ACTIONS: dict[str, Act] = {
    "inbox.schema": Act(
        _save, WRITE, INBOX, Argument("schema", _which, _suggest, take_first=False, enter="save it", free=True),
        _unfit, _danger, reads=True,
    ),
}  # fmt: skip
"""What the command does to the schema of an inbox, by its id."""

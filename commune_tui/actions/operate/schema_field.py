"""One field of the extraction schema of an inbox: added, replaced, taken out. So a schema is built without JSON."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import NOTHING_DONE, Act, Came, Danger
from commune_tui.actions.operate.inbox import GONE, INBOX, found
from commune_tui.actions.operate.inbox_schema import NEWER, Schema, asked, danger, known, looked_at, save
from commune_tui.actions.schema_change import kind
from commune_tui.actions.speech import listed, quoted
from commune_tui.mail.administration.inbox import WRITE
from commune_tui.text import cut, one_line
from commune_tui.wording import did_you_mean, do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

ENUM: Final = "enum"
RULES: Final[dict[str, dict[str, Any]]] = {
    "string": {"type": "string"}, "number": {"type": "number"}, "integer": {"type": "integer"},
    "boolean": {"type": "boolean"}, "date": {"type": "string", "format": "date"},
    "list": {"type": "array", "items": {"type": "string"}},
}  # fmt: skip
"""What the words for a type mean; beside them there is :data:`ENUM`."""
_ABOUT: Final = {
    "string": "a text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "date": "a day", "list": "several texts", ENUM: "one of some words: enum low|high",
}  # fmt: skip
_HOW: Final = (
    "NAME TYPE DESCRIPTION, such as: order_id string The number of the order; or: urgency enum low|high How soon"
)
_NAME: Final = re.compile(r"[^\W\d][\w-]{0,59}")
_CHOICES: Final = re.compile(r'"([^"]*)"\s*|(\S+)\s*')
_MOST_CHOICES, _MOST_SHOWN = 100, 20


class _Field(NamedTuple):
    name: str
    rule: dict[str, Any]


def _read(words: str) -> _Field | str:
    """The field that the words describe, or why they describe none."""
    name, _, rest = words.strip().partition(" ")
    word, _, rest = rest.strip().partition(" ")
    if not _NAME.fullmatch(name):
        more = f" What is inside another is written in the schema: {do('inbox.schema')}." if "." in name else ""
        return f"A name is a letter, then letters, digits, _ or -, at most 60.{more}"
    if not word:
        return f"It takes {_HOW}."
    rule, about = dict(RULES.get(word, {})), rest.strip()
    if word == ENUM:
        choices = _CHOICES.match(about)
        named = [each.strip() for each in ((choices[1] or choices[2] or "") if choices else "").split("|")]
        if choices is None or not all(named) or len(set(named)) != len(named) or len(named) > _MOST_CHOICES:
            return (
                'Its words stand behind enum, each once, with | between: low|high, or "not yet|long ago" with blanks.'
            )
        rule, about = {"type": "string", "enum": named}, about[choices.end() :]
    elif not rule:
        return f"{one_line(word)} is no type.{did_you_mean(word, _ABOUT)} Types are {listed(list(_ABOUT), 'or')}."
    if about:
        rule["description"] = one_line(about)
    return _Field(name, rule)


def _properties(schema: Schema) -> dict[str, Any]:
    """The outermost ones."""
    members = schema.get("properties")
    return members if isinstance(members, dict) else {}


# -- adding, replacing -------------------------------------------------------------------------------------------------


def _which(session: Session, ids: Ids) -> str:
    return f"Which field? {_HOW}. {_there(known(session, ids[0]))}"


def _there(schema: Schema) -> str:
    names = [cut(one_line(name), 40) for name in _properties(schema)]
    more = [f"{len(names) - _MOST_SHOWN} more"] if len(names) > _MOST_SHOWN else []
    return f"It has {listed([*names[:_MOST_SHOWN], *more])}." if names else "It has none yet."


def _suggest(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    """Fields to be replaced, then types, while they are typed."""
    name, blank, rest = line.partition(" ")
    members = _properties(known(session, ids[0]))
    if not blank:
        fit = [each for each in members if _NAME.fullmatch(each) and each.startswith(name)]
        return [Suggestion(f"{each} ", f"is {_kind(members[each])} now", each) for each in fit]
    if " " in rest:
        return []
    return [Suggestion(f"{name} {word} ", about, word) for word, about in _ABOUT.items() if word.startswith(rest)]


def _kind(rule: object) -> str:
    return kind(rule) if isinstance(rule, dict) else "anything"


def _no_field(session: Session, inbox_id: str, words: str) -> str:
    if found(session, inbox_id) is None:
        return GONE
    if not words.strip():
        return ""
    field = _read(words)
    if isinstance(field, str):
        return field
    same = [each for each in _properties(known(session, inbox_id)) if each.casefold() == field.name.casefold()]
    if same and field.name not in same:
        return f"There is a field {one_line(same[0])} already, and filters do not tell large letters from small ones."
    return ""


async def _put(session: Session, inbox_id: str, words: str) -> Came:
    field = _read(words)
    assert isinstance(field, _Field)  # the objection said so
    act, there = await asked(session, inbox_id)
    schema = copy.deepcopy(there["schema"]) if there is not None else {"type": "object"}
    schema["properties"] = {**_properties(schema), field.name: field.rule}
    return await save(session, act, there, schema)


# -- taking out --------------------------------------------------------------------------------------------------------


def _which_goes(session: Session, ids: Ids) -> str:
    return f"Which field? {_there(known(session, ids[0]))}"


def _suggest_gone(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    members = _properties(known(session, ids[0]))
    return [
        Suggestion(one_line(name), _kind(rule)) for name, rule in members.items() if one_line(name).startswith(line)
    ]


def _meant(schema: Schema, words: str) -> str | None:
    """The name of a field by what a person types; a screen shows it as a clean line."""
    return next((name for name in _properties(schema) if words.strip() in (name, one_line(name).strip())), None)


def _without(schema: Schema, name: str) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(dict(schema))
    made["properties"] = {each: rule for each, rule in _properties(made).items() if each != name}
    if isinstance(made.get("required"), list):
        made["required"] = [each for each in made["required"] if each != name]
    return made


def _not_there(session: Session, inbox_id: str, words: str) -> str:
    if found(session, inbox_id) is None:
        return GONE
    schema = known(session, inbox_id)
    if not words.strip() or _meant(schema, words) is not None:
        return ""
    near = did_you_mean(words, map(one_line, _properties(schema)))
    return f"It has no field {quoted(cut(one_line(words), 40))}.{near or f' {_there(schema)}'}"


def _danger(session: Session, inbox_id: str, words: str) -> Danger | None:
    schema = known(session, inbox_id)
    name = _meant(schema, words)
    return danger(session, inbox_id, _without(schema, name)) if name is not None else None


async def _take_out(session: Session, inbox_id: str, words: str) -> Came:
    act, there = await asked(session, inbox_id)
    name = _meant(there["schema"], words) if there is not None else None
    if there is None or name is None or not await looked_at(session, inbox_id, there):
        return Came("refused", f"{NEWER} {NOTHING_DONE}")
    return await save(session, act, there, _without(there["schema"], name))


ACTIONS: dict[str, Act] = {
    "inbox.field": Act(
        _put,
        WRITE,
        INBOX,
        Argument("field (name type description)", _which, _suggest, take_first=False, enter="save it", free=True),
        _no_field,
    ),
    "inbox.field_remove": Act(
        _take_out, WRITE, INBOX, Argument("field that goes", _which_goes, _suggest_gone), _not_there, _danger
    ),
}
"""What each command does to a field, by its id."""

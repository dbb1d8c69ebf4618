"""What a change of an extraction schema means before it is made: which fields come, go or turn into something else, how
many mails here have each, and which saved views and templates use one that goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.actions.speech import listed, number, quoted
from commune_tui.actions.views import inbox_in, scope_of
from commune_tui.mail.compose.templates import OF_ITS_OWN, variables
from commune_tui.mail.templates import from_settings
from commune_tui.query import And, Not, Or, QueryError, Term, extracted_in, flat, parse, write
from commune_tui.query.tree import Node, Query
from commune_tui.store import fields
from commune_tui.store.fields import Column
from commune_tui.text import cut, one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import InboxRow

Rule = Mapping[str, Any]
_ESSENCE: Final = ("type", "enum", "const", "format", "items", "properties", "$ref")
_MOST, _MOST_WORDS, _SHOWN = 12, 6, 40


class Turned(NamedTuple):
    """A field that is something else afterwards: what it was and what it will be, in words."""

    column: Column
    before: str
    after: str


class Change(NamedTuple):
    """``reworded`` are fields that stay what they are and are described otherwise."""

    comes: tuple[tuple[Column, str], ...] = ()
    goes: tuple[Column, ...] = ()
    turns: tuple[Turned, ...] = ()
    reworded: int = 0


def change(before: Rule, after: Rule) -> Change:
    """From one schema to the other; fields are told apart as filters do."""
    old = {column.name: (column, rule) for column, rule in fields.properties(before)}
    new = {column.name: (column, rule) for column, rule in fields.properties(after)}
    both = [(column, old[name][1], rule) for name, (column, rule) in new.items() if name in old]
    turns = tuple(Turned(column, kind(was), kind(now)) for column, was, now in both if _essence(was) != _essence(now))
    return Change(
        tuple((column, kind(rule)) for name, (column, rule) in new.items() if name not in old),
        tuple(column for name, (column, _) in old.items() if name not in new),
        turns,
        sum(was != now for _, was, now in both) - len(turns),
    )


def _essence(rule: Rule) -> Rule:
    return {name: rule[name] for name in _ESSENCE if name in rule}


def kind(rule: Rule) -> str:
    """What a field is, in a few words: ``number``, ``string (date)``, ``one of low, high``, ``list of string``."""
    if isinstance(choices := rule.get("enum"), list):
        shown = [_word(each) for each in choices[:_MOST_WORDS]]
        more = [f"{len(choices) - _MOST_WORDS} more"] if len(choices) > _MOST_WORDS else []
        return f"one of {', '.join([*shown, *more])}"
    named = rule.get("type")
    types = " or ".join(_word(each) for each in named[:_MOST_WORDS]) if isinstance(named, list) else _word(named)
    if types == "array" and isinstance(rule.get("items"), dict):
        return f"list of {_word(rule['items'].get('type'))}"
    return f"{types} ({_word(rule['format'])})" if isinstance(rule.get("format"), str) else types


def _word(value: object) -> str:
    return "anything" if value is None else cut(one_line(str(value)), _SHOWN)


# -- in sentences ------------------------------------------------------------------------------------------------------


def told(session: Session, inbox_id: str, made: Change) -> str:
    """The change in sentences, with how many mails here have what goes or turns."""
    names = [*(column.name for column in made.goes), *(each.column.name for each in made.turns)]
    counted = session.reads.read(lambda conn: fields.mails_with(conn, inbox_id, names))

    def here(column: Column) -> str:
        return f"in {number(counted[column.name], 'mail')} here" if column.name in counted else "in no mail here"

    comes = [f"{column.title} ({what})" for column, what in made.comes]
    goes = [f"{column.title} ({here(column)})" for column in made.goes]
    turns = [f"{each.column.title} from {each.before} to {each.after} ({here(each.column)})" for each in made.turns]
    reworded = f"{number(made.reworded, 'field is', 'fields are')} described otherwise." if made.reworded else ""
    said = [f"{word}: {_some(each)}." for word, each in (("New", comes), ("Gone", goes), ("Changed", turns)) if each]
    return " ".join([*said, reworded]).strip() or "No field comes, goes or becomes another."


def _some(words: Sequence[str]) -> str:
    """As many as somebody reads."""
    more = [f"{len(words) - _MOST} more"] if len(words) > _MOST else []
    return listed([*words[:_MOST], *more])


# -- who uses what goes ------------------------------------------------------------------------------------------------


def uses(session: Session, inbox: InboxRow, made: Change, after: Rule) -> list[str]:
    """What uses a field that goes: ``the view "Big ones" filters by total``. Views of another inbox do not."""
    gone = [column.name for column in made.goes]
    left = {column.name for column, _ in fields.properties(after)}
    return [*_views(session, inbox, gone), *_templates(session, gone, left)] if gone else []


def _views(session: Session, inbox: InboxRow, gone: Sequence[str]) -> Iterator[str]:
    own = [(row.name, row.query) for row in session.preferences.views()]
    for name, line in (*own, *session.preferences.fixed.views.items()):
        try:
            query = parse(line)
        except QueryError:
            continue
        if _elsewhere(session, query, inbox):
            continue
        if by := _among(_asked(query.node), gone):
            yield f"the view {quoted(_word(name))} filters by {listed(by)}"
        if by := _among([fields.named(extracted_in(query.sort.key))], gone):
            yield f"the view {quoted(_word(name))} is in the order of {listed(by)}"


def _elsewhere(session: Session, query: Query, inbox: InboxRow) -> bool:
    """Whether it is narrowed to another inbox."""
    for part in flat(query.node):
        if isinstance(part, Term) and part.field == "in" and len(part.values) == 1:
            found = inbox_in(write(Query(part)), session.reads.inboxes())
            if found is not None and scope_of(found) != scope_of(inbox):
                return True
    return False


def _asked(node: Node | None) -> Iterator[str]:
    """The names of all extracted values that a filter asks for, as filters compare them."""
    if isinstance(node, Not):
        yield from _asked(node.inner)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _asked(part)
    elif isinstance(node, Term):
        for name in node.values if node.field == "missing" else [extracted_in(node.field)]:
            yield fields.named(name)


def _among(names: Iterable[str], gone: Sequence[str]) -> list[str]:
    """Those that are gone, or a part of what is."""
    return list(
        dict.fromkeys(name for name in names if any(name == each or name.startswith(f"{each}.") for each in gone))
    )


def _templates(session: Session, gone: Sequence[str], left: set[str]) -> Iterator[str]:
    """Those with a variable that only a field that goes fills, by its name or by the last part of that."""
    ends = {name.rpartition(".")[2] for name in left}
    fill = {each for name in gone for each in (name, name.rpartition(".")[2])} - left - ends - OF_ITS_OWN
    found = {each.name: each.text for each in from_settings(session.preferences.fixed.templates)}
    for name, text in (found | {each.name: each.text for each in session.templates.read().templates}).items():
        if by := [each for each in variables(text) if each in fill]:
            yield f"the template {quoted(_word(name))} fills in {listed(by)}"

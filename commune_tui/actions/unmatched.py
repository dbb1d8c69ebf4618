"""Which words of a filter find nothing by themselves, for every front, and what there is in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from commune_tui.query import And, Node, Or, Query, Term, extracted_in, flat, parse
from commune_tui.query.write import write_node
from commune_tui.store import counts, domains, fields
from commune_tui.store.select import is_text, place_numbers
from commune_tui.text import cut, one_line
from commune_tui.wording import nearest

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_LISTED: Final = 6
"""How many names are listed where one is not known."""
_WORD: Final = 40


def unmatched(session: Session, words: str, *, texts: bool = True) -> str:
    """Sentences about the words that find no thread, whatever else is asked; empty where each finds some, or where
    there is only one and nothing is odd about it. ``texts``: look for the words of mails, too, which takes longer.
    Raises QueryError.
    """
    parts = [part for part in flat(parse(words).node) if texts or not is_text(part)]
    found = session.reads.counts([Query(part) for part in parts])
    dead = [part for part, number in zip(parts, found, strict=True) if not number]
    unknown = dict.fromkeys(_unknown(session, term) for part in dead for term in _terms(part))
    if said := list(filter(None, unknown)):
        return " ".join(said[:2])
    if not dead or len(flat(parse(words).node)) == 1:
        return ""
    alone = " and ".join(_quoted(write_node(part)) for part in dead[:2])
    return f"{alone} {'find nothing, even by themselves' if len(dead) > 1 else 'finds nothing, even by itself'}."


def _terms(node: Node) -> Iterator[Term]:
    """The terms that something must fit for this to find it."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _terms(part)


def _unknown(session: Session, term: Term) -> str:
    """That a term names what nobody here knows; empty where it is known."""
    if name := extracted_in(term.field):
        known = _extracted(session)
        if fields.named(name) in {fields.named(each) for each in known}:
            return ""
        return f"There is no extracted field {_quoted(name)} here. {_those(name, known, 'Nothing was extracted yet.')}"
    if term.field not in _SAID:
        return ""
    said, none = _SAID[term.field]
    known, special = _names(session, term.field), ("me", "nobody", "someone") if term.field == "assignee" else ()
    wrong = [each for each in term.values if each not in special and not _is_known(session, term.field, each, known)]
    if not wrong:
        return ""
    return f"{said.format(' or '.join(map(_quoted, wrong[:3])))} {_those(wrong[0], known, none)}".rstrip()


_SAID: Final = {
    "tag": ("Nothing here has the tag {}.", "No tag is in use."),
    "assignee": ("Nobody here is called {}.", ""),
    "in": ("There is no inbox {} here.", "There is none at all."),
    "domain": ("There is no domain {} here.", "There is none at all."),
    "id": ("There is no thread {} here.", ""),
}


def _is_known(session: Session, field: str, value: str, known: Sequence[str]) -> bool:
    if field in ("in", "domain"):
        return bool(session.reads.read(lambda conn: place_numbers(conn, field, value)))
    return value.casefold() in {each.casefold() for each in known} if field == "tag" else value in known


def _names(session: Session, field: str) -> list[str]:
    match field:
        case "tag":
            return [tag for tag, _ in session.reads.tags()]
        case "assignee":
            return [name for name, _ in session.reads.assignees()]
        case "in":
            return [row.address for row in session.reads.inboxes()]
        case "domain":
            return [row.name for row in session.reads.read(domains.rows)]
    return []


def _extracted(session: Session) -> list[str]:
    """Fields that have a value somewhere, and those that an inbox is to have."""
    declared = session.reads.read(fields.declared_names)
    return list(dict.fromkeys([*session.reads.read(counts.extracted_names), *declared]))


def _those(word: str, known: Sequence[str], none: str) -> str:
    """What there is, the likeliest first."""
    if not known:
        return none
    listed = list(dict.fromkeys([*nearest(word, known), *known]))
    more = f" and {len(listed) - _LISTED:,} more" if len(listed) > _LISTED else ""
    return f"Those here: {', '.join(cut(one_line(each), _WORD) for each in listed[:_LISTED])}{more}."


def _quoted(words: str) -> str:
    return f"“{cut(one_line(words), _WORD)}”"

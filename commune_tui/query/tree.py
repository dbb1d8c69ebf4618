"""What a query says, apart from how it is written and from how it is answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be found in a message: as whole words when ``exact``, else the last word may go on."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A filter on a field: any of ``values`` fits. ``exact`` as in :class:`Words`, for fields that hold text; of an
    extracted value it says that ``*``, ``<`` and ``>`` are no more than signs of it."""

    field: str
    values: tuple[str, ...]
    exact: bool = False

    @property
    def means_us(self) -> bool:
        """Whether it is about mail of this side, or to it: ``from:me``; the word itself is ``from:"me"``."""
        return self.field in ("from", "to") and self.values[0].lower() == "me" and not self.exact


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit ``inner``."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two parts. The texts among them must be found in one and the same message."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two parts."""

    parts: tuple[Node, ...]


Node = Words | Term | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    """One of ``fields.SORTS``, or ``extracted.`` and a name; ``reverse`` turns its usual direction round."""

    key: str = "newest"
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which threads, in which order. Without ``node`` all of them."""

    node: Node | None = None
    sort: Sort = Sort()


ALL = Query()


def both(first: Query, second: Query) -> Query:
    """Threads that fit both; the order of ``second`` where it says one, else of ``first``."""
    nodes = (*flat(first.node), *flat(second.node))
    sort = second.sort if second.sort != Sort() else first.sort
    return Query(And(nodes) if len(nodes) > 1 else (nodes[0] if nodes else None), sort)


def flat(node: Node | None) -> tuple[Node, ...]:
    """The parts that must all fit: an And within an And counts as one."""
    if node is None:
        return ()
    if isinstance(node, And):
        return tuple(part for inner in node.parts for part in flat(inner))
    return (node,)

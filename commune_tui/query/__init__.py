"""One language for the filter line, saved views and search: ``is:unanswered tag:vip -from:noreply "exact words"``.

A leaf: the standard library and the clock only, so that the store may turn a query into SQL, and the screen may read
and write one. :func:`parse` and :func:`write` are each other's inverse.
"""

from commune_tui.query.fields import EXTRACTED, FIELDS, SILENT, SORTS, extracted_in, order_words
from commune_tui.query.parse import joined, parse, unreadable, words_in
from commune_tui.query.pieces import QueryError
from commune_tui.query.tree import ALL, And, Node, Not, Or, Query, Sort, Term, Words, flat
from commune_tui.query.write import write

__all__ = [
    "ALL", "EXTRACTED", "FIELDS", "SILENT", "SORTS", "And", "Node", "Not", "Or", "Query", "QueryError", "Sort", "Term",
    "Words", "extracted_in", "flat", "joined", "order_words", "parse", "unreadable", "words_in", "write",
]  # fmt: skip

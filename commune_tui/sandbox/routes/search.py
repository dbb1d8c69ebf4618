"""The route of search (contract §4.5): the whole thread, a score, and how it was found."""

from __future__ import annotations

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing
from commune_tui.sandbox.routes.gates import include
from commune_tui.sandbox.routes.threads import LIMIT, SCOPE, SCOPE_MISSING, scope_of


def threads(call: Call) -> Response:
    query, scope, world = call.text("q"), scope_of(call), call.state.world
    if query is None:
        raise Problem(400, "Missing required query parameter: q")
    if scope is None:
        raise Problem(400, SCOPE_MISSING)
    include(call, "semantic_search")
    found, how = world.search.threads(query, *scope, call.integer("limit", 20, 1, 100))
    rows = [(world.threads.row(number), score) for number, score in found]
    plain = call.state.options.plain_threads
    items = [
        {**world.threads.answer(row, plain=plain), "score": score, "channel": "email"} for row, score in rows if row
    ]
    return listing(items, search_type=how)


OPERATIONS = [
    Operation(
        "GET",
        "/v1/search/threads",
        threads,
        "Search threads by meaning or by words",
        "threads:read",
        query=(Query("q", "What to look for; required."), *SCOPE, LIMIT),
        errors=(402,),
        wrapped="list",
    ),
]

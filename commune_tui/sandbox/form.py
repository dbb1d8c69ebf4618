"""The form that a sandbox takes: which server's ways of answering and of treating mail it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from commune_tui.sandbox.operation import Operation, Problem
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits


def as_it_is(operation: Operation, response: Response) -> Response:
    """The answer of a handler, unchanged."""
    return response


def problem(problem: Problem, request: Request) -> Response:
    """A refusal in JSON, as the documents describe it."""
    return problem.response()


def nowhere(request: Request, methods: Sequence[str]) -> Response:
    """No such path (``methods`` is empty), or not with this method: JSON in either case."""
    if not methods:
        return Problem(404, "Not found", code="not_found").response()
    allow = {"Allow": ", ".join(sorted(methods))}
    return Problem(405, f"{request.method} is not allowed here", headers=allow, code="method_not_allowed").response()


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``options`` are what it switches on at first; the functions make answers of what was decided."""

    name: str
    about: str
    operations: Sequence[Operation]
    habits: Habits = KEPT_PROMISES
    options: Mapping[str, Any] = field(default_factory=dict)
    finish: Callable[[Operation, Response], Response] = as_it_is
    refuse: Callable[[Problem, Request], Response] = problem
    nowhere: Callable[[Request, Sequence[str]], Response] = nowhere

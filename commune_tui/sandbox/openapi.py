"""The sandbox's own OpenAPI document, made from its operations. In its own words; it describes what is served here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from commune_tui import __version__
from commune_tui.sandbox.operation import Operation

ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}, "code": {"type": "string"}},
    "required": ["error"],
}
SHAPES: dict[str, dict[str, Any]] = {
    "record": {"type": "object", "properties": {"data": {"type": ["object", "null"]}}, "required": ["data"]},
    "list": {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": {"type": "object"}},
            "next_cursor": {"type": ["string", "null"]},
            "has_more": {"type": "boolean"},
        },
        "required": ["data", "next_cursor", "has_more"],
    },
    "bare": {"type": "object"},
}
HIDDEN = ("control", "document")


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """OpenAPI 3.1 of everything but the control routes."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        if operation.wrapped not in HIDDEN:
            paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "commune-tui sandbox", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", operation.path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for name in names
    ]
    parameters += [
        {"name": query.name, "in": "query", "description": query.about, "schema": query.schema}
        for query in operation.query
    ]
    answer: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": re.sub(r"\W+", "_", f"{operation.method.lower()}{operation.path}").strip("_"),
        "parameters": parameters,
        "responses": _responses(operation),
    }
    if operation.public:
        answer["security"] = []
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body}}
        answer["requestBody"] = {"required": True, "content": content}
    return answer


def _responses(operation: Operation) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    codes = {400, 413, *operation.errors, *(() if operation.public else (401, 403))}
    responses: dict[str, Any] = {
        str(code): {"description": "Refused; error says why.", "content": error} for code in sorted(codes)
    }
    success: dict[str, Any]
    if operation.wrapped == "none":
        success = error
    elif operation.wrapped == "stream":
        success = {"text/event-stream": {"schema": {"type": "string"}}}
    elif operation.wrapped == "bytes":
        success = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    else:
        success = {"application/json": {"schema": SHAPES[operation.wrapped]}}
    responses[str(operation.status)] = {"description": "As asked.", "content": success}
    return dict(sorted(responses.items()))

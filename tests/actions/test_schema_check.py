"""A text as an extraction schema: what JSON Schema and servers object to, at the offending value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commune_tui.actions.schema_check import checked
from commune_tui.actions.schema_writing import EXAMPLE
from commune_tui.text import is_clean
from commune_tui.text.json_places import NoJson, written
from tests.hostile.payloads import every_payload
from tests.text.test_json_places import VALUES


def refused(text: str) -> str:
    with pytest.raises(NoJson) as error:
        checked(text)
    assert is_clean(str(error.value))
    return str(error.value)


def with_field(rule: Any) -> str:
    return json.dumps({"type": "object", "properties": {"a": rule}}, indent=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            with_field({"type": "strin"}),
            'line 5, column 12: "strin" is no type. Did you mean string? Types are string,',
        ),
        (with_field({"type": ["string", 1]}), "line 5, column 12: a type is one of string, number, integer, boolean,"),
        (with_field({"enum": "x"}), 'line 5, column 12: "enum" has to be a list, in brackets'),
        (with_field({"minLength": -1}), 'line 5, column 17: "minLength": it is too small'),
        (with_field({"required": ["x", "x"]}), 'line 5, column 16: "required": something stands in the list twice'),
        (with_field(True), 'line 4, column 8: "a" has to be an object, in braces'),
        (with_field(3), 'line 4, column 8: "a" has to be an object, in braces or true or false'),
        ('{"type": "array"}', 'line 1, column 10: a schema is of the type "object"'),
        ("{}", 'line 1, column 1: a schema is of the type "object"'),
        ('{"type": "object"}', "line 1, column 1: a schema has properties, one for each field"),
        ("[]", "line 1, column 1: a schema is an object, in braces"),
        ('{"$schema": 3, "type": "object", "properties": {}}', 'line 1, column 13: "$schema" has to be a text'),
        (
            '{"type": "object", "properties": {"a": {"type": "x"}, "b": {"type": "y"}}}',
            'line 1, column 49: "x" is no type. Types are string, number, integer, boolean, object, array, null '
            "(1 more place behind it)",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_value(text: str, said: str) -> None:
    assert refused(text).startswith(said)


def test_a_schema_of_an_older_time_is_read_by_its_own_rules() -> None:
    rule = {"items": [{"type": "string"}]}
    assert refused(with_field(rule)).startswith('line 5, column 13: "items" has to be an object')
    old = json.loads(with_field(rule)) | {"$schema": "http://json-schema.org/draft-07/schema#"}
    assert checked(json.dumps(old)) == old


def test_nothing_is_fetched_and_nothing_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a schema opened a connection")

    monkeypatch.setattr("socket.socket.connect", never)
    elsewhere = "http://127.0.0.1:9/schema"
    schema = json.loads(with_field({"$ref": elsewhere})) | {"$schema": elsewhere, "$id": elsewhere, "$dynamicRef": "#x"}
    assert checked(json.dumps(schema)) == schema


def test_what_one_begins_with_can_be_saved() -> None:
    assert checked(written(EXAMPLE)) == EXAMPLE


def test_what_is_foreign_in_it_is_said_in_a_clean_line() -> None:
    for _, name in every_payload():
        refused(json.dumps({"type": "object", "properties": {name: {"type": name}, "b": {name: {}, "required": name}}}))
        refused(json.dumps({"type": "object", "properties": {name: 3}}))
        refused(name)


KEYS = st.sampled_from(
    ["type", "properties", "items", "enum", "required", "$ref", "$id", "$schema", "$defs", "allOf", "not", "pattern",
     "minimum", "additionalProperties", "format", "description", "const", "$dynamicRef", "$anchor", "$vocabulary"],
)  # fmt: skip
ODD = st.recursive(
    VALUES | st.sampled_from(["object", "string", "#", "http://json-schema.org/draft-03/schema#"]),
    lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, ODD, max_size=5))
@example({"$schema": "http://json-schema.org/draft-03/schema#", "type": "object", "properties": {"a": {"type": [{}]}}})
def test_any_object_is_a_schema_or_refused_in_a_sentence(schema: dict[str, Any]) -> None:
    for made in (schema, {**schema, "type": "object", "properties": {"a": schema}}):
        try:
            assert json.dumps(checked(json.dumps(made))) == json.dumps(made)
        except NoJson as error:
            assert is_clean(str(error)) and len(str(error)) < 300

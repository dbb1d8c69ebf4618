"""Whether a text is an extraction schema: JSON, by the meta-schema of JSON Schema, an object with properties.

What is wrong is said with line and column. The names and words in it are foreign: they pass the door of text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from commune_tui.actions.speech import number
from commune_tui.text import cut, one_line
from commune_tui.text.json_places import NoJson, Place, Read, read
from commune_tui.wording import did_you_mean

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MOST_PROPERTIES: Final = 1_000
TYPES: Final = ("string", "number", "integer", "boolean", "object", "array", "null")
_IN_WORDS: Final = {
    "string": "a text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "object": "an object, in braces", "array": "a list, in brackets", "null": "null",
}  # fmt: skip
_OF_RULES: Final = {
    "minimum": "it is too small", "exclusiveMinimum": "it is too small", "minItems": "the list is too short",
    "uniqueItems": "something stands in the list twice", "pattern": "it is not written so",
    "enum": "it is none of what can stand here",
}  # fmt: skip
_SHOWN: Final = 40
_MOST_ERRORS: Final = 200


def checked(text: str) -> dict[str, Any]:
    """The schema that a text is. Raises NoJson, which says what is wrong and where."""
    found = read(text)
    schema = found.value
    if not isinstance(schema, dict):
        raise NoJson("a schema is an object, in braces", found.at(()))
    wrong = dict(_against_its_own(found) or _against_servers(found))
    if wrong:
        place, others = min(wrong), len(wrong) - 1
        raise NoJson(f"{wrong[place]} ({number(others, 'more place')} behind it)" if others else wrong[place], place)
    return schema


def _against_servers(found: Read) -> list[tuple[Place, str]]:
    """What servers want beside that (contract §4.2)."""
    schema = found.value
    if schema.get("type") != "object":
        return [(found.at(("type",)), 'a schema is of the type "object"')]
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return [(found.at(()), "a schema has properties, one for each field")]
    if len(properties) > MOST_PROPERTIES:
        return [(found.at(("properties",)), f"there are more than {MOST_PROPERTIES:,} properties")]
    odd = [name for name, rule in properties.items() if not isinstance(rule, dict)]
    return [(found.at(("properties", name)), f"{_said(name)} has to be an object, in braces") for name in odd]


# -- the meta-schema ---------------------------------------------------------------------------------------------------


def _against_its_own(found: Read) -> list[tuple[Place, str]]:
    """By the meta-schema that it names; one that nobody knows, or none, is the newest."""
    errors = islice(_validator(found.value.get("$schema"))(found.value), _MOST_ERRORS)
    return [(found.at(tuple(error.absolute_path)), _reason(error)) for error in errors]


def _validator(named: object) -> Callable[[Any], Iterator[ValidationError]]:
    """Nothing is fetched: the meta-schemas come with the library, and what a schema refers to is not followed."""
    import jsonschema

    known = (
        jsonschema.Draft202012Validator, jsonschema.Draft201909Validator, jsonschema.Draft7Validator,
        jsonschema.Draft6Validator, jsonschema.Draft4Validator, jsonschema.Draft3Validator,
    )  # fmt: skip
    name = named.rstrip("#") if isinstance(named, str) else ""
    kind = next((each for each in known if str(each.META_SCHEMA.get("$schema", "")).rstrip("#") == name), known[0])
    return kind(kind.META_SCHEMA).iter_errors


def _reason(error: ValidationError) -> str:
    """An error of the library in plain words; ``urgency: "strin" is no type. Did you mean string?``"""
    path = tuple(error.absolute_path)
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    about, value = _said(name) if name else "the schema", error.instance
    if name == "type":
        if isinstance(value, str):
            return f"{_said(value)} is no type.{did_you_mean(value, TYPES)} Types are {', '.join(TYPES)}"
        return f"a type is one of {', '.join(TYPES)}, or a list of these"
    if error.validator == "type":
        wanted = error.validator_value
        kinds = list(map(str, wanted)) if isinstance(wanted, list) else [str(wanted)]
        return f"{about} has to be {' or '.join(_IN_WORDS.get(each, each) for each in kinds)}"
    rule = _OF_RULES.get(str(error.validator), "JSON Schema does not take it so")
    return f"{about}: {rule}"


def _said(name: str) -> str:
    return f'"{cut(one_line(name), _SHOWN)}"'

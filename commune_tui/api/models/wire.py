"""What all answers have in common: frozen, forgiving objects that know their names on the wire.

A field is read from its own name, its camelCase form, or one of ``also``; the first value that is not null wins.
``raw`` is the object as the server sent it (not a copy), for views that show everything; ``hidden`` keys are left
out of it because they hold secrets. ``repr`` shows only the id: mail is not to get into logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SkipValidation, ValidationError

W = TypeVar("W", bound="Wire")


def names(table: dict[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Further names that fields have on the wire, most trusted first."""
    return MappingProxyType(table)


class Wire(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, arbitrary_types_allowed=True)
    also: ClassVar[Mapping[str, tuple[str, ...]]] = names({})
    hidden: ClassVar[frozenset[str]] = frozenset()

    raw: Annotated[dict[str, Any], SkipValidation] = Field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """The object in ``value``, or ``None`` when it is none: not an object, or without its id."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            return None
        found = {}
        for field, wire_names in _names(cls):
            for name in wire_names:
                if (item := value.get(name)) is not None:
                    found[field] = item
                    break
        found["raw"] = {k: v for k, v in value.items() if k not in cls.hidden} if cls.hidden else value
        try:
            return cls.model_validate(found)
        except ValidationError:
            return None

    def __repr__(self) -> str:
        name = _names(type(self))[0][0]
        shown = f" {getattr(self, name)!r}" if name.endswith("id") else ""
        return f"<{type(self).__name__}{shown}>"

    __str__ = __repr__


@cache
def _names(model: type[Wire]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (field, tuple(dict.fromkeys((field, *_camel(field), *model.also.get(field, ())))))
        for field in model.model_fields
        if field != "raw"
    )


def _camel(field: str) -> tuple[str, ...]:
    first, *rest = field.split("_")
    return (first + "".join(word.capitalize() for word in rest),) if rest else ()


def one(model: type[W]) -> BeforeValidator:
    """Annotates a field that holds one object of ``model``; anything else is ``None``."""
    return BeforeValidator(lambda value: model.read(value))


def many(model: type[W]) -> BeforeValidator:
    """Annotates a field that holds a list of ``model``; what cannot be read is left out."""

    def read(value: Any) -> tuple[W, ...]:
        items = value if isinstance(value, list | tuple) else ()
        return tuple(item for raw in items if (item := model.read(raw)) is not None)

    return BeforeValidator(read)

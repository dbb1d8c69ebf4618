"""The kinds of administrative acts that there are, found by their noun."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from commune_tui.mail import administration
from commune_tui.mail.administration.deeds import Kind


def kind_of(name: str) -> Kind | None:
    """The kind ``noun.what``; ``None`` where this version of the program does not know it."""
    noun = name.partition(".")[0]
    if noun not in {found.name for found in iter_modules(administration.__path__)}:
        return None
    kinds: dict[str, Kind] = getattr(import_module(f"{administration.__name__}.{noun}"), "KINDS", {})
    return kinds.get(name)

"""The plain rules of the sandbox as the world asks for them: one verdict about a mail, one extraction by schema."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.rules import injection, spam


class Rulebook:
    """The judge of a sandbox world (see :class:`commune_tui.sandbox.world.intake.Judge`)."""

    def verdict(self, mail: Mail) -> dict[str, Any]:
        """The ``spam_*`` and ``prompt_injection_*`` fields of ``metadata`` (contract §4.4)."""
        return {**spam.judge(mail).metadata(), **injection.judge(mail).metadata()}

    def extract(self, schema: dict[str, Any], mail: Mail) -> dict[str, Any]:
        """What the properties of a JSON Schema are in this mail."""
        found: dict[str, Any] = import_module("commune_tui.sandbox.rules.extraction").extract(schema, mail)
        return found

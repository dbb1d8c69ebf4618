"""All rules about an inbound mail behind the two questions that the world asks."""

from __future__ import annotations

from typing import Any

from commune_tui.sandbox.markup import Words, read_html
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.rules import extraction, injection, spam


class PlainRules:
    """Stateless; the same mail always gets the same answers."""

    def verdict(self, mail: Mail) -> dict[str, Any]:
        """The ``spam_*`` and ``prompt_injection_*`` fields of ``metadata`` (contract §4.4)."""
        words = read_html(mail.html) if mail.html else Words("", "")
        seen = f"{mail.text}\n{words.visible}" if words.visible else mail.text
        return {**spam.judge(mail, seen).metadata(), **injection.judge(mail, words).metadata()}

    def extract(self, schema: dict[str, Any], mail: Mail) -> dict[str, Any]:
        """``extracted_data`` for a JSON Schema."""
        return extraction.extract(schema, mail)

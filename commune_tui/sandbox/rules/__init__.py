"""Plain, deterministic rules where the real service uses models and the real world uses people."""

from __future__ import annotations


def describe() -> str:
    """All rules in words, for the help page of the sandbox and its control route."""
    from commune_tui.sandbox.rules import extraction, fate, injection, spam

    return "\n\n".join(rules.DESCRIPTION for rules in (fate, spam, injection, extraction))

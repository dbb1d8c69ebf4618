"""What a program that this one starts may know: its environment, without keys and secrets.

Every program that is started (editor, opener, the reader of bodies, the demo's server) gets its environment from
here; a test sees to it.
"""

from __future__ import annotations

import os
import re

OURS = "COMMUNE_"
HARMLESS = frozenset({"COMMUNE_TUI_PROFILE"})
_SECRET = re.compile(r"\b(?:comm|whsec)_[A-Za-z0-9_+/=-]{12,}|\bgate_[0-9a-f]{12,}|-----BEGIN [A-Z ]*PRIVATE KEY-----")


def environment(**more: str) -> dict[str, str]:
    """This process's environment for a child: no variable of ours that may hold a secret (all but two), none whose
    value looks like a key of the API, a secret of a webhook or a private key. ``more`` is added.
    """
    return {name: value for name, value in os.environ.items() if _may_know(name, value)} | more


def _may_know(name: str, value: str) -> bool:
    return name in HARMLESS or not (name.startswith(OURS) or _SECRET.search(value))

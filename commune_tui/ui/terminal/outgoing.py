"""What of a text may be written to a terminal: the gate's own rule, which needs no Textual."""

from __future__ import annotations

import re

from commune_tui.text import tables
from commune_tui.text.settle import FLAG_OF_REGION

_NEVER = re.compile(
    f"{FLAG_OF_REGION}|[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U0010ffff"
    f"{tables.character_class(tables.BIDI)}]"
)


def outgoing(text: str) -> str:
    """The text without anything that a terminal could take for a command: controls, direction, tags, half surrogates.

    Needs no context, so it may be given any piece of a line; line breaks go too.
    """
    if text.isascii() and text.isprintable():
        return text
    return _NEVER.sub(lambda found: found[0] if len(found[0]) > 1 else "", text)

"""What the HTML of mail programs and people says of its parts: earlier mail, its head, forwarded mail, a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from commune_tui.body.colours import Rgba
from commune_tui.body.names import words

MarkKind = Literal["history", "head", "forward", "colour"]

_HISTORY = words(
    "gmail_quote gmail_quote_container yahoo_quoted protonmail_quote zmail_extra tutanota_quote "
    "mail-editor-reference-message-container"
)
_HEADS = words("divRplyFwdMsg appendonsend zwchr replySplit x_divRplyFwdMsg")
_FORWARD = words("moz-forward-container isForwardContent")
_VIVID = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines ``first`` to before ``end`` that a mail program marked: as history, as the ``head`` of it, as mail that is
    handed on (``forward``); or a person, with a ``colour``."""

    first: int
    end: int
    kind: MarkKind = "history"


def marked(attributes: Mapping[str, str | None], tag: str) -> MarkKind | None:
    """What a mail program says of an element: its class or id, or the line that Outlook draws above its headers."""
    names = {*(attributes.get("class") or "").split(), attributes.get("id") or ""}
    if not names.isdisjoint(_FORWARD):
        return "forward"
    if not names.isdisjoint(_HISTORY) or (tag == "blockquote" and (attributes.get("type") or "") == "cite"):
        return "history"
    ruled = tag == "div" and "border-top:solid" in (attributes.get("style") or "").replace(" ", "").lower()
    return "head" if ruled or not names.isdisjoint(_HEADS) else None


def vivid(colour: Rgba) -> bool:
    """Is this red, blue, green, and no black or grey?"""
    return max(colour[:3]) - min(colour[:3]) > _VIVID

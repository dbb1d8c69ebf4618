"""Why nothing happens in a conversation, for every front."""

from __future__ import annotations

from datetime import datetime

from commune_tui.mail.conversation import Conversation, Said
from commune_tui.mail.timeline import Role
from commune_tui.risk import silence

_ROLES: dict[str, Role] = {
    "us": "warn", "delayed": "warn", "unsent": "warn",
    "bounced": "bad", "suppressed": "bad", "failed": "bad", "complained": "bad", "lost": "bad",
}  # fmt: skip


def why(talk: Conversation, now: datetime) -> Said | None:
    """The one line; ``None`` where the conversation is over."""
    if talk.standing is None or not (reason := silence.reason(talk.standing)):
        return None
    only = "; only another address gets it" if reason == "suppressed" else ""
    return Said(f"{silence.sentence(talk.standing, now)}{only}", _ROLES.get(reason, "dim"))

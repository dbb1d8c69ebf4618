"""What the parts of the front share."""

from __future__ import annotations

from typing import NamedTuple

from commune_tui.config import Settings
from commune_tui.linear.dialogue import Dialogue
from commune_tui.linear.position import Position
from commune_tui.mail.session import Session


class Shared(NamedTuple):
    """The session, the settings, what is said and asked, and where one is."""

    session: Session
    settings: Settings
    dialogue: Dialogue
    position: Position

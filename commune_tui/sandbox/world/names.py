"""How messages, conversations and files are named, which is a habit of the server."""

from __future__ import annotations

import hashlib
from typing import Any

from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.world.database import Database
from commune_tui.sandbox.world.habits import Habits


def reply_token(thread_id: str) -> str:
    """The twelve hex digits that stand for a thread in a Reply-To address (contract §7)."""
    return hashlib.sha256(thread_id.encode()).hexdigest()[:12]


class Names:
    """Draws new names; ``None`` leaves the choice to whoever stores the thing."""

    def __init__(self, database: Database, habits: Habits) -> None:
        self._db, self._habits = database, habits
        self.raw_thread_ids = False  # new threads are named by the mail's SMTP id, as the published API may do

    def thread(self, mail: Mail) -> str:
        """A thread that begins with this inbound mail."""
        if self._habits.raw_ids or self.raw_thread_ids:
            name = self.inbound(mail) or mail.message_id
            if name and self._db.value("SELECT 1 FROM threads WHERE id = ?", name) is None:
                return name
        return self.begun()

    def begun(self) -> str:
        """A thread that begins with a mail of ours."""
        return f"thread_{self._db.uuid()}"

    def inbound(self, mail: Mail) -> str | None:
        """An inbound message: its Message-ID, or the receiving host's own number where the mail is dated."""
        if not self._habits.raw_ids:
            return None
        return hashlib.sha256(mail.message_id.encode()).hexdigest()[:32] if mail.dated else mail.message_id

    def outbound(self, thread_id: str, domain: str) -> tuple[str | None, dict[str, Any]]:
        """An outbound message: its id, and what its metadata says of the names it goes by."""
        if not self._habits.renames_sent:
            return None, {}
        number, host = self._db.uuid(), self._db.hex(12)
        return number, {
            "resend_id": number,
            "commune_message_id": f"msg_{self._db.hex(32)}",
            "custom_message_id": f"<{self._db.uuid()}@{domain}>",
            "ses_message_id": f"<0100{host}-{self._db.uuid()}-000000@email.amazonses.com>",
            "ses_references": [],
            "routing_token": f"t{reply_token(thread_id)}",
        }

    def file(self, mail: Mail, file: File) -> str | None:
        """A file of an inbound mail."""
        if not self._habits.raw_ids:
            return None
        return f"ses_{self.inbound(mail)}_{file.name}" if mail.dated else self._db.uuid()

"""The server's own reading of a conversation, half a minute after each mail; it moves the triage state's time."""

from __future__ import annotations

from typing import Any

from commune_tui.sandbox.world.jobs import Jobs
from commune_tui.sandbox.world.messages import Messages
from commune_tui.sandbox.world.threads import Threads

JOB = "summary"
AFTER_S = 30.0


class Summaries:
    """Reads conversations again when they get mail, if that is a habit of the world."""

    def __init__(self, threads: Threads, messages: Messages, jobs: Jobs) -> None:
        self._threads, self._messages, self._jobs = threads, messages, jobs
        jobs.handle(JOB, self._read)

    def mail_came(self, thread_id: str) -> None:
        """Read the conversation, in a while."""
        self._jobs.schedule(JOB, {"thread_id": thread_id}, AFTER_S)

    def mail_left(self, message_id: str) -> None:
        """As :meth:`mail_came`, by a message."""
        row = self._messages.row(message_id)
        if row is not None:
            self.mail_came(row["thread_id"])

    def _read(self, payload: dict[str, Any]) -> None:
        row = self._threads.row(payload["thread_id"])
        if row is not None:
            words = row["snippet"].lower()
            mood = "negative" if any(word in words for word in ("angry", "refund", "never", "broken")) else "neutral"
            urgency = "high" if "urgent" in words else "normal"
            facts = {"sentiment": mood, "urgency": urgency, "summary": row["snippet"][:120], "next_action": "reply"}
            self._threads.note(row["id"], summary=facts)

"""The world of a sandbox: an organisation with its domains, inboxes, mail and keys, in one SQLite database.

Each noun is a file here; :class:`World` joins them and is all that the rest of the sandbox holds. Knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from commune_tui.sandbox import records
from commune_tui.sandbox.rules.judge import PlainRules
from commune_tui.sandbox.world.attachments import Attachments
from commune_tui.sandbox.world.database import Database
from commune_tui.sandbox.world.deletion import Deletions
from commune_tui.sandbox.world.delivery import Delivery
from commune_tui.sandbox.world.domains import Domains
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits
from commune_tui.sandbox.world.inboxes import Inboxes
from commune_tui.sandbox.world.intake import Intake, Received
from commune_tui.sandbox.world.jobs import Jobs
from commune_tui.sandbox.world.load import Loader
from commune_tui.sandbox.world.messages import Judge, Messages
from commune_tui.sandbox.world.organisation import Agents, Keys, Organisation
from commune_tui.sandbox.world.outgoing import Draft, Outgoing, Sent
from commune_tui.sandbox.world.schema import NAMES
from commune_tui.sandbox.world.search import Search
from commune_tui.sandbox.world.summary import Summaries
from commune_tui.sandbox.world.threads import Threads
from commune_tui.sandbox.world.webhooks import Webhooks

__all__ = ["Draft", "Received", "Sent", "World"]


class World:
    """Everything that a sandbox knows.

    ``path`` keeps it in a private file, otherwise it lives in memory; ``seed`` makes the ids of a new world
    repeatable. ``habits`` are how its server differs from the documents. Writes of several steps are one transaction
    inside the methods named here.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        seed: int | None = None,
        judge: Judge | None = None,
        habits: Habits = KEPT_PROMISES,
    ) -> None:
        self.database = Database(path, seed=seed)
        self.habits = habits
        db = self.database
        judge = judge or PlainRules()
        self.organisation, self.keys, self.agents = Organisation(db), Keys(db), Agents(db)
        self.domains, self.inboxes = Domains(db), Inboxes(db, habits)
        self.threads, self.messages, self.search = Threads(db), Messages(db, judge, habits), Search(db)
        self.attachments, self.delivery, self.webhooks = Attachments(db), Delivery(db), Webhooks(db)
        self.deletions, self.jobs = Deletions(db), Jobs(db)
        self.intake = Intake(db, self.inboxes, self.messages, self.attachments, judge, habits)
        self.outgoing = Outgoing(db, self.inboxes, self.messages, self.attachments, habits)
        self.outgoing.connect(self.delivery, self.intake, self.jobs)
        self._judge = judge
        if habits.restless_triage:
            summaries = Summaries(self.threads, self.messages, self.jobs)
            self.intake.on_received.append(lambda received: summaries.mail_came(received.thread_id))
            self.outgoing.on_sent.append(summaries.mail_left)

    @property
    def new(self) -> bool:
        """Whether nothing was in it when it was opened."""
        return bool(self.database.new)

    def now(self) -> datetime:
        """The sandbox's time."""
        return self.database.now()

    def load(self, organisation: records.Organisation, on_progress: Callable[[int], None] | None = None) -> int:
        """Take in a ready-made organisation, fast; how many threads it had."""
        with self.database.transaction():
            if self.organisation.row() is None:
                self.organisation.create(organisation.name, organisation.slug)
            loader = Loader(self.database, self.domains, self.inboxes, self.delivery, self._judge, self.habits)
            done = loader.load(organisation, on_progress)
            for key in organisation.keys:
                self.keys.take(key)
            return done

    def receive(self, mail: records.Mail, recipients: tuple[str, ...] | None = None) -> list[Received]:
        """An inbound mail; see :meth:`Intake.receive`."""
        return self.intake.receive(mail, recipients)

    def send(self, inbox: Any, draft: Draft) -> Sent:
        """An outbound mail from an inbox row; see :meth:`Outgoing.send`."""
        return self.outgoing.send(inbox, draft)

    def judge_outbound(self, mail: records.Mail) -> float:
        """The spam score of a mail that somebody wants to send, 0 to 1 (contract §8)."""
        return float(self.verdict(mail).get("spam_score", 0.0))

    def verdict(self, mail: records.Mail) -> dict[str, Any]:
        """All that the rules say of a mail."""
        return self._judge.verdict(mail)

    def clear(self) -> None:
        """Empty every table but the printed key's; the ids of a seeded world start over."""
        self.database.epoch += 1
        with self.database.transaction():
            for table in NAMES:
                if table == "printed":
                    continue
                self.database.run(f"DELETE FROM {table}")  # noqa: S608
            self.database.run("INSERT INTO words(words) VALUES ('rebuild')")
        self.database.restart_ids()

    def summary(self) -> dict[str, Any]:
        """How much there is of everything, for the control route."""
        counted = {name: int(self.database.value(f"SELECT count(*) FROM {name}")) for name in NAMES}  # noqa: S608
        return {**counted, "now": self.now().isoformat()}

    def close(self) -> None:
        """Close the database."""
        self.database.close()

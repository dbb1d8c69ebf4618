"""What there is to know about a mail before it is judged, put together from the store of the gate and from the API."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.gate import amounts, given, queue, reading
from commune_tui.gate.database import Database
from commune_tui.gate.directory import Directory
from commune_tui.gate.facts import Baseline, Facts
from commune_tui.gate.keys import Agent
from commune_tui.gate.mail import File
from commune_tui.gate.queue import Held
from commune_tui.gate.rulefile import RuleFile
from commune_tui.gate.sight import NOTHING, Sight
from commune_tui.gate.upstream import Upstream

log = logging.getLogger(__name__)
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Learned:
    """``baseline`` is ``None`` while the conversation or a file could not be read; ``foreign``: it is another's."""

    facts: Facts
    files: tuple[File, ...]
    baseline: Baseline | None = None
    sight: Sight = NOTHING
    foreign: bool = False


class Learning:
    """Never raises: what could not be read is named as lacking."""

    def __init__(self, db: Database, upstream: Upstream, directory: Directory, rules: RuleFile) -> None:
        self._db, self._upstream, self._directory, self._rules = db, upstream, directory, rules

    async def of(self, held: Held, agent: Agent) -> Learned:
        """All there is to know; a fault of ours in reading it is one thing more that is not known."""
        try:
            return await self._learned(held, agent)
        except Exception as error:
            log.error("gate: the facts of a mail could not be read by a fault of the program", exc_info=error)
            lacking = (f"anything ({type(error).__name__})",)
            return Learned(Facts(agent.name, held.inbox, clock.local(clock.now()), lacking=lacking), held.files)

    async def _learned(self, held: Held, agent: Agent) -> Learned:
        facts, lacking, baseline, sight = self._here(held, agent), [], None, NOTHING
        try:
            found, silent = await asyncio.gather(
                self._conversation(held, agent),
                reading.suppressed(self._upstream.client, held.mail.inbox_id, held.mail.recipients),
            )
            sight = self._sight(held, agent, found)
            facts = reading.with_conversation(facts, found, sight)
            alike = reading.look_alike(held.mail.recipients, self._directory.hosts(), found.writers)
            facts = replace(facts, look_alike=alike, suppressed=None if silent is None else bool(silent))
            baseline = replace(found.baseline, suppressed=tuple(sorted(silent or ())))
            if any("recipients_known" in rule.when for rule in self._rules.now().rules):
                known = await reading.are_known(self._upstream.client, held.mail.recipients, found.writers)
                facts = replace(facts, recipients_known=known)
        except reading.Foreign:
            return Learned(facts, held.files, foreign=True)
        except errors.CommuneError as error:
            lacking.append(f"the conversation ({error.sentence.rstrip('.')})")
        files = await reading.hashed(self._upstream.client, held.files)
        lacking += [f"what the file {each.id} holds" for each in files if not each.sha256]
        return Learned(replace(facts, lacking=tuple(lacking)), files, None if lacking else baseline, sight)

    def _here(self, held: Held, agent: Agent) -> Facts:
        conn = self._db.conn
        return Facts(
            agent.name,
            held.inbox,
            clock.local(clock.now()),
            says=reading.says(held.mail),
            money=amounts.most(f"{held.mail.subject}\n{held.mail.text or ''}", held.mail.html or ""),
            said_before=queue.said_before(conn, agent.name, held.digest, held.id),
            sent_last_hour=queue.count_since(conn, agent.name, clock.now_ms() - _HOUR_MS) - 1,
        )

    async def _conversation(self, held: Held, agent: Agent) -> reading.Conversation:
        ids, ours = self._directory.ids(agent), self._directory.hosts()
        return await reading.the_conversation(self._upstream.client, held.mail.thread_id, ids, ours)

    def _sight(self, held: Held, agent: Agent, found: reading.Conversation) -> Sight:
        pushed = self._directory.pushes(held.mail.inbox_id)
        return given.seen(self._db.conn, agent.name, held.thread_id, found.seen, pushed=pushed)

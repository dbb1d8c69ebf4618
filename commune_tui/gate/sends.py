"""From a request to send to a mail on disk that was judged, and to what the agent is told of it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from commune_tui import clock
from commune_tui.gate import decisions, pauses, queue
from commune_tui.gate.arrival import ARRIVED
from commune_tui.gate.database import Database
from commune_tui.gate.directory import Directory
from commune_tui.gate.facts import packed
from commune_tui.gate.judge import judge
from commune_tui.gate.keys import Agent
from commune_tui.gate.learning import Learning
from commune_tui.gate.mail import File, Mail
from commune_tui.gate.normal import normal
from commune_tui.gate.queue import GATE, Held
from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.rulefile import RuleFile
from commune_tui.gate.sender import Inbox, resolved
from commune_tui.gate.states import SAID
from commune_tui.gate.upstream import Answer, Upstream

_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_LONGEST_KEY = 200
_FOREIGN = "The conversation is not one of this agent."
_THEN = {"allow": "decided", "hold": "held", "refuse": "refused"}


class Sends:
    """``changed`` is called whenever a mail has made a step; ``tell`` is given a sentence for whoever runs the gate."""

    def __init__(
        self,
        db: Database,
        upstream: Upstream,
        directory: Directory,
        rules: RuleFile,
        changed: Callable[[], None],
        tell: Callable[[str], object],
    ) -> None:
        self._db, self._directory, self._rules = db, directory, rules
        self._changed, self._tell = changed, tell
        self._learning = Learning(db, upstream, directory, rules)
        self.judging: set[str] = set()
        """Mails that a request waits for."""

    async def take(self, agent: Agent, body: bytes, key: str | None) -> Answer:
        """Write the mail down, judge it, and say what became of it. Raises NotTaken."""
        mail = normal(body)
        name = hashlib.sha256(mail.named).hexdigest()
        if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
            raise NotTaken(400, "An idempotency key is 1 to 200 printable ASCII characters.")
        if (known := self._known(agent, key, name)) is not None:
            return told(known)
        mail, mine = await self._sender(agent, mail)
        self._directory.allow_files(agent, mail.attachments)
        inbox = next(each.address for each in mine if each.id == mail.inbox_id)
        words = hashlib.sha256(repr((mail.recipients, mail.subject, mail.text, mail.html)).encode()).hexdigest()
        held = Held(
            secrets.token_hex(16), agent.name, "received", mail.raw, inbox, words, thread_id=mail.thread_id,
            files=tuple(File(each) for each in mail.attachments),
        )  # fmt: skip
        with self._db.write() as conn:
            if (known := self._known(agent, key, name)) is not None:
                return told(known)
            self._within_limits(agent)
            self.judging.add(held.id)
            held = queue.take(conn, held)
            if key is not None:
                queue.remember(conn, agent.name, key, name, held.id)
        try:
            held = await self.judged(held, agent)
        finally:
            self.judging.discard(held.id)
            self._changed()
        return told(held)

    async def _sender(self, agent: Agent, mail: Mail) -> tuple[Mail, Sequence[Inbox]]:
        mine = await self._directory.of(agent)
        try:
            return resolved(mail, mine), mine
        except NotTaken:  # the inbox may have been made just now
            mine = await self._directory.of(agent, within_s=0.0)
            return resolved(mail, mine), mine

    def _known(self, agent: Agent, key: str | None, name: str) -> Held | None:
        if key is None or (found := queue.asked(self._db.conn, agent.name, key)) is None:
            return None
        if found[0] != name:
            raise NotTaken(409, "This idempotency key was used for another mail.")
        return queue.get(self._db.conn, found[1])

    def _within_limits(self, agent: Agent) -> None:
        now = clock.now_ms()
        for most, span_ms in ((agent.per_hour, _HOUR_MS), (agent.per_day, _DAY_MS)):
            if most and queue.count_since(self._db.conn, agent.name, now - span_ms) >= most:
                wait_s = span_ms // 1000
                raise NotTaken(429, "This key has given as many mails as it may.", {"retryAfter": wait_s})

    async def judged(self, held: Held, agent: Agent, *, late: bool = False) -> Held:
        """Read what there is to know, judge, and write that down. ``late``: nobody waits for the answer any more, so a
        rule that lets it out counts no more than none.
        """
        learned = await self._learning.of(held, agent)
        with self._db.write() as conn:
            held = queue.get(conn, held.id) or held
            if held.state != "received":
                return held
            if learned.foreign:
                return queue.move(conn, held, "refused", GATE, reasons=(_FOREIGN,), then_="foreign")
            rules, facts = self._rules.now(), learned.facts
            pauses.break_loop(conn, held, facts.loop, self._tell)
            stops = pauses.of(conn, pauses.place_of(held))
            facts = replace(facts, paused=pauses.told(stops), refusing=pauses.refuses(stops))
            verdict = judge(held.mail, facts, rules)
            then_ = "hold" if late and verdict.then == "allow" else verdict.then
            reasons = (*verdict.reasons, *(("The gate stopped before it had answered the agent.",) if late else ()))
            held = replace(
                held, files=learned.files, baseline=learned.baseline, sight=learned.sight, facts=packed(facts)
            )
            sealed = held.sealed
            if then_ == "allow" and not sealed:
                then_ = "hold"
            decided = {"seal": sealed, "by": f"rule {verdict.rule}"} if then_ == "allow" else {}
            return queue.move(
                conn, held, _THEN[then_], GATE, reasons=reasons, say=verdict.say, rule=verdict.rule,
                rules=rules.version, then_=then_, approvers=verdict.approvers, **decided,
            )  # fmt: skip

    async def read_again(self, held: Held, agent: Agent) -> Held:
        """For a mail that waits for a person: what could not be read before. What it finds never lets it out."""
        learned = await self._learning.of(held, agent)
        with self._db.write() as conn:
            now = queue.get(conn, held.id)
            if now is None or now.state != "held" or now.changed_at != held.changed_at:
                return held
            if learned.foreign:
                return queue.move(conn, now, "refused", GATE, reasons=(_FOREIGN,))
            found = {"baseline": learned.baseline, "files": learned.files, "sight": learned.sight}
            if all(getattr(now, name) == value for name, value in found.items()):
                return now
            return queue.note(conn, now, "read", GATE, **found)

    def withdraw(self, agent: Agent, name: str) -> Held:
        """End a mail of this agent that has not begun to leave. Raises NotTaken."""
        try:
            with self._db.write() as conn:
                held = decisions.withdraw(conn, self.look(agent, name))
        except decisions.CannotDecide as why:
            raise NotTaken(409, why.sentence) from None
        self._changed()
        return held

    def look(self, agent: Agent, name: str) -> Held:
        """A mail of this agent. Raises NotTaken, 404."""
        held = queue.get(self._db.conn, name)
        if held is None or held.agent != agent.name:
            raise not_found()
        return held


def told(held: Held) -> Answer:
    """The answer to a send: what today's clients take for a queued one (contract §4.4), and how it stands."""
    if held.then_ == "foreign":
        raise not_found()
    if held.state == "refused":
        raise NotTaken(403, held.say or "It was refused.", {"code": "refused", "held": about(held)})
    thread = {"thread_id": held.thread_id} if held.thread_id else {}
    data = {"id": held.id, "message_id": held.id, "status": "queued", **thread}
    body = {"data": data, "id": held.id, "messageId": held.id, "status": "queued", **thread, "held": about(held)}
    return Answer(202, json.dumps(body).encode(), {"content-type": "application/json"})


def about(held: Held) -> Mapping[str, Any]:
    """What an agent may know of its mail: public words, never figures, lists or scores."""
    said: dict[str, Any] = {"id": held.id, "state": SAID[held.state], "look": f"/gate/v1/sends/{held.id}"}
    if held.state in ("received", "held", "refused") and held.say:
        said["say"] = held.say
    if held.state in ("rejected", "failed"):
        said["reason"] = held.reason
    if held.version > 1:
        said["edited"] = True
    if arrived := held.result.get(ARRIVED):
        said["delivery"] = arrived
    sent = {
        "message_id": held.result.get("seen_id") or held.result.get("id"),
        "thread_id": held.result.get("thread_id"),
    }
    return {**said, **{name: value for name, value in sent.items() if value}}

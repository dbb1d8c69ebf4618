"""The whole front: its parts, and which of them a line is for."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from commune_tui.actions import speech
from commune_tui.actions.commands import (
    AGENTS,
    APIKEYS,
    APPROVALS,
    COMMANDS,
    DELETION,
    DOMAINS,
    OUTBOX,
    PLACES,
    REVIEW,
    TEMPLATES,
    WEBHOOKS,
    method_name,
)
from commune_tui.config import Settings
from commune_tui.linear.administration import Administration
from commune_tui.linear.agents import Agents
from commune_tui.linear.apikeys import Apikeys
from commune_tui.linear.approvals import Approvals
from commune_tui.linear.beginning import Beginning
from commune_tui.linear.completion import Completion
from commune_tui.linear.compose import Compose
from commune_tui.linear.customer import Customer
from commune_tui.linear.deletion import Deletion
from commune_tui.linear.delivery import Delivery
from commune_tui.linear.dialogue import Dialogue, run
from commune_tui.linear.domains import Domains
from commune_tui.linear.draft_text import DraftText
from commune_tui.linear.ending import Ending
from commune_tui.linear.fields import Fields
from commune_tui.linear.help import Help
from commune_tui.linear.journal import Journal
from commune_tui.linear.logs import Logs
from commune_tui.linear.mail_details import MailDetails
from commune_tui.linear.navigation import Navigation, Rows
from commune_tui.linear.news import News
from commune_tui.linear.outbox import Outbox
from commune_tui.linear.position import Position
from commune_tui.linear.reader import Reader
from commune_tui.linear.review import Review
from commune_tui.linear.schema import Schema
from commune_tui.linear.search import Search
from commune_tui.linear.shared import Shared
from commune_tui.linear.templates import Templates
from commune_tui.linear.thread_list import ThreadList
from commune_tui.linear.triage import Triage
from commune_tui.linear.views import Views
from commune_tui.linear.webhooks import Webhooks
from commune_tui.linear.words import OWN, Words, objection, works
from commune_tui.mail.errors import explained
from commune_tui.mail.session import Session
from commune_tui.patience import GONE
from commune_tui.query import unreadable
from commune_tui.text import clean

PARTS: tuple[type, ...] = (
    Navigation, ThreadList, Views, Search, Reader, MailDetails, Triage, Compose, Review, Outbox, Agents, Templates,
    Apikeys, Domains, Deletion, Approvals, Webhooks, Schema, Administration, Logs, Customer, Fields, Journal, Delivery,
    News, Help, Beginning, Ending,
)  # fmt: skip
"""What answers words. A part answers a command by a method ``do_<id with _>`` that takes what followed the word, or all
those that its ``acts`` name by ``act``, which takes the id as well.
"""

_log = logging.getLogger(__name__)


def answered() -> set[str]:
    """The ids of the commands that have a word here."""
    return {c.id for c in (*OWN, *COMMANDS) if any(map(partial(_answers, c.id), PARTS))}


def _answers(command_id: str, part: object) -> bool:
    return command_id in getattr(part, "acts", ()) or hasattr(part, method_name(command_id))


def _emit(sequence: str) -> None:
    """Hand a terminal a sequence that prints nothing; what is no terminal gets lines only."""
    if sys.stdout.isatty():
        sys.stdout.write(sequence)
        sys.stdout.flush()


class Front:
    """Lines in, lines out. Lives in the session's event loop."""

    def __init__(
        self, session: Session, settings: Settings, *, guest: bool = False, editor: Sequence[str] = (),
        lasts: bool = True,
    ) -> None:  # fmt: skip
        """``editor`` are the words of the editor outside; empty where lines are typed here. ``lasts``: what is kept
        outlives the program, which in a demo it does not.
        """
        self.session, self.guest = session, guest
        self.dialogue = Dialogue()
        self.position = Position(session, self.dialogue)
        shared = Shared(session, settings, self.dialogue, self.position)
        self.words, self.news = Words(answered(), guest=guest), News(shared)
        self.threads = threads = ThreadList(shared)
        views, delivery, reader = Views(shared, threads), Delivery(shared), Reader(shared, threads)
        text = DraftText(shared, editor)
        review = Review(shared, text, self.news.returned)
        compose = Compose(shared, threads, text, review)
        self._outbox, agents, templates = (
            Outbox(shared, reader, review), Agents(shared, threads), Templates(shared, compose),
        )  # fmt: skip
        apikeys, domains, hooks, data = Apikeys(shared), Domains(shared, threads), Webhooks(shared), Deletion(shared)
        approvals = Approvals(shared)
        places: dict[str, Rows] = {
            OUTBOX: self._outbox, AGENTS: agents, TEMPLATES: templates, APIKEYS: apikeys, DOMAINS: domains,
            DELETION: data, APPROVALS: approvals,
        }  # fmt: skip
        acts = Administration(
            shared,
            {APIKEYS: apikeys, DOMAINS: domains, DELETION: data, WEBHOOKS: hooks, APPROVALS: approvals},
            guest=guest,
        )
        self.beginning, self.ending = Beginning(shared, self.news), Ending(shared, review, lasts=lasts)
        self.completion = Completion(shared, self.words, views, delivery)
        self._parts: tuple[Any, ...] = (
            Navigation(shared, threads, reader, review, places, self.ending), threads, views,
            Search(shared, threads), reader, MailDetails(shared, reader), Triage(shared, threads, reader),
            compose, review, *places.values(), hooks,
            Schema(shared, acts, editor), acts,
            Logs(shared), Customer(shared), Fields(shared, threads), Journal(shared), delivery, self.news,
            Help(shared, self.words), self.beginning, self.ending,
        )  # fmt: skip
        session.subscribe(lambda fact: self.dialogue.fact.set())
        session.subscribe(self.news.hear)
        if settings.alerts and not guest:
            from commune_tui.actions.alerts import Alerts

            self.ending.alerts = Alerts(session, settings, _emit, self.news.add)

    # -- one line ------------------------------------------------------------------------------------------------------

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed: what is asked, or where one is."""
        question = self.dialogue.question
        return f"{question.prompt if question is not None else self.position.word()}> "

    async def answer(self, line: str) -> list[str]:
        """What a typed line comes to. Never raises for what the line says."""
        self.dialogue.said()
        try:
            await self._answer(line)
        except Exception as error:
            _log.warning("a word failed", exc_info=error)
            self.dialogue.tell(explained(error))
        return self.dialogue.said()

    async def _answer(self, line: str) -> None:
        tell, word = self.dialogue.tell, line.strip()
        if (question := self.dialogue.question) is not None:
            await self.dialogue.answer(question, line)
        elif "\n" in line:
            tell("Several lines came at once, as from a paste, so nothing was done. Give one word at a time.")
        elif not word:
            await self._perform("listen.more", "")
        elif word.isdecimal() and self.position.place == REVIEW:
            tell("A number opens a thread, and this is a review; back leaves it. Nothing was done.")
        elif word.isdecimal():
            await self._perform("list.open", word)
        else:
            await self._perform_line(clean(line).strip())

    async def _perform_line(self, line: str) -> None:
        place, tell = self.position.place, self.dialogue.tell
        found, argument = self.words.read(line, place)
        if not found:
            self._unknown(line)
            return
        command, name = found[0], self.words.word(found[0], place)
        if not works(command, place):
            where = speech.listed([PLACES[each].name for each in command.contexts if each in PLACES], "or")
            here = f"this is {PLACES[place].name}, back leaves it"
            tell(f'"{name}" works in {where or "another place"}; {here}. Nothing was done.')
        elif objection(command, argument):
            tell(f'"{name}" takes no such words after it. Nothing was done.')
        else:
            await self._perform(command.id, argument)

    def _unknown(self, line: str) -> None:
        word = line.split()[0]
        if ":" in word and not unreadable(line):
            self.dialogue.tell(f"That reads like a filter. To use it: filter {line}")
            return
        near = self.words.near(word, self.position.place)
        hint = f" Did you mean {speech.listed(near, 'or')}?" if near else " help lists the words."
        self.dialogue.tell(f"There is no word {speech.quoted(word)} here.{hint} Nothing was done.")

    async def _perform(self, command_id: str, argument: str) -> None:
        """Run a command that is answered here."""
        if self.guest and not next(each.guest for each in self.words.commands if each.id == command_id):
            self.dialogue.tell(GONE)
            return
        part = next(part for part in self._parts if _answers(command_id, part))
        answer = getattr(part, method_name(command_id), None) or partial(part.act, command_id)
        await run(answer(argument))

    # -- between lines -------------------------------------------------------------------------------------------------

    def next_line(self) -> str:
        """What is new, for the next prompt; nothing while a text is being typed."""
        return "" if self.dialogue.question is not None else self.news.line()

    async def come_back(self, trouble: str) -> list[str]:
        """The program outside has ended."""
        outside, self.dialogue.outside = self.dialogue.outside, None
        if outside is not None:
            try:
                await outside.back(trouble)
            except Exception as error:
                self.dialogue.tell(explained(error))
        return self.dialogue.said()

    async def drop(self) -> None:
        """Ctrl-C: the line that was being typed is dropped, and what was asked is left."""
        self.dialogue.drop()
        await self._outbox.save_drafts()

    async def hang_up(self) -> list[str]:
        """No more lines will come: what was being written is kept."""
        await self.dialogue.keep_lines()
        self.dialogue.said()
        self.dialogue.ended = True
        return await self.ending.farewell()

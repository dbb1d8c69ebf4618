"""Listening to a conversation: opening it, going from mail to mail, its other part, what is to be decided in it."""

from __future__ import annotations

from functools import partialmethod

from commune_tui import clock
from commune_tui.actions import conflicts, looking, mail_lines, reading_out
from commune_tui.actions.speech import number, quoted
from commune_tui.linear.position import no_number
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList
from commune_tui.mail.conversation import Clash, Conversation, Mail
from commune_tui.mail.timeline import trouble

ATTACHED = "The words attached {place} read it."


class Reader:
    """``at`` is the number of the mail that was read last, from 1, oldest first; of the ``talk`` those conflicts were
    heard that are in ``_heard``.
    """

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, settings, self._dialogue, self._position = shared
        self._newest_first, self._threads = settings.linear_order == "newest", threads
        self._heard: tuple[Clash, ...] = ()
        self.talk = Conversation()
        self.at = 0

    # -- opening -------------------------------------------------------------------------------------------------------

    async def open_number(self, argument: str) -> None:
        """Read the conversation with a number out, without one that which was named last."""
        if self._position.numbered is None:
            await self._threads.look_up()
        assert self._position.numbered is not None
        place, count = _number(argument, self._position.at), self._position.count
        if not 1 <= place <= count:
            self._dialogue.tell(no_number(place, count) if place else "Open which number?")
        elif not (thread_id := self._position.numbered.id(place)):
            self._dialogue.tell(f"Number {place} has no thread here.")
        else:
            await self.open(thread_id, place)

    async def open(self, thread_id: str, place: int = 0) -> None:
        """Read a conversation out: how it stands, then its mails in the chosen order, the newest in full."""
        self._position.into(thread_id, place)
        self.talk = self._session.reads.conversation(thread_id)
        if not self.talk.entries:
            await self._dialogue.until(lambda: bool(self._session.reads.messages(thread_id)))
            self.talk = self._session.reads.conversation(thread_id)
        now = clock.now()
        lines = mail_lines.head_lines(self.talk, place, self._session.me, now)
        newest, self._heard = self.talk.newest, self.talk.clashes
        if self.talk.entries:
            full = await self._entry_lines(newest + 1)
            others = [
                mail_lines.entry_line(entry, n, now) for n, entry in enumerate(self.talk.entries, 1) if n != newest + 1
            ]
            others += ["The word mail and a number reads one in full."] if others else []
            lines += [*full, *(others[:-1][::-1] + others[-1:])] if self._newest_first else [*others, *full]
            self.at = newest + 1
        elif self.talk.thread is not None:
            lines.append(self._session.status.why_not_here())
        self._dialogue.read_text(lines)
        await looking.read(self._session, self.talk.thread)

    async def _entry_lines(self, place: int) -> list[str]:
        entry = self.talk.entries[place - 1]
        message = entry.message if isinstance(entry, Mail) else None
        if message is not None and message.direction == "outbound" and trouble(message):
            why = message.id  # it did not arrive
            await self._dialogue.until(lambda: bool(self._session.reads.events(message_id=why)), 2.0)
        lines, _ = await reading_out.entry_lines(self._session, self.talk, place, ATTACHED)
        return lines

    async def do_reader_other_half(self, argument: str) -> None:
        if thread_id := looking.other_part(self._session.reads.conversation(self._position.thread_id)):
            await self.open(thread_id)
        else:
            self._dialogue.tell(looking.NO_OTHER_PART)

    # -- one mail ------------------------------------------------------------------------------------------------------

    @property
    def mail(self) -> Mail | None:
        """The mail that was read last."""
        entry = self.talk.entries[self.at - 1] if 0 < self.at <= len(self.talk.entries) else None
        return entry if isinstance(entry, Mail) else None

    def chosen(self, argument: str) -> Mail | None:
        """The mail with a number, else the one that was read last; says why there is none."""
        self.talk = self._session.reads.conversation(self._position.thread_id)
        total, place = len(self.talk.entries), _number(argument, self.at)
        if not 1 <= place <= total:
            words = quoted(argument or "here")
            self._dialogue.tell(f"There is no mail {words}; the conversation has {number(total, 'mail')}.")
            return None
        self.at = place
        if self.mail is None:
            self._dialogue.tell(f"Mail {place} is an internal note; it has nothing else to it.")
        return self.mail

    async def do_listen_mail(self, argument: str) -> None:
        self.talk = self._session.reads.conversation(self._position.thread_id)
        place = _number(argument, self.at) if argument.isdecimal() else self.at
        if not 1 <= place <= len(self.talk.entries):
            self._dialogue.tell(f"The conversation has {number(len(self.talk.entries), 'mail')}.")
            return
        self.at = place
        self._dialogue.read_text(await self._entry_lines(place))

    async def _turn(self, step: int, argument: str) -> None:
        if not 1 <= self.at + step <= len(self.talk.entries):
            self._dialogue.tell(looking.no_more_mails(step))
        else:
            await self.do_listen_mail(str(self.at + step))

    do_reader_next_message = partialmethod(_turn, 1)
    do_reader_previous_message = partialmethod(_turn, -1)

    def do_listen_order(self, argument: str) -> None:
        if argument.lower() in ("newest", "oldest"):
            self._newest_first = argument.lower() == "newest"
        elif argument:
            self._dialogue.tell("order takes newest or oldest.")
            return
        first = "newest" if self._newest_first else "oldest"
        self._dialogue.tell(f"Conversations are read with the {first} mail first.")

    # -- conflicts -----------------------------------------------------------------------------------------------------

    async def _decide(self, argument: str, *, mine: bool) -> None:
        thread_id, heard = self._position.thread_id, self._heard
        self._heard = (*heard, *self._session.reads.conversation(thread_id).clashes[:1])
        self._dialogue.tell(await conflicts.decide_here(self._session, thread_id, heard, mine=mine))

    do_reader_keep_mine = partialmethod(_decide, mine=True)
    do_reader_keep_theirs = partialmethod(_decide, mine=False)


def _number(argument: str, instead: int) -> int:
    """The number that was typed, ``instead`` where nothing was, 0 where it is none."""
    if not argument:
        return instead
    return int(argument) if argument.isdecimal() and len(argument) < 10 else 0

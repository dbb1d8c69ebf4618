"""Listening to a conversation: opening it, mail by mail, the other faces of a mail, its links, files and way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from commune_tui import clock
from commune_tui.actions import conflicts, looking, mail_lines, reading_out
from commune_tui.actions.commands import READER, REVIEW
from commune_tui.actions.speech import number, quoted
from commune_tui.body.lines import Body
from commune_tui.linear.speech import worded
from commune_tui.linear.triage import Triage
from commune_tui.mail import conversation
from commune_tui.mail.bodies import Bodies, Read
from commune_tui.mail.conversation import Clash, Conversation, Mail
from commune_tui.mail.files import downloads, read_inside
from commune_tui.store.rows import AttachmentRow
from commune_tui.text import one_line

ATTACHED = "The words attached {place} read it."


class Reading(Triage):
    """Part of the front. ``mail_at`` is the number of the mail that was read last, from 1, oldest first; ``heard`` are
    the conflicts of the conversation that were read out."""

    talk: Conversation = Conversation()
    heard: tuple[Clash, ...] = ()
    mail_at = 0
    newest_first = True

    @property
    def bodies(self) -> Bodies:
        """Mails as they are read."""
        return self.session.bodies

    # -- opening -------------------------------------------------------------------------------------------------------

    async def do_list_open(self, argument: str) -> None:
        if self.numbered is None:
            await self.look_up()
        assert self.numbered is not None
        place = int(argument) if argument.isdecimal() and len(argument) < 10 else 0 if argument else self.at
        count = self.numbered.count()
        if not 1 <= place <= count:
            self.tell(
                f"There is no number {place}: the list has {number(count, 'thread')}."
                if place
                else "Open which number?"
            )
        elif not (thread_id := self.numbered.id(place)):
            self.tell(f"Number {place} has no thread here.")
        else:
            await self.open_thread(thread_id, place)

    async def open_thread(self, thread_id: str, place: int = 0) -> None:
        """Read a conversation out: how it stands, then its mails in the chosen order, the newest in full."""
        self.talk = self.session.reads.conversation(thread_id)
        self.home = self.place if self.place not in (READER, REVIEW) else self.home
        self.place, self.at, self.thread_id = READER, place, thread_id
        self.session.viewing.open_thread(thread_id)
        if not self.talk.entries:
            await self.until(lambda: bool(self.session.reads.messages(thread_id)))
            self.talk = self.session.reads.conversation(thread_id)
        now = clock.now()
        lines = mail_lines.head_lines(self.talk, place, self.session.me, now)
        newest, self.heard = self.talk.newest, self.talk.clashes
        if self.talk.entries:
            full = await self._entry_lines(newest + 1)
            others = [
                mail_lines.entry_line(entry, n, now) for n, entry in enumerate(self.talk.entries, 1) if n != newest + 1
            ]
            others += [] if len(others) < 1 else ["The word mail and a number reads one in full."]
            lines += [*full, *(others[:-1][::-1] + others[-1:])] if self.newest_first else [*others, *full]
            self.mail_at = newest + 1
        elif self.talk.thread is not None:
            lines.append(self.session.status.why_not_here())
        self._say(lines)
        await self.session.triage.mark_unread([thread_id], False)

    async def _entry_lines(self, place: int) -> list[str]:
        entry = self.talk.entries[place - 1]
        message = entry.message if isinstance(entry, Mail) else None
        if message is not None and message.direction == "outbound" and conversation.trouble(message):
            await self.until(
                lambda: bool(self.session.reads.events(message_id=message.id)), 2.0
            )  # why it did not arrive
        lines, _ = await reading_out.entry_lines(self.session, self.talk, place, ATTACHED)
        return lines

    def _say(self, lines: Sequence[str]) -> None:
        self.read_out([worded(line) for line in lines], len(lines), "line", each=self.page * 4)

    # -- one mail ------------------------------------------------------------------------------------------------------

    def _chosen_mail(self, argument: str) -> Mail | None:
        """The mail with a number, else the one that was read last; says why there is none."""
        self.talk = self.session.reads.conversation(self.thread_id)
        total = len(self.talk.entries)
        place = int(argument[:9]) if argument.isdecimal() else self.mail_at
        if (argument and not argument.isdecimal()) or not 1 <= place <= total:
            self.tell(f"There is no mail {quoted(argument or 'here')}; the conversation has {number(total, 'mail')}.")
            return None
        self.mail_at = place
        entry = self.talk.entries[place - 1]
        if not isinstance(entry, Mail):
            self.tell(f"Mail {place} is an internal note; it has nothing else to it.")
            return None
        return entry

    async def do_listen_mail(self, argument: str) -> None:
        self.talk = self.session.reads.conversation(self.thread_id)
        place = int(argument) if argument.isdecimal() and len(argument) < 10 else self.mail_at
        if not 1 <= place <= len(self.talk.entries):
            self.tell(f"The conversation has {number(len(self.talk.entries), 'mail')}.")
            return
        self.mail_at = place
        self._say(await self._entry_lines(place))

    async def do_reader_next_message(self, argument: str) -> None:
        await self._turn(1)

    async def do_reader_previous_message(self, argument: str) -> None:
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        if not 1 <= self.mail_at + step <= len(self.talk.entries):
            self.tell(looking.no_more_mails(step))
        else:
            await self.do_listen_mail(str(self.mail_at + step))

    def do_listen_order(self, argument: str) -> None:
        if argument.lower() in ("newest", "oldest"):
            self.newest_first = argument.lower() == "newest"
        elif argument:
            self.tell("order takes newest or oldest.")
            return
        self.tell(f"Conversations are read with the {'newest' if self.newest_first else 'oldest'} mail first.")

    async def _with(self, argument: str, make: Callable[[Mail, Read], Sequence[str]], *, whole: bool = False) -> None:
        if (mail := self._chosen_mail(argument)) is not None:
            self._say(make(mail, await self.bodies.read(mail.message, whole=whole)))

    async def do_reader_quotes(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            return mail_lines.spoken(read.body, quotes=True) if read.body.folds else [looking.NOT_QUOTED]

        await self._with(argument, make)

    async def do_reader_whole(self, argument: str) -> None:
        await self._with(argument, lambda mail, read: mail_lines.spoken(read.body, quotes=True), whole=True)

    async def do_reader_links(self, argument: str) -> None:
        await self._with(argument, lambda mail, read: mail_lines.link_lines(read.body) or [looking.NO_LINK])

    async def do_listen_link(self, argument: str) -> None:
        entry = self.talk.entries[self.mail_at - 1] if 0 < self.mail_at <= len(self.talk.entries) else None
        links = (await self.bodies.read(entry.message)).body.links if isinstance(entry, Mail) else ()
        chosen = [link for link in links if str(link.number) == argument.strip()]
        if not chosen:
            self.tell(f"There is no link {quoted(argument)}; this mail has {number(len(links), 'link')}.")
        else:
            self.tell(*mail_lines.link_lines(Body(links=tuple(chosen))))

    async def do_reader_files(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            return mail_lines.file_lines(mail.message.attachments, ATTACHED) or [looking.NO_ATTACHMENT]

        await self._with(argument, make)

    async def do_reader_delivery(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            none = looking.no_delivery(self.session, mail)
            return [none] if none else mail_lines.way_lines(reading_out.steps(self.session, mail), clock.now())

        await self._with(argument, make)

    async def do_reader_extracted(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            found = [f"{name} is {quoted(value)}." for name, value in mail.message.extracted]
            return found or [looking.NOT_EXTRACTED]

        await self._with(argument, make)

    def _file(self, word: str, usage: str) -> AttachmentRow | None:
        """The file of the mail that was read last, by its number; ``usage`` is told where there is none."""
        entry = self.talk.entries[self.mail_at - 1] if 0 < self.mail_at <= len(self.talk.entries) else None
        files = entry.message.attachments if isinstance(entry, Mail) else ()
        file = files[int(word) - 1] if word.isdecimal() and 1 <= int(word[:9]) <= len(files) else None
        if file is None:
            self.tell(f"This mail has {number(len(files), 'file')}. {usage}")
        elif file.held:
            self.tell(f"The server holds this file back: {file.held}. It cannot be read or saved.")
        return file if file is not None and not file.held else None

    async def do_listen_attached(self, argument: str) -> None:
        file = self._file(argument.strip() or "1", "Say attached and its number.")
        if file is None:
            return
        if not read_inside(file.name or "", file.mime_type):
            self.tell("Only invitations and mails are read here. The word save saves any file.")
            return
        body = await self.session.files.read(file)
        self.tell(*mail_lines.face_lines(f"The file {quoted(file.name or file.id)}", body))
        if body.links:
            self.tell(*mail_lines.link_lines(body))

    async def do_listen_save(self, argument: str) -> None:
        word, _, folder = argument.partition(" ")
        if (file := self._file(word, "Say save and its number; a folder may follow.")) is not None:
            path, doubt = await self.session.files.save(
                file.id, file.name or file.id, _folder(folder), lambda done, total: None
            )
            self.tell(f"Saved as {one_line(str(path))}.", *filter(None, (doubt,)))

    async def do_reader_other_half(self, argument: str) -> None:
        if thread_id := looking.other_part(self.session.reads.conversation(self.thread_id)):
            await self.open_thread(thread_id)
        else:
            self.tell(looking.NO_OTHER_PART)

    # -- conflicts -----------------------------------------------------------------------------------------------------

    async def do_reader_keep_mine(self, argument: str) -> None:
        await self._settle(mine=True)

    async def do_reader_keep_theirs(self, argument: str) -> None:
        await self._settle(mine=False)

    async def _settle(self, *, mine: bool) -> None:
        heard, first = self.heard, self.session.reads.conversation(self.thread_id).clashes[:1]
        self.heard = (*heard, *first)
        self.tell(worded(await conflicts.decide_here(self.session, self.thread_id, heard, mine=mine)))


def _folder(word: str) -> Path:
    """Where to save: what was typed, else the usual place."""
    return Path(word.strip()).expanduser() if word.strip() else downloads()

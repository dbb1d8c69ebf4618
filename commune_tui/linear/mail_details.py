"""What else there is to a mail: headers, source, hidden parts, what the agent was given, links, files, its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from commune_tui import clock
from commune_tui.actions import history, looking, mail_lines
from commune_tui.actions.looking import FACES
from commune_tui.actions.speech import INDENT, ago, capital, number, quoted
from commune_tui.body.lines import Body
from commune_tui.linear.reader import ATTACHED, Reader
from commune_tui.linear.shared import Shared
from commune_tui.mail import faces
from commune_tui.mail.bodies import Read
from commune_tui.mail.conversation import Mail
from commune_tui.mail.files import downloads, read_inside
from commune_tui.store.rows import AttachmentRow
from commune_tui.text import clean, one_line


class MailDetails:
    """Of the mail with a number, else of the one that was read last."""

    def __init__(self, shared: Shared, reader: Reader) -> None:
        self._session, _, self._dialogue, _ = shared
        self._reader = reader

    async def _say(self, argument: str, make: Callable[[Mail, Read], Sequence[str]], *, whole: bool = False) -> None:
        if (mail := self._reader.chosen(argument)) is not None:
            read = await self._session.bodies.read(mail.message, whole=whole)
            self._dialogue.read_text(make(mail, read))

    async def _face(self, argument: str, name: str, make: Callable[[Mail, Read], Body]) -> None:
        await self._say(argument, lambda mail, read: mail_lines.face_lines(FACES[name], make(mail, read)))

    async def do_reader_headers(self, argument: str) -> None:
        source = self._session.reads.source
        await self._face(argument, "headers", lambda mail, _: faces.headers(mail.message, source(mail.message.seq)))

    async def do_reader_raw(self, argument: str) -> None:
        await self._face(argument, "raw", lambda mail, _: faces.raw(mail.message))

    async def do_reader_json(self, argument: str) -> None:
        source = self._session.reads.source
        await self._face(argument, "json", lambda mail, _: faces.as_json(source(mail.message.seq)))

    async def do_reader_hidden(self, argument: str) -> None:
        await self._face(argument, "hidden", lambda mail, read: faces.hidden(mail.message, [read.body]))

    async def do_reader_agent(self, argument: str) -> None:
        if (mail := self._reader.chosen(argument)) is None:
            return

        def each(before: str, parts: Sequence[str]) -> list[str]:
            return [f"{before}: {quoted(clean(part).replace(chr(10), ' '))}" for part in parts]

        difference, person = await self._session.bodies.difference(mail.message)
        verdict = faces.verdict(difference, bool(mail.message.content_html.strip()), faces.invisible(person))
        lines = [verdict.text.replace(", marked {+so+}", "").replace(", marked [-so-]", "")]
        lines += each("Only the agent was given", difference.only_agent)
        lines += [faces.also(person)] if difference.unseen else []
        for part in difference.unseen:
            lines += each(f"{INDENT}hidden ({part.reason})", [part.text])
        lines += each("Only a person sees", difference.only_person)
        lines += mail_lines.face_lines(FACES["agent"], Body(lines=difference.agent))
        self._dialogue.read_text(lines)

    async def do_reader_quotes(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            return mail_lines.spoken(read.body, quotes=True) if read.body.folds else [looking.NOT_QUOTED]

        await self._say(argument, make)

    async def do_reader_whole(self, argument: str) -> None:
        await self._say(argument, lambda mail, read: mail_lines.spoken(read.body, quotes=True), whole=True)

    async def do_reader_links(self, argument: str) -> None:
        await self._say(argument, lambda mail, read: mail_lines.link_lines(read.body) or [looking.NO_LINK])

    async def do_listen_link(self, argument: str) -> None:
        mail = self._reader.mail
        links = (await self._session.bodies.read(mail.message)).body.links if mail is not None else ()
        chosen = [link for link in links if str(link.number) == argument.strip()]
        if not chosen:
            count = number(len(links), "link")
            self._dialogue.tell(f"There is no link {quoted(argument)}; this mail has {count}.")
        else:
            self._dialogue.tell(*mail_lines.link_lines(Body(links=tuple(chosen))))

    async def do_reader_delivery(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            none = looking.no_delivery(self._session, mail)
            return [none] if none else mail_lines.way_lines(self._session.reads.timeline(mail.message), clock.now())

        await self._say(argument, make)

    async def do_reader_history(self, argument: str) -> None:
        now, lines = clock.now(), []
        for each in history.happened(self._session, self._reader.talk):
            who = f"{capital(each.who)}: " if each.who else ""
            lines.append(f"{capital(ago(each.made_at, now))}. {who}{each.text}")
        self._dialogue.read_text(lines or [history.NOTHING])

    async def do_reader_extracted(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            found = [f"{name} is {quoted(value)}." for name, value in mail.message.extracted]
            return found or [looking.NOT_EXTRACTED]

        await self._say(argument, make)

    # -- attachments ---------------------------------------------------------------------------------------------------

    async def do_reader_files(self, argument: str) -> None:
        if (mail := self._reader.chosen(argument)) is not None:
            lines = mail_lines.file_lines(mail.message.attachments, ATTACHED)
            self._dialogue.read_text(lines or [looking.NO_ATTACHMENT])

    def _file(self, word: str, usage: str) -> AttachmentRow | None:
        """The one with a number; ``usage`` is told where there is none."""
        mail, tell = self._reader.mail, self._dialogue.tell
        files = mail.message.attachments if mail is not None else ()
        file = files[int(word) - 1] if word.isdecimal() and 1 <= int(word[:9]) <= len(files) else None
        if file is None:
            tell(f"This mail has {number(len(files), 'file')}. {usage}")
        elif file.held:
            tell(f"The server holds this file back: {file.held}. It cannot be read or saved.")
            return None
        return file

    async def do_listen_attached(self, argument: str) -> None:
        file = self._file(argument.strip() or "1", "Say attached and its number.")
        if file is None:
            return
        if not read_inside(file.name or "", file.mime_type):
            self._dialogue.tell("Only invitations and mails are read here. The word save saves any file.")
            return
        body = await self._session.files.read(file)
        self._dialogue.tell(*mail_lines.face_lines(f"The file {quoted(file.name)}" if file.name else "The file", body))
        if body.links:
            self._dialogue.tell(*mail_lines.link_lines(body))

    async def do_listen_save(self, argument: str) -> None:
        word, _, typed = argument.partition(" ")
        if (file := self._file(word, "Say save and its number; a folder may follow.")) is not None:
            folder = _folder(typed.strip())
            path, doubt = await self._session.files.save(file.id, file.name, folder, lambda done, total: None)
            self._dialogue.tell(f"Saved as {one_line(str(path))}.", *filter(None, (doubt,)))


def _folder(typed: str) -> Path:
    """Where to save: what was typed, else the usual place."""
    return Path(typed).expanduser() if typed else downloads()

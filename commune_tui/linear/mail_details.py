"""The other faces of a mail: headers, source, JSON, what is hidden in it, and what the agent was given."""

from __future__ import annotations

from commune_tui.actions import mail_lines
from commune_tui.actions.looking import FACES
from commune_tui.actions.speech import INDENT, quoted
from commune_tui.body.lines import Body
from commune_tui.linear.reader import Reading
from commune_tui.linear.speech import worded
from commune_tui.mail import views
from commune_tui.mail.bodies import Read
from commune_tui.mail.conversation import Mail
from commune_tui.text import clean


class Faces(Reading):
    """Part of the front."""

    async def do_reader_headers(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            return mail_lines.face_lines(
                FACES["headers"], views.headers(mail.message, self.session.reads.source(mail.message.seq))
            )

        await self._with(argument, make)

    async def do_reader_raw(self, argument: str) -> None:
        title = FACES["raw"]
        await self._with(argument, lambda mail, read: mail_lines.face_lines(title, views.raw(mail.message)))

    async def do_reader_json(self, argument: str) -> None:
        def make(mail: Mail, read: Read) -> list[str]:
            return mail_lines.face_lines(FACES["json"], views.as_json(self.session.reads.source(mail.message.seq)))

        await self._with(argument, make)

    async def do_reader_hidden(self, argument: str) -> None:
        await self._with(
            argument,
            lambda mail, read: mail_lines.face_lines(FACES["hidden"], views.hidden(mail.message, [read.body])),
        )

    async def do_reader_agent(self, argument: str) -> None:
        mail = self._chosen_mail(argument)
        if mail is None:
            return
        difference, person = await self.bodies.difference(mail.message)
        verdict = views.verdict(difference, bool(mail.message.content_html.strip()), views.invisible(person))
        lines = [worded(verdict.text.replace(", marked {+so+}", "").replace(", marked [-so-]", ""))]
        lines += [
            f"Only the agent was given: {quoted(clean(part).replace(chr(10), ' '))}" for part in difference.only_agent
        ]
        lines += [views.also(person)] if difference.unseen else []
        lines += [
            f"{INDENT}hidden ({part.reason}): {quoted(clean(part.text).replace(chr(10), ' '))}"
            for part in difference.unseen
        ]
        lines += [f"Only a person sees: {quoted(clean(part).replace(chr(10), ' '))}" for part in difference.only_person]
        self._say([*lines, *mail_lines.face_lines(FACES["agent"], Body(lines=difference.agent))])

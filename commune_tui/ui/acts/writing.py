"""Starting to write: new, reply, reply to all, forward, with a template, going on with a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.actions.action import Suggestion
from commune_tui.ui.acts.mailbox import Mailbox
from commune_tui.ui.question import Question
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.compose.start import Kind


class Writing(Mailbox):
    """Part of the main screen."""

    def do_thread_reply(self) -> None:
        self._answer("reply")

    def do_thread_reply_all(self) -> None:
        self._answer("reply_all")

    def do_thread_forward(self) -> None:
        self._answer("forward")

    def do_thread_template(self, name: str = "") -> None:
        known = self.program.settings.templates
        if not known:
            self.tell('There is no template. Add [templates] to the settings file: NAME = "text with {{name}}".')
        elif name.strip() in known:
            self._answer("reply", known[name.strip()])
        elif name:
            self.tell(f"There is no template {name.strip()!r}. There are: {', '.join(known)}.")
        else:

            def suggest(line: str) -> Sequence[Suggestion]:
                typed = line.strip().lower()
                return [Suggestion(each, text[:60]) for each, text in known.items() if typed in each.lower()]

            def check(line: str) -> str | None:
                return None if line.strip() in known else f"There is no template {line.strip()!r}."

            question = Question("reply with", self.do_thread_template, suggest=suggest, check=check, take_first=True)
            self.ask(question)

    def _answer(self, kind: Kind, template: str = "") -> None:
        from commune_tui.ui import letters

        ids = self.chosen()
        if len(ids) != 1:
            self.tell("There is no thread here." if not ids else "A reply is about one thread. Select only one.")
            return
        if kind != "forward" and (draft := self.session.draft_in(ids[0])) is not None:
            letters.open_draft(
                self.program, draft, [f"Going on with the draft that was begun here. {do('review.body')} writes on."]
            )
            return
        message_id = ""
        if self.focused is self.reader and (mail := self.reader.mail) is not None:
            newest = mail.message.id == self.session.messages(ids[0])[-1].id
            message_id = "" if newest and kind != "forward" else mail.message.id
        letters.begin(self.program, kind, ids[0], message_id, template)

    def do_app_compose(self) -> None:
        from commune_tui.ui.letters import compose_new

        scope = self.scope.removeprefix("in:").strip('"').lower()
        boxes = self.session.inboxes()
        found = next((row.id for row in boxes if row.address.lower() == scope), None)
        rows = self.chosen_rows()
        compose_new(self.program, found or (rows[0].inbox_id if rows else None))

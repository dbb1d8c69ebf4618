"""Starting to write: new, reply, reply to all, forward, with a template, going on with a draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.mail.compose.start import Kind


class ReplyCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, panes: Panes, view: View, targets: Targets) -> None:
        self._screen, self._panes, self._view, self._targets = screen, panes, view, targets

    def do_thread_reply(self) -> None:
        self._answer("reply")

    def do_thread_reply_all(self) -> None:
        self._answer("reply_all")

    def do_thread_forward(self) -> None:
        self._answer("forward")

    def do_thread_template(self, name: str = "") -> None:
        from commune_tui.actions import templates

        program = self._screen.program
        known = templates.known(program.session, program.settings)
        template = templates.meant(known, name)
        if template is not None:
            self._answer("reply", template.text)
        elif name or not known:
            self._screen.tell(templates.no_template(known, name))
        else:

            def check(line: str) -> str | None:
                return templates.no_template(known, line) or None

            suggest = partial(templates.offers, known)
            question = Question("reply with", self.do_thread_template, suggest=suggest, check=check, take_first=True)
            self._screen.ask(question)

    def _answer(self, kind: Kind, template: str = "") -> None:
        ids = self._targets.chosen()
        if len(ids) != 1:
            self._screen.tell(
                "There is no thread here." if not ids else "A reply is about one thread. Select only one."
            )
            return
        message_id = ""
        if self._panes.in_reader and (mail := self._panes.reader.mail) is not None:
            newest = mail.message.id == self._screen.program.session.reads.messages(ids[0])[-1].id
            message_id = "" if newest and kind != "forward" else mail.message.id
        self._screen.program.go.answer(kind, ids[0], message_id, template)

    def do_app_compose(self) -> None:
        from commune_tui.actions.writing import inbox_here

        rows = self._targets.rows()
        self._screen.program.go.compose(
            inbox_here(self._screen.program.session, self._view.shows.scope, rows[0] if rows else None)
        )

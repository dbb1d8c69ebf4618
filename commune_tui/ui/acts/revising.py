"""Changing a draft from its review: people, subject, inbox, template, form, files. Each change is kept at once."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from commune_tui.actions import sending, writing
from commune_tui.actions.action import Suggestion
from commune_tui.mail.compose import addresses
from commune_tui.store.drafts import Draft
from commune_tui.text import clean_line, one_line
from commune_tui.text.size import size
from commune_tui.ui.acts.completing import file_offers, inbox_offers, people_offers
from commune_tui.ui.program import WRITING
from commune_tui.ui.question import Question
from commune_tui.ui.screens.base import CommuneScreen


class Revising(CommuneScreen):
    """Part of the review: that has the draft and shows what became of it (:meth:`change`)."""

    draft: Draft

    def change(self, *, notes: Sequence[str] = (), **fields: Any) -> None:
        """The draft with other fields, to disk and to the screen. ``notes`` say how that came about."""
        raise TypeError(f"{type(self).__name__} does not say how a draft is changed")

    def _wish(self, work: Coroutine[Any, Any, str | None]) -> None:
        self.program.attempt(work, group=WRITING)

    def _people(self, label: str, name: str) -> None:
        def then(line: str) -> None:
            self.change(**{name: sending.people(line)})

        session = self.program.session
        self.ask(
            Question(
                label, then, initial=addresses.join(getattr(self.draft, name)), suggest=people_offers(session),
                check=lambda line: sending.no_people(session, line) or None,
            )
        )  # fmt: skip

    def do_review_to(self) -> None:
        self._people("To", "to")

    def do_review_cc(self) -> None:
        self._people("Cc", "cc")

    def do_review_bcc(self) -> None:
        self._people("Bcc", "bcc")

    def do_review_subject(self) -> None:
        self.ask(Question("Subject", lambda line: self.change(subject=line.strip()), initial=self.draft.subject))

    def do_review_inbox(self) -> None:
        session = self.program.session

        def then(line: str) -> None:
            if (row := writing.inbox_of(session, line)) is not None:
                self.change(inbox_id=row.id)

        def check(line: str) -> str | None:
            return None if writing.inbox_of(session, line) is not None else "That is not one of your inboxes."

        offers = inbox_offers(session)
        self.ask(Question("From", then, suggest=offers, check=check, take_first=True))

    def do_review_markdown(self) -> None:
        on, told = sending.turned(self.draft)
        self.change(markdown=on)
        self.tell(told)

    def do_review_template(self, name: str = "") -> None:
        known = self.program.settings.templates

        def then(chosen: str) -> None:
            done = writing.filled(self.program.session, self.draft, known[chosen.strip()])
            self.change(body=done.body, filled=done.filled)

        def check(line: str) -> str | None:
            return writing.no_template(known, line) or None

        def suggest(line: str) -> Sequence[Suggestion]:
            typed = line.strip().lower()
            return [
                Suggestion(name, clean_line(text, 60).text) for name, text in known.items() if typed in name.lower()
            ]

        if (name or not known) and (objection := check(name)):
            self.tell(objection)
        elif name:
            then(name)
        else:
            self.ask(Question("insert template", then, suggest=suggest, check=check, take_first=True))

    # -- files ---------------------------------------------------------------------------------------------------------

    def do_review_attach(self, path: str = "") -> None:
        if path:
            self._take_file(path)
        else:
            self._ask_file()

    def _ask_file(self, path: str = "", objection: str = "") -> None:
        def check(line: str) -> str | None:
            return None if line.strip() else "Type the path of a file, or Esc."

        def then(line: str) -> None:
            self._take_file(line)

        question = Question(
            "attach file", then, initial=path, suggest=file_offers, check=check, take_first=True, goes_on=_is_folder
        )
        self.ask(question, objection)

    def _take_file(self, path: str) -> None:
        from commune_tui.mail.attaching import NotAttached

        async def work() -> str | None:
            try:
                file, told = await sending.attach(self.program.session, path)
            except NotAttached as refusal:
                self._ask_file(path, one_line(str(refusal)))
                return None
            self.change(attachments=(*self.draft.attachments, file))
            return told

        self._wish(work())

    def do_review_detach(self) -> None:
        files = self.draft.attachments
        if not files:
            self.tell(sending.NO_FILE)
            return
        names = {f"{n} {clean_line(file.filename).text}": n for n, file in enumerate(files, 1)}

        def then(line: str) -> None:
            left, told = sending.without(self.draft, names[line.strip()] - 1)
            self.change(attachments=left)
            self.tell(told)

        if len(files) == 1:
            then(next(iter(names)))
            return

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(name, size(files[n - 1].size)) for name, n in names.items() if line.strip() in name]

        def check(line: str) -> str | None:
            return None if line.strip() in names else "Choose one of the files."

        self.ask(Question("remove file", then, suggest=suggest, check=check, take_first=True))


def _is_folder(path: str) -> bool:
    return path.endswith("/")

"""Changing a draft from its review: people, subject, inbox, template, form, files. Each change is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from commune_tui.actions import sending, templates, writing
from commune_tui.actions.action import Suggestion
from commune_tui.mail.compose import addresses
from commune_tui.store.drafts import Draft
from commune_tui.text import one_line
from commune_tui.text.size import size
from commune_tui.ui.compose.completion import file_offers, inbox_offers, people_offers
from commune_tui.ui.kit.question import Question
from commune_tui.ui.program import WRITING, Program


class Reviewed(Protocol):
    """The review as its part sees it."""

    draft: Draft

    @property
    def program(self) -> Program: ...

    def change(self, *, notes: Sequence[str] = (), **fields: Any) -> None:
        """The draft with other fields, to disk and to the screen. ``notes`` say how that came about."""

    def tell(self, sentence: str) -> None: ...

    def ask(self, question: Question, objection: str = "") -> None: ...


class ReviewCommands:
    """Part of the review."""

    def __init__(self, screen: Reviewed) -> None:
        self._screen = screen

    def _people(self, label: str, name: str) -> None:
        def then(line: str) -> None:
            self._screen.change(**{name: sending.people(line)})

        session = self._screen.program.session
        self._screen.ask(
            Question(
                label, then, initial=addresses.join(getattr(self._screen.draft, name)), suggest=people_offers(session),
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
        self._screen.ask(
            Question(
                "Subject", lambda line: self._screen.change(subject=line.strip()), initial=self._screen.draft.subject
            )
        )

    def do_review_inbox(self) -> None:
        session = self._screen.program.session

        def then(line: str) -> None:
            if (row := writing.inbox_of(session, line)) is not None:
                self._screen.change(inbox_id=row.id)

        def check(line: str) -> str | None:
            return None if writing.inbox_of(session, line) is not None else "That is not one of your inboxes."

        offers = inbox_offers(session)
        self._screen.ask(Question("From", then, suggest=offers, check=check, take_first=True))

    def do_review_markdown(self) -> None:
        on, told = sending.turned(self._screen.draft)
        self._screen.change(markdown=on)
        self._screen.tell(told)

    def do_review_template(self, name: str = "") -> None:
        program = self._screen.program
        known = templates.known(program.session, program.settings)

        def then(chosen: str) -> None:
            if (template := templates.meant(known, chosen)) is not None:
                done = writing.filled(program.session, self._screen.draft, template.text)
                self._screen.change(body=done.body, filled=done.filled)

        def check(line: str) -> str | None:
            return templates.no_template(known, line) or None

        if (name or not known) and (objection := check(name)):
            self._screen.tell(objection)
        elif name:
            then(name)
        else:
            suggest = partial(templates.offers, known)
            self._screen.ask(Question("insert template", then, suggest=suggest, check=check, take_first=True))

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
        self._screen.ask(question, objection)

    def _take_file(self, path: str) -> None:
        from commune_tui.mail.files import NotAttached

        async def work() -> str | None:
            try:
                file, told = await sending.attach(self._screen.program.session, path)
            except NotAttached as refusal:
                self._ask_file(path, one_line(str(refusal)))
                return None
            self._screen.change(attachments=(*self._screen.draft.attachments, file))
            return told

        self._screen.program.attempt(work(), group=WRITING)

    def do_review_detach(self) -> None:
        files = self._screen.draft.attachments
        if not files:
            self._screen.tell(sending.NO_FILE)
            return
        names = {f"{n} {one_line(file.filename)}": n for n, file in enumerate(files, 1)}

        def then(line: str) -> None:
            left, told = sending.without(self._screen.draft, names[line.strip()] - 1)
            self._screen.change(attachments=left)
            self._screen.tell(told)

        if len(files) == 1:
            then(next(iter(names)))
            return

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(name, size(files[n - 1].size)) for name, n in names.items() if line.strip() in name]

        def check(line: str) -> str | None:
            return None if line.strip() in names else "Choose one of the files."

        self._screen.ask(Question("remove file", then, suggest=suggest, check=check, take_first=True))


def _is_folder(path: str) -> bool:
    return path.endswith("/")

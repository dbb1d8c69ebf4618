"""Writing the extraction schema of the inbox under the cursor: in the person's own editor, or inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from commune_tui.actions import administration, schema_writing
from commune_tui.actions.action import Suggestion
from commune_tui.actions.administration import Target
from commune_tui.actions.domains import called
from commune_tui.actions.operate.inbox import INBOX, found
from commune_tui.text import one_line, wrapped
from commune_tui.ui.administration import AdministrationCommands, nothing_meant
from commune_tui.ui.kit.question import Question
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.store.written import Written

_SCHEMA = "inbox.schema"
_AWAY = "x"
_MARGIN = 6


class SchemaWriting:
    """``target`` says the id of the inbox under the cursor. Words are an act of ``administration``, and so is a text
    once it is written."""

    def __init__(
        self, screen: CommuneScreen, target: Callable[[Target], str], acts: AdministrationCommands
    ) -> None:  # fmt: skip
        self._screen, self._target, self._acts = screen, target, acts

    def do_inbox_schema(self, words: str = "") -> None:
        program = self._screen.program
        if words.strip() not in ("", schema_writing.ANEW):
            act = self._acts.answer_to(_SCHEMA)
            assert act is not None
            act(words)
        elif not (inbox_id := self._target(INBOX)):
            self._screen.tell(nothing_meant(INBOX))
        elif refused := administration.refusal(program.session, administration.acts()[_SCHEMA]):
            self._screen.tell(refused)
        else:
            program.attempt(self._write(inbox_id, words), group=WRITING)

    async def _write(self, inbox_id: str, words: str = "") -> str | None:
        """Have it written; inside, the form goes on from here."""
        from commune_tui.ui.compose import external_editor
        from commune_tui.ui.compose.writing import editor_words
        from commune_tui.ui.domains.schema_form import SchemaForm

        program, session = self._screen.program, self._screen.program.session
        written = await schema_writing.begin(session, inbox_id, words)
        if program.screen is not self._screen:
            return None  # somebody went on while the server was asked
        if not (command := editor_words(program)):
            row = found(session, inbox_id)
            about = called(row) if row is not None else one_line(inbox_id)
            program.push_screen(SchemaForm(about, written, lambda text: self._back(inbox_id, written, text)))
            return None
        if program.hurried():  # the rest of a paste would be typed into the editor
            return "Those keys came faster than anybody types, so no editor was started."
        trouble = await external_editor.run(program, command, schema_writing.to_editor(session, written))
        program.key_queue.drop()  # what was typed on the way was for the editor
        return self._back(inbox_id, written, None, trouble)

    def _back(self, inbox_id: str, written: Written, text: str | None, trouble: str = "") -> str | None:
        """Save what was written, where it can be; what to say. Without a ``text`` an editor outside has it."""
        done = schema_writing.back(self._screen.program.session, written, text)
        if done is None:
            return f"{trouble} {schema_writing.UNCHANGED}".lstrip()
        act, program = administration.acts()[_SCHEMA], self._screen.program
        objection = administration.objection(program.session, act, inbox_id, done.text, guest=program.guest)
        if trouble or objection:
            self._ask_again(inbox_id, done, f"{trouble} {objection}".strip())
        else:
            self._acts.sure(act, inbox_id, done.text, lambda: self._screen.tell(schema_writing.KEPT))
        return None

    def _ask_again(self, inbox_id: str, written: Written, why: str) -> None:
        """It cannot be saved as it is: write on, leave it for later, or throw it away."""
        program = self._screen.program
        rows = wrapped(program.worded(why), max(20, self._screen.size.width - _MARGIN))

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion("", row, shown=" ") for row in rows]

        def check(line: str) -> str | None:
            return None if line.strip() in ("", _AWAY) else f"Enter writes on, {_AWAY} throws it away, Esc keeps it."

        def then(line: str) -> None:
            if line.strip() == _AWAY:
                self._screen.tell(schema_writing.throw_away(program.session, written))
            else:
                program.attempt(self._write(inbox_id), group=WRITING)

        self._screen.ask(
            Question(
                f"not saved; {_AWAY} throws it away", then, suggest=suggest, check=check, enter="write on",
                left=lambda: self._screen.tell(schema_writing.KEPT), at_once={_AWAY: _AWAY},
            )
        )  # fmt: skip

"""Rewriting the mail that is shown, in the person's own editor or inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from commune_tui.actions import rewriting
from commune_tui.actions.operate.approval import AS_WRITTEN
from commune_tui.ui.administration import AdministrationCommands
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.written_form import WrittenForm

if TYPE_CHECKING:
    from commune_tui.mail.approvals.rows import WholeRow
    from commune_tui.store.written import Written

_EDIT = "approval.edit"


class Rewriting:
    """``seen`` is the mail that is shown whole now. Words are an act of ``acts``, and so is a text that was written."""

    def __init__(
        self, screen: CommuneScreen, seen: Callable[[], WholeRow | None], acts: AdministrationCommands
    ) -> None:  # fmt: skip
        self._screen, self._seen, self._acts = screen, seen, acts

    def do_approval_edit(self, words: str = "") -> None:
        program, whole = self._screen.program, self._seen()
        if words.strip():
            does = self._acts.answer_to(_EDIT)
            assert does is not None
            does(words)
        elif whole is None:
            self._screen.tell("It is not shown whole yet.")
        elif objection := AS_WRITTEN.objection(program.session, whole.held.id, ""):
            self._screen.tell(objection)
        else:
            program.attempt(self._write(whole), group=WRITING)

    async def _write(self, whole: WholeRow) -> str | None:
        """Have it written; inside, the form goes on from here."""
        from commune_tui.ui.compose import external_editor
        from commune_tui.ui.compose.writing import editor_words

        program, session = self._screen.program, self._screen.program.session
        written = rewriting.begin(session, whole)
        if not (command := editor_words(program)):
            title = f"Rewriting “{whole.held.subject}”"
            program.push_screen(
                WrittenForm(
                    title, rewriting.notes(whole, written), written, written.text,
                    lambda text: self._back(whole, written, text), "give it to the gate",
                )
            )  # fmt: skip
            return None
        if program.hurried():  # the rest of a paste would be typed into the editor
            return "Those keys came faster than anybody types, so no editor was started."
        trouble = await external_editor.run(program, command, rewriting.to_editor(session, written))
        program.key_queue.drop()  # what was typed on the way was for the editor
        return self._back(whole, written, None, trouble)

    def _back(self, whole: WholeRow, written: Written, text: str | None, trouble: str = "") -> str | None:
        """Give what was written to the gate; what to say. Without a ``text`` an editor outside has it."""
        program = self._screen.program
        done = rewriting.back(program.session, written, text)
        if done is None:
            return f"{trouble} {rewriting.UNCHANGED}".lstrip()
        objection = AS_WRITTEN.objection(program.session, whole.held.id, done.text)
        if trouble or objection:
            return f"{trouble} {objection} {rewriting.KEPT}".strip()
        self._acts.sure(AS_WRITTEN, whole.held.id, done.text)
        return None

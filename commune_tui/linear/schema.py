"""The extraction schema of an inbox as a text: typed in lines up to a single dot, or in the editor outside."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import administration, schema_writing
from commune_tui.actions.operate.inbox import INBOX
from commune_tui.actions.speech import INDENT
from commune_tui.linear.administration import WRITTEN, Administration
from commune_tui.linear.dialogue import Outside
from commune_tui.linear.shared import Shared
from commune_tui.store.written import Written


class Schema:
    """What is written is kept from the first line on; it is saved as an act of ``administration``."""

    acts = frozenset({WRITTEN})

    def __init__(self, shared: Shared, acts: Administration, editor: Sequence[str]) -> None:
        self._session, _, self._dialogue, _ = shared
        self._acts, self._editor = acts, tuple(editor)

    async def act(self, command_id: str, argument: str) -> None:
        """Have it written, or do it with the words that were said."""
        inbox_id, words = self._acts.meant(INBOX, argument)
        act = administration.acts()[WRITTEN]
        if not inbox_id or words not in ("", schema_writing.ANEW):
            await self._acts.act(command_id, argument)
        elif refused := administration.refusal(self._session, act):
            self._dialogue.tell(refused)
        else:
            await self._write(inbox_id, await schema_writing.begin(self._session, inbox_id, words))

    async def _write(self, inbox_id: str, written: Written) -> None:
        tell = self._dialogue.tell
        tell(*schema_writing.notes(written))
        if self._editor:
            path = schema_writing.to_editor(self._session, written)

            async def back(trouble: str) -> None:
                await self._back(inbox_id, schema_writing.back(self._session, written), trouble)

            tell("The editor opens; what became of it is said when it ends.")
            self._dialogue.outside = Outside(self._editor, path, back)
            return

        async def done(text: str) -> None:
            await self._back(inbox_id, schema_writing.back(self._session, written, text))

        def kept(text: str) -> None:
            schema_writing.back(self._session, written, text)

        tell(schema_writing.judged(written.text).sentence)
        self._dialogue.read_text([f"{INDENT}{line}" for line in written.text.split("\n")])
        tell(
            "Type all of it anew; a line with a single dot ends, Ctrl-C leaves it. The word inbox field needs no JSON."
        )
        self._dialogue.ask_text("schema", done, kept, left=schema_writing.KEPT)

    async def _back(self, inbox_id: str, written: Written | None, trouble: str = "") -> None:
        if written is None or trouble:
            self._dialogue.tell(
                f"{trouble} {schema_writing.UNCHANGED if written is None else schema_writing.KEPT}".lstrip()
            )
        elif objection := self._acts.objection(WRITTEN, inbox_id, written.text):
            self._dialogue.tell(f"{objection} {schema_writing.KEPT}")
        else:
            await self._acts.sure(administration.acts()[WRITTEN], inbox_id, written.text)

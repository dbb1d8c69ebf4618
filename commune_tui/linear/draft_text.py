"""The text of a draft: typed in lines up to a single dot, or in the editor outside.

Every line that was typed is on disk within a second.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from commune_tui.actions import writing
from commune_tui.linear.dialogue import Outside
from commune_tui.linear.review_lines import capital_title, parted
from commune_tui.linear.shared import Shared
from commune_tui.mail.compose.start import below
from commune_tui.store.drafts import Draft

Written = Callable[[Draft, Sequence[str]], Awaitable[None]]
"""Hears the draft with its text, and what its writer must know of it."""


class DraftText:
    """``editor`` are the words of the editor outside; empty where lines are typed here."""

    def __init__(self, shared: Shared, editor: Sequence[str]) -> None:
        self._session, _, self._dialogue, _ = shared
        self._editor = tuple(editor)

    async def write(
        self, draft: Draft, notes: Sequence[str], then: Written, *, fresh: bool = False, anew: bool = False
    ) -> None:
        """Type lines, or the editor outside. A ``fresh`` draft in which nothing is written is not kept; ``anew`` drops
        what the person wrote before.
        """
        own, rest = parted(draft.body)
        before = "" if anew else own
        if self._editor:
            await self._edit(replace(draft, body=below("", rest) if anew else draft.body), notes, then, fresh=fresh)
            return

        def written(text: str) -> Draft:
            return replace(draft, body=below("\n".join(filter(None, (before, text))), rest))

        async def done(text: str) -> None:
            if fresh and draft.thread_id and not text.strip() and not before:
                self._dialogue.tell(writing.NOTHING_KEPT)
                await self._session.drafts.discard(draft.id)
            else:
                await then(written(text), notes)

        self._dialogue.tell(*notes)
        added = "Type lines to add below your text" if before else "Type your lines"
        self._dialogue.tell(
            f"{capital_title(draft)}. {added}; a line with a single dot ends, Ctrl-C keeps it as a draft."
        )
        prompt = "reply" if draft.thread_id else "mail"
        self._dialogue.ask_text(prompt, done, lambda text: self._session.drafts.keep(written(text)))

    async def _edit(self, draft: Draft, notes: Sequence[str], then: Written, *, fresh: bool) -> None:
        await self._session.drafts.save(draft)
        path = await self._session.editing.begin(draft)

        async def back(trouble: str) -> None:
            done = await writing.after_editor(self._session, draft, path, trouble, fresh=fresh)
            if done is None:
                self._dialogue.tell(writing.NOTHING_KEPT)
            else:
                await then(done.draft, [*notes, *done.notes])

        self._dialogue.tell(f"{capital_title(draft)}. The editor opens; the review is read when it ends.")
        self._dialogue.outside = Outside(self._editor, path, back)

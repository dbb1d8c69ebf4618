"""What the search screen asks of the session: by words at once, by meaning as soon as the server answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from commune_tui import query
from commune_tui.mail.reads import Reading

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.search import Found, Scope


class Finding(Reading):
    """Mixed into the session."""

    client: Commune | None

    async def find(
        self, text: str, *, inbox: str = "", domain: str = "", pause: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncIterator[tuple[list[Found], str]]:
        """(everything found so far, a sentence about it): first by words, then with what the server finds by meaning.

        ``pause`` is awaited before the server is asked, so that a person who types on costs it nothing. Raises
        :class:`~commune_tui.query.QueryError`. Nothing is found for nothing.
        """
        from commune_tui.mail import search

        self.database.interrupt_search()
        if not text.strip():
            yield [], ""
            return
        parsed = search.narrowed(query.parse(text, sentence=True), inbox, domain)
        local = await search.by_text(self.database, parsed, self.asking())
        words = search.words_of(parsed)
        asked = self.client is not None and search.worth_asking(words)
        yield local, search.ASKING if asked else ""
        if self.client is None or not asked:
            return
        if pause is not None:
            await pause()
        hits, why = await search.by_meaning(self.client, words, self._scopes(inbox, domain))
        by_words = {each.thread_id for each in local}
        alone = [hit.thread_id for hit in hits if hit.thread_id not in by_words]
        here, unfit = await search.here(self.database, alone, parsed, self.asking())
        yield search.merged(local, [hit for hit in hits if hit.thread_id not in unfit], here), why

    def _scopes(self, inbox: str, domain: str) -> list[Scope]:
        """The calls that cover a scope: domains where they are known, else each inbox."""
        from commune_tui.mail.search import Scope

        inboxes = self.inboxes()
        if inbox:
            return [Scope(inbox_id=row.id) for row in inboxes if inbox in (row.address, row.id)]
        if domain:
            inboxes = [row for row in inboxes if domain in (row.domain_name, row.domain_id)]
        domains = {row.domain_id for row in inboxes}
        if "" not in domains:
            return [Scope(domain_id=each) for each in sorted(domains)]
        return [Scope(inbox_id=row.id) for row in inboxes]

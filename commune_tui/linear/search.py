"""Search, by words and by meaning: what is found is numbered like any other list."""

from __future__ import annotations

from commune_tui import clock
from commune_tui.actions import search
from commune_tui.actions.commands import SEARCH
from commune_tui.actions.speech import capital, quoted
from commune_tui.linear import thread_line
from commune_tui.linear.position import Numbered
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList
from commune_tui.mail.search import Found, counted


class Search:
    """Searches where the list is narrowed to."""

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._threads = threads

    async def do_go_search(self, argument: str) -> None:
        session, dialogue = self._session, self._dialogue
        if not argument:
            dialogue.ask("search for", self.do_go_search)
            return
        scope, found, sentence = search.scope_here(session, self._threads.shows.scope), list[Found](), ""
        async for answer in search.find(session, argument, scope):
            found, sentence = found if answer.found is None else list(answer.found), answer.sentence
        self._position.numbered = Numbered(session, [each.thread_id for each in found])
        self._position.go(SEARCH)
        how = f" {capital(counted(found))}." if found else ""
        dialogue.tell(f"Search for {quoted(argument)} in {scope.name}.{how} {sentence}".rstrip())
        dialogue.tell(*filter(None, [search.less_likely(found)]))
        now = clock.now()
        lines = [thread_line.found_line(each, place, now) for place, each in enumerate(found, 1)]
        if lines:
            dialogue.read_out(lines, len(lines), "thread")

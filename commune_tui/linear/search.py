"""Search, by words and by meaning: what is found is numbered like any other list."""

from __future__ import annotations

from commune_tui import clock
from commune_tui.actions import search
from commune_tui.actions.commands import SEARCH
from commune_tui.actions.speech import capital, quoted
from commune_tui.linear import thread_line
from commune_tui.linear.position import FromIds
from commune_tui.linear.speech import worded
from commune_tui.linear.thread_list import Lists
from commune_tui.mail.search import Found, counted


class Finding(Lists):
    """Part of the front."""

    async def do_go_search(self, argument: str) -> None:
        if not argument:
            self.ask("search for", self.do_go_search)
            return
        scope, found, sentence = search.scope_here(self.session, self.scope), list[Found](), ""
        async for answer in search.find(self.session, argument, scope):
            found, sentence = found if answer.found is None else list(answer.found), answer.sentence
        self.numbered = FromIds([each.thread_id for each in found], self.session)
        self.go(SEARCH)
        how = f" {capital(counted(found))}." if found else ""
        self.tell(worded(f"Search for {quoted(argument)} in {scope.name}.{how} {sentence}").rstrip())
        if weak := search.less_likely(found):
            self.tell(weak)
        now = clock.now()
        lines = [thread_line.found_line(each, place, now) for place, each in enumerate(found, 1)]
        if lines:
            self.read_out(lines, len(lines), "thread")

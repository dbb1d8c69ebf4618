"""Search, by words and by meaning: what is found is numbered like any other list."""

from __future__ import annotations

from commune_tui import clock
from commune_tui.actions.commands import SEARCH
from commune_tui.actions.speech import capital, number, quoted
from commune_tui.actions.views import inbox_in
from commune_tui.linear import thread_line
from commune_tui.linear.lists import Lists
from commune_tui.linear.numbered import FromIds


class Finding(Lists):
    """Part of the front."""

    async def do_go_search(self, argument: str) -> None:
        if not argument:
            self.ask("search for", self.do_go_search)
            return
        narrowed = inbox_in(self.scope, self.session.inboxes())
        inbox = narrowed.address if narrowed is not None else ""
        every = [each async for each in self.session.find(argument, inbox=inbox)]
        found, sentence = every[-1] if every else ([], "")
        self.numbered = FromIds([each.thread_id for each in found], self.session)
        self.go(SEARCH)
        where = f" in {inbox}" if inbox else ""
        self.tell(f"{capital(number(len(found), 'thread'))} found for {quoted(argument)}{where}. {sentence}".rstrip())
        now = clock.now()
        lines = [thread_line.found_line(each, place, now) for place, each in enumerate(found, 1)]
        if lines:
            self.read_out(lines, len(lines), "thread")

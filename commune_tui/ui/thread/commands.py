"""What keys do in the conversation: move, fold, look at a mail in another way, find, save, open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.store.rows import AttachmentRow
    from commune_tui.ui.thread.reader import Reader


class ThreadCommands:
    """Part of the main screen. Everything is about the message that the mark at the left points at."""

    def __init__(self, screen: CommuneScreen, panes: Panes, targets: Targets) -> None:
        self._screen, self._panes, self._targets = screen, panes, targets

    @property
    def reader(self) -> Reader:
        """The conversation."""
        return self._panes.reader

    # -- moving ------------------------------------------------------------------------------------------------------

    def do_reader_down(self) -> None:
        self.reader.scroll_rows(1)

    def do_reader_up(self) -> None:
        self.reader.scroll_rows(-1)

    def do_reader_half_down(self) -> None:
        self.reader.scroll_rows(max(1, self.reader.page // 2))

    def do_reader_half_up(self) -> None:
        self.reader.scroll_rows(-max(1, self.reader.page // 2))

    def do_reader_page_up(self) -> None:
        self.reader.scroll_rows(-max(1, self.reader.page - 1))

    def do_reader_page_down(self) -> None:
        if not self.reader.scroll_rows(max(1, self.reader.page - 1)):
            self._screen.tell(f"That is the end. {do('reader.next_thread')} goes to the next thread.")

    def do_reader_top(self) -> None:
        self.reader.show_edge(top=True)

    def do_reader_bottom(self) -> None:
        self.reader.show_edge(top=False)

    def do_reader_next_message(self) -> None:
        self._step(1)

    def do_reader_previous_message(self) -> None:
        self._step(-1)

    def _step(self, messages: int) -> None:
        from commune_tui.actions import looking

        wanted = self.reader.current + messages
        if not 0 <= wanted < len(self.reader.talk.entries):
            self._screen.tell(looking.no_more_mails(messages))
            return
        self.reader.show_message(wanted)

    # -- looking -----------------------------------------------------------------------------------------------------

    def do_reader_fold(self) -> None:
        if (shown := self.reader.shown()) is not None:
            shown.unfolded = not shown.unfolded
            self.reader.changed()

    def do_reader_unfold_all(self) -> None:
        self.reader.fold_all(True)

    def _look(self, view: str) -> None:
        shown = self.reader.shown()
        if shown is None or self.reader.mail is None:
            self._screen.tell("There is no mail here.")
            return
        shown.unfolded = True
        shown.view = "mail" if shown.view == view else view
        self.reader.changed()

    def do_reader_headers(self) -> None:
        self._look("headers")

    def do_reader_raw(self) -> None:
        self._look("raw")

    def do_reader_json(self) -> None:
        self._look("json")

    def do_reader_text(self) -> None:
        if (mail := self.reader.mail) is not None and not mail.message.content_html.strip():
            self._screen.tell("This mail has no HTML: its text is what is shown.")
        else:
            self._look("text")

    def do_reader_agent(self) -> None:
        self._look("agent")

    def do_reader_hidden(self) -> None:
        self._look("hidden")

    def _toggle(self, name: str) -> None:
        shown = self.reader.shown()
        if shown is not None:
            setattr(shown, name, not getattr(shown, name))
            shown.unfolded = True
            self.reader.changed()

    def _elsewhere(self, what: str) -> bool:
        """Whether the face that shows has none of it, which is told then."""
        from commune_tui.actions import looking

        shown = self.reader.shown()
        if shown is None or not shown.unfolded or not (why := looking.not_in(shown.view, what)):
            return False
        self._screen.tell(why)
        return True

    @property
    def _being_read(self) -> bool:
        shown = self.reader.shown()
        return shown is not None and shown.unfolded and self.reader.body is None

    def do_reader_quotes(self) -> None:
        from commune_tui.actions import looking

        if self._elsewhere("Quoted text unfolds"):
            return
        body = self.reader.body
        if self._being_read:
            self.with_body(lambda _: self.do_reader_quotes())
        elif body is not None and not body.folds:
            self._screen.tell(looking.NOT_QUOTED)
        else:
            self._toggle("open_quotes")

    def do_reader_history(self) -> None:
        from commune_tui.actions import history

        reader = self.reader
        if not reader.history and not history.happened(self._screen.program.session, reader.talk):
            self._screen.tell(history.NOTHING)
        else:
            reader.show_history(not reader.history)

    def do_reader_extracted(self) -> None:
        from commune_tui.actions import looking

        if self.reader.mail is None or not self.reader.mail.message.extracted:
            self._screen.tell(looking.NOT_EXTRACTED)
        elif not self._elsewhere("Extracted fields show"):
            self._toggle("extracted")

    def do_reader_delivery(self) -> None:
        from commune_tui.actions import looking

        session, mail, shown = self._screen.program.session, self.reader.mail, self.reader.shown()
        if objection := looking.no_delivery(session, self.reader.entry):
            self._screen.tell(objection)
        elif mail and shown and shown.unfolded and all(s.role == "bad" for s in session.reads.timeline(mail.message)):
            self._screen.tell(looking.ALL_DELIVERY)
        else:
            self._toggle("delivery")

    def do_reader_whole(self) -> None:
        if self._elsewhere("All of a long mail shows"):
            return
        body, shown = self.reader.body, self.reader.shown()
        if self._being_read:
            self.with_body(lambda _: self.do_reader_whole())
        elif body is not None and not body.goes_on and shown is not None and not shown.whole:
            self._screen.tell("All of this message is shown.")
        else:
            self._toggle("whole")

    # -- finding -----------------------------------------------------------------------------------------------------

    def answer_to(self, command_id: str) -> Callable[[], None] | None:
        """While the conversation has the keys, the list is not what is filtered."""
        return self._ask_words if command_id == "app.filter" and self._panes.in_reader else None

    def _ask_words(self) -> None:
        self._screen.ask(Question("find in this thread", self._find, initial=self.reader.needle))

    def _find(self, words: str) -> None:
        self.reader.search(words.strip())
        if words.strip():
            self.do_find_next()

    def do_find_next(self) -> None:
        self._found(1)

    def do_find_previous(self) -> None:
        self._found(-1)

    def _found(self, direction: int) -> None:
        if not self._panes.in_reader:
            self._screen.tell(
                f"{do('find.next')} and {do('find.previous')} go through matches in a conversation. "
                f"{do('app.filter')} filters this list."
            )
        elif not self.reader.needle:
            self._screen.tell(f"Nothing is searched for yet. {do('app.filter')} finds words in this conversation.")
        else:
            self.reader.find(
                direction, lambda needle: self._screen.tell(f"{needle!r} is nowhere in this conversation.")
            )

    def do_reader_other_half(self) -> None:
        from commune_tui.actions import looking

        if thread_id := looking.other_part(self.reader.talk):
            self._screen.program.go.open_thread(thread_id)
        else:
            self._screen.tell(looking.NO_OTHER_PART)

    # -- conflicts ---------------------------------------------------------------------------------------------------

    def do_reader_keep_mine(self) -> None:
        self._settle_conflict(mine=True)

    def do_reader_keep_theirs(self) -> None:
        self._settle_conflict(mine=False)

    def _settle_conflict(self, *, mine: bool) -> None:
        from commune_tui.actions.conflicts import decide_here

        talk, thread_id = self.reader.talk, self.reader.thread_id
        self._targets.wish(decide_here(self._screen.program.session, thread_id, talk.clashes, mine=mine), None)

    # -- files and links ---------------------------------------------------------------------------------------------

    def do_reader_files(self) -> None:
        from commune_tui.ui.thread.attachments import ask_save

        ask_save(self._screen, self.reader.mail)

    def do_reader_open_file(self) -> None:
        from commune_tui.ui.thread.attachments import ask_open

        if (shown := self.reader.shown()) is not None and shown.view == "file":
            self._look("file")
            return
        ask_open(self._screen, self.reader.mail, self._read_file)

    def _read_file(self, file: AttachmentRow) -> None:
        """An invitation or a mail that came with the mail, in its place."""
        if (shown := self.reader.shown()) is not None:
            shown.file = file.id
            self._look("file")

    def do_reader_links(self) -> None:
        from commune_tui.ui.thread.links import ask_link

        self.with_body(partial(ask_link, self._screen))

    def with_body(self, work: Callable[[Body], None]) -> None:
        """Do something with what is read of the current message, as soon as it is read."""
        shown = self.reader.shown()
        if self.reader.body is None and shown is not None:
            self._screen.tell(
                "This mail is still being read; then the key acts."
                if shown.unfolded
                else f"This message is folded: {do('reader.fold')} unfolds it."
            )
        if shown is not None and shown.unfolded:
            self.reader.when_read(work)

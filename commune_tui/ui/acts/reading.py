"""What keys do in the conversation: move, fold, look at a mail in another way, find, copy, save, open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui.text import fold, one_line
from commune_tui.ui import browser
from commune_tui.ui.acts.opening import Opening
from commune_tui.ui.question import Question, Suggestion

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Mail
    from commune_tui.text.link import Link


class Reading(Opening):
    """Part of the main screen. Everything is about the message that the mark at the left points at."""

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
            self.tell("That is the end. ] goes to the next thread.")

    def do_reader_top(self) -> None:
        self.reader.show_edge(top=True)

    def do_reader_bottom(self) -> None:
        self.reader.show_edge(top=False)

    def do_reader_next_message(self) -> None:
        self._step(1)

    def do_reader_previous_message(self) -> None:
        self._step(-1)

    def _step(self, messages: int) -> None:
        wanted = self.reader.current + messages
        if not 0 <= wanted < len(self.reader.talk.entries):
            self.tell("That is the newest message." if messages > 0 else "That is the first message.")
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
            self.tell("There is no mail here.")
            return
        shown.unfolded = True
        shown.view = "mail" if shown.view == view else view
        self.reader.changed()
        if shown.view != "mail":
            from commune_tui.ui.reader.section import VIEWS

            self.tell(f"This is {VIEWS[view]}. The same keys go back.")

    def do_reader_headers(self) -> None:
        self._look("headers")

    def do_reader_raw(self) -> None:
        self._look("raw")

    def do_reader_json(self) -> None:
        self._look("json")

    def do_reader_text(self) -> None:
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

    def do_reader_quotes(self) -> None:
        self._toggle("open_quotes")

    def do_reader_extracted(self) -> None:
        self._toggle("extracted")

    def do_reader_delivery(self) -> None:
        if self.reader.mail is None or self.reader.mail.message.direction != "outbound":
            self.tell("Only mail that went out has a delivery.")
        else:
            self._toggle("delivery")

    def do_reader_whole(self) -> None:
        self._toggle("whole")

    # -- finding -----------------------------------------------------------------------------------------------------

    def do_app_filter(self) -> None:
        if self.focused is not self.reader:
            super().do_app_filter()  # type: ignore[misc]
            return
        self.ask(Question("find in this thread", self._find, initial=self.reader.needle))

    def _find(self, words: str) -> None:
        self.reader.search(words.strip())
        if words.strip():
            self.do_find_next()

    def do_find_next(self) -> None:
        self._found(1)

    def do_find_previous(self) -> None:
        self._found(-1)

    def _found(self, direction: int) -> None:
        if self.focused is not self.reader:
            self.tell("n and N go through matches in a conversation. / filters this list.")
        elif not self.reader.needle:
            self.tell("Nothing is searched for yet. / finds words in this conversation.")
        else:
            go_on: Callable[[], Awaitable[None]] = partial(self._go_on, direction)
            self.run_worker(go_on, group="find", exclusive=True, exit_on_error=False)

    async def _go_on(self, direction: int) -> None:
        if not await self.reader.find(direction):
            self.tell(f"{self.reader.needle!r} is nowhere in this conversation.")

    # -- conflicts ---------------------------------------------------------------------------------------------------

    def do_reader_keep_mine(self) -> None:
        self._settle_conflict(mine=True)

    def do_reader_keep_theirs(self) -> None:
        self._settle_conflict(mine=False)

    def _settle_conflict(self, *, mine: bool) -> None:
        clashes = self.reader.talk.clashes
        if not clashes:
            self.tell("There is nothing to decide here.")
            return
        told = "Yours goes out." if mine else "Theirs stays."
        self.wish(self.session.resolve(clashes[0].operation_id, mine=mine), told)

    # -- copying -----------------------------------------------------------------------------------------------------

    def _mail_meant(self) -> Mail | None:
        return self.reader.mail if self.focused is self.reader else None

    def do_copy_text(self) -> None:
        row, body = self.threads.current, self.reader.body if self._mail_meant() else None
        text = body.text if body is not None else f"{row.subject}\n{row.snippet}" if row is not None else ""
        self._copy(text, "the text")

    def do_copy_id(self) -> None:
        mail, row = self._mail_meant(), self.threads.current
        self._copy(mail.message.id if mail is not None else row.id if row is not None else "", "the id")

    def do_copy_address(self) -> None:
        mail, row = self._mail_meant(), self.threads.current
        self._copy(mail.message.sender if mail is not None else row.sender if row is not None else "", "the address")

    def _copy(self, text: str, what: str) -> None:
        if not text.strip():
            self.tell("There is nothing to copy here.")
            return
        self.program.copy_to_clipboard(text)
        first = one_line(text.strip().splitlines()[0], 40)
        ends = " It ends with a line break." if text.endswith("\n") else ""
        self.tell(f"Asked the terminal to copy {what}, {len(text):,} characters: {first}{ends}")

    # -- files -------------------------------------------------------------------------------------------------------

    def do_reader_files(self) -> None:
        from commune_tui.mail.files import downloads

        mail = self.reader.mail
        files = mail.message.attachments if mail is not None else ()
        if not files:
            self.tell("This message has no attachment.")
            return
        if self.program.guest:
            self.tell("Guests cannot save files.")
            return
        named = {file.name or file.id: file for file in files}

        def then(name: str) -> None:
            self._ask_folder(named[name].id, name, str(downloads()))

        def suggest(line: str) -> list[Suggestion]:
            return [Suggestion(name, file.mime_type) for name, file in named.items() if line.lower() in name.lower()]

        def check(name: str) -> str | None:
            return None if name in named else "Choose one of the attachments above."

        self.ask(Question("save which file", then, suggest=suggest, check=check, take_first=True))

    def _ask_folder(self, attachment_id: str, name: str, folder: str, objection: str = "") -> None:
        def then(line: str) -> None:
            self._save(attachment_id, name, line)

        self.ask(Question("save to folder", then, folder, enter="save"), objection)

    def _save(self, attachment_id: str, name: str, folder: str) -> None:
        from commune_tui.mail.files import NotSaved

        def progress(done: int, total: int | None) -> None:
            if total and done < total:
                self.tell(f"Saving {one_line(name, 40)}: {100 * done // total} %")

        place = Path(folder).expanduser()

        async def work() -> str | None:
            try:
                return await self.session.save_file(attachment_id, name, place, progress)
            except NotSaved as refusal:
                self._ask_folder(attachment_id, name, folder, one_line(str(refusal)))
                return None

        self.wish(work(), None)

    # -- links -------------------------------------------------------------------------------------------------------

    def do_reader_links(self) -> None:
        body = self.reader.body
        if body is None or not body.links:
            self.tell("There is no link in this message.")
            return
        from commune_tui.text.link import read_link

        found = {f"{link.number}": read_link(link.target, link.text) for link in body.links}

        def suggest(line: str) -> list[Suggestion]:
            return [
                Suggestion(number, f"{link.shown_host or link.scheme}   {link.url}{_doubts(link)}")
                for number, link in found.items()
                if line.strip() in number or line.strip().lower() in link.url.lower()
            ]

        def check(number: str) -> str | None:
            return None if number in found else "Choose one of the numbers above."

        then = Question("open link", lambda n: self._open(found[n]), suggest=suggest, check=check, take_first=True)
        self.ask(then)

    def _open(self, link: Link) -> None:
        if not link.opens:
            self.tell(f"This is not opened: {link.refused}.")
        elif why := browser.unavailable(guest=self.program.guest):
            self.tell(f"{why} {link.url}")
        else:
            rows = [Suggestion(f"host: {link.shown_host}", "this is where it really goes")]
            rows += [Suggestion(f"warning: {doubt}") for doubt in link.doubts]
            rows += [Suggestion(part) for part in fold(link.url, max(20, self.size.width - 6))[:5]]

            def check(line: str) -> str | None:
                return "Enter opens the address above, Esc leaves it." if line else None

            then = Question(
                "Enter opens it", lambda _: self.tell(browser.open_url(link.url)), suggest=lambda _: rows, check=check
            )
            self.ask(then)


def _doubts(link: Link) -> str:
    return f"  ! {', '.join(link.doubts)}" if link.doubts else ""

"""The whole front: where one is, help, what is new, how it begins and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from commune_tui import tasks
from commune_tui.actions import lists, sending
from commune_tui.actions.commands import EVERYWHERE, LIST, READER, REVIEW, Command
from commune_tui.actions.speech import capital, listed, number, quoted
from commune_tui.actions.splits import counted
from commune_tui.config import Settings
from commune_tui.linear.completion import Completing
from commune_tui.linear.news import News
from commune_tui.linear.speech import worded
from commune_tui.linear.thread_line import counts_line
from commune_tui.linear.words import BACK, PLACES, takes
from commune_tui.mail.errors import explained
from commune_tui.mail.session import Session

_PATIENCE_S, _QUIET_S = 20.0, 0.4
_NOTHING = "No mail came here yet."
_FILTERS = (
    "A filter is words and fields, such as: is:unanswered assignee:me tag:vip from:anna in:support@acme.example",
    "A minus before one turns it around: -from:noreply. Fields: status, assignee, tag, from, to, in, domain, subject, "
    "risk, unanswered, is:unread, is:snoozed, has:attachment, before, after, older, newer.",
)


class Front(Completing):
    """Lines in, lines out. Lives in the session's event loop."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        *,
        guest: bool = False,
        editor: Sequence[str] = (),
        lasts: bool = True,
    ) -> None:
        """``lasts``: what is kept outlives the program, which in a demo it does not."""
        super().__init__(session, settings, guest=guest, editor=editor)
        self.newest_first = settings.linear_order == "newest"
        self.news = News(session)
        self._ending, self._lasts = False, lasts
        session.subscribe(self.news.hear)

    # -- beginning and ending ------------------------------------------------------------------------------------------

    @property
    def here(self) -> bool:
        """Whether a copy is here, so that nothing has to be waited for."""
        return bool(self.session.reads.frame().total.threads)

    async def begin(self, say: Callable[[str], None]) -> None:
        """Start the session. Returns at once where a copy is here; an empty one is waited for, in a few lines."""
        self._starting = tasks.begin(self.session.keep_starting(), "start", tasks.awaited)
        self._starting.add_done_callback(self._began)
        if not self.here:
            await self._first_sync(self._starting, say)

    def opening(self) -> list[str]:
        """The first lines: what needs whom, and where to go on."""
        self.news.settle()
        frame = self.session.reads.frame()
        known = self.here or not self.session.status.sentence()
        lines = [
            *self.session.notes,
            counts_line(frame.total, counted(self.session.reads.counts), len(frame.inboxes))
            if known
            else "No mail came yet.",
            self._left(),
            worded(self.session.status.sentence()),
        ]
        return [*filter(None, lines), "Enter reads the list, help tells the words, quit ends."]

    def _left(self) -> str:
        """What the person began and did not end: to decide, and drafts."""
        decide = sum(each.state in ("conflict", "unknown") for each in self.session.outbox.waiting())
        parts = [f"{decide} to decide"] if decide else []
        parts += [number(count, "draft")] if (count := len(self.session.drafts.open())) else []
        return f"In the outbox: {listed(parts)}." if parts else ""

    def _began(self, task: asyncio.Task[None]) -> None:
        if not (self._ending or task.cancelled()) and (error := task.exception()) is not None:
            self.news.add(explained(error) if isinstance(error, Exception) else "It could not start.")

    async def _first_sync(self, starting: asyncio.Task[None], say: Callable[[str], None]) -> None:
        """Nothing is here yet: wait until the mail is, or until there is no use in waiting."""
        moved = asyncio.Event()
        self.news.moved = moved.set
        starting.add_done_callback(lambda _: moved.set())
        say("Nothing is here yet, so the mail is being fetched. Ctrl-C goes on without waiting.")
        half = False
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                while True:
                    words = self.session.status.words()[0]
                    if self.session.status.sentence() or (starting.done() and starting.exception()):
                        break
                    if words.startswith("syncing") and not half:
                        half = True
                        say(f"{capital(words)}.")
                    moved.clear()
                    try:
                        await asyncio.wait_for(moved.wait(), _QUIET_S)
                    except TimeoutError:
                        if self.session.status.words()[0] == "synced":
                            break
        self.news.moved = lambda: None

    def next_line(self) -> str:
        """What is new, for the next prompt; nothing while a text is being typed."""
        return "" if self.asking is not None else self.news.line()

    async def come_back(self, trouble: str) -> list[str]:
        """The program outside has ended."""
        outside, self.outside = self.outside, None
        if outside is not None:
            try:
                await outside.back(trouble)
            except Exception as error:
                self.tell(explained(error))
        return self.said()

    async def hang_up(self) -> list[str]:
        """No more lines will come: what was being written is kept."""
        await self.keep_lines()
        self.said()
        self.ended = True
        return await self._farewell()

    async def _farewell(self) -> list[str]:
        await self.until(lambda: not self._unsent() or bool(self.session.status.sentence()))
        lines = []
        if held := self.session.outbox.held_count():
            lines.append(f"{capital(number(held, 'mail'))} in the hold: kept, and sent when the program runs again.")
        if unsent := self._unsent():
            lines.append(
                f"{capital(number(unsent, 'change'))} not sent yet: kept, and sent when the program runs again."
            )
        return [*(lines if self._lasts else []), "Goodbye."]

    def _unsent(self) -> int:
        return sum(each.state in ("ready", "sending") for each in self.session.outbox.waiting())

    async def end(self) -> None:
        """Write what is left, and stop."""
        self._ending = True
        with suppress(Exception):
            await self.keep_lines()
        await self.session.stop()

    async def do_app_quit(self, argument: str) -> None:
        self.ended = True  # first: whatever fails in the farewell keeps nobody here
        if self.draft is not None:
            self.session.drafts.keep(self.draft)
            self.tell("The mail you were reviewing is kept as a draft.")
        self.tell(*await self._farewell())

    async def do_app_back(self, argument: str) -> None:
        if self.place == REVIEW:
            await self.do_review_keep("")
        elif self.place == LIST:
            await self.widen()
        elif self.place == READER and self.home != LIST:
            self.go(self.home)
            self.tell(f"Back in {PLACES[self.home]}. {BACK[self.home]}")
        else:
            self.go(LIST)
            self.to_list()
            self.tell(f"Back to the list: {self.title()}. list reads it.")

    async def do_app_leave(self, argument: str) -> None:
        if self.place != LIST or lists.wider(self.split, self.scope, self.filter) is not None:
            await self.do_app_back("")
        elif objection := lists.not_yet(self.session):
            self.tell(worded(objection))
        else:
            await self.do_app_quit("")

    async def do_app_undo(self, argument: str) -> None:
        await super().do_app_undo(argument)
        await self._go_on_writing()

    async def _act_on_row(self, command_id: str, argument: str) -> None:
        await super()._act_on_row(command_id, argument)
        if command_id == "outbox.take_back":
            await self._go_on_writing()

    async def _go_on_writing(self) -> None:
        """A mail that was taken back is read out as it would leave."""
        draft = self.session.drafts.get(self.news.returned())
        if draft is not None and draft.state == "open":
            await self.open_review(draft, [sending.RETURNED])

    def do_app_sync(self, argument: str) -> None:
        self.session.connection.sync_now()
        self.tell("Asking the server for everything again. news tells what came.")

    async def do_app_claim(self, argument: str) -> None:
        if not argument:
            self.tell("claim takes the mail address of the agent's owner.")
            return
        self.tell(await self.session.connection.claim(argument))

    # -- where one is --------------------------------------------------------------------------------------------------

    def place_word(self) -> str:
        """The place in a word, with the number of the thread."""
        return (
            f"thread {self.at}"
            if self.place == READER and self.at
            else "thread"
            if self.place == READER
            else self.place
        )

    def do_listen_where(self, argument: str) -> None:
        row = self.session.reads.thread(self.thread_id) if self.thread_id else None
        number_ = f", number {self.at}" if self.at else ""
        about = f": {quoted(row.subject)}{number_}" if row is not None and self.place == READER else ""
        self.tell(f"This is {PLACES[self.place]}{about}. The list is {self.title()}.")
        stands = f"{capital(self.session.status.words()[0])}. {self.session.status.sentence()}"
        self.tell(worded(stands).strip())

    def do_listen_news(self, argument: str) -> None:
        said = self.news.all()
        self.tell(*(said or ["Nothing happened since."]))

    # -- help ----------------------------------------------------------------------------------------------------------

    def do_app_help(self, argument: str) -> None:
        if argument:
            self._help_word(argument)
            return
        here = self.words.here(self.place)
        groups: dict[str, list[str]] = {}
        for command in here:
            groups.setdefault(command.group, []).append(self.words.word(command, self.place))
        self.tell(f"Words in {PLACES[self.place]}. help and a word tells more.")
        for group, words in groups.items():
            self.tell(f"{group}: {', '.join(words)}.")
        if self.place != REVIEW:
            self.tell("A number opens that thread. Triage words take numbers: close 3, tag 2-5 vip, take all.")
            self.tell("In a conversation they need none. An empty line reads on.")

    def do_review_help(self, argument: str) -> None:
        self.do_app_help(argument)

    def _help_word(self, argument: str) -> None:
        found, _ = self.words.read(argument, self.place)
        if not found:
            near = self.words.near(argument.split()[0], self.place)
            hint = f" Did you mean {listed(near, 'or')}?" if near else " help alone lists them."
            self.tell(f"There is no word {quoted(argument)}.{hint}")
            return
        for command in found[:1]:
            self.tell(self._about(command))
            if command.id == "app.filter":
                self.tell(*_FILTERS)

    def _about(self, command: Command) -> str:
        more = f" {command.help}." if command.help and command.id != "app.filter" else ""
        where = listed([PLACES[each] for each in command.contexts if each in PLACES], "or")
        place = f" Works in {where}." if where and EVERYWHERE not in command.contexts else ""
        return f"{self.words.word(command, self.place)}: {command.label.rstrip('…')}.{more}{takes(command)}{place}"

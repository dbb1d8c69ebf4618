"""The journal: who did what, before and after, when. Kept on this machine; can be written out as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import journal
from commune_tui.actions.commands import JOURNAL
from commune_tui.actions.speech import number
from commune_tui.keys.hints import Hint
from commune_tui.sending.operation import Entry
from commune_tui.text import cut, pad
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen

_ROLES = {
    "confirmed": "good",
    "seen": "good",
    "vanished": "bad",
    "refused": "bad",
    "conflict": "warn",
    "unknown": "warn",
    "cancelled": "dim",
}


def lines(entries: Sequence[tuple[Entry, str]], width: int) -> list[Row]:
    """The journal as rows, newest first: each entry with the subject of its thread."""
    made = []
    for entry, subject in entries:
        at = clock.local(clock.from_ms(entry.at)).strftime("%d %b %H:%M:%S")
        room = max(0, width - 51)
        fragments = (
            Fragment(f" {at}  ", "dim"),
            Fragment(pad(cut(journal.who(entry), 10), 11)),
            Fragment(pad(cut(journal.what(entry).short, 10), 11), _ROLES.get(entry.what, "plain")),
            Fragment(pad(entry.kind, 8), "accent"),
            Fragment(pad(cut(journal.about(entry), room * 7 // 10), room * 7 // 10 + 1)),
            Fragment(cut(subject, room * 3 // 10), "dim"),
        )
        made.append(Row(fragments, entry))
    return made


_HINTS = (
    ("list.open", "to the thread"), ("app.filter", "filter"), ("journal.export", "write it to a file"),
    ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip


class JournalScreen(CommuneScreen):
    """Newest first; Enter goes to the thread, ``/`` filters."""

    key_context = JOURNAL
    parts: tuple[CursorCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._words = ""

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="where")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self._show(self._words)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show, self._words)

    def _show(self, words: str) -> None:
        self._words = words
        entries = journal.page(self.program.session)
        rows = [
            row
            for row in lines(entries, self.size.width or 80)
            if words.lower() in "".join(fragment.text for fragment in row.fragments).lower()
        ]
        title = [Fragment(" Journal ", "strong"), Fragment("who did what on this machine", "dim")]
        title += [Fragment(f"   {words}", "accent")] if words else []
        self.query_one("#where", TextLine).say(title, [Fragment(f"{number(len(rows), 'entry', 'entries')} ", "dim")])
        empty = Row((Fragment(f" {journal.EMPTY}" if not entries else " Nothing matches.", "dim"),))
        self._rows.fill(rows or [empty])

    def do_app_filter(self) -> None:
        self.ask(
            Question(
                "filter the journal", self._show, initial=self._words, changed=self._show, left=lambda: self._show("")
            )
        )

    def do_list_open(self) -> None:
        row = self._rows.current
        if row is not None and isinstance(row.about, Entry) and row.about.thread_id:
            self.program.go.open_thread(row.about.thread_id)
        elif row is not None and isinstance(row.about, Entry):
            self.tell("This entry is about no thread.")

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_list_next_tab(self) -> None:
        self._rows.move_by(self._rows.page)

    def do_list_previous_tab(self) -> None:
        self._rows.move_by(-self._rows.page)

    def do_journal_export(self, words: str = "") -> None:
        if not words.strip():
            self._ask_path(journal.usual_path())
        else:
            self._export(words)

    def _ask_path(self, path: str, objection: str = "") -> None:
        self.ask(Question("write the journal to", self._export, path, enter="write"), objection)

    def _export(self, words: str) -> None:
        try:
            self.tell(journal.export(self.program.session, words))
        except journal.NotWritten as refusal:
            self._ask_path(words, refusal.sentence)

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

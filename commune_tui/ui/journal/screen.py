"""The journal: who did what, before and after, when. Kept on this machine; can be written out as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import journal
from commune_tui.actions.commands import JOURNAL
from commune_tui.actions.journal import Act
from commune_tui.actions.speech import ago, number
from commune_tui.keys.hints import Hint
from commune_tui.sending.operation import Entry
from commune_tui.text import cut, pad
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_ROLES = {
    "confirmed": "good",
    "seen": "good",
    "vanished": "bad",
    "refused": "bad",
    "conflict": "warn",
    "unknown": "warn",
    "cancelled": "dim",
}

_ROOMY = 76
"""In a narrower window nobody is named: it is nearly always oneself, and the conversation says it, too."""


def lines(acts: Iterable[Act], unfolded: AbstractSet[str], width: int, glyphs: Glyphs) -> list[Row]:
    """A row for each act; below one that is unfolded a row for each of its entries, thread after
    thread, the oldest first."""
    made, arrow = [], f" {glyphs.outbound} "
    for act in acts:
        several = len(act.entries) > 1
        fold = (glyphs.unfolded if act.id in unfolded else glyphs.folded) if several else " "
        subjects = list(act.threads.values())
        about = journal.counted(act) if len(subjects) > 1 else "".join(subjects)
        at, word = ago(clock.from_ms(act.first.at)), journal.stands(act)[0]
        made.append(_row(f"{fold} {at}", act.first, word, journal.titled(act, arrow), about, act, width))
        if act.id in unfolded:
            for entry, subject in _steps(act):
                at = clock.local(clock.from_ms(entry.at)).strftime("%d %b %H:%M:%S")
                made.append(_row(f"  {at}", entry, entry.what, journal.about(entry, arrow), subject, entry, width))
    return made


def _steps(act: Act) -> list[tuple[Entry, str]]:
    places = {thread_id: place for place, thread_id in enumerate(act.threads)}
    steps = list(reversed(act.entries))
    steps.sort(key=lambda pair: places.get(pair[0].thread_id or "", -1))
    return steps


def _row(at: str, entry: Entry, word: str, summary: str, about: str, of: Act | Entry, width: int) -> Row:
    roomy = width >= _ROOMY
    room = max(0, width - (51 if roomy else 40))
    what, which = (room * 6 // 10 + 8, room * 4 // 10) if roomy else (room // 2 + 2, room // 2 + 6)
    if not about:  # an act on the account is about no conversation
        what, which = what + which, 0
    fragments = (
        Fragment(pad(cut(at, 17), 18), "dim"),
        Fragment(pad(cut(journal.who(entry), 10), 11) if roomy else ""),
        Fragment(pad(cut(journal.phrase(word).short, 10), 11), _ROLES.get(word, "plain")),
        Fragment(pad(cut(summary, what), what + 1)),
        Fragment(cut(about, which), "dim"),
    )
    return Row(fragments, of)


def _words(act: Act) -> str:
    """What ``/`` looks for an act in."""
    steps = (f"{journal.who(entry)} {entry.kind} {journal.about(entry)} {subject}" for entry, subject in act.entries)
    return "\n".join((journal.summary(act), journal.counted(act), *steps)).lower()


_HINTS = (
    ("list.open", "to the thread"), ("journal.unfold", "unfold"), ("app.filter", "filter"),
    ("journal.export", "write it to a file"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip


class JournalScreen(CommuneScreen):
    """An act a row, the newest first. Enter goes to its thread, or unfolds an act about several; ``/`` filters."""

    key_context = JOURNAL
    parts: tuple[PagedCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows),)
        self._words = ""
        self._unfolded: set[str] = set()

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self._show(self._words)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show, self._words)

    def _show(self, words: str) -> None:
        self._words = words
        acts = journal.acts(self.program.session)
        found = [act for act in acts if words.lower() in _words(act)]
        rows = lines(found, self._unfolded, self.size.width or 80, self.program.glyphs)
        title = [Fragment(" Journal ", "strong"), Fragment("who did what on this machine", "dim")]
        title += [Fragment(f"   {words}", "accent")] if words else []
        self.query_one("#where", TextLine).say(title, [Fragment(f"{number(len(found), 'act')} ", "dim")])
        empty = Row((Fragment(f" {journal.EMPTY}" if not acts else " Nothing matches.", "dim"),))
        self._rows.fill(rows or [empty])

    def do_app_filter(self) -> None:
        self.ask(
            Question(
                "filter the journal", self._show, initial=self._words, changed=self._show, left=lambda: self._show("")
            )
        )

    def do_list_open(self) -> None:
        about = self._rows.current.about if self._rows.current is not None else None
        threads = list(about.threads) if isinstance(about, Act) else [about.thread_id] if about is not None else []
        if len(threads) > 1:
            self.do_journal_unfold()
        elif any(threads):
            self.program.go.open_thread(threads[0])
        elif about is not None:
            self.tell("This is about no thread.")

    def do_journal_unfold(self) -> None:
        """Show what an act consists of, or its row alone again: from any of its rows."""
        at = self._rows.cursor
        while (row := self._rows.item(at)) is not None and isinstance(row.about, Entry):
            at -= 1
        act = row.about if row is not None else None
        if not isinstance(act, Act) or len(act.entries) == 1:
            self.tell("There is no more of this.")
            return
        self._unfolded ^= {act.id}
        self._rows.move_to(at)
        self._show(self._words)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

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

"""The last line of every screen: what just happened or which keys help, and at the right how the account stands.

An answer to a key stands in the place of the keys, and if it is longer than the line over the rows above it, until the
next key; nothing moves for it. News, which nobody asked for, gets rows of its own: it hides nothing to be pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events

from commune_tui.keys import hints
from commune_tui.keys.names import pressed
from commune_tui.text import cells, cut
from commune_tui.ui.kit.fragments import Fragment, fitting, hint_line
from commune_tui.ui.kit.lines import Lines
from commune_tui.ui.kit.text_line import TextLine

_MOST_ROWS = 4
_LEFT_ALONE = 4
"""News takes at most half of what a screen has beyond so many rows."""


class Bottom(Protocol):
    """A screen as its last line sees it."""

    @property
    def asks(self) -> bool:
        """Whether a question is open."""

    def bottom_line(self) -> Sequence[hints.Hint]:
        """The keys that help now."""

    def perform(self, command_id: str) -> None:
        """Do what a hint says, as its key would."""


class ToldAbove(Lines):
    """News and the beginning of a long sentence, above the status line: over other rows, or in rows of its own."""

    DEFAULT_CSS = """
    ToldAbove { layer: told; dock: bottom; margin-bottom: 1; background: $surface; }
    ToldAbove.-news { layer: default; dock: none; margin-bottom: 0; }
    """


class StatusLine(TextLine):
    """Shows the screen's keys while nothing is told."""

    DEFAULT_CSS = "StatusLine { background: $surface; }"

    def __init__(self, over: Bottom) -> None:
        """``over`` is the screen at whose bottom it stands."""
        super().__init__(id="status")
        self._over = over
        self._told = self._news = ""
        self._account: Fragment | None = None
        self._hints: tuple[hints.Hint, ...] = ()

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def tell(self, sentence: str) -> None:
        """Say a sentence until the next key; two sentences in one frame stand beside each other."""
        self._told = f"{self._told} {sentence}".strip() if self._told else sentence
        self._show()

    def tell_news(self, sentence: str) -> None:
        """Say what nobody asked for, in the place of what was told before: that is older news, or has been read."""
        self._told, self._news = "", sentence
        self._show()

    def clear(self) -> None:
        """Back to the keys."""
        if self._told or self._news:
            self._told = self._news = ""
            self._show()

    def follow(self, words: str, role: str) -> None:
        """Show how the account stands now."""
        self._account = Fragment(f" {words} ", role)
        self._show()

    def refresh_keys(self) -> None:
        """The focus moved: other keys help now."""
        self._show()

    @property
    def words(self) -> str:
        """All that is read here, news first."""
        said = f" {self._told}{self._account.text if self._account else ''}" if self._told else super().words
        return f" {self._news}\n{said}" if self._news else said

    def fitted(self, room: int) -> list[Fragment]:
        return super().fitted(room) if self._told else fitting(hint_line(*hints.fit(self._hints, room)), room)

    def on_click(self, event: events.Click) -> None:
        """On a hint: what it says is done. On a sentence: it was read."""
        event.stop()
        if self._told:
            self.clear()
            return
        room = self.size.width - min(sum(cells(fragment.text) for fragment in self._right), self.size.width // 2)
        if (found := hints.at(*hints.fit(self._hints, room), event.x)) is None:
            return
        hint, name = found
        if hint.command:
            self._over.perform(hint.command)
        elif (key := pressed(name)) is not None:
            self.app.post_message(events.Key(*key))

    def _show(self) -> None:
        right = [self._account] if self._account is not None else []
        width = self.size.width or self.app.size.width
        if not self._told:
            room = max(0, min(_MOST_ROWS, (self.app.size.height - _LEFT_ALONE) // 2))
            self._above(told_rows(self._news, width - 2, width - 2, room) if self._news and room else [], news=True)
            self._hints = tuple(self._over.bottom_line())
            left = hint_line(self._hints, "   ")
            self.say(left, _shortened(right, max(width // 2, width - sum(cells(each.text) for each in left))))
            return
        right = _shortened(right, width // 2)
        room = width - min(sum(cells(fragment.text) for fragment in right), width // 2)
        asks = self._over.asks  # then its line stands right above
        *above, last = told_rows(self._told, width - 2, room - 1, 1 if asks else _MOST_ROWS)
        self._above([*told_rows(self._news, width - 2, width - 2), *above] if self._news else above)
        self.say([Fragment(f" {last}")], right)

    def _above(self, rows: Sequence[str], *, news: bool = False) -> None:
        panel = next(iter(self.screen.query(ToldAbove)), None)
        if rows and panel is None:
            panel = ToldAbove()
            self.screen.mount(panel, before=self)
        if panel is not None:
            panel.say([[Fragment(f" {row}")] for row in rows])
            panel.set_class(news or bool(self._news), "-news")
            panel.display = bool(rows)


def _shortened(right: Sequence[Fragment], most: int) -> list[Fragment]:
    return [Fragment(f" {shortened(each.text.strip(), most - 2)} ", each.role) for each in right]


def shortened(words: str, most: int) -> str:
    """How the account stands, in so many cells as far as that can be: without what takes a mail back, which the keys
    do as well, then without the time at which sending begins anew. How many are left, and how long, stays.
    """
    parts = [part.split(", ") for part in words.split(" · ")]
    for goes in (lambda clause: "takes it back" in clause, lambda clause: clause.startswith("resets ")):
        if cells(said := _joined(parts)) <= most:
            return said
        parts = [[*part[:1], *(clause for clause in part[1:] if not goes(clause))] for part in parts]
    return _joined(parts)


def _joined(parts: Sequence[Sequence[str]]) -> str:
    return " · ".join(", ".join(part) for part in parts)


def told_rows(sentence: str, width: int, room: int, most: int = _MOST_ROWS) -> list[str]:
    """A sentence in as few rows as it needs: as wide as ``width``, and the last, beside the status, as ``room``."""
    for count in range(1, most + 1):
        rest, rows = sentence.split(), []
        for place in range(count):
            row, rest = _filled(rest, room if place == count - 1 else width)
            rows.append(row)
        if not rest:
            break
    return [*rows[:-1], cut(" ".join([rows[-1], *rest]), room)] if rest else rows


def _filled(words: list[str], width: int) -> tuple[str, list[str]]:
    """As many words as fit in a row, at least one while there are any; and those that are left."""
    row = ""
    for number, word in enumerate(words):
        longer = f"{row} {word}" if row else cut(word, width)
        if cells(longer) > width:
            return row, words[number:]
        row = longer
    return row, []

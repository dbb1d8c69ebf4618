"""Writing an extraction schema inside: above its text what is wrong with it, or which fields it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from commune_tui.actions import schema_writing
from commune_tui.store.written import Written
from commune_tui.text import cut
from commune_tui.text.json_places import plain
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.written_form import WrittenForm


class SchemaForm(WrittenForm):
    """``about`` is what its inbox is called."""

    def __init__(self, about: str, written: Written, then: Callable[[str], str | None]) -> None:
        super().__init__(
            f"Extraction schema of {about}", schema_writing.notes(written), written, plain(written.text), then,
            "check it, and save",
        )  # fmt: skip

    def above(self) -> Iterable[Widget]:
        yield TextLine(id="judged")

    def on_mount(self) -> None:
        text = self.query_one(MailText)
        place = schema_writing.judged(text.text).place
        if place is not None and schema_writing.changed(self.written):
            text.move_cursor((place.line - 1, place.column - 1))

    def show(self) -> None:
        super().show()
        judged = schema_writing.judged(self.query_one(MailText).text)
        role = "dim" if judged.place is None else "warn"
        self.query_one("#judged", TextLine).say([Fragment(f" {cut(judged.sentence, self.room)}", role)])

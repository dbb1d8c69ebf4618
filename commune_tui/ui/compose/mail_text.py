"""The text of a mail while it is written: many lines, no language, a cursor that stands still."""

from __future__ import annotations

from textual.widgets import TextArea


class MailText(TextArea):
    """What is cut or copied stays in this program: nothing goes to the terminal's clipboard unasked."""

    DEFAULT_CSS = """
    MailText { border: none; padding: 0 1; background: $background; height: 1fr; }
    MailText:focus { border: none; }
    MailText .text-area--cursor-line { background: $background; }
    """

    _kept = ""

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(
            text, id=id, language=None, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def action_copy(self) -> None:
        MailText._kept = self.selected_text

    def action_cut(self) -> None:
        if self.selected_text:
            MailText._kept = self.selected_text
            start, end = self.selection
            self.delete(start, end)

    def action_paste(self) -> None:
        start, end = self.selection
        self.replace(MailText._kept, start, end)

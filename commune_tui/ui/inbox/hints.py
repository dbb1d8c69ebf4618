"""Which keys the bottom line of the main screen names, by what has the keys: (command, word)."""

from __future__ import annotations

_HELP = ("app.help", "help")
LIST_HINTS = (
    ("list.open", "open"), ("thread.close", "close"), ("thread.reply", "reply"), ("thread.assign", "assign"),
    ("thread.tag", "tag"), ("app.filter", "filter"), ("list.next_tab", "split"), _HELP,
)  # fmt: skip
INBOX_HINTS = (("list.open", "show"), ("list.reader", "to the threads"), ("app.filter", "filter"), _HELP)
READER_HINTS = (
    ("thread.close", "close"), ("thread.reply", "reply"), ("thread.assign", "assign"), ("reader.next_thread", "next"),
    ("reader.agent", "view…"), ("app.leave", "back"), _HELP,
)  # fmt: skip

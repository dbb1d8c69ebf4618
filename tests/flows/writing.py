"""A reply as a person writes it in the terminal, as far as the review."""

from __future__ import annotations

from tests.terminal import Terminal


def ready(screen: Terminal, subject: str) -> None:
    """Until this conversation is on the list, everything has come, and a row has the cursor."""
    screen.until(subject)
    screen.until(lambda text: "synced" in text and "▌" in text)


def reply(screen: Terminal, subject: str, words: str) -> None:
    """Answer the conversation under the cursor with the program's own editor; the review stands there."""
    screen.press("r", then=f"Re: {subject}")
    screen.type(words)
    screen.press("Esc", then="Before it leaves")


def attach(screen: Terminal, name: str) -> None:
    """Take a file of the working directory along, on the review."""
    screen.act("a", "attach file\n")
    screen.type(name)
    screen.press("Enter", then=f"Files    {name}")

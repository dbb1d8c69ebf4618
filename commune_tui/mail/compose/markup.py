"""The HTML alternative of a mail, from its text read as Markdown. Pure; HTML in the text stays text."""

from __future__ import annotations


def html(text: str) -> str:
    """A small HTML document with no script, style sheet or remote picture in it.

    Line ends stay line ends, as they do in the text. Pictures become their words: nothing is fetched to show a mail.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable("image")
    reader.enable("table").enable("strikethrough")
    reader.validateLink = _may_be_linked  # type: ignore[method-assign]
    inner = reader.render(_signature_kept(text))
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}</body></html>\n'


def _may_be_linked(url: str) -> bool:
    return url.lower().startswith(("https://", "http://", "mailto:"))


def _signature_kept(text: str) -> str:
    """``-- `` before a signature would make a heading of the line above it."""
    return "\n".join("\\-- " if line == "-- " else line for line in text.splitlines())

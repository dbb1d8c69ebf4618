"""Dates in the words of the story: stamps while a conversation is written, words once it has its place in time. Pure.

A stamp holds a moment (unix seconds) and the form in which a text names it, so that a conversation can be moved with
all that it says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from commune_tui.sandbox.records import File, Mail, SeedMessage, SeedThread
from commune_tui.sandbox.story.book import words

_MONTHS: Final = 2 * words("months")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BEGIN: Final = "\ue000"
_STAMP: Final = re.compile(_BEGIN + "([^|]+)\\|([^\ue001]+)\ue001")


def stamp(at: datetime, form: str) -> str:
    """What stands for a date in a text. ``form`` is for :meth:`str.format`, of ``at``, of the ``months`` from that one
    on, so that ``{months[1]}`` is the next, and of the ``days``."""
    return f"{_BEGIN}{int(at.timestamp())}|{form}\ue001"


def told(text: str, by: timedelta = timedelta(0)) -> str:
    """The text with its dates in words, each later by so much."""
    return _STAMP.sub(lambda found: _said(found, by), text) if _BEGIN in text else text


def _said(found: re.Match[str], by: timedelta) -> str:
    at = datetime.fromtimestamp(int(found[1]), UTC) + by
    return found[2].format(at=at, months=_MONTHS[at.month - 1 :], days=_DAYS[at.weekday() :])


def moved(thread: SeedThread, by: timedelta) -> SeedThread:
    """The thread later by so much, and in words."""
    return replace(
        thread,
        messages=tuple(SeedMessage(each.direction, _mail(each.mail, by), tuple(
            replace(event, at=event.at + by) for event in each.events)) for each in thread.messages),
        triaged_at=None if thread.triaged_at is None else thread.triaged_at + by,
    )  # fmt: skip


def _mail(mail: Mail, by: timedelta) -> Mail:
    return replace(
        mail,
        subject=told(mail.subject, by),
        text=told(mail.text, by),
        html=None if mail.html is None else told(mail.html, by),
        sent_at=mail.sent_at + by,
        files=tuple(_file(file, by) for file in mail.files),
    )


def _file(file: File, by: timedelta) -> File:
    if file.mime_type != "text/calendar":
        return file
    return replace(file, content=told(file.content.decode(), by).encode())

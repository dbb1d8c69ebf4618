"""What completes a line in a form: people that were written with, our inboxes, files on this disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from commune_tui import clock
from commune_tui.actions.action import Suggestion
from commune_tui.mail.compose.addresses import last_entry, written
from commune_tui.mail.session import Session
from commune_tui.text import is_clean
from commune_tui.text.size import size

Offers = Callable[[str], Sequence[Suggestion]]
_MOST_FILES = 200


def people_offers(session: Session) -> Offers:
    """People whose address or name begins like the entry that is being typed."""

    def offer(line: str) -> Sequence[Suggestion]:
        head, typed = last_entry(line)
        if not typed:
            return ()
        found, people = [], session.reads.people(typed)
        if any(person.address == typed.lower() for person in people):  # nothing is missing
            return ()
        for person in people:
            seen = f", {clock.age(person.last_seen_at)} ago" if person.last_seen_at else ""
            mails = "1 mail" if person.seen_count == 1 else f"{person.seen_count:,} mails"
            entry = written(person.name, person.address)
            found.append(Suggestion(head + entry, f"{mails}{seen}", entry))
        return found

    return offer


def inbox_offers(session: Session) -> Offers:
    """Our inboxes whose address or name holds what is typed."""

    def offer(line: str) -> Sequence[Suggestion]:
        rows = [row for row in session.reads.inboxes() if row.address]
        typed = line.strip().lower()
        if any(row.address.lower() == typed for row in rows):
            return ()
        return [
            Suggestion(row.address, row.name or row.agent_name)
            for row in rows
            if typed in row.address.lower() or typed in row.name.lower()
        ]

    return offer


def file_offers(line: str) -> Sequence[Suggestion]:
    """Files and folders on this disk whose path begins so; folders end with a slash."""
    typed = os.path.expanduser(line)  # noqa: PTH111 - a Path would drop the slash at the end
    folder, _, start = typed.rpartition("/")
    place = Path(folder + "/") if "/" in typed else Path()
    lead = line[: len(line) - len(start)]
    found = []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith(start) and (start or not entry.name.startswith(".")) and is_clean(entry.name):
                    found.append(_offer(lead, entry))
                if len(found) >= _MOST_FILES:
                    break
    except OSError:
        return ()
    return sorted(found, key=lambda item: (not item.value.endswith("/"), item.value.lower()))


def _offer(lead: str, entry: os.DirEntry[str]) -> Suggestion:
    try:
        if entry.is_dir():
            return Suggestion(f"{lead}{entry.name}/", "folder")
        return Suggestion(f"{lead}{entry.name}", size(entry.stat().st_size))
    except OSError:
        return Suggestion(f"{lead}{entry.name}", "cannot be read")

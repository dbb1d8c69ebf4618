"""The journal as something to hand to others: one JSON object a line, times in ISO 8601 UTC.

Holds no bodies of mails: of a send it keeps recipients, the digest of its content and the server's ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from commune_tui import clock
from commune_tui.sending.operation import Entry
from commune_tui.text.filename import create

NAME = "commune-journal.jsonl"
"""What the file is called where nobody says otherwise."""


def export(entries: Iterable[Entry], path: Path) -> Path:
    """Write entries to a new private file at ``path``, or beside what stands there; its path. Raises OSError."""
    file, made = create(path.parent, path.name)
    with file:
        for entry in entries:
            said = asdict(entry) | {"at": clock.iso(clock.from_ms(entry.at))}
            file.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return made

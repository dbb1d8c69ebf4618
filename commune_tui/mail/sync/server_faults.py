"""What the server does that no server should, in sentences: lists without an end, one conversation's mails in another.

Pure. Each is said as long as it is so: what happened, what was kept, what asks again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from commune_tui.wording import do

ENDLESS: Final = (
    "A list of the server has no end, so its reading was stopped: what is here is kept, nothing was removed. "
    f"{do('app.sync')} asks again."
)
MIXED: Final = (
    "The server answers a conversation with mails of another: they are left out, and what is here is kept. "
    f"{do('app.sync')} asks again."
)


def server_faults(endless: Collection[str], mixed: Collection[str]) -> dict[str, str]:
    """The sentences, by what they are about. ``endless`` are lists, ``mixed`` are threads."""
    found = {"endless": ENDLESS if endless else "", "mixed": MIXED if mixed else ""}
    return {name: said for name, said in found.items() if said}

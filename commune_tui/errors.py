"""The one root of every failure that a person may read. Knows nothing of what fails."""

from __future__ import annotations

OK, FAILED, USAGE, NO_KEY, NO_TERMINAL, NOT_FOUND, QUEUED, KEPT_BACK, UNSEEN = range(9)
"""How a command ends: done; it failed; it was asked wrongly; it has no key that works; it needs a terminal; what it was
to find is not in the local copy; what it was to do is kept in the outbox, and leaves later; the review of a
mail found something, so nothing was sent; the server took a mail and does not show it yet.
"""


class Explained(Exception):
    """``str(error)`` is a sentence for a person: what happened, what was kept, what to do. It holds no secret.

    Only these are quoted to people; of any other error they read its kind at most. ``exit_status`` is how
    a command ends with it.
    """

    exit_status = FAILED

    @property
    def sentence(self) -> str:
        """The same as ``str(error)``."""
        return str(self)

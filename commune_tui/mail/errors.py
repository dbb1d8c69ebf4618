"""What a failure means for the person."""

from __future__ import annotations

from commune_tui.errors import Explained
from commune_tui.store import driver
from commune_tui.store.errors import explain


def explained(error: Exception) -> str:
    """A sentence for the person; never more of an error than its makers meant to be read."""
    if isinstance(error, Explained):
        return error.sentence
    if isinstance(error, driver.faults()) and (told := explain(error)) is not None:
        return str(told)
    if isinstance(error, OSError) and error.strerror:
        return f"The system refused this: {error.strerror}. What was saved before is still there."
    return f"Something went wrong here ({type(error).__name__}). Nothing was lost; the log has the place."

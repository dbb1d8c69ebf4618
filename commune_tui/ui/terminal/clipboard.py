"""Which terminals take what a program asks them to copy (OSC 52). None of them answers, so what is known is looked up.

Pure: takes an environment.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST_CHARACTERS = 74_994
"""Of base64: what the terminals with the smallest limit take at once."""


def takes_copies(environment: Mapping[str, str], length_bytes: int) -> bool:
    """Whether the terminal may take so much; false only where it is known not to.

    The Linux console has no clipboard, VTE (GNOME Terminal and its kin) and Terminal.app leave the request out, and
    GNU screen keeps it from the terminal that it runs in.
    """
    refuses = (
        environment.get("TERM") in ("linux", "dumb")
        or environment.get("VTE_VERSION", "") != ""
        or environment.get("TERM_PROGRAM") == "Apple_Terminal"
        or environment.get("STY", "") != ""
    )
    return not refuses and (length_bytes + 2) // 3 * 4 <= MOST_CHARACTERS

"""What erasing one person takes from here, what the server keeps, and the certificate of it. Claims no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions.deletion import HONEST
from commune_tui.actions.speech import capital, listed, number

if TYPE_CHECKING:
    from commune_tui.mail.erasure import Outcome, There
    from commune_tui.store.erasure import Found

NEVER_ONE = "The API deletes an organisation, an inbox, or all messages before a date: never one person."
REFUSED = "What is from before now is not taken into this copy again; what they write later comes as new mail."
ELSEWHERE = "Files that were saved or exported, other machines, and backups are not looked at."


def here(found: Found) -> str:
    """What is here of it, counted."""
    others = f" ({number(found.others, 'mail')} of them from and to others)" if found.others else ""
    counts = [
        f"{number(len(found.ids), 'conversation')} with {number(found.messages, 'mail')}{others}",
        *(number(count, *words) for count, *words in (
            (found.attachments, "attached file"), (found.drafts, "draft"), (found.notes, "note"),
            (found.journal, "journal entry", "journal entries"), (found.events, "delivery event"),
        ) if count),
    ]  # fmt: skip
    return listed(counts)


def stays(found: Found) -> list[str]:
    """What is not erased here, and what nobody can say."""
    said = []
    if found.mentions:
        count = number(found.mentions, "mail")
        said.append(f"{capital(count)} in conversations of others name{'s' if found.mentions == 1 else ''} this "
                    "address and stay" + ("s." if found.mentions == 1 else "."))  # fmt: skip
    if found.unread:
        said.append(
            f"Of {number(found.unread, 'conversation')} no mail is here yet, so nobody can say whose they are: wait "
            "until all is fetched."
        )
    return said


def at_the_server(found: Found) -> list[str]:
    """What a deletion at the server would take besides."""
    said = [f"At the server nothing is deleted. {NEVER_ONE}"]
    for _, address, theirs, others in found.inboxes:
        said.append(
            f"Deleting all of {address} there would take {number(others, 'mail')} of others with "
            f"{number(theirs, 'mail')} of these."
        )
    if found.before_them:
        said.append(
            f"Deleting all messages up to their newest would take {number(found.before_them, 'mail')} of others."
        )
    return said


def held(there: There) -> str:
    """What the server still has of it."""
    if there.sentence:
        return f"What the server still holds is not known: {there.sentence}"
    if not there.messages:
        return "Asked for these conversations, the server shows no mail of them."
    some = "" if there.asked >= there.conversations else " at least"
    return (
        f"The server still holds{some} {number(there.messages, 'mail')} in "
        f"{number(there.conversations, 'conversation')} of theirs."
    )


def certificate(outcome: Outcome) -> str:
    """What was removed here, and what the server still holds."""
    before, after = outcome.before, outcome.after
    rows = [
        ("Person", before.address),
        ("When", clock.iso(clock.from_ms(outcome.at))),
        ("Removed here", here(before)),
        ("Here after", here(after) if not after.nothing else "nothing"),
    ]
    lines = ["CERTIFICATE OF A REMOVAL FROM ONE LOCAL COPY", "", *(f"{name + ':':<15}{said}" for name, said in rows)]
    lines += ["", held(outcome.there), NEVER_ONE, "Nothing was deleted at the server by this.", ""]
    lines += [*stays(after), REFUSED, ELSEWHERE, HONEST, ""]
    return "\n".join(lines)

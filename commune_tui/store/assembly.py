# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""A thread's line put together from the server's list and from the messages that are here.

The server's list has no sender and shows the oldest text; the messages know better. The columns written here follow
from ``list_*`` and from messages alone, so they can be derived again at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.store import cells, numbers, overlay
from commune_tui.store.rows import DELIVERY, OTHER_DELIVERY, TROUBLE
from commune_tui.waits.rule import Came, answers, unanswered

if TYPE_CHECKING:
    from commune_tui.risk.conversation import Mail

SHOWN: Final = (
    "subject, snippet, first_message_at, last_message_at, message_count, held_count, last_direction, has_attachment, "
    "sender, sender_name, recipients, last_inbound_at, last_outbound_at, answered_by, risk, spam, delivery, trouble, "
    "asked_since, asked_at, why, score, loop"
)
_SHOWN_WIDTH: Final = SHOWN.count(",") + 1
LISTED: Final = "list_subject, list_snippet, list_first_at, list_last_at, list_count, list_direction, list_attachment"
RECIPIENTSSHOWN: Final = 5


class Part(NamedTuple):
    """What a message adds to the line of its thread."""

    thread: int
    created_at: int
    direction: str
    author: str
    sender: str
    sender_name: str
    delivery_status: str
    risk: int
    spam: int
    attachment_count: int
    came_at: int
    signs: int
    own_length: int
    likeness: int
    automatic: str
    answer_s: int | None
    seq: int
    id: str
    seen: str

    def judged(self) -> Mail:
        """As what is judged for whether the thread needs a human."""
        from commune_tui.risk.conversation import Mail
        from commune_tui.risk.mail import unpacked

        return Mail(
            self.direction == "inbound", self.created_at, self.sender, self.sender_name, unpacked(self.seen),
            self.author == "human", bool(self.automatic), self.own_length, self.likeness, self.attachment_count,
            self.delivery_status,
        )  # fmt: skip


def assemble(conn: sqlite3.Connection, threads: Sequence[int]) -> set[str]:
    """Derive the lines of these threads again; the ids of those that changed."""
    changed: set[str] = set()
    for batch in numbers.batches(sorted(set(threads))):
        changed |= _assemble(conn, batch)
    return changed


def _assemble(conn: sqlite3.Connection, threads: Sequence[int]) -> set[str]:
    from commune_tui.store import risk
    from commune_tui.store.risk import Kept

    listed = numbers.marks(len(threads))
    parts: dict[int, list[Part]] = {}
    for values in conn.execute(
        "SELECT thread, created_at, direction, author, sender, sender_name, delivery_status, risk, spam, "
        "attachment_count, came_at, signs, own_length, likeness, automatic, answer_s, seq, id, coalesce(seen, '') "
        f"FROM messages WHERE thread IN ({listed}) ORDER BY thread, created_at, seq",
        threads,
    ):
        parts.setdefault(values[0], []).append(Part(*values))
    for thread, found in parts.items():
        parts[thread] = _told_apart(conn, found)
        _time(conn, parts[thread])
    needs = risk.of_threads(
        conn, {thread: {part.id: part.judged() for part in parts.get(thread, ())} for thread in threads}
    )
    newest = [found[-1].seq for found in parts.values()]
    texts = {
        row[0]: row[1:]
        for row in conn.execute(
            f"SELECT seq, snippet, subject, participants FROM messages WHERE seq IN ({numbers.marks(len(newest))})",
            newest,
        )
    }
    updates, touched = [], []
    for row in conn.execute(
        f"SELECT seq, id, {LISTED}, {SHOWN} FROM threads WHERE seq IN ({listed})", threads
    ).fetchall():
        found = parts.get(row[0], [])
        known = _line(row[2:9], found, texts[found[-1].seq]) if found else bare(row[2:9])[: -len(Kept._fields)]
        now = (*known, *needs[row[0]])
        if now != row[9:]:
            updates.append((*now, row[0]))
            touched.append(row[1])
    conn.executemany(f"UPDATE threads SET ({SHOWN}) = ({numbers.marks(_SHOWN_WIDTH)}) WHERE seq = ?", updates)
    overlay.lay(conn, touched)
    return set(touched)


def _line(listed: tuple[Any, ...], parts: Sequence[Part], newest: tuple[str, str, str]) -> tuple[Any, ...]:
    """The cells of ``SHOWN`` but those that say why a human is needed."""
    subject, snippet, first_at, last_at, count, direction, attachment = listed
    text, last_subject, participants = newest
    last = parts[-1]
    inbound = [part for part in parts if part.direction == "inbound"]
    outbound = [part for part in parts if part.direction == "outbound"]
    writer = inbound[-1] if inbound else last
    bits = delivery_bits(part.delivery_status for part in outbound)
    return (
        subject or last_subject,
        text or snippet,
        first_at or parts[0].created_at,
        max(last_at, last.created_at),
        max(count, len(parts)),
        len(parts),
        last.direction if last.created_at >= last_at or not direction else direction,
        int(bool(attachment) or any(part.attachment_count for part in parts)),
        writer.sender,
        writer.sender_name,
        _recipients(participants),
        max(part.came_at for part in inbound) if inbound else None,
        outbound[-1].created_at if outbound else None,
        outbound[-1].author if outbound else "",
        max(part.risk for part in parts),
        int(any(part.spam for part in parts)),
        bits,
        worst(bits),
        *_asked(parts, last_at, direction),
    )


def _asked(parts: Sequence[Part], listed_at: int, listed_direction: str) -> tuple[int, int]:
    """When the first and the newest of the mails came that persons wrote after our last word; 0 for none.

    The list may know of a newer mail than those that are here; that one counts as written by a person until it is. So
    does a mail of which the server does not say which way it went.
    """
    mails = [Came(part.direction != "outbound", part.came_at, bool(part.automatic)) for part in parts]
    if listed_direction and listed_at > parts[-1].created_at:
        mails.append(Came(listed_direction == "inbound", listed_at))
    open_ = unanswered(mails)
    return (open_[0], open_[-1]) if open_ else (0, 0)


def _told_apart(conn: sqlite3.Connection, parts: list[Part]) -> list[Part]:
    """The mails of a thread, in order, with what machines wrote marked; it takes the others to tell."""
    from commune_tui.waits import automatic

    made, ours, seen = [], list[int](), dict[tuple[str, int], int]()
    for part in parts:
        if part.direction == "outbound":
            ours.append(part.created_at)
        if part.direction != "inbound":
            made.append(part)
            continue
        same = seen.get((part.sender, part.likeness), 0)
        seen[part.sender, part.likeness] = same + 1
        signs = automatic.Signs(part.signs, part.own_length, part.likeness)
        kind = automatic.kind(signs, automatic.after(part.created_at, ours), same)
        if kind != part.automatic:
            conn.execute("UPDATE messages SET automatic = ? WHERE seq = ?", (kind, part.seq))
        made.append(part._replace(automatic=kind))
    return made


def _time(conn: sqlite3.Connection, parts: Sequence[Part]) -> None:
    """Keep of each mail that answers for how long they had waited. Mail of a colleague says nothing of an agent."""
    mails = [Came(p.direction != "outbound", p.came_at if p.direction == "inbound" else p.created_at, bool(p.automatic))
             for p in parts]  # fmt: skip
    for part, took_ms in zip(parts, answers(mails), strict=True):
        took_s = None if took_ms is None or part.author == "human" else took_ms // 1000
        if took_s != part.answer_s:
            conn.execute("UPDATE messages SET answer_s = ? WHERE seq = ?", (took_s, part.seq))


def bare(listed: tuple[Any, ...]) -> tuple[Any, ...]:
    """The line of a thread of which only the list is known; ``listed`` as in ``LISTED``."""
    subject, snippet, first_at, last_at, count, direction, attachment = listed
    known = (subject, snippet, first_at, last_at, count, 0, direction, attachment)
    asked = last_at if direction == "inbound" else 0
    return (*known, "", "", "", None, None, "", 0, 0, 0, "", asked, asked, "", 0, 0)


def delivery_bits(states: Any) -> int:
    """One bit per delivery state that occurs; :data:`commune_tui.store.rows.DELIVERY` names the bits."""
    bits = 0
    for state in states:
        if state:
            bits |= 1 << DELIVERY.index(state) if state in DELIVERY else OTHER_DELIVERY
    return bits


def worst(bits: int) -> str:
    """The worst trouble among these bits, or empty."""
    return next((state for state in reversed(TROUBLE) if bits & 1 << DELIVERY.index(state)), "")


def _recipients(participants: str) -> str:
    people = [entry for entry in cells.unpacked_triples(participants) if entry[0] == "to"]
    names = [name or address for _, address, name in people[:RECIPIENTSSHOWN]]
    more = len(people) - RECIPIENTSSHOWN
    return ", ".join(names) + (f" +{more}" if more > 0 else "")

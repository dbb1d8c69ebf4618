"""Mails as they are read in their conversation: folded by what is stored before them, anew when more has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from commune_tui.body.lines import Body
from commune_tui.mail.bodies import Bodies
from commune_tui.store import conversation, messages
from commune_tui.store.database import Database
from commune_tui.store.records import MessageRecord
from commune_tui.store.rows import MessageRow

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
OURS = "Hello Anna,\nshall we ship the blue chair on Friday?\nIt costs 150 euros.\nThe shop\n"
QUOTED = "\n".join(f"> {line}" for line in OURS.splitlines())
ANSWER = f"Yes.\n\nOn Mon, 2 Nov 2026 at 09:00, Shop <help@shop.example> wrote:\n{QUOTED}\n> It is free for you.\n"


class Kept:
    """Conversations in a real store."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def put(self, name: str, hour: int, content: str, *, html: str = "", subject: str = "Re: Chair") -> None:
        record = MessageRecord(
            id=name, thread_id="t", direction="inbound", created_at=NOW + timedelta(hours=hour), subject=subject,
            content=content, content_html=html,
        )  # fmt: skip
        self.db.write_now(partial(messages.put, records=[record], read_at=NOW))

    def stamps(self, thread_id: str) -> list[tuple[str, int]]:
        return self.db.read_now(lambda conn: conversation.stamps(conn, thread_id))

    def messages(self, thread_id: str) -> list[MessageRow]:
        return self.db.read_now(lambda conn: conversation.of_thread(conn, thread_id))

    def mail(self, name: str) -> MessageRow:
        return next(message for message in self.messages("t") if message.id == name)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    db = Database(tmp_path)
    yield Kept(db)
    db.close()


def in_sight(body: Body) -> list[str]:
    hidden = {index for fold in body.folds for index in range(fold.first, fold.last + 1)}
    return [line.text for index, line in enumerate(body.lines) if line.text.strip() and index not in hidden]


@pytest.mark.parametrize(
    ("labels", "folded"),
    [("Fra Sendt Til Emne", False), ("Lähettäjä Lähetetty Vastaanottaja Aihe", True)],
    ids=["handed on in Norway", "answered in Finland"],
)
async def test_one_mark_of_a_subject_hands_on_or_answers(kept: Kept, labels: str, folded: bool) -> None:
    sender, sent, to, about = labels.split()
    head = f"{sender}: Carl <carl@c.example>\n{sent}: 2. november 2026 09:00\n{to}: Anna\n{about}: lampe\n"
    kept.put("m", 0, f"Hva sier dere?\n\n{head}\nYour lamp burns badly.\n", subject="VS: lampe")
    bodies = Bodies(kept)
    found = bodies.ready(kept.mail("m"))
    assert found is not None and ("Your lamp burns badly." not in in_sight(found.body)) is folded
    await bodies.close()


async def test_what_no_earlier_mail_says_is_in_sight(kept: Kept) -> None:
    kept.put("ours", 0, OURS)
    kept.put("answer", 1, ANSWER)
    kept.put("later", 2, "It is free for you.")
    bodies = Bodies(kept)
    found = bodies.ready(kept.mail("answer"))
    assert found is not None and in_sight(found.body) == ["Yes.", "It is free for you."]
    assert found is bodies.ready(kept.mail("answer")), "it is worked out once"
    await bodies.close()


async def test_an_earlier_mail_that_comes_later_is_known_from_then_on(kept: Kept) -> None:
    kept.put("answer", 1, ANSWER)
    bodies = Bodies(kept)
    alone = bodies.ready(kept.mail("answer"))
    assert alone is not None and in_sight(alone.body) == ["Yes."], "none is stored, and an attribution stands above"
    kept.put("first", 0, "Something else.")
    other = bodies.ready(kept.mail("answer"))
    assert other is not None and len(in_sight(other.body)) == 7
    kept.put("ours", 0, OURS)
    known = bodies.ready(kept.mail("answer"))
    assert known is not None and in_sight(known.body) == ["Yes.", "It is free for you."]
    await bodies.close()


async def test_html_read_beside_is_folded_by_a_long_conversation(kept: Kept) -> None:
    kept.put("ours", 0, OURS + "".join(f"And word number {number} of many.\n" for number in range(4_000)))
    inside = "<br>".join([*OURS.splitlines(), "It is free for you."])
    kept.put("answer", 1, "", html=f'<p>Yes.</p><div class="gmail_quote"><blockquote>{inside}</blockquote></div>')
    bodies = Bodies(kept)
    assert bodies.ready(kept.mail("answer")) is None
    found = await bodies.read(kept.mail("answer"))
    assert in_sight(found.body) == ["Yes.", "It is free for you."]
    await bodies.close()


@pytest.mark.parametrize(("subject", "folded"), [("Fwd: Chair", 0), ("Chair", 0), ("Re: Chair", 1), ("AW: Chair", 1)])
async def test_a_subject_tells_what_is_handed_on_and_what_answers_nothing(
    kept: Kept, subject: str, folded: int
) -> None:
    kept.put("answer", 1, f"{ANSWER}\nIs that right?\n", subject=subject)
    bodies = Bodies(kept)
    found = bodies.ready(kept.mail("answer"))
    assert found is not None and len(found.body.folds) == folded
    await bodies.close()

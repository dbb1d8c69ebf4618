"""A conversation that a server keeps in two threads: each says where the other is."""

from __future__ import annotations

import sqlite3

from commune_tui.mail.conversation import Conversation
from commune_tui.store import conversation, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.halves import other_halves
from tests.store.build import at, message, thread


def fill(conn: sqlite3.Connection) -> None:
    listed = [thread("a", 1, subject="Order"), thread("b", 9, subject="Re: Order"), thread("c", 5)]
    threads.put_listed(conn, listed, at(9))
    mails = [
        message("m1", "a", 1, smtp_id="<1@x.example>"),
        message("m2", "a", 2, smtp_id="<2@x.example>", direction="outbound", in_reply_to="<1@x.example>"),
        message("m3", "b", 9, smtp_id="<3@x.example>", in_reply_to="<2@x.example>", references=("<1@x.example>",)),
        message("m4", "c", 5, smtp_id="<4@x.example>"),
    ]
    messages.put(conn, mails, at(9))


def test_each_half_points_to_the_other_and_strangers_to_none(db: Database) -> None:
    db.write_now(fill)

    def read(conn: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
        return {
            name: other_halves(conn, name, conversation.of_thread(conn, name)) for name in ("a", "b", "c", "nowhere")
        }

    assert db.read_now(read) == {"a": [("b", "Re: Order")], "b": [("a", "Order")], "c": [], "nowhere": []}


def test_the_line_in_the_conversation_names_it() -> None:
    talk = Conversation(halves=(("b", "Re: Order"), ("c", "")))
    assert talk.elsewhere == "Another part of this conversation is “Re: Order” and 1 more."
    assert Conversation().elsewhere == ""

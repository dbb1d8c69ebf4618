"""Pages of threads and messages: nothing lost, nothing twice, whatever arrives between two pages."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.sandbox.world.threads import Cursor
from tests.sandbox.worlds import DESK, mail, small_world
from tests.servers import Server

# What happens between two pages: a new thread at some second, or a reply to an old one at some second.
Happening = tuple[str, int, int]
happenings = st.lists(
    st.lists(st.tuples(st.sampled_from(["new", "reply"]), st.integers(0, 11), st.integers(-5, 30)), max_size=3),
    max_size=8,
)


@settings(max_examples=60)
@given(
    ages=st.lists(st.integers(0, 6), min_size=1, max_size=12),
    between=happenings,
    limit=st.integers(1, 4),
    newest_first=st.booleans(),
)
def test_a_walk_sees_every_thread_once(
    ages: list[int], between: list[list[Happening]], limit: int, newest_first: bool
) -> None:
    """Every thread that was there at the first page is seen once, in the order of that moment."""
    with closing(small_world()) as world:
        for number, age in enumerate(ages):
            world.receive(mail(number, -age))
        inbox = world.inboxes.by_address(DESK)
        assert inbox is not None
        expected = [
            row["id"]
            for row in world.database.all(
                "SELECT id FROM threads ORDER BY last_at DESC, id DESC"
                if newest_first
                else "SELECT id FROM threads ORDER BY last_at, id"
            )
        ]
        seen: list[str] = []
        cursor, number = None, 1000
        for step in range(len(ages) + 1):
            place = Cursor.read(cursor) if cursor else None
            rows, following = world.threads.page(
                "inbox_id", inbox[0]["id"], limit=limit, cursor=place, newest_first=newest_first
            )
            seen += [row["id"] for row in rows]
            if following is None:
                break
            cursor = following.text()
            for kind, which, second in between[step] if step < len(between) else []:
                number += 1
                reply_to = which % len(ages) if kind == "reply" else None
                world.receive(mail(number, second, reply_to=reply_to))
        assert seen == expected


def test_pages_over_http(fresh_sandbox: Server) -> None:
    """Cursor, has_more and limits as the API says them; mail that arrives meanwhile waits for the next walk."""
    mails = [
        {"from": f"c{n}@shop.example", "to": DESK, "subject": f"s{n}", "text": "t", "message_id": f"<{n}@shop.example>"}
        for n in range(25)
    ]
    fresh_sandbox.control("mail", {"mails": mails})
    inbox = fresh_sandbox.inboxes()[DESK]
    seen: list[str] = []
    cursor = ""
    while True:
        page = fresh_sandbox.get(f"/v1/threads?inbox_id={inbox}&limit=10{cursor}").body
        seen += [thread["thread_id"] for thread in page["data"]]
        assert page["has_more"] is (page["next_cursor"] is not None)
        if not page["has_more"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
        late = {
            "from": "late@shop.example",
            "to": DESK,
            "subject": "late",
            "text": "t",
            "in_reply_to": "<0@shop.example>",
        }
        fresh_sandbox.control("mail", late)
    assert len(seen) == len(set(seen)) == 25
    clamped = fresh_sandbox.get(f"/v1/threads?inbox_id={inbox}&limit=100000").body["data"]
    assert len(clamped) == 25
    assert len(fresh_sandbox.get(f"/v1/threads?inbox_id={inbox}&limit=0").body["data"]) == 1
    odd = fresh_sandbox.get(f"/v1/threads?inbox_id={inbox}&cursor=nonsense")
    assert (odd.status, len(odd.body["data"])) == (200, 20)


def test_messages_before_and_after_are_exclusive(fresh_sandbox: Server) -> None:
    times = [f"2026-03-02T12:00:0{n}.000Z" for n in range(5)]
    mails = [
        {"from": "a@shop.example", "to": DESK, "subject": "s", "text": at, "sent_at": at, "message_id": f"<{at}@x>"}
        for at in times
    ]
    fresh_sandbox.control("mail", {"mails": mails})
    inbox = fresh_sandbox.inboxes()[DESK]
    base = f"/v1/messages?inbox_id={inbox}&order=asc"
    found = fresh_sandbox.get(f"{base}&after={times[1]}&before={times[4]}").body["data"]
    assert [message["content"] for message in found] == times[2:4]
    wrong = fresh_sandbox.get(f"{base}&after=yesterday")
    assert (wrong.status, wrong.body["error"]) == (400, 'Invalid "after" date format. Use ISO 8601.')

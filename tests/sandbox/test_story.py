"""The demo organisation: repeatable, believable, whole."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from commune_tui.sandbox import story
from commune_tui.sandbox.records import SeedMessage, SeedThread
from commune_tui.sandbox.story import book, files
from commune_tui.sandbox.world import World

NOW = datetime(2025, 3, 20, 10, 0, tzinfo=UTC)
EVENTS = {"sent", "delivered", "bounced", "complained", "failed", "delivery_delayed", "suppressed", "opened", "clicked"}


@pytest.fixture(scope="module")
def threads() -> list[SeedThread]:
    return list(story.organisation(seed=7, threads=None, now=NOW).threads)


def messages(threads: list[SeedThread]) -> list[SeedMessage]:
    return [message for thread in threads for message in thread.messages]


def test_same_seed_and_clock_give_the_same_bytes() -> None:
    def made(seed: int) -> list[SeedThread]:
        return list(story.organisation(seed=seed, threads=400, now=NOW).threads)

    assert made(3) == made(3)
    assert made(3) != made(4)


@pytest.mark.parametrize("count", [0, 1, 25, 1500])
def test_it_has_exactly_as_many_threads_as_asked(count: int) -> None:
    made = list(story.organisation(seed=1, threads=count, now=NOW).threads)
    assert len(made) == count
    if count > 1000:
        openings = [thread.messages[0].mail.text for thread in made]
        assert len(set(openings)) > 0.99 * count


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        list(story.organisation(seed=1, threads=-1, now=NOW).threads)


def test_the_company_has_seven_inboxes_on_two_domains_with_an_agent_each() -> None:
    made = story.organisation(seed=1, threads=0, now=NOW)
    assert len(made.inboxes) >= 6
    assert {inbox.address.rpartition("@")[2] for inbox in made.inboxes} < set(made.domains)
    assert len(made.domains) == 3
    assert len({inbox.agent for inbox in made.inboxes}) == len(made.inboxes)
    assert sum(inbox.schema is not None for inbox in made.inboxes) >= 2


def test_others_have_four_keys_of_which_one_expired_and_one_was_never_used() -> None:
    """With the one that the sandbox prints there are five, which is half of what an organisation may have."""
    with closing(World(seed=1)) as world:
        world.load(story.organisation(seed=1, threads=0, now=world.now()))
        world.keys.printed("sandbox", ["read", "write", "admin"])
        found = world.keys.all()
    assert Counter(key["status"] for key in found) == {"active": 4, "expired": 1}
    assert [key["name"] for key in found if key["lastUsedAt"] is None] == ["sandbox", "wallboard"]
    assert len({key["keyPrefix"] for key in found}) == 5 and all(len(key["keyPrefix"]) == 12 for key in found)


def test_every_address_is_reserved_for_examples(threads: list[SeedThread]) -> None:
    addresses = {message.mail.sender for message in messages(threads)}
    addresses |= {to for message in messages(threads) for to in message.mail.to}
    assert {address.rpartition(".")[2] for address in addresses} <= {"example", "invalid"}


def test_no_two_threads_say_the_same(threads: list[SeedThread]) -> None:
    def words(thread: SeedThread) -> frozenset[str]:
        return frozenset(re.findall(r"\w{4,}", thread.messages[0].mail.text.lower()))

    assert len({thread.messages[0].mail.text for thread in threads}) == len(threads)
    assert len(threads) >= 300
    sets = [words(thread) for thread in threads]
    same = [
        (threads[i].messages[0].mail.subject, threads[j].messages[0].mail.subject)
        for i in range(len(sets))
        for j in range(i)
        if len(sets[i]) > 12 and len(sets[i] & sets[j]) > 0.5 * len(sets[i] | sets[j])
    ]
    assert same == []


def test_all_statuses_assignees_and_lengths_occur(threads: list[SeedThread]) -> None:
    statuses = Counter(thread.status for thread in threads)
    assert set(statuses) == {"open", "needs_reply", "waiting", "closed"}
    assert min(statuses.values()) >= 30
    assignees = Counter(thread.assigned_to for thread in threads)
    assert {"alex", "noor", "tomasz", "grace", None} <= set(assignees)
    assert assignees[story.OPERATOR] >= 10
    lengths = [len(thread.messages) for thread in threads]
    assert min(lengths) == 1
    assert max(lengths) >= 40


def test_status_fits_who_spoke_last(threads: list[SeedThread]) -> None:
    for thread in threads:
        if thread.status == "needs_reply" and thread.messages[-1].direction == "outbound":
            assert thread.messages[-1].events[-1].type in ("bounced", "failed", "suppressed"), thread.messages[
                0
            ].mail.subject


def test_times_rise_and_never_lie_in_the_future(threads: list[SeedThread]) -> None:
    for thread in threads:
        times = [message.mail.sent_at for message in thread.messages]
        assert all(a < b for a, b in pairwise(times)), thread.messages[0].mail.subject
        assert times[-1] <= NOW
    ages = sorted(NOW - thread.messages[-1].mail.sent_at for thread in threads)
    assert ages[0] < timedelta(minutes=30)
    assert ages[-1] > timedelta(days=90)


def test_older_mail_keeps_working_hours(threads: list[SeedThread]) -> None:
    old = [t.messages[-1].mail.sent_at for t in threads if NOW - t.messages[-1].mail.sent_at > timedelta(days=2)]
    awake = [at for at in old if 7 <= at.hour <= 22]
    weekend = [at for at in old if at.weekday() >= 5]
    assert len(awake) > 0.9 * len(old)
    assert len(weekend) < 0.15 * len(old)


def test_replies_form_a_chain_of_references(threads: list[SeedThread]) -> None:
    ids = [message.mail.message_id for message in messages(threads)]
    assert len(set(ids)) == len(ids)
    for thread in threads:
        for before, after in pairwise(thread.messages):
            assert after.mail.in_reply_to == before.mail.message_id
            assert after.mail.references[-1] == before.mail.message_id


def test_outbound_mail_has_a_delivery_story(threads: list[SeedThread]) -> None:
    seen = Counter(event.type for message in messages(threads) for event in message.events)
    assert set(seen) <= EVENTS
    assert {"delivered", "bounced", "complained", "suppressed", "failed", "delivery_delayed", "opened"} <= set(seen)
    for message in messages(threads):
        assert (message.direction == "inbound") <= (not message.events)
        assert list(message.events) == sorted(message.events, key=lambda event: event.at)
    details = [event.detail for message in messages(threads) for event in message.events if event.type == "bounced"]
    assert any(detail.startswith("550") for detail in details)
    assert any(detail.startswith("452") for detail in details)


def test_attachments_are_what_their_names_say(threads: list[SeedThread]) -> None:
    kinds: dict[str, bytes] = {}
    for message in messages(threads):
        for file in message.mail.files:
            kinds[file.mime_type] = file.content
    assert kinds["application/pdf"].startswith(b"%PDF-1.4")
    assert kinds["image/png"].startswith(b"\x89PNG\r\n")
    assert b"BEGIN:VEVENT" in kinds["text/calendar"]
    assert kinds["text/csv"].count(b"\r\n") == 13
    assert "text/plain" in kinds


def test_a_pdf_points_at_its_own_objects() -> None:
    content = files.pdf("a.pdf", "Offer (two) pages").content
    start = int(re.search(rb"startxref\n(\d+)", content)[1])  # type: ignore[index]
    assert content[start:].startswith(b"xref")
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", content), 1):
        assert content[int(offset) :].startswith(b"%d 0 obj" % number)


def test_rude_and_foreign_mail_is_there(threads: list[SeedThread]) -> None:
    subjects = [thread.messages[0].mail.subject for thread in threads]
    for part in ("[/]", "[@click=app.quit]x[/]", "\x1b[31m", "\x1b]52;", "\u202e", "\u0301"):
        assert any(part in subject for subject in subjects), repr(part)
    assert "" in subjects
    assert max(map(len, subjects)) >= 500
    everything = "".join(message.mail.text for message in messages(threads))
    for letter in "äéó日您ع" + "שनไ🏳κ":
        assert letter in everything
    assert any(0xE0000 < ord(letter) < 0xE0080 for letter in everything)
    pages = [message.mail.html for message in messages(threads) if message.mail.html]
    assert any("display:none" in page and "Ignore previous" in page for page in pages)


def test_no_slot_is_left_unfilled(threads: list[SeedThread]) -> None:
    made = [each for each in story.labelled(seed=2, threads=900, now=NOW) if not each.topic.startswith("rude_")]
    for each in made:
        for message in each.thread.messages:
            assert not re.search(r"\{\w+\}", message.mail.text + message.mail.subject), each.topic


def test_every_topic_has_the_texts_it_needs() -> None:
    for topic in book.topics():
        assert len(topic.subject) >= 2, topic.key
        assert len(topic.ask) >= 4, topic.key
        assert topic.answer, topic.key
    assert len(book.topics()) >= 50


def test_customers_quote_as_their_programs_do(threads: list[SeedThread]) -> None:
    replies = [m.mail for t in threads for m in t.messages[1:] if m.direction == "inbound"]
    assert any(re.search(r"^On .* wrote:$", mail.text, re.MULTILINE) for mail in replies)
    assert any("\nSent: " in mail.text for mail in replies)
    assert any("schrieb" in mail.text for mail in replies)
    assert any(mail.html and "gmail_quote" in mail.html for mail in replies)


def test_every_opening_knows_its_subject_and_its_answer() -> None:
    for topic in book.topics():
        assert len(topic.names) == len(topic.fits) == len(topic.ask), topic.key
        assert set(topic.names) <= set(range(1, len(topic.subject) + 1)), topic.key
        assert set(topic.fits) <= set(range(1, len(topic.answer) + 1)), topic.key
        assert set(topic.follows) <= set(topic.fits), topic.key


def test_of_one_drawing_nothing_differs_but_dates() -> None:
    later = timedelta(days=361, hours=11, seconds=7)

    def made(now: datetime) -> list[SeedThread]:
        return list(story.organisation(seed=1, threads=None, now=now, drawn_at=story.DRAWN_AT).threads)

    one, other = made(NOW), made(NOW + later)
    for was, now in zip(messages(one), messages(other), strict=True):
        assert now.mail.sent_at - was.mail.sent_at == later
        assert [event.at - later for event in now.events] == [event.at for event in was.events]
        assert now.mail.message_id == was.mail.message_id
        assert len(now.mail.text.split()) == len(was.mail.text.split())
    assert [thread.status for thread in one] == [thread.status for thread in other]


def test_a_quote_names_the_day_of_the_mail_that_it_quotes() -> None:
    found = 0
    for thread in story.organisation(seed=1, threads=None, now=NOW, drawn_at=story.DRAWN_AT).threads:
        for before, after in pairwise(thread.messages):
            if match := re.search(r"On \w{3}, (\d+ \w{3} \d{4} at \d\d:\d\d)", after.mail.text):
                at = before.mail.sent_at
                found += 1
                assert abs(datetime.strptime(f"{match[1]} +0000", "%d %b %Y at %H:%M %z") - at) < timedelta(minutes=5)
            assert not re.search("[\ue000-\uf8ff]", after.mail.text + (after.mail.html or "") + after.mail.subject)
    assert found > 20

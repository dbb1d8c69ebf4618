"""The planner, which is pure: what may be asked, in which order, how often, and that nothing is forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.mail.sync.endpoint import Ask, Screen
from commune_tui.mail.sync.kept import from_json, to_json
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.pace import Pace
from commune_tui.mail.sync.plan import next_due_s, plan
from commune_tui.mail.sync.progress import progress, steps_left
from commune_tui.mail.sync.resources.attachments import AskAttachment
from commune_tui.mail.sync.resources.delivery import AskDelivery, AskMessageEvents
from commune_tui.mail.sync.resources.domain_threads import AskDomainHead, AskStrays
from commune_tui.mail.sync.resources.domains import AskDomains
from commune_tui.mail.sync.resources.inbox_threads import FAR, AskHead, AskThreadList
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.messages import OVERLAP, AskNewMail, AskOldMail
from commune_tui.mail.sync.resources.thread_messages import AskThread
from commune_tui.mail.sync.resources.triage import AskTriage

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
SCOPES = ("inboxes:read", "domains:read", "messages:read", "threads:read", "attachments:read")
MOMENTS = st.integers(-400, 5000).map(lambda s: NOW - timedelta(seconds=s))
PAST = st.none() | MOMENTS
IDS = st.sampled_from([f"t{n}" for n in range(6)])


@st.composite
def inbox_knowns(draw: st.DrawFn) -> InboxKnown:
    newest, since = draw(PAST), draw(PAST)
    return InboxKnown(
        newest_at=newest,
        oldest_at=newest and newest - timedelta(days=draw(st.integers(0, 9))),
        history_done=draw(st.booleans()),
        polled_at=draw(PAST),
        listing_since=since,
        listing_cursor="c" if since else None,
        listed_at=draw(PAST),
        announced=draw(st.booleans()),
        mail_polls=draw(st.integers(0, 4)),
        domain_id=draw(st.sampled_from(["", "d1", "d2"])),
    )


DOMAINS = st.builds(DomainKnown, PAST, st.booleans(), st.booleans(), st.booleans())


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    known = Known(
        inboxes=draw(st.dictionaries(st.sampled_from("abc"), inbox_knowns(), max_size=3)),
        inboxes_at=draw(PAST),
        domains_at=draw(PAST),
        domains=draw(st.dictionaries(st.sampled_from(["d1", "d2"]), DOMAINS, max_size=2)),
        triage_in_list=draw(st.none() | st.booleans()),
        stream_works=draw(st.booleans()),
        forbidden=draw(st.sets(st.sampled_from(SCOPES), max_size=2)),
        counts_differ=draw(st.lists(IDS, unique=True)),
        triage_due=draw(st.lists(IDS, unique=True)),
        files_due=draw(st.lists(st.sampled_from("xyz"), unique=True)),
        asked_at=draw(st.dictionaries(IDS, MOMENTS, max_size=3)),
    )
    tired: list[Ask | str] = [AskDomains(), AskThread("t1"), "AskTriage"]
    for ask in draw(st.lists(st.sampled_from(tired), max_size=2)):
        known.resting[ask] = NOW + timedelta(seconds=draw(st.integers(-50, 50)))
    return known


SCREENS = st.builds(
    Screen, st.lists(IDS, max_size=4).map(tuple), st.none() | IDS, st.just(("m1",)), st.just(("a",)), st.just("24h")
)
MAIL = (AskNewMail, AskOldMail, AskHead)


@settings(max_examples=300)
@given(knowns(), SCREENS, st.integers(0, 10), st.data())
def test_what_is_planned_may_be_asked_now(known: Known, screen: Screen, free: int, data: st.DataObject) -> None:
    everything = plan(known, screen, frozenset(), 100, NOW, Pace())
    running = frozenset(data.draw(st.lists(st.sampled_from(everything), max_size=4)) if everything else ())
    chosen = plan(known, screen, running, free, NOW, Pace())
    assert len(chosen) <= free
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & running
    for ask in chosen:
        assert ask.scope not in known.forbidden
        assert known.allows(ask, NOW)
    for inbox_id in known.inboxes:
        here = [a for a in (*chosen, *running) if getattr(a, "inbox_id", None) == inbox_id]
        assert sum(isinstance(a, MAIL) for a in here) <= 1
        assert sum(isinstance(a, AskThreadList) for a in here) <= 1
    quiet = sum(isinstance(a, AskTriage) and a.thread_id not in screen.thread_ids for a in chosen)
    assert quiet <= Pace().most_triage + 1  # and the open thread's


@settings(max_examples=300)
@given(knowns(), SCREENS)
def test_the_same_knowledge_gives_the_same_plan_and_less_room_its_beginning(known: Known, screen: Screen) -> None:
    whole = plan(known, screen, frozenset(), 100, NOW)
    assert plan(known, screen, frozenset(), 100, NOW) == whole
    assert plan(known, screen, frozenset(), 3, NOW) == whole[:3]


RANK = {
    "AskDomainHead": 0, "AskNewMail": 1, "AskOldMail": 1, "AskHead": 1, "AskInboxes": 2, "AskDomains": 2,
    "AskThread": 3, "AskStrays": 4, "AskThreadList": 4, "AskTriage": 5, "AskAttachment": 7,
}  # fmt: skip


@settings(max_examples=300)
@given(knowns())
def test_new_mail_goes_before_triage_and_triage_before_history(known: Known) -> None:
    known.inboxes_at = known.inboxes_at or NOW
    chosen = plan(known, Screen(), frozenset(), 100, NOW)
    ranks = []
    for ask in chosen:
        history = isinstance(ask, AskOldMail) and ask.before is not None
        ranks.append(6 if history else RANK[type(ask).__name__])
    assert ranks == sorted(ranks)


@settings(max_examples=200)
@given(knowns(), SCREENS)
def test_what_is_looked_at_goes_first(known: Known, screen: Screen) -> None:
    known.inboxes_at = NOW
    chosen = plan(known, screen, frozenset(), 100, NOW)
    looked = [n for n, a in enumerate(chosen) if isinstance(a, AskMessageEvents | AskDelivery)]
    others = [n for n, a in enumerate(chosen) if isinstance(a, (*MAIL, AskThreadList, AskAttachment))]
    assert not looked or not others or max(looked) < min(others)


class Answering:
    """A server that answers every request at once with nothing new; the knowledge is kept as :mod:`perform` does."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.asked: Counter[str] = Counter()

    def answer(self, ask: Ask, now: datetime) -> None:
        known = self.known
        self.asked[ask.kind] += 1
        match ask:
            case AskInboxes():
                known.inboxes_at = now
            case AskDomains():
                known.domains_at = now
            case AskNewMail() | AskOldMail() | AskHead():
                inbox = known.inboxes[ask.inbox_id]
                old = isinstance(ask, AskOldMail)
                if not isinstance(ask, AskOldMail) or ask.before is None:
                    inbox.polled_at, inbox.announced = now, False
                    inbox.mail_polls = 0 if isinstance(ask, AskHead) else inbox.mail_polls + 1
                inbox.history_done = inbox.history_done or old
            case AskThreadList():
                inbox = known.inboxes[ask.inbox_id]
                inbox.listed_at, inbox.listing_since, inbox.listing_cursor = inbox.listing_since or now, None, None
            case AskDomainHead():
                known.domains[ask.domain_id].polled_at = now
            case AskStrays():
                place = known.domains[ask.domain_id]
                place.strays_wanted, place.strays_at = False, now
            case AskThread():
                known.asked_at[ask.thread_id] = now
                known.counts_differ = [each for each in known.counts_differ if each != ask.thread_id]
            case AskTriage():
                known.triage_at[ask.thread_id] = now
                known.triage_due = [each for each in known.triage_due if each != ask.thread_id]
            case AskDelivery():
                known.delivery_at[ask.inbox_id, ask.part] = now
            case AskMessageEvents():
                known.asked_at[ask.message_id] = now
            case AskAttachment():
                known.files_due.remove(ask.attachment_id)

    def until_quiet(self, screen: Screen, now: datetime) -> None:
        for _ in range(200):
            chosen = plan(self.known, screen, frozenset(), 8, now)
            if not chosen:
                return
            for ask in chosen:
                self.answer(ask, now)
        raise AssertionError(f"the planner never has enough: {self.asked}")


def test_triage_of_the_open_thread_is_asked_once_where_its_mail_cannot_be_read() -> None:
    known = Known(inboxes_at=NOW, domains_at=NOW, resting={"AskThread": NOW + timedelta(hours=1)})
    server = Answering(known)
    server.until_quiet(Screen(open_thread="t1"), NOW)
    assert server.asked == {"AskTriage": 1}


@settings(max_examples=200)
@given(knowns(), SCREENS)
def test_everything_due_is_asked_and_then_there_is_quiet(known: Known, screen: Screen) -> None:
    due = {a for a in plan(known, screen, frozenset(), 1000, NOW) if not isinstance(a, MAIL)}
    server = Answering(known)
    server.until_quiet(screen, NOW)
    assert sum(server.asked.values()) >= len(due)
    assert not plan(known, screen, frozenset(), 100, NOW)
    left = [ask for ask in known.counts_differ if known.allows(AskThread(ask), NOW)]
    assert not left


@pytest.mark.parametrize("triage_in_list", [True, False])
@pytest.mark.parametrize("stream", [True, False])
def test_an_idle_hour_asks_every_inbox_once_a_poll_and_goes_round_seldom(triage_in_list: bool, stream: bool) -> None:
    known = Known(triage_in_list=triage_in_list, stream_works=stream, inboxes_at=NOW, domains_at=NOW)
    for name in "abc":
        known.inboxes[name] = InboxKnown(NOW, NOW, True, NOW, None, None, NOW)
    server, now, rounds = Answering(known), NOW, 0
    while now < NOW + timedelta(hours=1):
        server.until_quiet(Screen(), now)
        pause = next_due_s(known, Screen(), now)
        assert pause > 0
        now += timedelta(seconds=pause)
        rounds += 1
    polls = server.asked["AskNewMail"] + server.asked["AskHead"]
    assert polls <= 3 * (12 if stream else 120)
    assert polls >= 3 * (10 if stream else 115)
    assert (server.asked["AskHead"] > 0) == triage_in_list
    assert server.asked["AskThreadList"] <= 6
    assert rounds <= 400


@pytest.mark.parametrize("inboxes", [12, 500])
def test_an_idle_hour_of_an_account_whose_domain_vouches_costs_its_heads(inboxes: int) -> None:
    """New mail anywhere shows within half a minute; each inbox is asked by itself six times an hour, as a check."""
    known = Known(triage_in_list=False, inboxes_at=NOW, domains_at=NOW)
    known.domains["d1"] = DomainKnown(NOW, vouches=True, strays_at=NOW)
    for number in range(inboxes):
        known.inboxes[f"i{number}"] = InboxKnown(NOW, NOW, True, NOW, None, None, NOW, domain_id="d1")
    server, now = Answering(known), NOW
    while now < NOW + timedelta(hours=1):
        server.until_quiet(Screen(), now)
        now += timedelta(seconds=next_due_s(known, Screen(), now))
    assert 115 <= server.asked["AskDomainHead"] <= 121
    assert server.asked["AskNewMail"] <= 6 * inboxes
    assert sum(server.asked.values()) <= 121 + 6 * inboxes + 2 * inboxes + 12


def test_inboxes_are_polled_again_as_soon_as_their_domain_vouches_no_more() -> None:
    known = Known(triage_in_list=False, inboxes_at=NOW, domains_at=NOW)
    known.domains["d1"] = place = DomainKnown(NOW, vouches=True, strays_at=NOW)
    old = NOW - timedelta(minutes=3)
    known.inboxes["i1"] = InboxKnown(NOW, NOW, True, old, None, None, NOW, domain_id="d1")
    assert not plan(known, Screen(), frozenset(), 9, NOW)
    place.vouches = False
    assert [ask.kind for ask in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskNewMail"]
    place.vouches, place.polled_at, place.refused = True, old, True
    assert [ask.kind for ask in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskNewMail"]


@pytest.mark.parametrize("stream", [True, False])
def test_what_is_seen_open_or_chosen_is_asked_before_a_minute_has_passed(stream: bool) -> None:
    """Whatever the stream says; the triage that is due comes from the copy."""
    known = Known(stream_works=stream, triage_in_list=True, inboxes_at=NOW, domains_at=NOW, triage_due=["t1", "t2"])
    known.asked_at["t3"] = known.triage_at["t3"] = NOW - timedelta(seconds=41)
    chosen = plan(known, Screen(("t1",), "t3", chosen=("t2",)), frozenset(), 9, NOW)
    assert chosen == (AskThread("t3"), AskTriage("t3"), AskTriage("t1"), AskTriage("t2"))


def test_synced_says_how_long_ago_once_that_is_more_than_a_minute() -> None:
    known = Known(triage_in_list=True, inboxes_at=NOW, domains_at=NOW)
    known.inboxes["a"] = InboxKnown(NOW, NOW, True, NOW, None, None, NOW)
    known.inboxes["b"] = InboxKnown(NOW, NOW, True, NOW - timedelta(minutes=4), None, None, NOW, domain_id="d1")
    assert progress(known, NOW) == "synced 4m ago"
    known.domains["d1"] = DomainKnown(NOW - timedelta(seconds=20), vouches=True, strays_at=NOW)
    assert progress(known, NOW) == "synced"
    known.inboxes["a"].history_done = False
    known.threads_here, known.threads_known = 12_000, 100_000
    assert progress(known, NOW) == "syncing 12,000 of 100,000 threads"


@pytest.mark.parametrize(
    ("silent_s", "words"),
    [
        (0, "synced"),
        (9.9, "synced"),
        (10, "no answer for 10 s, synced"),
        (29, "no answer for 20 s, synced"),
        (65, "no answer for 60 s, synced"),
    ],
)
def test_a_server_that_answers_nothing_is_named(silent_s: float, words: str) -> None:
    known = Known(triage_in_list=True, inboxes_at=NOW, domains_at=NOW, silent_since=NOW - timedelta(seconds=silent_s))
    known.inboxes["a"] = InboxKnown(NOW, NOW, True, NOW, None, None, NOW)
    assert progress(known, NOW) == words
    known = Known(silent_since=NOW - timedelta(seconds=silent_s))
    assert progress(known, NOW) == words.replace("synced", "connecting")


def test_a_request_that_takes_long_or_is_not_allowed_does_not_make_the_loop_spin() -> None:
    known = Known(inboxes_at=NOW, domains_at=NOW)
    known.inboxes["a"] = InboxKnown(NOW, NOW, True, NOW - timedelta(hours=1), None, None, NOW)
    running = frozenset([AskNewMail("a", NOW - OVERLAP)])
    assert not plan(known, Screen(), running, 8, NOW)
    assert next_due_s(known, Screen(), NOW) >= 1
    known.forbidden.add("messages:read")
    screen = Screen(open_thread="t1")
    known.asked_at["t1"] = NOW - timedelta(hours=1)
    known.forbidden.add("threads:read")
    assert next_due_s(known, screen, NOW) >= 1


def test_mail_dated_in_the_future_does_not_hide_what_comes_before_it() -> None:
    known = Known(inboxes_at=NOW, domains_at=NOW)
    known.inboxes["a"] = InboxKnown(NOW + timedelta(days=300), NOW, True, None, None, None, NOW)
    (ask,) = plan(known, Screen(), frozenset(), 1, NOW)
    assert ask == AskNewMail("a", NOW - OVERLAP)
    known.ahead = timedelta(days=2)  # a machine whose clock is behind looks from the server's present
    (ask,) = plan(known, Screen(), frozenset(), 1, NOW)
    assert ask == AskNewMail("a", NOW + timedelta(days=2) - OVERLAP)


def test_a_key_without_messages_reads_lists_and_one_without_threads_reads_messages() -> None:
    known = Known(inboxes_at=NOW, domains_at=NOW, forbidden={"messages:read"})
    known.inboxes["a"] = InboxKnown()
    assert [a.kind for a in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskThreadList"]
    known.inboxes["a"].listed_at = NOW
    assert [a.kind for a in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskHead"]
    assert steps_left(known)[0] == 0
    known = Known(inboxes_at=NOW, domains_at=NOW, forbidden={"threads:read"})
    known.inboxes["a"] = InboxKnown()
    assert [a.kind for a in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskOldMail"]


@given(inbox_knowns())
def test_an_inbox_is_kept_between_two_runs(inbox: InboxKnown) -> None:
    again = from_json(to_json(inbox))
    if inbox.newest_at is None:
        assert (again.newest_at, again.oldest_at, again.history_done) == (None, None, False)
    else:
        assert (again.newest_at, again.history_done) == (inbox.newest_at, inbox.history_done)
    assert (again.listed_at, again.listing_cursor) == (inbox.listed_at, inbox.listing_cursor)


@pytest.mark.parametrize("kept", [None, 3, [], {"newest_at": 5}, {"history_done": "yes", "listing_cursor": {}}])
def test_what_the_disk_gives_back_damaged_is_as_if_nothing_were_known(kept: object) -> None:
    assert from_json(kept) == InboxKnown()


@pytest.mark.parametrize(("pages", "order"), [(FAR - 1, ["AskThreadList", "AskOldMail"]),
                                              (FAR, ["AskOldMail", "AskThreadList"])])  # fmt: skip
def test_a_list_that_goes_on_and_on_lets_history_go_first(pages: int, order: list[str]) -> None:
    """So that lists without an end, one in each inbox, keep no mail away."""
    known = Known(inboxes_at=NOW, domains_at=NOW)
    known.inboxes["a"] = InboxKnown(NOW, NOW, False, NOW, NOW, "c", None, listing_pages=pages)
    assert [ask.kind for ask in plan(known, Screen(), frozenset(), 9, NOW)] == order


def test_a_domain_is_not_looked_at_before_its_inboxes_are_known() -> None:
    """Else all of it would be taken for mail to no address: each thread asked for, and the domain read through."""
    known = Known(domains_at=NOW, domains={"d1": DomainKnown()})
    assert [ask.kind for ask in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskInboxes"]
    known.forbidden.add("inboxes:read")
    assert [ask.kind for ask in plan(known, Screen(), frozenset(), 9, NOW)] == ["AskDomainHead"]

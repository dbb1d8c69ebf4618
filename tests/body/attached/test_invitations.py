"""Invitations of many calendars against values that somebody wrote who has not seen this code."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.body.attached import content, events, invitation, recurring
from commune_tui.body.wire import Attached
from commune_tui.body.worker import BodyReader
from commune_tui.mail.zone_tables import tables

FOLDER = Path(__file__).parent / "invitations"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
HONEST = [name for name, about in EXPECTED.items() if not about["hostile"]]
CROWD = "".join(f"ATTENDEE;CN=N{n}:mailto:n{n}@x.example\r\n" for n in range(10_000)).encode()
LONG = b"".join(b"X-LINE:%d\r\n" % n for n in range(100_000))
EVENT = b"BEGIN:VEVENT\r\nSUMMARY:Crowd\r\nDTSTART:20260501T090000Z\r\n%s\r\nEND:VEVENT\r\n"
RULES = [
    ("FREQ=WEEKLY;BYDAY=MO;COUNT=10", "weekly on Monday, 10 times"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Friday"),
    ("FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "monthly on the second Tuesday, 6 times"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", "monthly on the last day, 4 times"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekly on weekdays"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "monthly on the last weekday"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "yearly on the last Sunday in March"),
    ("FREQ=DAILY;UNTIL=20260630T160000Z", "daily, until 20260630T160000Z"),
    ("FREQ=DAILY;BYHOUR=9,17", "daily (FREQ=DAILY;BYHOUR=9,17)"),
    ("FREQ=SECONDLY", "every second"),
    ("FREQ=;BYDAY=XX", "by a rule that cannot be read: FREQ=;BYDAY=XX"),
]


def read(name: str) -> list[events.Event]:
    data = (FOLDER / name).read_bytes()
    return events.read(content.parse(data), tables(data))


def said(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment is not None else None


def local(moment: events.Moment | None) -> str | None:
    if moment is None:
        return None
    return f"{moment.local:%Y-%m-%d}" if moment.day else f"{moment.local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("name", HONEST)
def test_what_when_where_and_who(name: str) -> None:
    found, wanted = read(name), EXPECTED[name]["events"]
    assert len(found) == len(wanted)
    for event, want in zip(found, wanted, strict=True):
        assert event.start is not None or want["component"] == "VTODO"
        assert (event.summary, event.location or None) == (want["summary"], want["location"])
        assert (event.start is not None and event.start.day) is want["all_day"]
        assert said(event.start.utc if event.start else None) == want["start_utc"]
        assert (local(event.start) or "") == (want["start_local"] or "").partition(" (")[0]
        if want["component"] == "VEVENT":
            end = event.end if event.end is not None else event.start
            assert said(event.end.utc if event.end else None) == want["end_utc"]
            assert local(end) == want["end_local"].partition(" (")[0]
        people = [(each.name or None, each.address, each.status or None) for each in event.people]
        assert people == [(each["name"], each["email"], each["status"]) for each in want["attendees"]]
        asker = (event.organizer.name or None, event.organizer.address) if event.organizer else None
        assert asker == ((want["organizer"]["name"], want["organizer"]["email"]) if want["organizer"] else None)
        if want["first3_utc"] is not None and not want["all_day"] and event.start is not None:
            assert [said(each.utc) for each in event.times[:3]] == want["first3_utc"]


@pytest.mark.parametrize("name", HONEST)
def test_every_link_and_every_word_of_the_description_is_shown(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    body = invitation.read(data, tables(data))
    for event, want in zip(read(name), EXPECTED[name]["events"], strict=True):
        assert set(want["links"]) <= {link.target for link in body.links}
        assert [word for word in event.description.split() if word not in body.text] == []


def test_methods_are_told_apart() -> None:
    titles = {name: invitation.read((FOLDER / name).read_bytes(), {}).lines[0].text for name in HONEST}
    assert titles["g01_plain.ics"].startswith("Invitation: ")
    assert titles["g02_update_weekly.ics"].startswith("Invitation, changed: ")
    assert titles["g03_cancel.ics"].startswith("Cancelled: ")
    assert titles["g30_cancel_one.ics"].startswith("Cancelled, one time of a series: ")
    assert titles["g04_reply_accepted.ics"].startswith("Answer to an invitation: ")
    assert titles["o07_counter.ics"].startswith("Another time is proposed: ")
    assert titles["n24_vtodo.ics"].startswith("Task: ")


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_rules_in_words(rule: str, words: str) -> None:
    assert recurring.in_words(rule) == words


def test_a_zone_that_nobody_knows_is_named_and_no_moment_made_up() -> None:
    [event] = events.read(content.parse((FOLDER / "o27_windows_zone_alone.ics").read_bytes()), {})
    assert event.start is not None and event.start.utc is None
    text = invitation.read((FOLDER / "o27_windows_zone_alone.ics").read_bytes(), {}).text
    assert "08:30–09:00 in the zone Pacific Standard Time, which is not known here" in text


@pytest.mark.parametrize("name", [name for name, about in EXPECTED.items() if about["hostile"]])
def test_hostile_files_in_the_listing_are_bounded_and_clean(name: str) -> None:
    path = FOLDER / name
    if not path.exists():  # the three large ones are made below
        return
    body = invitation.read(path.read_bytes(), {})
    assert 0 < len(body.lines) < 400
    assert not any(ord(sign) < 32 or sign in "\x7f\u202e\u2066" for sign in body.text.replace("\n", ""))


def test_a_crowd_and_an_endless_file_say_what_is_not_shown() -> None:
    crowd = invitation.read(EVENT % CROWD, {})
    assert "and 9,960 more" in crowd.text and len(crowd.lines) < 60
    endless = invitation.read(EVENT % LONG, {})
    assert "Not all of this file could be read" in endless.text
    nested = invitation.read(b"BEGIN:VEVENT\r\n" * 5_000, {})
    assert "Not all of this file could be read" in nested.text and len(nested.lines) < 100


def test_what_an_answer_says_and_what_one_time_of_a_series_has_of_its_own_is_shown() -> None:
    file = (
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Review\nDTSTART:20261102T100000Z\nRRULE:FREQ=DAILY;COUNT=4\n"
        "DESCRIPTION:Bring it\nCOMMENT:I am ill\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Review in the cellar\nRECURRENCE-ID:20261103T100000Z\nDTSTART:20261103T140000Z\n"
        "DESCRIPTION:Bring it\nLOCATION:Cellar\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Review\nRECURRENCE-ID:20261104T100000Z\nSTATUS:CANCELLED\nCOMMENT:Holiday\nEND:VEVENT\n"
    )
    shown = invitation.read(file.encode(), {}).text
    assert "I am ill" in shown and shown.count("Bring it") == 1
    assert "Tue 03 Nov 2026, 10:00 your time (UTC) is changed\nReview in the cellar\nWhen  Tue 03" in shown
    assert "Where  Cellar" in shown
    assert "Wed 04 Nov 2026, 10:00 your time (UTC) is cancelled\nHoliday" in shown


def test_a_rule_of_every_second_and_one_that_never_comes_true_end() -> None:
    [tick] = events.read(content.parse(EVENT % b"RRULE:FREQ=SECONDLY"), {})
    assert len(tick.times) == recurring.MOST_TIMES
    [never] = events.read(content.parse(EVENT % b"RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"), {})
    assert len(never.times) == 1
    [leap] = events.read(content.parse(EVENT % b"RRULE:FREQ=SECONDLY;BYSECOND=61"), {})
    assert len(leap.times) == 1


def test_the_calendar_of_another_cycle_is_the_same() -> None:
    rules = ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20240401T000000Z"]
    start, far = datetime(2024, 2, 29, 9), datetime(9990, 1, 1)
    near, late = (list(recurring.times(start, rules, more, {datetime(2028, 2, 29, 9)})) for more in ([], [far]))
    assert near == late[:-1] and late[-1] == far
    assert near[:3] == [start, datetime(2024, 3, 4, 9), datetime(2024, 3, 11, 9)] and near[-1] == datetime(
        2032, 2, 29, 9
    )


def test_a_crowd_of_changes_is_counted() -> None:
    change = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:202611{:02}T100000Z\nDTSTART:202611{:02}T110000Z\nEND:VEVENT\n"
    series = "BEGIN:VEVENT\nUID:1\nDTSTART:20261101T100000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
    file = series + "".join(change.format(day, day) for day in range(2, 22))
    shown = invitation.read(file.encode(), {}).text
    assert shown.count("is changed") == events.MOST_CHANGED and "15 more times differ" in shown


@given(st.binary(max_size=400))
def test_any_bytes_give_a_body(data: bytes) -> None:
    assert invitation.read(data, {}).lines
    assert invitation.read(EVENT % data, {}).lines


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=200))
def test_any_text_comes_back_out_of_its_escapes_and_folds(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    raw = f"DESCRIPTION:{escaped}".encode()
    folded = b"\r\n ".join(raw[at : at + 60] for at in range(0, len(raw), 60))
    [part] = content.parse(b"BEGIN:VEVENT\r\n" + folded + b"\r\nEND:VEVENT\r\n").parts
    assert part.words("DESCRIPTION") == text.strip()


async def test_the_reading_process_knows_zones_although_it_can_open_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    data = (FOLDER / "o27_windows_zone_alone.ics").read_bytes()
    async with BodyReader() as reader:
        body = await reader.read_file(Attached("calendar", data, tables(data)))
    assert body is not None
    assert "Sat 11 Jul 2026, 00:30–01:00 your time (JST)" in body.text
    assert "Fri 10 Jul 2026, 08:30–09:00 Pacific Standard Time" in body.text

"""Lets the program judge the cases of the second judge; each function says what it says of one case."""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

from commune_tui.risk import agents, figures, pace, silence
from commune_tui.risk import mail as one
from commune_tui.risk.agents import Work
from commune_tui.risk.conversation import Found, Mail, judged
from commune_tui.risk.score import Reason, reasons, score
from commune_tui.risk.terms import FROM
from commune_tui.sending.operation import UNSEEN, VANISHED
from commune_tui.store import cells, delivery, inboxes, marks, messages, triage
from commune_tui.store import silence as kept
from commune_tui.store.database import Database
from commune_tui.store.overlay import lay
from commune_tui.store.records import (
    EventRecord,
    InboxRecord,
    MessageRecord,
    Participant,
    SuppressionRecord,
    TriageRecord,
)
from commune_tui.waits import automatic

Case = dict[str, Any]
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def cases(field: str) -> list[Case]:
    found: list[Case] = json.loads((Path(__file__).parent / f"{field}.json").read_text("utf-8"))
    return found


def held_out(case: Case) -> bool:
    """Half of the cases, by their names: on these nothing was mended."""
    return int(sha1(case["id"].encode(), usedforsecurity=False).hexdigest(), 16) & 1 == 1


def wrong(field: str, case: Case) -> str:
    """What the program says that the judge does not; empty where they agree."""
    said: str = _JUDGES[field](case)
    return said


# -- mails -----------------------------------------------------------------------------------------------------------

OWN = {"lumen.example"}
KNOWN = (
    "rechnung@nordwind-papier.example", "maria.costa@atlantico.example", "j.berger@berger-recht.example",
    "orders@kestrel-supplies.example", "paul@brightfield.example", "yuki@sakura-foods.example",
)  # fmt: skip
_TERM = {
    "order": "orders", "money": "money", "password": "money", "legal": "legal", "lookalike": "lookalike",
    "first_file": "file",
}  # fmt: skip


def of_mail(case: Case) -> tuple[Reason, ...]:
    headers = {name.casefold(): value.casefold() for name, value in case["headers"].items()}
    own = automatic.own_words(case["text"], 4_000)
    seen = one.came(case["subject"], own, case["text"], case["html"], headers)
    mail = Mail(True, 1, case["from"], case["name"], seen, files=len(case["files"]))
    return reasons(judged([mail], OWN, stranger=case["from"] not in KNOWN, people=KNOWN).findings)


def _mails(case: Case) -> str:
    found = of_mail(case)
    terms = {each.term for each in found}
    wanted, also = ({_TERM[each] for each in case[which]} for which in ("expect", "also"))
    asked = score(found) >= FROM
    said = f"{score(found)} points: {', '.join(f'{each.term} {each.words!r}' for each in found)}"
    if (
        asked != bool(wanted)
        or not wanted <= terms
        or {each.term for each in found if each.points >= FROM} - wanted - also
    ):
        return said
    return ""


def _later(case: Case) -> str:
    seen = one.came("Hello", case["text"], case["text"], "", {})
    found = reasons(judged([Mail(True, 1, "x@stranger.example", "", seen)], OWN).findings)
    terms = {each.term for each in found}
    right = score(found) >= FROM and case["term"] in terms if case["term"] else score(found) < FROM
    return "" if right else f"{score(found)} points: {', '.join(f'{each.term} {each.words!r}' for each in found)}"


# -- figures ---------------------------------------------------------------------------------------------------------


def _figures(case: Case) -> str:
    found = figures.contradiction(
        [figures.Said(True, figures.read(text), figures.corrects(text)) for text in case["ours"]]
    )
    return "" if (found is not None) == case["expect"] else f"{found}"


# -- loops -----------------------------------------------------------------------------------------------------------


def conversation(case: Case, count: int) -> Found:
    made: list[Mail] = []
    for sent in case["mails"][:count]:
        inbound = sent["who"] != "us"
        headers = {name.casefold(): value.casefold() for name, value in sent["headers"].items()}
        signs = automatic.signs(f"<{sent['who']}>", sent["subject"], sent["text"], headers)
        at = sent["at"] * 1000
        ours = [mail.at for mail in made if not mail.inbound]
        same = sum(mail.likeness == signs.likeness and mail.sender == sent["who"] for mail in made)
        kind = automatic.kind(signs, automatic.after(at, ours), same) if inbound else ""
        own = automatic.own_words(sent["text"], 4_000)
        seen = one.came(sent["subject"], own, sent["text"], "", headers) if inbound else one.went(own)
        made.append(Mail(
            inbound, at, sent["who"] if inbound else "support@lumen.example", "", seen, automatic=bool(kind),
            length=signs.length, likeness=signs.likeness,
        ))  # fmt: skip
    return judged(made, set(case["own"]))


def _loops(case: Case) -> str:
    going = [
        n for n in range(1, len(case["mails"]) + 1) if any(f.term == "loop" for f in conversation(case, n).findings)
    ]
    if not case["loop"]:
        return f"a loop from mail {going[0]} on" if going else ""
    if not going:
        return "no loop"
    return "" if case["lo"] <= going[0] <= case["hi"] else f"from mail {going[0]} on, not {case['lo']}-{case['hi']}"


# -- silences --------------------------------------------------------------------------------------------------------


def before(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def _mail(
    name: str, thread: str, ago: float, outbound: bool, to: list[str], status: str | None = None
) -> MessageRecord:
    people = [Participant("sender", "support@lumen.example" if outbound else to[0], "")]
    people += [Participant("to", who, "") for who in (to if outbound else ["support@lumen.example"])]
    return MessageRecord(
        id=name, thread_id=thread, created_at=before(ago), inbox_id="in1", participants=tuple(people),
        direction="outbound" if outbound else "inbound", content=f"Words of {name}.", delivery_status=status or "",
    )  # fmt: skip


def put_silence(conn: sqlite3.Connection, case: Case) -> None:
    inboxes.put(conn, [InboxRecord("in1", "", "support@lumen.example", agent_name=case["agent"])], NOW)
    mails = [
        _mail(f"m{n}", "t1", sent["ago"], sent["dir"] == "out", case["to"], sent["delivery"])
        for n, sent in enumerate(case["mails"])
    ]
    newest = next((mail.id for mail in reversed(mails) if mail.direction == "outbound"), "")
    if case["usual"] is not None:
        for n in range(8):
            ago = 1440 * (n + 2)
            mails += [
                _mail(f"a{n}", f"u{n}", ago + case["usual"], False, ["x@y.example"]),
                _mail(f"b{n}", f"u{n}", ago, True, ["x@y.example"], "delivered"),
            ]
    messages.put(conn, mails, NOW)
    triage.put(conn, {"t1": TriageRecord(case["status"])}, NOW)
    sent = {mail["ago"]: f"m{n}" for n, mail in enumerate(case["mails"]) if mail["dir"] == "out"}
    events = [
        EventRecord(sent.get(each["ago"], newest), each["type"], before(each["ago"]), id=f"e{n}", inbox_id="in1",
                    recipient=each["address"], detail=each["detail"])
        for n, each in enumerate(case["events"])
    ]  # fmt: skip
    delivery.follow(conn, delivery.put_events(conn, events))
    rows = [
        SuppressionRecord(s["address"], "in1", reason=s["reason"], created_at=before(s["ago"]))
        for s in case["suppressed"]
    ]
    delivery.put_suppressions(conn, rows, NOW, scope=("in1", ""))
    if case["unsent"] is not None:
        ago, what = case["unsent"]
        lost = what == "accepted" and ago > 30  # so long after it was taken the program says that it vanished
        state = {"accepted": "confirmed", "refused": "refused", "queued": "ready"}[what]
        conn.execute(
            "INSERT INTO desk.operations (id, step_id, kind, lane, thread_id, intent, state, next_at, owner, made_at, "
            "code, settled_at) VALUES ('op', 'step', 'send', 'thread:t1', 't1', ?, ?, 0, 'me', 0, ?, ?)",
            (
                json.dumps({"to": case["to"]}),
                state,
                VANISHED if lost else UNSEEN if what == "accepted" else "",
                cells.millis(before(ago)),
            ),
        )
    if case["snooze_in"] is not None:
        marks.snooze(conn, ["t1"], NOW + timedelta(minutes=case["snooze_in"]))
        marks.wake_due(conn, NOW)
    lay(conn, ["t1"])


def silence_of(case: Case, db: Database) -> tuple[str, str]:
    db.write_now(lambda conn: put_silence(conn, case))
    if case["target"] is not None:
        db.due = lambda address, since: since + case["target"] * 60_000 if since else None
    standing = db.read_now(lambda conn: kept.of_thread(conn, "t1", NOW)[1])
    assert standing is not None
    return silence.reason(standing), silence.sentence(standing, NOW)


_MEANS = {
    "no-answer": ("them",), "not-confirmed": ("them", "delayed"), "bounced": ("bounced",), "waiting-us": ("us",),
    "suppressed": ("suppressed",), "vanished": ("lost",), "sending": ("unsent",), "agent-late": ("us",),
    "agent-due": ("us",), "late": ("us",), "due": ("us",), "snoozed": ("snoozed",), "closed": ("",),
    "complaint": ("complained",), "partial-bounce": ("bounced",), "failed": ("failed",), "delayed": ("delayed",),
    "refused": ("failed",),
}  # fmt: skip


def _silences(case: Case) -> str:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder))
        try:
            reason, said = silence_of(case, db)
        finally:
            db.close()
    means = {each for label in (case["meaning"], *case["also"]) for each in _MEANS[label]}
    if case["meaning"] == "closed":
        return "" if reason == "" else f"{reason}: {said}"
    missing = [want for want in case["say"] if not any(part in said.lower() for part in want.split("|"))]
    if reason in means and not missing and not any(part in said.lower() for part in case["notsay"]):
        return ""
    return f"{reason}: {said}"


# -- agents ----------------------------------------------------------------------------------------------------------


def _target(case: Case, within: str = "1h") -> pace.Target | None:
    if not case["hours"]:
        return None
    said = {"answer_within": within, "hours": hours(case["hours"], case.get("days") or range(5)), "zone": case["tz"]}
    return pace.targets({"*": said}).of("a@b.example")


def work_of(case: Case, now: datetime) -> Work:
    old = sorted(wait for ago, wait in case["pairs"] if ago > 1440)
    new = [wait for ago, wait in case["pairs"] if ago <= 1440] + [wait for wait in case["waiting"] if wait <= 1440]
    since = [now - timedelta(minutes=wait) for wait in case["waiting"]]
    wrote = None if case["last_out"] is None else now - timedelta(minutes=case["last_out"])
    unheard = sorted(at for at in since if wrote is None or at > wrote)
    return Work(
        waiting=len(since), oldest_at=min(since, default=None), last_word_at=wrote, unheard=len(unheard),
        unheard_at=unheard[0] if unheard else None, answers=len(old),
        median_s=60 * statistics.median(old) if old else 0,
        p95_s=60 * old[(len(old) * 95 + 99) // 100 - 1] if old else 0, recent=len(new),
        recent_median_s=60 * sorted(new)[(len(new) + 1) // 2 - 1] if new else 0, sent=max(case["sent24"], 0),
        bounced=case["bounced24"], loops=case["loops"], obeyed=case["obeyed"],
    )  # fmt: skip


def _agents(case: Case) -> str:
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    target = _target(case)
    found = agents.findings(work_of(case, now), now, target and target.hours)
    kinds = {each.kind for each in found}
    if set(case["expect"]) <= kinds <= {*case["expect"], *case["also"]}:
        return ""
    return "; ".join(f"{each.kind}: {each.words}" for each in found) or "nothing found"


# -- due times -------------------------------------------------------------------------------------------------------


def hours(span: list[str], days: Any) -> str:
    return ", ".join(f"{_DAYS[day]} {span[0]}-{span[1]}" for day in days)


def _dues(case: Case) -> str:
    said = {"answer_within": case["within"]}
    if case["hours"]:
        said |= {"hours": hours(case["hours"], case["days"]), "zone": case["tz"]}
    try:
        target = pace.targets({"*": said}).of("a@b.example")
    except pace.BadTarget as error:
        return str(error)
    assert target is not None
    due = pace.due(datetime.fromisoformat(case["at"].replace("Z", "+00:00")), target)
    want = datetime.fromisoformat(case["due"].replace("Z", "+00:00"))
    return "" if due == want else f"{due}"


_JUDGES = {
    "mails": _mails, "later": _later, "figures": _figures, "loops": _loops, "silences": _silences, "agents": _agents,
    "dues": _dues,
}  # fmt: skip
FIELDS = tuple(_JUDGES)

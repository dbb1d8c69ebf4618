"""What is paused does not leave, as deep and as wide as was said; loops pause themselves; agents take mail back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from commune_tui.gate import pauses
from commune_tui.gate.pauses import CannotPause, Pause, Place
from tests.gate.gates import ALLOW, Gate, gate
from tests.gate.test_way import thread_in
from tests.servers import Answer, Server


def begin(guarded: Gate, place: Place, depth: str = "hold", reason: str = "wait") -> None:
    with guarded.db() as db, db.write() as conn:
        pauses.begin(conn, Pause(place, depth, reason, "anna"))


def end(guarded: Gate, place: Place) -> bool:
    with guarded.db() as db, db.write() as conn:
        return pauses.end(conn, place, "ben")


def test_a_pause_is_as_wide_as_it_was_said(sandbox: Server, box: str, tmp_path: Path) -> None:
    boxes = {name: address for address, name in sandbox.inboxes().items()}
    other_box = next(name for name in boxes if name != box)
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        thread, other_thread = thread_in(sandbox, box), thread_in(sandbox, box, "bea@customer.example")
        sales = guarded.agent("sales")
        sends: dict[str, Callable[[], Answer]] = {
            "support": lambda: guarded.send(box),
            "sales": lambda: guarded.send(box, key=sales),
            "other inbox": lambda: guarded.send(other_box),
            "in the thread": lambda: guarded.send(box, thread_id=thread, text="Part one."),
            "in another": lambda: guarded.send(box, thread_id=other_thread, text="Part two."),
        }
        wide = {
            Place("support"): {"sales"},
            Place("", boxes[box]): {"other inbox"},
            Place("", "", thread): {"support", "sales", "other inbox", "in another"},
            Place("sales", boxes[box]): {"support", "other inbox", "in the thread", "in another"},
            Place(): set(),
        }
        for place, goes_on in wide.items():
            begin(guarded, place)
            assert {name for name, send in sends.items() if send().body["held"]["state"] == "approved"} == goes_on
            assert end(guarded, place) and not end(guarded, place)
        assert all(send().body["held"]["state"] == "approved" for send in sends.values())
        guarded.sound()


def test_a_pause_is_as_deep_as_it_was_said_and_the_way_back_is_whole(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path) as guarded:
        waiting, decided = guarded.held(box, subject="waits"), guarded.held(box, subject="decided")
        begin(guarded, Place("support"), "refuse")
        guarded.approve(decided)
        refused = guarded.send(box, subject="three")
        assert (refused.status, refused.body["error"]) == (403, "Sending is paused.")
        assert guarded.server.get("/v1/inboxes").status == 200
        begin(guarded, Place("support"), "silence", "reads too much")
        said = guarded.server.get("/v1/inboxes")
        assert said.status == 403 and "reads too much" not in said.body["error"]
        assert guarded.send(box, subject="four").status == 403
        assert guarded.server.get(f"/gate/v1/sends/{waiting.id}").status == 403
        assert guarded.server.get("/v1/inboxes", key=guarded.agent("sales")).status == 200
        assert guarded.sent("decided") == [] and guarded.get(decided.id).state == "decided"
        assert end(guarded, Place("support"))
        guarded.in_state(decided.id, "seen")
        assert guarded.get(waiting.id).state == "held" and guarded.server.get("/v1/inboxes").status == 200
        guarded.sound()


def test_nobody_pauses_what_cannot_be(guarded: Gate) -> None:
    for place, depth in ((Place("nobody"), "hold"), (Place("", "", "thread_1"), "silence")):
        with pytest.raises(CannotPause):
            begin(guarded, place, depth)


def test_a_loop_is_broken_by_itself_there_and_nowhere_else(sandbox: Server, box: str, tmp_path: Path) -> None:
    address = next(each for each, name in sandbox.inboxes().items() if name == box)
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        thread, other = thread_in(sandbox, box), thread_in(sandbox, box, "bea@customer.example")
        for number in range(8):
            first = sandbox.get(f"/v1/threads/{thread}/messages?limit=1").body["data"][0]["metadata"]["message_id"]
            ours = {"to": "ann@customer.example", "subject": "Re: Where is my order", "from": address}
            sandbox.post("/v1/messages/send", {**ours, "text": "We have received your mail.", "thread_id": thread})
            sandbox.control("advance", {"seconds": 20})
            came = {"from": "ann@customer.example", "to": address, "subject": "Re: Where is my order"}
            back = {**came, "text": "I am out of the office until Monday.", "in_reply_to": first}
            assert sandbox.control("mail", back)["data"][0]["thread_id"] == thread, number
            sandbox.control("advance", {"seconds": 20})
        answer = guarded.send(box, thread_id=thread, text="We have received your mail, really.")
        assert answer.body["held"]["state"] == "held"
        held = guarded.get(answer.body["id"])
        assert any("went round between machines (gate)" in each for each in held.reasons)
        assert any("is in a loop in" in each for each in guarded.complaints)
        assert guarded.send(box, thread_id=other, text="Yours left.").body["held"]["state"] == "approved"
        with guarded.db() as db:
            [pause] = pauses.every(db.conn)
        assert (pause.place, pause.who) == (Place("support", "", thread), "gate")
        guarded.approve(guarded.sealed(held.id))
        assert end(guarded, pause.place)
        guarded.in_state(held.id, "seen")
        guarded.sound()


def test_an_agent_takes_its_mail_back_before_it_leaves_and_not_after(guarded: Gate, box: str) -> None:
    def take_back(name: str, key: str = "") -> tuple[int, str]:
        answer = guarded.server.call("DELETE", f"/gate/v1/sends/{name}", key=key or guarded.key)
        return answer.status, str(answer.body.get("data", {}).get("state") or answer.body["error"])

    waiting, decided, gone = (guarded.held(box, subject=each) for each in ("waits", "decided", "gone"))
    guarded.approve(gone)
    guarded.in_state(gone.id, "seen")
    begin(guarded, Place())
    guarded.approve(decided)
    assert take_back(waiting.id, guarded.agent("sales"))[0] == 404
    assert take_back(waiting.id, guarded.agent("reader", scopes=("messages:read",)))[0] == 403
    assert take_back(waiting.id) == take_back(decided.id) == (200, "withdrawn")
    assert take_back(waiting.id) == (409, "It cannot be taken back: it is withdrawn.")
    assert take_back(gone.id) == (409, "It cannot be taken back: it is sent.")
    assert end(guarded, Place())
    assert guarded.send(box, subject="the next").status == 202
    assert guarded.sent("waits") == guarded.sent("decided") == []
    assert guarded.get(decided.id).state == "withdrawn"
    guarded.sound()

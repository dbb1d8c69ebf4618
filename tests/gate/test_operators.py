"""People decide over HTTP as their role allows, with a key that is good for nothing else, on what they are shown."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from commune_tui import clock, paths
from commune_tui.api.auth import Secret
from commune_tui.gate import journal, keys, operator_calls
from commune_tui.gate.holders import OPERATORS, HolderExists
from commune_tui.gate.mail import ORDER
from commune_tui.gate.operators import ROLES
from commune_tui.gate.routes import ROUTES
from tests.gate.gates import ALLOW, Gate, gate
from tests.gate.test_list import raw
from tests.gate.test_way import thread_in
from tests.servers import Answer, Server

JSON = {"Content-Type": "application/json"}
PLACE = {"agent": "", "inbox": "", "thread": ""}
NEEDS: dict[str, dict[str, Any]] = {
    "approve": {"seal": "0"}, "reject": {"reason": "No."}, "edit": {"seal": "0", "text": "x"},
    "pause": {**PLACE, "depth": "hold", "reason": "x"}, "resume": PLACE,
}  # fmt: skip
"""What stands in the body of each call that needs something there."""


def called(guarded: Gate, route: operator_calls.Route, key: str, mail: str, body: Any = None) -> Answer:
    path = f"/gate/v1/{route.path.replace(':', mail)}"
    if route.method == "GET":
        return guarded.server.get(path, key=key)
    return guarded.server.post(path, NEEDS.get(route.name, {}) if body is None else body, key=key, headers=JSON)


def test_the_calls_are_these_and_each_wants_its_role() -> None:
    found = {(each.method, each.path, each.role) for each in operator_calls.ROUTES}
    posts = ("approve", "undo", "reject", "edit", "claim", "unclaim")
    assert found == {
        ("GET", "approvals", "look"), ("GET", "approvals/:", "look"), ("POST", "pauses", "decide"),
        ("POST", "pauses/end", "decide"), *(("POST", f"approvals/:/{each}", "decide") for each in posts),
    }  # fmt: skip


@pytest.mark.parametrize("route", operator_calls.ROUTES, ids=lambda route: route.name)
def test_each_call_is_for_who_has_the_role_and_for_nobody_else(guarded: Gate, box: str, route: Any) -> None:
    held = guarded.held(box)
    now = clock.now_ms()
    by_role = {role: guarded.operator(role, role) for role in ROLES}
    revoked, rotated = guarded.operator("gone", "administer"), guarded.operator("turned", "administer")
    with guarded.db() as db, db.write() as conn:
        OPERATORS.revoke(conn, "gone", "root")
        OPERATORS.rotate(conn, "turned", keys.new(keys.OPERATOR), "root")
    strangers = {
        "agent": guarded.key, "revoked": revoked, "rotated": rotated, "none": "",
        "unknown": keys.new(keys.OPERATOR).reveal(), "expired": guarded.operator("over", "administer", expires_at=now),
        "the API": guarded.sandbox.key,
    }  # fmt: skip
    before = guarded.get(held.id)
    for who, key in strangers.items():
        answer = called(guarded, route, key, held.id)
        assert (answer.status, answer.body) == (401, {"error": "The gate knows no operator with this key."}), who
    for role, key in by_role.items():
        answer = called(guarded, route, key, held.id)
        if ROLES.index(role) < ROLES.index(route.role):
            assert (answer.status, answer.body["required"]) == (403, route.role), role
            assert guarded.get(held.id) == before
        else:
            assert answer.status in (200, 404, 409), (role, answer)
    guarded.sound()


def test_the_key_of_an_operator_is_none_of_an_agents(guarded: Gate, box: str) -> None:
    key = guarded.operator("ann", "administer")
    for route in ROUTES:
        assert guarded.server.call(route.method, "/v1/" + route.path.replace(":", "x1"), key=key).status == 401
    assert guarded.send(box, key=key).status == 401
    assert guarded.server.get("/gate/v1/sends/x", key=key).status == 401
    assert keys.said([f"Bearer {key}"]) is None and keys.said([f"Bearer {guarded.key}"], keys.OPERATOR) is None
    hexes = key.removeprefix("gate_")
    for wrong in (
        f"comm_{hexes}",
        key[:-1],
        key + "0",
        key.upper(),
        f"gate_{keys.hashed(Secret(key))}",
        "gate_",
        "*",
    ):
        assert guarded.ask(wrong).status == 401, wrong
    for said in (f"bearer {key}", f"Agent {key}", key, f"Bearer  {key}"):
        look = guarded.server.call("GET", "/gate/v1/approvals", key="", headers={"Authorization": said})
        assert look.status == 401, said
    line = b"Authorization: Bearer " + key.encode() + b"\r\n"
    assert raw(guarded, b"GET /gate/v1/approvals HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n").startswith(b"HTTP/1.1 200")
    twice = b"GET /gate/v1/approvals HTTP/1.1\r\nHost: x\r\n" + line + line + b"\r\n"
    assert raw(guarded, twice).startswith(b"HTTP/1.1 401")


def test_a_key_is_in_no_file_and_no_name_is_used_twice(guarded: Gate) -> None:
    key = guarded.operator("ann", "administer")
    for path in guarded.store.iterdir():
        assert key.encode() not in path.read_bytes(), path
    for name in ("ann", "support", "gate"):
        with pytest.raises(HolderExists):
            guarded.operator(name)
    with pytest.raises(HolderExists):
        guarded.agent("ann")
    with guarded.db() as db:
        assert "operator created" in {entry.what for entry in journal.entries(db.conn)}


BRIEF: dict[str, Any] = {
    "id": str, "agent": str, "inbox": str, "to": list, "subject": str, "state": str, "version": int, "reasons": list,
    "rule": str, "risk": (int, type(None)), "thread_id": (str, type(None)), "made_at": str, "expires_at": str,
    "leaves_at": (str, type(None)), "by": str, "claim": (dict, type(None)), "paused": str, "approvals": list,
    "approvers": int,
}  # fmt: skip
WHOLE: dict[str, Any] = {
    **BRIEF, "mail": dict, "files": list, "read": list, "conversation": (dict, type(None)), "seal": str,
    "earlier": list, "result": dict, "reason": str, "tried": bool,
}  # fmt: skip


def fits(value: Any, form: dict[str, Any]) -> None:
    assert value.keys() == form.keys()
    assert [name for name, kind in form.items() if not isinstance(value[name], kind)] == []


def test_what_is_shown_is_what_the_contract_says(guarded: Gate, box: str) -> None:
    decide = guarded.operator("ann")
    thread = thread_in(guarded.sandbox, box)
    file = guarded.server.post(
        "/v1/attachments/upload", {"content": "SGk=", "filename": "a.txt", "mime_type": "text/plain"}
    )
    attached = file.body.get("data", file.body).get("attachment_id")
    held = guarded.held(box, thread_id=thread, cc="Bob@other.example", attachments=[attached])
    other = guarded.held(box, subject="other")
    assert guarded.ask(decide, f"{held.id}/claim").status == 200
    guarded.pause(guarded.operator("root", "administer"), agent="support", depth="refuse", reason="odd")
    look = guarded.ask(decide).body
    assert look.keys() == {"data", "moved", "me", "pauses", "agents"}
    assert look["me"] == {"name": "ann", "role": "decide"} and look["agents"] == ["support"]
    [first, second] = sorted(look["data"], key=lambda each: each["made_at"])
    fits(first, BRIEF)
    fits(second, BRIEF)
    assert first["to"] == ["ann@customer.example", "bob@other.example"]
    assert first["claim"]["by"] == "ann" and clock.parse_iso(first["claim"]["until"])
    assert (first["thread_id"], second["thread_id"], second["risk"]) == (thread, None, 0)
    assert first["paused"] == "odd (root)" and first["state"] == "held" and first["leaves_at"] is None
    [pause] = look["pauses"]
    assert pause.keys() == {"agent", "inbox", "thread", "depth", "reason", "who", "at"} and clock.parse_iso(pause["at"])

    whole = guarded.ask(decide, held.id).body["data"]
    fits(whole, WHOLE)
    assert whole["seal"] == held.sealed and set(whole["mail"]) <= set(ORDER)
    assert whole["mail"]["text"] == "It left." and whole["conversation"]["status"] == "open"
    assert [each.keys() for each in whole["files"]] == [{"id", "name", "size", "sha256"}]
    assert whole["files"][0]["name"] == "a.txt" and len(whole["files"][0]["sha256"]) == 64
    assert whole["read"] == ["The agent was given nothing of the conversation."]
    edited = guarded.ask(decide, f"{held.id}/edit", seal=held.sealed, text="It leaves.", subject="Soon").body["data"]
    fits(edited, WHOLE)
    [step] = edited["earlier"]
    assert step.keys() == {"version", "by", "diff"} and (step["version"], step["by"]) == (2, "ann")
    assert "+It leaves." in step["diff"] and "-It left." in step["diff"] and edited["seal"] != held.sealed
    approved = guarded.ask(decide, f"{other.id}/approve", seal=other.sealed, hold_s=3600).body["data"]
    fits(approved, WHOLE)
    assert (approved["state"], approved["by"], approved["approvals"]) == ("approved", "ann", ["ann"])
    assert clock.parse_iso(approved["leaves_at"]) and approved["seal"] == other.sealed
    assert {each["id"] for each in guarded.ask(decide).body["data"]} == {held.id, other.id}


def test_the_list_has_the_highest_risk_first_and_then_the_oldest(guarded: Gate, box: str) -> None:
    look, names = guarded.operator("ann", "look"), [guarded.held(box, subject=str(number)).id for number in range(4)]
    with guarded.db() as db:
        for name, risk in ((names[1], 70), (names[3], 70), (names[2], None)):
            facts = json.loads(guarded.get(name).facts)
            db.conn.execute("UPDATE mails SET facts = ? WHERE id = ?", (json.dumps({**facts, "risk": risk}), name))
    order = [names[1], names[3], names[0], names[2]]
    assert [each["id"] for each in guarded.ask(look).body["data"]] == order


def test_what_a_rule_let_out_is_in_no_list_and_any_mail_can_be_shown(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        look = guarded.operator("ann", "look")
        name = guarded.send(box).body["id"]
        guarded.in_state(name, "seen")
        assert guarded.ask(look).body["data"] == []
        assert guarded.ask(look, name).body["data"]["state"] == "sent"
        assert guarded.ask(look, "0" * 32).status == 404
        assert guarded.ask(look, name[:8]).status == 404


BODIES: list[tuple[str, bytes, int]] = [
    ("approve", b'{"seal":"x","seal":"y"}', 400), ("approve", b'{"seal":"x","when":1}', 400), ("approve", b"{}", 400),
    ("approve", b'{"seal":1}', 400), ("approve", b'{"seal":"x","hold_s":3601}', 400), ("approve", b"[]", 400),
    ("approve", b'{"seal":"x","hold_s":-1}', 400), ("approve", b'{"seal":"x","hold_s":true}', 400),
    ("approve", b'{"seal":"x","hold_s":1.5}', 400), ("approve", b'{"seal":"x","hold_s":null}', 400),
    ("approve", b"\xff", 400), ("approve", b"", 400), ("undo", b'{"seal":"x"}', 400), ("undo", b"", 400),
    ("reject", b'{"reason":null}', 400), ("reject", b'{"reason":" "}', 409), ("edit", b'{"seal":"x"}', 400),
    ("edit", b'{"text":"x"}', 400), ("edit", b'{"seal":"x","text":7}', 400), ("claim", b'{"for":1}', 400),
    ("approve", b'{"seal":"' + b"x" * 64_000 + b'"}', 413),
]  # fmt: skip


@pytest.mark.parametrize(("does", "body", "status"), BODIES)
def test_a_body_that_is_not_as_told_decides_nothing(
    guarded: Gate, box: str, does: str, body: bytes, status: int
) -> None:
    key, held = guarded.operator("ann"), guarded.held(box)
    path = f"/gate/v1/approvals/{held.id}/{does}"
    answer = guarded.server.post(path, body, key=key, headers=JSON)
    assert answer.status == status and answer.body["error"]
    assert guarded.get(held.id) == held


def test_what_is_no_json_no_query_or_no_call_is_refused(guarded: Gate, box: str) -> None:
    key, held = guarded.operator("ann", "administer"), guarded.held(box)
    path = f"/gate/v1/approvals/{held.id}"
    body = {"seal": held.sealed}
    for headers in ({"Content-Type": "text/plain"}, {**JSON, "Content-Encoding": "gzip"}):
        assert guarded.server.post(f"{path}/approve", body, key=key, headers=headers).status == 415
    assert guarded.server.post(f"{path}/approve?x=1", body, key=key, headers=JSON).status == 400
    for query in ("since=-1", "since=1&since=2", "wait=61", "wait=", "x=1", "since=1&", "since=%31", "wait=1.5"):
        assert guarded.server.get(f"/gate/v1/approvals?{query}", key=key).status == 400, query
    for method, where in (
        ("PUT", f"{path}/approve"), ("DELETE", path), ("GET", f"{path}/approve"), ("POST", path), ("GET", f"{path}/"),
        ("POST", f"{path}/delete"), ("GET", "/gate/v1/approvals/"), ("GET", "/gate/v1/pauses"),
        ("POST", "/gate/v1/pauses/"),
        ("GET", f"/gate/v1/approvals/%33{held.id[1:]}"), ("GET", f"/gate/v1/approvals/../approvals/{held.id}"),
    ):  # fmt: skip
        answer = guarded.server.call(method, where, None if method == "GET" else body, key=key, headers=JSON)
        assert (answer.status, answer.body) == (404, {"error": "Not found."}), (method, where)
    assert guarded.get(held.id) == held
    large = {"seal": held.sealed, "text": "x" * 100_000}
    assert guarded.server.post(f"{path}/edit", large, key=key, headers=JSON).status == 200


def test_a_decision_is_of_what_was_shown_and_carries_the_name(guarded: Gate, box: str) -> None:
    ann, ben = guarded.operator("ann"), guarded.operator("ben")
    held, other = guarded.held(box), guarded.held(box, subject="other")
    for seal in ("", "0" * 32, other.sealed):
        assert guarded.ask(ann, f"{held.id}/approve", seal=seal).status == 409
        assert guarded.ask(ann, f"{held.id}/edit", seal=seal, text="x").status == 409
    edited = guarded.ask(ann, f"{held.id}/edit", seal=held.sealed, text="It leaves.").body["data"]
    assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed).status == 409
    assert guarded.ask(ben, f"{held.id}/edit", seal=held.sealed, text="Mine.").status == 409
    assert guarded.ask(ben, f"{held.id}/approve", seal=edited["seal"], hold_s=0).status == 200
    guarded.in_state(held.id, "seen")
    assert [each["content"] for each in guarded.sent("Your order")] == ["It leaves."]
    for _ in range(2):  # a lost answer is no second decision
        rejected = guarded.ask(ben, f"{other.id}/reject", reason=" Not now. ").body["data"]
        assert (rejected["state"], rejected["reason"], rejected["by"]) == ("rejected", "Not now.", "ben")
    assert guarded.ask(ann, f"{other.id}/reject", reason="Not now.").status == 409
    assert guarded.ask(ben, f"{other.id}/reject", reason="Other words.").status == 409
    with guarded.db() as db:
        said = [(each.what, each.who) for each in journal.about(db.conn, held.id) if each.who in ("ann", "ben")]
        assert said == [("edited", "ann"), ("decided", "ben")]
        assert [each.who for each in journal.about(db.conn, other.id) if each.what == "rejected"] == ["ben"]
    guarded.sound()


def test_pauses_are_begun_and_ended_as_deep_as_the_role_goes(guarded: Gate, box: str) -> None:
    decide, administer = guarded.operator("ann"), guarded.operator("root", "administer")
    answer = guarded.pause(decide, agent="support", depth="hold", reason="its loop")
    assert answer.status == 200 and answer.body["data"][0]["who"] == "ann"
    assert guarded.send(box).body["held"]["state"] == "held"
    for depth in ("refuse", "silence"):
        told = guarded.pause(decide, agent="support", depth=depth, reason="more")
        assert (told.status, told.body["required"]) == (403, "administer")
        assert guarded.pause(administer, agent="support", depth=depth, reason="more").status == 200
        assert guarded.pause(decide, agent="support", depth="hold", reason="less").status == 403
        assert guarded.pause(decide, "/end", agent="support").status == 403
        assert guarded.send(box).status == 403
    assert guarded.pause(administer, "/end", agent="support").body == {"data": []}
    assert guarded.pause(administer, "/end", agent="support").status == 404
    assert guarded.pause(decide, "/end", agent="support").status == 404
    assert guarded.pause(decide, agent="nobody", depth="hold", reason="x").status == 409
    assert guarded.pause(decide, depth="hold", reason=" ").status == 409
    assert guarded.pause(administer, thread="t", depth="silence", reason="x").status == 409
    assert guarded.pause(decide, depth="deep", reason="x").status == 400
    [pause] = guarded.pause(decide, inbox="Help@Shop.Example", depth="hold", reason="x").body["data"]
    assert pause["inbox"] == "help@shop.example"
    assert guarded.pause(decide, "/end", inbox="help@shop.example").body == {"data": []}
    guarded.sound()


def test_a_store_of_the_first_version_goes_on(sandbox: Server, box: str, tmp_path: Path) -> None:
    first = files("commune_tui.gate") / "migrations" / "0001_gate.sql"
    store = paths.private_dir(tmp_path / "gate")
    with closing(sqlite3.connect(store / "gate.db")) as old:
        old.executescript(first.read_text("utf-8"))
        old.execute("PRAGMA user_version = 1")
    with gate(sandbox, tmp_path) as guarded:
        held = guarded.held(box)
        assert guarded.ask(guarded.operator("ann"), f"{held.id}/approve", seal=held.sealed, hold_s=0).status == 200
        guarded.in_state(held.id, "seen")

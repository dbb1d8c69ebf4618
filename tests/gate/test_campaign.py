"""A long run: agents send, a person decides, the network fails, the gate is killed at any moment; it is counted."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from commune_tui.gate import pauses
from commune_tui.gate.decisions import CannotDecide
from commune_tui.gate.pauses import Pause, Place
from commune_tui.gate.queue import Held, Moved, in_states
from commune_tui.gate.states import ENDS, WAY
from tests.gate.gates import Gate, made
from tests.gate.quick import running
from tests.gate.test_once import faults, until
from tests.gate.test_way import thread_in
from tests.servers import Server

KILLS = int(os.environ.get("GATE_KILLS", "40"))
FAULTS = (
    "lost,POST,/v1/messages/send,p=0.2", "500,POST,/v1/messages/send,p=0.2", "drop,p=0.05", "slow=0.3,p=0.2",
    "503,GET,p=0.1",
)  # fmt: skip
RULES = '[[rule]]\nname = "friends"\nthen = "allow"\nwhen = { every_recipient_at = "friend.example" }\n'


def mails(guarded: Gate) -> list[Held]:
    with guarded.db() as db:
        return in_states(db.conn, tuple(WAY))


def approve_some(guarded: Gate, chance: random.Random) -> set[str]:
    """A person goes through what waits."""
    done = set()
    for held in mails(guarded):
        if held.state == "held" and held.sealed and chance.random() < 0.5:
            with suppress(CannotDecide, Moved):
                guarded.approve(held)
                done.add(held.id)
    return done


def pause_some(guarded: Gate, chance: random.Random, threads: list[str]) -> None:
    """A person stops something, or lets it go on."""
    place = chance.choice([Place(), Place("support"), Place("", "", chance.choice(threads))])
    with guarded.db() as db, db.write() as conn:
        if chance.random() < 0.3:
            pauses.begin(conn, Pause(place, chance.choice(["hold", "refuse"]), "a campaign", "anna"))
        else:
            pauses.end(conn, place, "anna")


def take_back_some(guarded: Gate, chance: random.Random) -> None:
    """The agent changes its mind."""
    open_now = [each.id for each in mails(guarded) if each.state not in ENDS]
    if open_now and chance.random() < 0.2:
        guarded.server.call("DELETE", f"/gate/v1/sends/{chance.choice(open_now)}")


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_nothing_is_doubled_lost_or_let_out(sandbox: Server, box: str, tmp_path: Path) -> None:
    chance = random.Random(int(os.environ.get("GATE_SEED", "1")))
    threads = [thread_in(sandbox, box, f"ann{number}@customer.example") for number in range(3)]
    guarded = Gate(sandbox, "", tmp_path / "gate", tmp_path / "rules.toml")
    guarded.write(RULES)
    guarded.key = made(guarded.store, "support")
    approved: set[str] = set()
    given = 0
    for _ in range(KILLS):
        faults(sandbox)
        with running(guarded) as process:
            faults(sandbox, *FAULTS)
            end = time.monotonic() + chance.random() * 1.5
            while time.monotonic() < end:
                to = chance.choice(["a@friend.example", "b@customer.example"])
                more = {"thread_id": chance.choice(threads)} if chance.random() < 0.4 else {}
                with suppress(OSError):
                    key = {"Idempotency-Key": f"k{given}"}
                    guarded.send(box, headers=key, to=to, text=f"Mail number {given}.", **more)
                    take_back_some(guarded, chance)
                given += chance.random() < 0.8
                approved |= approve_some(guarded, chance)
                pause_some(guarded, chance, threads)
            process.kill()
            process.join()
    faults(sandbox)
    with guarded.db() as db, db.write() as conn:
        for each in pauses.every(conn):
            pauses.end(conn, each.place, "anna")
    with running(guarded):
        until(lambda: all(each.state == "held" or each.state in ENDS for each in mails(guarded)))
    found = Counter[str]()
    for inbox in sandbox.inboxes().values():
        listed = sandbox.get(f"/v1/messages?inbox_id={inbox}&limit=1000").body["data"]
        found.update(each["content"] for each in listed if each["direction"] == "outbound")
    states = Counter(each.state for each in mails(guarded))
    print(f"\n{KILLS} kills, {sum(states.values())} mails: {dict(states)}")
    assert max(found.values(), default=0) <= 1, found.most_common(3)
    for held in mails(guarded):
        assert found[held.mail.text or ""] == (held.state == "seen"), held
        assert held.state != "seen" or held.by == "rule friends" or held.id in approved, held
    guarded.sound()

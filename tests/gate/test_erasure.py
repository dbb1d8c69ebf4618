"""Nothing of a person is left in the gate when they were erased, and the journal holds as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commune_tui.__main__ import main
from commune_tui.gate import decisions, erasure, journal
from commune_tui.gate.erasure import OnItsWay
from commune_tui.gate.pauses import Pause, Place, begin, end
from tests.gate.gates import Gate, gate
from tests.gate.quick import running
from tests.servers import Server

WHO = "zora.canary@customer.example"
WORDS = ("zora.canary", "Subject-Kanarie", "Text-Kanarie", "Edit-Kanarie", "Reason-Kanarie")


def left(store: Path) -> list[str]:
    """Which of the words stand in a file of the store."""
    every = b"".join(path.read_bytes() for path in store.iterdir() if path.is_file())
    return [word for word in WORDS if word.encode() in every]


def erase(guarded: Gate, address: str = WHO, sure: str = WHO) -> int:
    return main(["gate", "erase", address, "--sure", sure, "--store", str(guarded.store), "--as", "anna"])


def test_nothing_of_a_person_is_left(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path) as guarded:
        mail = {"to": WHO, "subject": "Subject-Kanarie", "text": "Text-Kanarie"}
        sent, edited, rejected = (guarded.held(box, headers={"Idempotency-Key": key}, **mail) for key in "abc")
        waits = guarded.held(box, to="bea@customer.example", bcc=WHO.upper(), subject="Subject-Kanarie")
        other = guarded.held(box, subject="Of somebody else", to="bea@customer.example")
        guarded.approve(sent)
        guarded.in_state(sent.id, "seen")
        with guarded.db() as db, db.write() as conn:
            decisions.edit(conn, edited.id, "Edit-Kanarie", None, "anna")
            decisions.reject(conn, rejected.id, "Reason-Kanarie", "anna")
            begin(conn, Pause(Place(), "hold", "wait", "anna"))
        guarded.approve(guarded.sealed(edited.id))
    assert left(guarded.store) == list(WORDS)
    assert erase(guarded) == 0
    assert left(guarded.store) == []
    guarded.sound()
    states = {name: guarded.get(name).state for name in (sent.id, edited.id, rejected.id, waits.id)}
    assert list(states.values()) == ["seen", "withdrawn", "rejected", "withdrawn"]
    assert guarded.get(other.id).mail.subject == "Of somebody else" and guarded.get(other.id).sealed == other.sealed
    with guarded.db() as db, db.write() as conn:
        assert [each.what for each in journal.entries(conn)].count("erased") == 4
        end(conn, Place(), "anna")
    with running(guarded):  # it goes on with what is left
        guarded.approve(guarded.get(other.id))
        guarded.in_state(other.id, "seen")
    assert guarded.sent("Edit-Kanarie") == [] and len(guarded.sent("Of somebody else")) == 1


def test_it_is_said_first_and_wants_the_address_again(
    guarded: Gate, box: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = guarded.held(box, to=WHO)
    assert erase(guarded, sure="") == 2
    assert "1 mail to zora.canary@customer.example would lose all words" in capsys.readouterr().err
    assert erase(guarded, address="nobody@customer.example", sure="nobody@customer.example") == 1
    assert guarded.get(held.id).state == "held"


def test_what_is_on_its_way_is_not_torn(guarded: Gate, box: str) -> None:
    held = guarded.held(box, to=WHO)
    guarded.approve(held)
    guarded.in_state(held.id, "seen")
    with guarded.db() as db, db.write() as conn:
        conn.execute("UPDATE mails SET state = 'sending' WHERE id = ?", (held.id,))
        with pytest.raises(OnItsWay):
            erasure.erase(conn, WHO, "anna")
        conn.execute("UPDATE mails SET state = 'seen' WHERE id = ?", (held.id,))
    assert guarded.get(held.id).mail.to == (WHO,)


def test_what_was_said_is_exported_while_it_is_kept(
    guarded: Gate, box: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = guarded.held(box, to=WHO)
    with guarded.db() as db, db.write() as conn:
        decisions.reject(conn, held.id, "Reason-Kanarie", "anna")

    def exported() -> str:
        assert main(["gate", "journal", "export", "--store", str(guarded.store)]) == 0
        return capsys.readouterr().out

    lines = [json.loads(line) for line in exported().splitlines()]
    assert lines[-1]["reason"] == "Reason-Kanarie" and "Reason-Kanarie" not in json.dumps(lines[-1]["data"])
    assert erase(guarded) == 0
    assert "Reason-Kanarie" not in exported()

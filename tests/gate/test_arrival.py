"""What became of a mail that left is known for each who gets it, to the person and to its agent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.__main__ import main
from commune_tui.api.models import DeliveryEvent
from commune_tui.gate import release
from commune_tui.gate.arrival import _FATES, ARRIVED, fates
from tests.gate.gates import ALLOW, gate
from tests.servers import Server

BOTH = ["bounce@customer.example", "ann@customer.example"]


def test_what_became_of_it_is_told(
    sandbox: Server, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(release, "ARRIVAL_S", 0.05)
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        name = guarded.send(box, to=BOTH).body["id"]
        guarded.in_state(name, "seen")
        sandbox.control("advance", {"seconds": 60})
        held = guarded.until(name, lambda now: len(now.result.get(ARRIVED, {})) == 2)
        assert held.result[ARRIVED] == {BOTH[0]: "bounced", BOTH[1]: "delivered"} and held.state == "seen"
        look = guarded.server.get(f"/gate/v1/sends/{name}").body["data"]
        assert look["delivery"] == held.result[ARRIVED] and look["state"] == "sent"
        with guarded.db() as db:
            assert db.conn.execute("SELECT count(*) FROM arriving").fetchone()[0] == 0
        guarded.sound()
    assert main(["gate", "show", name, "--store", str(guarded.store)]) == 0
    said = capsys.readouterr().out
    assert "Bounced: bounce@customer.example" in said and "Delivered: ann@customer.example" in said


EVENTS = st.builds(
    DeliveryEvent,
    message_id=st.sampled_from(["m1", "m2", "m3", None]),
    event_type=st.sampled_from([*_FATES, "sent", "opened", "delivery_delayed", None]),
    recipient=st.sampled_from(["A@x.example", "a@x.example", "b@x.example", None]),
)


@given(st.lists(EVENTS, max_size=8), st.randoms())
def test_the_last_word_is_the_gravest_in_whatever_order_they_come(events: list[DeliveryEvent], chance: object) -> None:
    found = fates(events, ["m1", "m2"])
    chance.shuffle(events)  # type: ignore[attr-defined]
    assert fates(events, ["m2", "m1"]) == found
    own = [each for each in events if each.message_id in ("m1", "m2") and each.recipient and each.event_type in _FATES]
    assert found.keys() == {(each.recipient or "").lower() for each in own}
    for to, what in found.items():
        said = [each.event_type or "" for each in own if (each.recipient or "").lower() == to]
        assert what == max(said, key=_FATES.index)

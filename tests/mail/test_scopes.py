"""What scopes are: the short words, what a key lacks, what it may do in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.scopes import PRESETS, SCOPES, grants, in_words, lacking, named, whole
from tests.servers import Server

ANY = st.lists(st.sampled_from([*SCOPES, "read", "write", "fly", "sms:read", ""]), max_size=8)


def test_the_short_words_stand_for_all_of_their_kind_and_never_for_deleting() -> None:
    assert whole(["read", "write"]) == {each for each in SCOPES if ":" in each} - {"data:delete"}
    assert "data:delete" in whole(["admin"]) and "admin" not in whole(["data:delete"])


@pytest.mark.parametrize(
    ("permissions", "said"),
    [
        ((), "nothing"),
        (("read",), "reads everything"),
        (("read", "write"), "reads and writes everything"),
        (("read", "write", "admin"), "reads and writes everything, deletes data"),
        (("threads:read", "messages:read", "messages:write"), "reads threads messages, writes messages"),
        (("read", "threads:write"), "reads everything, writes threads"),
        (("fly",), "fly"),
    ],
)
def test_what_a_key_may_do_in_words(permissions: tuple[str, ...], said: str) -> None:
    assert in_words(permissions) == said


def test_a_preset_is_known_again_in_any_order_and_by_its_short_words() -> None:
    assert [named(reversed(each.scopes)) for each in PRESETS] == list(PRESETS)
    assert named(["read"]) == PRESETS[0] and named(["write"]) is None
    assert named(["read", "write", "admin"]) == PRESETS[-1]


@given(ANY, ANY)
def test_what_is_lacking_is_what_has_to_be_added(wanted: list[str], own: list[str]) -> None:
    lacks = lacking(wanted, own)
    assert not set(lacks) & whole(own)
    assert lacking(wanted, [*own, *lacks]) == [] == lacking(wanted, None)


def test_every_scope_of_the_checklist_is_told_and_is_one_that_the_strict_server_takes(sandbox: Server) -> None:
    assert all(map(grants, SCOPES))
    made = sandbox.post("/v1/agent/api-keys", {"name": "all of them", "permissions": list(SCOPES)})
    assert made.status == 201
    assert sandbox.call("DELETE", f"/v1/agent/api-keys/{made.body['id']}").status == 200

"""Administration: asked once, looked for where the answer was lost, written down before, taken back where it can be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.journal import acts, summary
from commune_tui.actions.outbox import undo
from commune_tui.errors import Explained
from commune_tui.mail import events
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import Deed, Ending, entry, happened
from commune_tui.mail.administration.rights import Rights
from commune_tui.mail.scopes import whole
from commune_tui.sending.operation import Entry
from commune_tui.store import journal
from tests.mail.account import Account, account
from tests.servers import Server, sandbox_process

ONE = "/v1/domains/*/inboxes/*"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A sandbox for one test alone, in each of its forms."""
    with sandbox_process("--as", request.param) as server:
        yield server


def rename(mine: Account, name: str) -> Deed:
    [(address, inbox_id), *_] = sorted(mine.server.inboxes().items())
    row = next(row for row in mine.session.reads.inboxes() if row.id == inbox_id)
    return Deed("inbox.name", address, {"domain_id": row.domain_id, "inbox_id": row.id}, {"name": name})


def called(mine: Account) -> str:
    """What the first inbox is called at the server."""
    found = {each["address"]: each for each in mine.server.get("/v1/inboxes").body["data"]}
    return str(found[min(found)].get("displayName") or "")


def writes(mine: Account) -> int:
    return sum(method not in ("GET", "HEAD") for method, _, _ in mine.requests)


def told(mine: Account) -> list[Entry]:
    return [entry for entry in mine.session.reads.whole_journal() if entry.kind == "inbox"]


async def test_it_is_asked_once_and_stands_in_the_journal(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        before, deed = called(mine), rename(mine, "Front desk")
        assert (await mine.session.administration.perform(deed)).word == "confirmed"
        assert (called(mine), writes(mine)) == ("Front desk", 1)
        made, ended = told(mine)
        assert (made.who, made.what, made.note) == ("anna", "made", deed.about)
        assert made.before is not None and made.before["name"] == before
        assert made.after is not None and made.after["name"] == "Front desk"
        assert (ended.what, ended.operation) == ("confirmed", made.operation)
        [act] = acts(mine.session)
        assert summary(act) == f"inbox {deed.about} renamed: {before or 'nothing'} → Front desk"
        await mine.until(lambda: any(row.name == "Front desk" for row in mine.session.reads.inboxes()))


async def test_undo_takes_it_back_and_looks_whether_somebody_was_quicker(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        before = called(mine)
        await mine.session.administration.perform(rename(mine, "Front desk"))
        assert (await undo(mine.session)).startswith("Undone: ")
        assert called(mine) == before
        assert await undo(mine.session) == "Nothing to undo."
        await mine.session.administration.perform(deed := rename(mine, "Back office"))
        where = f"/v1/domains/{deed.target['domain_id']}/inboxes/{deed.target['inbox_id']}"
        assert either.call("PUT", where, {"displayName": "Ben's"}).status == 200
        with pytest.raises(NotDone, match="Somebody changed"):
            await undo(mine.session)
        assert called(mine) == "Ben's"


async def test_a_lost_answer_is_looked_for_and_never_asked_again(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_open, "SETTLES_S", 0.05)
    async with account(either, tmp_path) as mine:
        await mine.settled()
        for fault, word, name in (("lost", "found", "One"), ("drop", "absent", "One")):
            mine.faults(f"{fault} PUT {ONE}")
            ending = await mine.session.administration.perform(rename(mine, "One" if word == "found" else "Two"))
            assert (ending.word, called(mine)) == (word, name)
        assert writes(mine) == 2
        mine.faults()


async def test_a_request_that_the_server_is_still_at_is_not_called_absent(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection broke, and the server came to it after the first look."""
    monkeypatch.setattr(left_open, "SETTLES_S", 0.05)
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed, exchanged, looks = rename(mine, "Late"), mine.exchanged, 0
        where = f"/v1/domains/{deed.target['domain_id']}/inboxes/{deed.target['inbox_id']}"

        def after_the_look(method: str, path: str, status: int, _in: int, _out: int) -> None:
            nonlocal looks
            exchanged(method, path, status, _in, _out)
            looks += method == "GET" and path.endswith(deed.target["inbox_id"])
            if looks == 2:  # the first was before the act
                assert either.call("PUT", where, {"displayName": "Late"}).status == 200

        mine.exchanged = after_the_look  # type: ignore[method-assign]
        mine.faults(f"drop PUT {ONE} next=1")
        ending = await mine.session.administration.perform(deed)
        assert (ending.word, told(mine)[-1].what, called(mine)) == ("found", "found", "Late")


async def test_what_an_ended_copy_asked_a_moment_ago_is_not_called_absent(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "Late")._replace(id="deed-ffff0000-01", before={"name": ""})

        def begun_ago(seconds: int) -> None:
            made = entry(deed, clock.now_ms() - seconds * 1000, "anna", "made")
            mine.session.database.write_now(lambda conn: journal.add(conn, [made]))

        begun_ago(0)
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "made"
        where = f"/v1/domains/{deed.target['domain_id']}/inboxes/{deed.target['inbox_id']}"
        assert either.call("PUT", where, {"displayName": "Late"}).status == 200
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "found"
        deed = rename(mine, "Never")._replace(id="deed-ffff0000-02", before={"name": "Late"})
        begun_ago(60)
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "absent"


async def test_what_is_not_known_is_looked_for_later(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed, exchanged = rename(mine, "Three"), mine.exchanged

        def then_all_fails(method: str, path: str, status: int, _in: int, _out: int) -> None:
            exchanged(method, path, status, _in, _out)
            if method == "PUT":
                mine.faults(f"500 GET {ONE}")

        mine.exchanged = then_all_fails  # type: ignore[method-assign]
        mine.faults(f"lost PUT {ONE}")
        ending = await mine.session.administration.perform(deed)
        assert (ending.word, told(mine)[-1].what) == ("unknown", "unknown")
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "unknown"
        mine.faults()
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "found"
        assert writes(mine) == 1


async def test_how_it_stands_has_to_be_known_first(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        mine.faults(f"500 GET {ONE}")
        with pytest.raises(NotDone, match="nothing was done"):
            await mine.session.administration.perform(rename(mine, "Five"))
        mine.faults()
        assert writes(mine) == 0 and not told(mine)


async def test_a_copy_that_ended_in_the_middle_is_looked_after(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "Four")
        await mine.session.administration._write(deed._replace(id="deed-ffff0000-01", before={"name": ""}), "made")
        where = f"/v1/domains/{deed.target['domain_id']}/inboxes/{deed.target['inbox_id']}"
        assert either.call("PUT", where, {"displayName": "Four"}).status == 200
        await mine.session.administration.look_back()
        lost = [fact for fact in mine.told if isinstance(fact, events.Administered) and fact.lost]
        assert [(fact.about, fact.lost) for fact in lost] == [(deed.about, "found")]
        assert told(mine)[-1].what == "found"
        await mine.session.administration.look_back()
        assert len(told(mine)) == 2


async def test_offline_nothing_is_kept_for_later(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "Later")
        mine.faults("drop /v1/*")
        with pytest.raises(NotDone, match="never kept for later"):
            await mine.session.administration.perform(deed)
        mine.faults()
        mine.session.connection.sync_now()
        await mine.settled()
        assert writes(mine) == 0 and not told(mine)
    async with account(fresh_sandbox, tmp_path / "other", start=False) as mine:
        with pytest.raises(NotDone, match="never kept for later"):
            await mine.session.administration.perform(deed)


async def test_a_key_that_may_not_is_not_asked(fresh_sandbox: Server, tmp_path: Path) -> None:
    body = {"name": "reader", "permissions": ["read"]}
    key = str(fresh_sandbox.post("/v1/agent/api-keys", body).body["apiKey"])
    async with account(fresh_sandbox, tmp_path, key=key) as mine:
        await mine.settled()
        await mine.session.administration.look_back()
        assert mine.session.administration.rights.lacks("inboxes:write")
        with pytest.raises(NotDone, match="lacks the scope inboxes:write"):
            await mine.session.administration.perform(rename(mine, "Never"))
        assert writes(mine) == 0


async def test_what_was_removed_is_gone_and_cannot_be_undone(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "")._replace(kind="inbox.delete", wanted={"deleted": "for good"})
        mine.faults(f"lost DELETE {ONE} next=1")
        assert (await mine.session.administration.perform(deed)).word == "found"
        assert deed.about not in either.inboxes()
        with pytest.raises(Explained, match="not there any more"):
            await mine.session.administration.perform(deed)
        assert await undo(mine.session) == "Nothing to undo."
        assert writes(mine) == 1


@pytest.mark.parametrize(
    ("effect", "before", "now", "expected"),
    [
        ("change", {"a": 1}, {"a": 2}, True),
        ("change", {"a": 1}, {"a": 1}, False),
        ("change", {"a": 1}, {"a": 3}, None),
        ("change", {"a": 1}, None, None),
        ("make", None, {"id": 1}, True),
        ("make", None, None, False),
        ("make", {"id": 1}, {"id": 1}, False),
        ("make", {"id": 1}, {"id": 2}, True),
        ("remove", {"a": 1}, None, True),
        ("remove", {"a": 1}, {"a": 1}, False),
    ],
)
def test_whether_it_happened(effect: str, before: object, now: object, expected: object) -> None:
    assert happened(effect, before, {"a": 2}, now) is expected  # type: ignore[arg-type]


def test_old_words_stand_for_all_scopes_of_their_kind() -> None:
    assert "inboxes:write" in whole(["write"]) and "inboxes:read" not in whole(["write"])
    assert "data:delete" in whole(["admin"]) and "data:delete" not in whole(["read", "write"])


def test_an_answer_is_not_printed_by_accident() -> None:
    assert "comm_" not in repr(Ending("confirmed", "", "comm_secret"))


@pytest.mark.parametrize(
    ("scopes", "lacks"),
    [(["read"], True), (["threads:read", "admin"], True), (["*"], False), (["threads:read", "full access"], False)],
)
def test_a_word_that_nobody_knows_may_stand_for_anything(scopes: list[str], lacks: bool) -> None:
    rights = Rights()
    assert not rights.surely_lacks("messages:write")
    rights.scopes = whole(scopes)
    assert rights.surely_lacks("messages:write") is lacks
    rights.refused(["messages:write"])
    assert rights.surely_lacks("messages:write")

"""API keys made, rotated, revoked and replaced on a real server in both forms; with answers that get lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.api.auth import Secret
from commune_tui.errors import Explained
from commune_tui.mail import events
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.own_key import Replacement
from commune_tui.store import apikeys
from commune_tui.store.apikeys import ApiKeyRow
from tests.mail.account import Account, account
from tests.servers import Server, sandbox_process

KEYS = "/v1/agent/api-keys"
READ = ("threads:read",)


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A sandbox for one test alone, in each of its forms."""
    with sandbox_process("--as", request.param) as server:
        yield server


class Kept:
    """A place for our key: a file of the test."""

    place = "the test's file"

    def __init__(self, folder: Path, key: str) -> None:
        self.file = folder / "key"
        self.file.write_text(key)

    def objection(self) -> str:
        return ""

    def keep(self, key: Secret) -> None:
        self.file.write_text(key.reveal())

    def kept(self) -> Secret | None:
        return Secret(self.file.read_text())

    def profiles(self, prefix: str) -> list[str]:
        return []


def live(server: Server, key: str | None = None) -> dict[str, str]:
    """Id by name of the keys that open something."""
    return {each["name"]: each["id"] for each in listed(server, key) if each["status"] == "active"}


def listed(server: Server, key: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.get(KEYS, key=key).body["apiKeys"]
    return found


def opens(server: Server, key: Secret | None) -> bool:
    return key is not None and server.get("/v1/threads?limit=1", key=key.reveal()).status != 401


def holding(folder: Path, *secrets: bytes) -> list[str]:
    """The files below a folder that hold one of these."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(each in path.read_bytes() for each in secrets)]


def words(mine: Account) -> list[str]:
    """What the journal says of keys, without how acts began."""
    return [entry.what for entry in mine.session.reads.whole_journal() if entry.kind == "key" and entry.what != "made"]


async def looked(mine: Account) -> list[ApiKeyRow]:
    mine.session.viewing.be_in("apikeys")
    mine.session.connection.sync_now()
    await mine.told_of(events.PlaceChanged)
    return list(mine.session.reads.read(apikeys.listed).rows)


async def test_a_key_is_made_under_its_name_and_opens(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        made = await mine.session.api_keys.create("wallboard", READ, 3600)
        assert (made.ending.word, made.lost) == ("confirmed", 0) and opens(either, made.key)
        [key] = [each for each in listed(either) if each["name"] == "wallboard"]
        assert key["permissions"] == ["threads:read"] and key["expiresAt"]
        with pytest.raises(NotDone, match="there already"):
            await mine.session.api_keys.create("wallboard", READ)
        assert len(live(either)) == 2 and words(mine) == ["confirmed"]


async def test_a_text_that_got_lost_is_revoked_and_made_anew(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost POST {KEYS} next=2")
        made = await mine.session.api_keys.create("wallboard", READ)
        assert (made.ending.word, made.lost) == ("confirmed", 2) and opens(either, made.key)
        assert [each["status"] for each in listed(either) if each["name"] == "wallboard"].count("active") == 1
        assert words(mine) == ["seen", "void", "seen", "void", "confirmed"]


async def test_one_that_never_arrived_is_not_asked_for_twice(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_open, "SETTLES_S", 0.05)
    async with account(either, tmp_path) as mine:
        mine.faults(f"drop POST {KEYS} next=1")
        made = await mine.session.api_keys.create("wallboard", READ)
        assert (made.ending.word, made.key) == ("absent", None) and "wallboard" not in live(either)


async def test_what_an_ended_program_made_is_revoked_at_the_next_start(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost POST {KEYS} next=1", f"500 GET {KEYS} p=1")
        with pytest.raises(NotDone):
            await mine.session.api_keys.create("wallboard", READ)
        mine.faults(f"lost POST {KEYS} next=1", f"500 DELETE {KEYS}/*")
        made = await mine.session.api_keys.create("wallboard", READ)
        assert made.ending.word == "unknown" and "wallboard" in live(either)
        mine.faults()
    async with account(either, tmp_path) as later:
        await later.session.administration.look_back()
        assert "wallboard" not in live(either) and words(later) == ["seen", "unknown", "void"]


@pytest.mark.parametrize("then", [(), (f"lost GET {KEYS} next=1",)])
async def test_a_key_that_was_made_and_is_off_already_is_not_called_never_made(
    then: tuple[str, ...], either: Server, tmp_path: Path
) -> None:
    """The answer to switching it off was lost as well, and then nothing shows any more that there was one."""
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost POST {KEYS} next=1", f"lost DELETE {KEYS}/* next=1")
        exchanged = mine.exchanged

        def switched_off(method: str, path: str, status: int, _in: int, _out: int) -> None:
            exchanged(method, path, status, _in, _out)
            if method == "DELETE":
                mine.faults(*then)

        mine.exchanged = switched_off  # type: ignore[method-assign]
        made = await mine.session.api_keys.create("wallboard", READ)
        mine.faults()
        await mine.session.administration.look_back()
        assert words(mine) == (["seen", "unknown", "void"] if then else ["seen", "void", "confirmed"])
        assert ("wallboard" in live(either)) == (made.key is not None)


async def test_what_was_left_is_put_right_before_the_next_act_and_never_after_it(
    either: Server, tmp_path: Path
) -> None:
    """A key that a lost answer left behind was given another text by a person, and then switched off as lost."""
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost POST {KEYS} next=1", f"500 DELETE {KEYS}/*")
        assert (await mine.session.api_keys.create("wallboard", READ)).ending.word == "unknown"
        [left] = [row for row in await looked(mine) if row.name == "wallboard"]
        with pytest.raises(NotDone, match="not known yet"):
            await mine.session.api_keys.rotate(left)
        mine.faults()
        with pytest.raises(NotDone, match="not there any more"):
            await mine.session.api_keys.rotate(left)
        made = await mine.session.api_keys.create("wallboard", READ)
        await mine.session.administration.look_back()
        assert opens(either, made.key) and words(mine) == ["seen", "unknown", "void", "confirmed"]


async def test_somebody_elses_key_of_that_name_is_left_alone(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in use, or older than the act: not what the act made."""
    monkeypatch.setattr(left_open, "SETTLES_S", 0.05)
    async with account(either, tmp_path) as mine:
        mine.faults(f"drop POST {KEYS} next=1", f"500 GET {KEYS} next=1")
        with pytest.raises(NotDone):
            await mine.session.api_keys.create("wallboard", READ)
        mine.faults(f"drop POST {KEYS} next=1")
        made = await mine.session.api_keys.create("wallboard", READ)
        theirs = either.post(KEYS, {"name": "wallboard", "permissions": ["threads:read"]}).body["apiKey"]
        assert opens(either, Secret(theirs)) and made.ending.word == "absent"
        await mine.session.administration.look_back()
        assert opens(either, Secret(theirs))


async def test_a_key_that_cannot_be_handed_over_does_not_live(either: Server, tmp_path: Path) -> None:
    def full(key: Secret) -> None:
        raise Explained("No space left on device.")

    async with account(either, tmp_path) as mine:
        made = await mine.session.api_keys.create("wallboard", READ, None, full)
        assert (made.ending.word, made.ending.sentence, made.key) == ("void", "No space left on device.", None)
        assert "wallboard" not in live(either)


async def test_another_text_for_a_key_and_one_that_got_lost(either: Server, tmp_path: Path) -> None:
    old = Secret(either.post(KEYS, {"name": "wren", "permissions": ["threads:read"]}).body["apiKey"])
    async with account(either, tmp_path) as mine:
        row = next(each for each in await looked(mine) if each.name == "wren")
        mine.faults(f"lost POST {KEYS}/* next=1")
        made = await mine.session.api_keys.rotate(row)
        assert (made.ending.word, made.lost) == ("confirmed", 1)
        assert opens(either, made.key) and not opens(either, old)
        assert [each["name"] for each in listed(either)].count("wren") == 1 and words(mine) == ["blind", "confirmed"]


async def test_revoking_is_believed_by_the_list_only(either: Server, tmp_path: Path) -> None:
    made = either.post(KEYS, {"name": "wren", "permissions": ["threads:read"]}).body
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost DELETE {KEYS}/* next=1")
        assert (await mine.session.api_keys.revoke(made["id"], "wren")).word == "found"
        assert "wren" not in live(either)
        with pytest.raises(NotDone, match="not there any more"):
            await mine.session.api_keys.revoke(made["id"], "wren")


# -- ours --------------------------------------------------------------------------------------------------------------


async def ours(mine: Account) -> ApiKeyRow:
    return next(each for each in await looked(mine) if each.ours)


async def test_ours_is_replaced_and_the_program_goes_on(either: Server, tmp_path: Path) -> None:
    own = Kept(tmp_path, either.key)
    async with account(either, tmp_path, own_key=own) as mine:
        replaced = await mine.session.api_keys.replace(await ours(mine), ["sandbox"])
        assert (replaced.word, replaced.name) == ("done", "sandbox #2")
        assert not opens(either, Secret(either.key)) and opens(either, own.kept())
        assert mine.session.api_keys.begun() is None
        mine.requests.clear()
        mine.session.connection.sync_now()
        await mine.until(lambda: [each for each in mine.requests if each[2] == 200])
        assert set(live(either, own.file.read_text())) == {"sandbox #2"}


async def test_an_old_key_that_still_lives_is_not_forgotten_by_the_next_replacement(
    either: Server, tmp_path: Path
) -> None:
    """Its text is nowhere any more, so nobody else would ever switch it off."""
    own = Kept(tmp_path, either.key)
    async with account(either, tmp_path, own_key=own) as mine:
        mine.faults(f"500 DELETE {KEYS}/*")
        assert (await mine.session.api_keys.replace(await ours(mine), ["sandbox"])).word == "lives"
        with pytest.raises(NotDone, match="still lives"):
            await mine.session.api_keys.replace(await ours(mine), ["sandbox", "sandbox #2"])
        assert set(live(either, own.file.read_text())) == {"sandbox", "sandbox #2"}
        mine.faults()
        replaced = await mine.session.api_keys.replace(await ours(mine), ["sandbox", "sandbox #2"])
        assert replaced.word == "done" and set(live(either, own.file.read_text())) == {replaced.name}


@pytest.mark.parametrize("where", ["lost", "kept"])
async def test_a_replacement_goes_on_where_the_last_program_ended(where: str, either: Server, tmp_path: Path) -> None:
    made = either.post(KEYS, {"name": "sandbox #2", "permissions": ["read", "write", "admin"]}).body
    own = Kept(tmp_path, either.key if where == "lost" else made["apiKey"])
    old = live(either)["sandbox"]
    async with account(either, tmp_path, own_key=own, start=False) as ended:
        begun = Replacement("sandbox #2", old, "sandbox", "ffff0000ffff0000", own.place)
        await ended.session.database.write(lambda conn: apikeys.put_replacement(conn, begun))
    async with account(either, tmp_path, key=own.file.read_text(), own_key=own) as mine:
        await mine.until(lambda: mine.session.api_keys.begun() is None)
        assert set(live(either, own.file.read_text())) == {"sandbox" if where == "lost" else "sandbox #2"}
        word = await mine.until(
            lambda: [
                each.lost for each in mine.told if isinstance(each, events.Administered) and each.kind == "key.replace"
            ]
        )
        assert word == ["given_up" if where == "lost" else "done"]


async def test_the_replacement_of_another_profile_is_left_alone(fresh_sandbox: Server, tmp_path: Path) -> None:
    fresh_sandbox.post(KEYS, {"name": "sandbox #2", "permissions": ["read"]})
    begun = Replacement("sandbox #2", live(fresh_sandbox)["sandbox"], "sandbox", "ffff0000ffff0000", "elsewhere")
    async with account(fresh_sandbox, tmp_path, own_key=Kept(tmp_path, fresh_sandbox.key), start=False) as mine:
        await mine.session.database.write(lambda conn: apikeys.put_replacement(conn, begun))
        await mine.session.start()
        assert await mine.session.api_keys.end_what_was_left()
        assert mine.session.api_keys.begun() == begun and set(live(fresh_sandbox)) == {"sandbox", "sandbox #2"}


async def test_a_new_key_that_cannot_be_kept_is_revoked_and_the_old_one_stays(either: Server, tmp_path: Path) -> None:
    own = Kept(tmp_path, either.key)

    def full(key: Secret) -> None:
        raise Explained("No space left on device.")

    own.keep = full  # type: ignore[method-assign]
    async with account(either, tmp_path, own_key=own) as mine:
        replaced = await mine.session.api_keys.replace(await ours(mine), ["sandbox"])
        assert (replaced.word, replaced.reason) == ("given_up", "No space left on device.")
        assert set(live(either)) == {"sandbox"} and mine.session.api_keys.begun() is None


async def test_no_text_of_a_key_is_on_disk(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        made = await mine.session.api_keys.create("wallboard", READ)
        await looked(mine)
        assert made.key is not None and made.key.reveal() not in repr(made)
        raw = made.key.reveal().encode()
    assert holding(tmp_path, raw, either.key.encode()) == []

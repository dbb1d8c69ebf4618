"""``commune-tui do`` with API keys, and the place of the key that the program calls with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui import config, credentials
from commune_tui.__main__ import main
from commune_tui.api.auth import Secret
from commune_tui.cli import accounts
from commune_tui.cli.choice import Choice
from commune_tui.cli.own_key import StoredKey
from commune_tui.credentials import Credential
from commune_tui.errors import OK, USAGE
from commune_tui.network import Network
from tests.cli.copied import Copied, copied
from tests.cli.terminals import Home
from tests.mail.test_apikeys import live, opens
from tests.servers import Server


@pytest.fixture
async def acme(home: Home, fresh_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Copied:
    made = await copied(home, fresh_sandbox, monkeypatch)
    for name, value in made.where.items():
        monkeypatch.setenv(name, value)
    return made


def test_a_script_makes_rotates_and_revokes_a_key(
    acme: Copied, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str]:
        status = main(["do", *words])
        said = capsys.readouterr()
        return status, said.out + said.err

    first, second, server = tmp_path / "first.key", tmp_path / "second.key", acme.server
    status, said = run("key.create", "wallboard, read only, 30d")
    assert status == USAGE and "new private file" in said and "wallboard" not in live(server)
    status, said = run("key.create", *f"wallboard, read only, 30d, file {first}".split())
    old = Secret(first.read_text().strip())
    assert (
        status == OK and said.startswith("wallboard\tconfirmed\n") and opens(server, old) and old.reveal() not in said
    )
    status, said = run("key.rotate", "wallboard", "file", str(second))
    assert status == USAGE and "--confirm wallboard" in said and opens(server, old)
    status, said = run("key.rotate", "wallboard", "file", str(second), "--confirm", "wallboard")
    new = Secret(second.read_text().strip())
    assert status == OK and opens(server, new) and not opens(server, old) and new.reveal() not in said
    status, said = run("key.replace", "sandbox", "--confirm", "sandbox")
    assert status == USAGE and "COMMUNE_API_KEY" in said and "sandbox" in live(server)
    status, said = run("key.revoke", "wallboard", "--confirm", "wallboard")
    assert status == OK and said.startswith("wallboard\tconfirmed") and not opens(server, new)


def choice(found: Credential, base_url: str) -> Choice:
    chosen = config.choose(config.Settings(), flag="work", also=["work"])
    profile = replace(chosen.profile, base_url=base_url)
    return Choice(Path("config.toml"), config.Settings(), replace(chosen, profile=profile), found, Network())


def test_the_place_of_our_key_takes_another_and_the_same_account_opens(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home.environment().items():
        if name.startswith("XDG_") or name == "HOME":
            monkeypatch.setenv(name, value)
    base = "http://127.0.0.1:9"
    found = credentials.keep("work", Credential("typed", base_url=base, key="comm_1111111aaaa"))
    credentials.keep("other", Credential("typed", base_url=base, key="comm_1111111aaaa"))
    account = accounts.remember(base, found, "org1", "Acme")
    own = StoredKey(choice(found, base))
    assert own.objection() == "" and own.profiles("comm_1111111") == ["other"] and own.profiles("") == []
    own.keep(Secret("comm_2222222bbbb"))
    assert own.kept() == Secret("comm_2222222bbbb") and credentials.key_file("work").stat().st_mode & 0o777 == 0o600
    again = accounts.of(base, Credential("", key="comm_2222222bbbb"))
    assert again is not None and again.folder == account.folder
    assert own.profiles("comm_1111111") == ["other"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Credential("the environment (COMMUNE_API_KEY)", key="comm_x"), "set from outside"),
        (Credential("x", agent_id="agt_1", private_key="x"), "signs as an agent"),
    ],
)
def test_what_is_not_kept_here_is_not_replaced_and_it_is_said_where(found: Credential, said: str) -> None:
    assert said in StoredKey(choice(found, "http://127.0.0.1:9")).objection()

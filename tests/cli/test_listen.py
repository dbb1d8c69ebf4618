"""``commune-tui listen`` as a developer uses it: the sandbox sends, it checks, shows, passes on, keeps, and replays."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from commune.webhooks import verify_signature as official

from commune_tui.__main__ import main
from commune_tui.cli import listen, privacy
from commune_tui.listen.kept import KeptDeliveries
from tests.cli.terminals import LIMIT_S, PROGRAM, Home, terminal
from tests.endpoint import Endpoint, endpoint
from tests.servers import Server, own_port

SECRET = "whsec_0123456789abcdef0123456789abcdef"


@pytest.fixture
def app() -> Iterator[Endpoint]:
    """A developer's program."""
    with endpoint() as made:
        yield made


@contextmanager
def listening(home: Home, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The receiver as a process that says that it listens; ended at the end."""
    with subprocess.Popen(
        [*PROGRAM, "listen", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=home.environment(PYTHONUNBUFFERED="1", **environment),
    ) as process:
        try:
            assert process.stderr is not None
            assert "Listening on http://127.0.0.1:" in process.stderr.readline()
            yield process
        finally:
            process.terminate()
            process.wait(LIMIT_S)


def heard(process: subprocess.Popen[str]) -> str:
    """The next line that it printed."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def hooked(server: Server, endpoint: str) -> tuple[str, str]:
    """An inbox of the sandbox gets a webhook; its address and the secret."""
    box = server.get("/v1/inboxes").body["data"][0]
    hook = {"webhook": {"endpoint": endpoint, "events": ["inbound"]}}
    made = server.call("PUT", f"/v1/domains/{box['domain_id']}/inboxes/{box['id']}", hook)
    return box["address"], made.body["data"]["webhook"]["secret"]


def write(server: Server, address: str, subject: str) -> None:
    server.control("mail", {"from": "c@people.example", "to": address, "subject": subject, "text": "x"})
    server.control("advance", {"seconds": 1})


def test_the_sandbox_sends_and_all_that_a_developer_needs_happens(
    home: Home, fresh_sandbox: Server, app: Endpoint
) -> None:
    port = own_port()
    address, secret = hooked(fresh_sandbox, f"http://127.0.0.1:{port}/in")
    words = ("--port", str(port), "--forward", app.address, "--show", "line")
    with listening(home, *words, COMMUNE_WEBHOOK_SECRET=secret) as process:
        write(fresh_sandbox, address, "Order 42")
        said = heard(process)
        assert re.search(r"#1  200  email\.received, “Order 42”, whd_\w+, try 1, .* The app answered 200 in", said)
        [(headers, body)] = app.got
        assert official(body, headers["x-commune-signature"], secret, timestamp=headers["x-commune-timestamp"])
        assert json.loads(body)["message"]["thread_id"]
        command = Path(f"/proc/{process.pid}/cmdline")
        assert not command.exists() or secret.encode() not in command.read_bytes()
    assert fresh_sandbox.get("/v1/webhooks/deliveries").body["deliveries"][0]["status"] == "delivered"
    assert home.open_to_others() == [] and home.holding(secret) == []
    assert "#1  " in home.run("listen", "stored").stdout


class Outcome(NamedTuple):
    """How a command ended, and what it printed on both streams."""

    status: int
    out: str
    err: str


Said = Callable[..., Outcome]


@pytest.fixture
def said(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Does a command in this process, as in ``home``, with nobody at a terminal."""
    monkeypatch.setattr(privacy, "_prctl", lambda *_: None)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, home.environment()[name])
    monkeypatch.delenv(listen.VARIABLE, raising=False)

    def do(*words: str) -> Outcome:
        before = os.umask(0o077)
        try:
            status = main(list(words))
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            os.umask(before)
        return Outcome(status, *capsys.readouterr())

    return do


KEPT = {"x-commune-delivery-id": "whd_1", "x-commune-timestamp": "1773835200000", "x-commune-signature": "v1=old"}
BODY = '{ "message": {"message_id": "m", "text": "Grüße"} }'.encode()


def test_a_kept_one_goes_again_with_a_fresh_stamp_or_as_it_came(
    said: Said, app: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for signed in (True, False):
        KeptDeliveries().add(KEPT, BODY, signed=signed)
    monkeypatch.setenv(listen.VARIABLE, SECRET)
    done = said("listen", "replay", "1", "#2", "--forward", app.address)
    assert done.status == 0 and done.out.count("answered 200 in") == 2 and "signed anew" in done.err
    (first, body), (second, _) = app.got
    assert body == BODY and first["x-commune-delivery-id"] == "whd_1"
    assert official(body, first["x-commune-signature"], SECRET, timestamp=first["x-commune-timestamp"])
    assert "x-commune-signature" not in second, "what nobody checked is never signed"
    monkeypatch.delenv(listen.VARIABLE)
    assert said("listen", "replay", "1", "--forward", app.address).status == 3
    assert said("listen", "replay", "all", "--stamp", "original", "--forward", app.address).status == 0
    assert app.got[2][0].items() >= KEPT.items()
    app.status = 500
    done = said("listen", "replay", "2-9", "--forward", app.address)
    assert done.status == 1 and "1 of 1 were not taken" in done.err


def test_kept_ones_are_listed_shown_and_forgotten(said: Said) -> None:
    assert "No delivery is kept here" in said("listen", "stored").err
    KeptDeliveries().add(KEPT, BODY, signed=True)
    assert "#1  " in said("listen", "stored").out
    [told] = json.loads(said("listen", "stored", "--show", "json").out)
    assert (told["number"], told["delivery_id"], told["signed"]) == (1, "whd_1", True)
    assert json.loads(said("listen", "show", "1").out) == json.loads(BODY)
    assert "Removed 1 delivery." in said("listen", "forget").out
    assert said("listen", "show", "1").status == 5


def test_a_wrong_secret_is_explained_and_the_api_tries_again(home: Home, fresh_sandbox: Server) -> None:
    port = own_port()
    address, secret = hooked(fresh_sandbox, f"http://127.0.0.1:{port}/in")
    file = home.path / "secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    with listening(home, "--port", str(port), "--secret-file", str(file)) as process:
        write(fresh_sandbox, address, "Order 42")
        assert "401  NOT TAKEN /in: It is signed with another secret" in heard(process)
    file.write_text(f"  {secret}\n")
    with listening(home, "--port", str(port), "--secret-file", str(file), "--show", "json") as process:
        fresh_sandbox.control("advance", {"seconds": 60})
        told = json.loads(heard(process))
        assert (told["taken"], told["signed"], told["answered"]) == (True, True, 200)
        assert int(told["attempt"]) > 1
    assert home.holding(secret) == [file]


def test_failures_on_purpose_reach_the_sandbox(home: Home, fresh_sandbox: Server) -> None:
    port = own_port()
    address, _ = hooked(fresh_sandbox, f"http://127.0.0.1:{port}/in")
    with listening(home, "--port", str(port), "--unsigned", "--fail", "503", "--fail-first", "1") as process:
        write(fresh_sandbox, address, "Order 42")
        assert "503  email.received" in heard(process)
        fresh_sandbox.control("advance", {"seconds": 60})
        said = heard(process)
        while "200  email.received" not in said:
            said = heard(process)
        assert "NOT CHECKED: anybody may have sent it" in said


def test_it_asks_for_the_secret_and_does_not_show_it(home: Home) -> None:
    with terminal(home, "listen", "--port", "0") as screen:
        screen.expect("Secret of the webhook")
        screen.type(f"{SECRET}\r")
        screen.expect("Listening on http://127.0.0.1:")
        screen.type("\x03")
        assert screen.finish() == 130
        assert SECRET not in screen.text
    assert home.holding(SECRET) == []


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ((), 3, "there is no secret to check deliveries with"),
        (("--secret-file", "nowhere"), 3, "cannot be read: No such file"),
        (("--unsigned", "--port", "65536"), 2, "is no number from 0 to 65535"),
        (("--unsigned", "--fail", "200"), 2, "is no number from 300 to 599"),
        (("--unsigned", "--fail-first", "2"), 2, "there is no --fail"),
        (("--unsigned", "--secret-file", "x"), 2, "needs no --secret-file"),
        (("--unsigned", "--forward", "http://example.com/"), 2, "must use https"),
        (("--unsigned", "--forward", "https://a:b@example.com/"), 2, "must not contain a name"),
        (("--unsigned", "--forward", "file:///etc/passwd"), 2, "must begin with http://"),
        (("stored", "3"), 2, "stored takes no numbers"),
        (("show",), 2, "wants the number of a delivery"),
        (("show", "x"), 2, "is no number of a delivery"),
        (("show", "3"), 5, "#3 is not kept here"),
        (("replay", "all"), 5, "No delivery is kept here"),
        (("--secret", SECRET), 2, "a key stands on the command line"),
    ],
)
def test_wrong_words_get_a_sentence(said: Said, words: tuple[str, ...], status: int, sentence: str) -> None:
    done = said("listen", *words)
    assert (done.status, done.out) == (status, "") and sentence in " ".join(done.err.split())
    assert SECRET not in done.err


def test_a_secret_file_that_others_can_read_is_not_used(home: Home, said: Said) -> None:
    file = home.path / "secret"
    file.write_text(SECRET)
    file.chmod(0o644)
    done = said("listen", "--secret-file", str(file))
    assert done.status == 1 and "can be read by other users" in " ".join(done.err.split())


def test_a_port_that_is_taken_and_a_circle_are_said(said: Said, app: Endpoint) -> None:
    port = app.server.server_port
    done = said("listen", "--unsigned", "--port", str(port))
    assert done.status == 1 and f"port {port} cannot be opened" in done.err
    free = own_port()
    done = said("listen", "--unsigned", "--port", str(free), "--forward", f"http://localhost:{free}/")
    assert done.status == 2 and "this receiver itself" in done.err


def test_wiping_everything_takes_what_it_kept(said: Said) -> None:
    KeptDeliveries().add(KEPT, BODY, signed=True)
    assert "1 delivery of webhooks" in said("wipe", "--everything", "--yes").out
    assert KeptDeliveries().numbers() == []

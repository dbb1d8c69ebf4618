"""Keys and mail never appear in an error, a log, a traceback or a repr, whatever the server does with them."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from typing import Any

import pytest

from commune_tui.api import AgentKey, ApiKey, Commune, Secret, SigningKey, Timing
from commune_tui.api.errors import CommuneError, Misused, Refused
from commune_tui.api.models import AttachmentUrl, DeletionRequest, Inbox, Message, NewKey

from .clients import KEY, client
from .server import Answer, Request, answer, serving
from .test_odd_replies import _cut, _garbage

BODY = "canary-body: the quarterly numbers are not for everybody"
SUBJECT = "canary-subject of some length"


def _echo(request: Request) -> Answer:
    said = f"refused: {request.headers['authorization']} said {request.body.decode()}"
    return answer({"error": said, "message": said, "hint": said, "required": [said], "details": [said]}, 400)


def _echo_text_only(request: Request) -> Answer:
    return answer({"error": f"cannot send: {request.json['text'][3:40]}"}, 422)


def _echo_key(request: Request) -> Answer:
    return answer({"error": "wrong key " + request.headers["authorization"].split()[1], "code": KEY}, 401)


REPLIES: dict[str, Any] = {
    "echo": _echo,
    "echo of a part": _echo_text_only,
    "echo of the key": _echo_key,
    "page": lambda _: answer(raw=b"<html>", status=500),
    "not json": lambda _: answer(raw=b"oops"),
    "cut": lambda _: _cut,
    "garbage": lambda _: _garbage,
    "redirect": lambda _: answer({}, 302, Location="https://example.com"),
}


@pytest.mark.parametrize("reply", REPLIES)
async def test_no_canary_in_any_error_or_log(reply: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(REPLIES[reply]) as server, client(server.url) as commune:
        with pytest.raises(CommuneError) as caught:
            await commune.messages.send(to="a@b.c", subject=SUBJECT, text=BODY, idempotency_key="k")
    error = caught.value
    shown = [str(error), repr(error), "".join(traceback.format_exception(error)), caplog.text, repr(commune)]
    if isinstance(error, Refused):
        shown += [repr(error.refusal), error.refusal.detail, str(error.code), *error.required, error.refusal.hint]
        shown += [text for problem in error.refusal.problems for text in problem]
    for text in shown:
        assert KEY not in text
        assert "quarterly" not in text
    library = [e for e in _chain(error) if not isinstance(e, CommuneError)]
    assert library == []


def _chain(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


@pytest.mark.parametrize("reply", ["echo of the key", "cut", "garbage", "not json"])
async def test_a_traceback_with_local_variables_does_not_hold_the_key(reply: str) -> None:
    async with serving(REPLIES[reply]) as server, client(server.url) as commune:
        with pytest.raises(CommuneError) as caught:
            await commune.threads.set_status("t", "open")
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    inside = [frame for frame in frames.stack if "commune_tui" in frame.filename]
    assert inside
    for frame in inside:
        assert KEY not in str(frame.locals), frame.name


def test_secrets_hide_themselves() -> None:
    secret = Secret("hunter2-hunter2")
    key = SigningKey.generate()
    exported = key.export().reveal()
    for thing in (secret, ApiKey("comm_hunter2"), key, AgentKey("agt_1", key), [secret], {"a": secret}):
        assert "hunter2" not in f"{thing!r} {thing} {[thing]}"
        assert exported not in f"{thing!r} {thing}"
    assert f"{secret:>40}".strip() == "Secret(***)"
    for copier in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copier(secret)


@pytest.mark.parametrize("key", ["", " ", "comm_\nx", "comm_é", "comm_ x", "x" * 501])
def test_a_key_that_cannot_be_one_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(Misused) as caught:
        ApiKey(key)
    assert "comm_" not in str(caught.value)


def test_models_show_ids_and_not_mail() -> None:
    message = Message.read({"message_id": "m1", "content": BODY, "metadata": {"subject": SUBJECT}})
    assert message is not None
    assert "m1" in repr(message)
    assert "canary" not in f"{message!r}{message}{[message]}{message.metadata!r}"


@pytest.mark.parametrize(
    ("model", "wire"),
    [
        (Inbox, {"id": "i", "webhook": {"endpoint": "e", "secret": "whsec_canary"}}),
        (NewKey, {"id": "k", "apiKey": "comm_canary"}),
        (NewKey, {"id": "k", "api_key": "comm_canary"}),
        (NewKey, {"id": "k", "apiKey": "x", "message": "Store immediately: export COMMUNE_API_KEY=comm_canary"}),
        (DeletionRequest, {"id": "d", "confirmation_token": "tok_canary"}),
        (AttachmentUrl, {"url": "https://x/canary"}),
    ],
)
def test_secrets_in_answers_are_hidden_even_in_raw(model: Any, wire: dict[str, Any]) -> None:
    read = model.read(wire)
    assert "canary" not in f"{read!r}{read}{read.raw}{read.model_dump()}"


def test_no_key_is_said_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMUNE_API_KEY", raising=False)
    with pytest.raises(Misused, match="COMMUNE_API_KEY"):
        Commune()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://127.1",
        "ftp://127.0.0.1",
        "https://user:pw@example.com",
        "https://user@example.com",
        "https://example.com?x=1",
        "https://example.com#x",
        "https://exa mple.com",
        "https://evil\\@example.com",
        "https://",
        "example.com",
        "https://example.com:99999",
        "https://[::1",
        "https://example.com/\n",
        "//example.com",
    ],
)
def test_a_base_url_that_would_leak_the_key_is_refused_before_a_socket_opens(url: str) -> None:
    if url.endswith("\n"):
        url += "x"
    with pytest.raises(Misused) as caught:
        Commune(KEY, base_url=url)
    assert KEY not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://api.commune.email", "https://api.commune.email"),
        ("https://api.commune.email/", "https://api.commune.email"),
        ("https://api.commune.email/v1", "https://api.commune.email"),
        ("https://api.commune.email/v1/", "https://api.commune.email"),
        ("https://example.com/mail/v1/v1//", "https://example.com/mail"),
        ("http://localhost:8000/v1", "http://localhost:8000"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://[::1]:1/", "http://[::1]:1"),
    ],
)
async def test_base_urls_are_cleaned(url: str, clean: str) -> None:
    async with Commune(KEY, base_url=url) as commune:
        assert commune.base_url == clean


async def test_environment_and_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNE_API_KEY", "comm_env")
    monkeypatch.delenv("COMMUNE_BASE_URL", raising=False)
    async with Commune() as commune:
        assert commune.base_url == "https://api.commune.email"
    async with serving(lambda _: answer([])) as server:
        monkeypatch.setenv("COMMUNE_BASE_URL", f"{server.url}/v1/")
        async with Commune(timing=Timing()) as commune:
            await commune.inboxes.list()
    assert server.seen[0].target == "/v1/inboxes"
    assert server.seen[0].headers["authorization"] == "Bearer comm_env"

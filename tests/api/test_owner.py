"""Whose key it is, is asked at every connect; for another organisation nothing leaves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from commune_tui.api import Commune, errors
from commune_tui.api.models import Org

from .clients import client
from .server import Answer, Request, answer, serving


@dataclass
class Office:
    """A server that says whose the key is, unless ``mute``, and counts what else it was asked."""

    org: str = "org_a"
    mute: int = 0
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.asked.append(f"{request.method} {request.path}")
        if request.path == "/v1/agent/org":
            return answer({"error": "no"}, self.mute) if self.mute else answer({"id": self.org, "name": "Marrowby"})
        return answer({"data": []})


async def domains(made: Commune) -> None:
    async for _ in made.domains.list():
        pass


@dataclass
class Told:
    found: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def bind(self, made: Commune, org: str) -> None:
        made.belongs_to(org, lambda org: self.found.append(org.id or ""), self.of_another)

    def of_another(self, org: Org) -> str:
        self.other.append(org.id or "")
        return "another's"


async def test_it_is_asked_once_and_before_anything_else() -> None:
    office, told = Office(), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "org_a")
        await asyncio.gather(*(domains(made) for _ in range(5)))
        assert office.asked == ["GET /v1/agent/org", *["GET /v1/domains"] * 5]
    assert (told.found, told.other) == ([], [])


async def test_an_organisation_that_is_not_known_yet_is_learnt_and_then_held_to() -> None:
    office, told = Office(), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "")
        await domains(made)
        made._caller.owner.lost()  # type: ignore[union-attr]
        office.org = "org_b"
        with pytest.raises(errors.OtherOrganisation, match="another's"):
            await domains(made)
    assert (told.found, told.other) == (["org_a"], ["org_b"])


async def test_no_mail_leaves_for_another_organisation_and_the_failure_says_that_it_did_not() -> None:
    office, told = Office("org_b"), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "org_a")
        for _ in range(3):
            with pytest.raises(errors.OtherOrganisation) as caught:
                await made.messages.send(to=["a@b.example"], subject="s", text="t", idempotency_key="k")
            assert not caught.value.may_have_acted
    assert set(office.asked) == {"GET /v1/agent/org"}


async def test_it_is_asked_again_after_the_server_was_away() -> None:
    office, told = Office(), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "org_a")
        await domains(made)
    with pytest.raises(errors.Unreachable):
        await domains(made)
    assert made._caller.owner is not None and made._caller.owner._asked_at is None


@pytest.mark.parametrize("status", [404, 403])
async def test_a_server_that_does_not_say_is_believed(status: int) -> None:
    office, told = Office(mute=status), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "org_a")
        await domains(made)
    assert office.asked == ["GET /v1/agent/org", "GET /v1/domains"]


async def test_a_server_that_fails_when_asked_gets_nothing() -> None:
    office, told = Office(mute=503), Told()
    async with serving(office) as server, client(server.url) as made:
        told.bind(made, "org_a")
        with pytest.raises(errors.ServerFailed):
            await domains(made)
    assert set(office.asked) == {"GET /v1/agent/org"}

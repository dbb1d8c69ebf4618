"""Search asks in the scope that is meant, and says the same about the answer in every front."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions import search
from commune_tui.actions.search import EVERYWHERE, Answer, Scope
from commune_tui.mail.search import Found
from commune_tui.mail.semantic_search import ASKING
from commune_tui.mail.session import Session
from tests.flows.account import receive
from tests.mail.account import account
from tests.servers import Server


async def found(session: Session, words: str, scope: Scope = EVERYWHERE) -> tuple[list[str], list[str], str]:
    """(what stands there in the end, what went on meanwhile, what is said)."""
    answers: list[Answer] = [each async for each in search.find(session, words, scope)]
    shown = [each.found for each in answers if each.found is not None]
    assert answers[-1].found is None and all(not each.sentence for each in answers[:-1])
    return [each.subject for each in (shown or [[]])[-1]], [each.going_on for each in answers], answers[-1].sentence


async def test_a_search_stays_in_its_scope_and_says_what_nothing_fits(fresh_sandbox: Server, tmp_path: Path) -> None:
    first, second = sorted(fresh_sandbox.inboxes())[:2]
    receive(fresh_sandbox, ["Broken teapot"], to=first)
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        scopes = search.scopes(session)
        domain = next(row.domain_name for row in session.reads.inboxes() if row.address == first)
        ours = Scope(domain, domain=domain)
        assert scopes[0] == EVERYWHERE and {ours, Scope(first, first), Scope(second, second)} <= set(scopes)
        for narrowed, scope in ((f"in:{first.upper()}", Scope(first, first)), ("", EVERYWHERE),
                                ("in:gone@host.example", EVERYWHERE), ("status:open", EVERYWHERE)):  # fmt: skip
            assert search.scope_here(session, narrowed) == scope
        for scope in (EVERYWHERE, ours, Scope(first, first)):
            assert (await found(session, "teapot", scope))[0] == ["Broken teapot"]
        subjects, _, said = await found(session, "teapot", Scope(second, second))
        assert (subjects, said) == ([], f"Nothing in {second} fits.")
        assert await found(session, "  ") == ([], ["", ""], "")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"options": {"plan": "free"}}, "Your plan has no search by meaning. These are the matches by words."),
        ({"faults": {"faults": ["portal,/v1/search/*"]}}, "No search by meaning now:"),
        ({}, ""),
    ],
)
async def test_what_is_found_by_words_stays_whatever_becomes_of_the_rest(
    fresh_sandbox: Server, tmp_path: Path, trouble: dict[str, dict[str, object]], said: str
) -> None:
    receive(fresh_sandbox, ["Money back"], text="When do I get my refund?")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        for name, value in trouble.items():
            fresh_sandbox.control(name, value)
        subjects, going_on, sentence = await found(mine.session, "refund")
        assert subjects == ["Money back"] and going_on[0] == ASKING and going_on[-1] == ""
        assert sentence.startswith(said) and bool(sentence) == bool(said)
        subjects, _, sentence = await found(mine.session, "status:nonsense teapot")
        assert sentence and "status" in sentence


def test_from_which_number_on_they_are_less_likely() -> None:
    meant = [Found(f"t{score}", "meaning", "S", score=score) for score in (0.8, 0.5, 0.2, 0.1)]
    assert search.less_likely(meant) == "From number 3 on they are less likely."
    assert search.less_likely(meant[:2]) == search.less_likely([]) == ""

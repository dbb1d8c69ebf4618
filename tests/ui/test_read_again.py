"""Ctrl-r reads all of it again: what the server is asked is counted at the server, while time stands still."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from tests.api.server import Request, serving
from tests.flows.account import receive
from tests.mail.relay import relay
from tests.servers import sandbox_process
from tests.ui.letters import Letters, letters
from tests.ui.test_list_keys import subjects


def settled(story: Letters) -> bool:
    sync = story.app.session.connection.sync
    return sync is not None and sync.settled


async def rested(story: Letters) -> None:
    """Wait until what is due at the moment that stands still has been asked, and nothing is left."""
    sync = story.app.session.connection.sync
    assert sync is not None
    looked = sync.steps
    sync._changed.set()
    await story.until(lambda: sync.steps > looked and sync.settled)


def kind(request: Request) -> str:
    """A request without the ids in it."""
    _, noun, *rest = request.path.strip("/").split("/")
    of = next((each for each in ("domain_id", "inbox_id") if each in request.query), "")
    return " ".join(filter(None, [noun, *rest[1:], of]))


@pytest.mark.parametrize("words", [(), ("--plain-threads",)], ids=["triage in lists", "triage thread by thread"])
async def test_lists_triage_inboxes_and_domains_are_read_again(words: tuple[str, ...], tmp_path: Path) -> None:
    """The clock stands still, so that nothing is asked because time has passed: every request is the key's."""
    with sandbox_process(*words) as server:
        ids = receive(server, ["Returns", "Invoice", "Opening hours"], status="needs_reply")
        inboxes, domains = (len(server.get(f"/v1/{noun}").body["data"]) for noun in ("inboxes", "domains"))
        async with serving(relay(server)) as between, letters(server, tmp_path, through=between.url) as story:
            await story.until(lambda: len(subjects(story)) == 4 and settled(story))
            with clock.frozen(clock.now() + timedelta(seconds=2)):
                await rested(story)
                between.seen.clear()
                await story.press("ctrl+r", then=lambda: "Asking the server" in story.told)
                await story.until(lambda: settled(story))
                asked = Counter(map(kind, between.seen))
            triage = {each.path.split("/")[3] for each in between.seen if each.path.endswith("/metadata")}
    assert asked["messages inbox_id"] == inboxes and asked["threads inbox_id"] == inboxes
    assert asked["threads domain_id"] == 2 * domains  # of each its head, and what is in no inbox
    assert (asked["inboxes"], asked["domains"]) == (1, 1)
    assert triage == {*ids, story.thread_id} and asked["threads metadata"] == 4  # once each, and all that are shown


async def test_nothing_of_it_is_read_again_while_nobody_asks_and_no_time_passes(tmp_path: Path) -> None:
    """So that the counts above are the key's."""
    with sandbox_process("--plain-threads") as server:
        async with serving(relay(server)) as between, letters(server, tmp_path, through=between.url) as story:
            await story.until(lambda: settled(story))
            with clock.frozen(clock.now() + timedelta(seconds=2)):
                await rested(story)
                between.seen.clear()
                await story.press("j", "k", "question_mark", then=story.on("HelpScreen"))
                assert not between.seen

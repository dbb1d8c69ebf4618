"""What agents ask to send, on the screen: looked at whole, approved, taken back, rejected, rewritten, paused, taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from commune_tui.actions import approvals
from commune_tui.api.auth import Secret
from commune_tui.api.errors import Interrupted, NeverConnected
from commune_tui.api.gate import Gate as Client
from commune_tui.api.models.gate import WholeHeldMail
from commune_tui.gate.queue import Held
from commune_tui.mail.approvals import rows as mail_rows
from commune_tui.mail.approvals.approvals import NO_GATE, Approvals
from commune_tui.mail.approvals.asking import asked
from commune_tui.mail.approvals.rows import HeldRow
from commune_tui.text import cells, is_clean
from commune_tui.ui.approvals import mail as one
from commune_tui.ui.approvals import rows as drawn
from commune_tui.ui.approvals.rows import rows
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import UNICODE
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Table
from commune_tui.ui.thread.reader import Reader
from tests.gate.gates import Gate, gate
from tests.hostile.payloads import some_payloads
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
TAKEN = 'operators = ["alex"]\n[[rule]]\nname = "taken"\nwhen = { assignee = "person" }\nthen = "refuse"\n'


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to look for a third of a second first."""
    monkeypatch.setattr(one, "LOOK_FIRST_S", 0.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with sandbox_process("--option", "burst_guard=off") as made:
        yield made


class Story(Letters):
    """The program of an operator of a gate."""

    gate: Gate
    key: str

    def agent_asks(self, text: str = "It left yesterday.", **more: Any) -> Held:
        """An agent answers the conversation; its mail, which waits."""
        box = self.server.inboxes()[self.address]
        about = {"to": "anna@example.org", "subject": "Re: Order 4711", "thread_id": self.thread_id}
        return self.gate.held(box, **{**about, "text": text, **more})

    def let_go(self, held: Held) -> None:
        """As if nobody had said that it is being read here."""
        assert self.gate.ask(self.key, f"{held.id}/unclaim").status == 200

    @property
    def queue(self) -> str:
        table = self.app.screen.query_one(Table)
        found = [item for at in range(table.count) if (item := table.item(at)) is not None]
        return "\n".join("".join(each.text for each in row.fragments) for row in found)

    async def opened(self) -> None:
        """Look at the only mail of the queue."""
        await self.press("g", "a", then=lambda: self.on("ApprovalsScreen")() and "support" in self.queue)
        await self.press("enter", then=lambda: self.on("ApprovalScreen")() and "│" in self.page)

    @property
    def first_row(self) -> str:
        from commune_tui.ui.screen import HeadLine

        return self.app.screen.query_one(HeadLine).words


@asynccontextmanager
async def gated(
    server: Server, folder: Path, role: str = "administer", rules: str = "", hold_s: float = 60.0, **more: Any
) -> AsyncIterator[Story]:
    with gate(server, folder, rules) as made:
        key = made.operator("alex", role)
        async with letters(
            server, folder / "here", hold_s=hold_s, gate=lambda: Client(Secret(key), made.base_url), **more
        ) as story:
            story.__class__, story.gate, story.key = Story, made, key  # type: ignore[attr-defined]
            yield story  # type: ignore[misc]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_mail_is_looked_at_approved_taken_back_and_leaves_once(
    server: Server, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with gated(server, tmp_path, size=size) as story:
        held = story.agent_asks()
        await story.until(lambda: "1 to approve" in story.first_row)  # in the list, where nobody asked for it
        await story.press("g", "a", then=lambda: story.on("ApprovalsScreen")() and "Re: Order 4711" in story.queue)
        about = story.app.screen.query_one("#about", Page)
        await story.until(lambda: "was given nothing of the conversation" in about.words)
        await story.press("A", then=story.on("ApprovalScreen"))  # what was not looked at is shown first
        await story.until(lambda: "It left yesterday." in story.page)
        if size[0] >= 110:
            assert story.app.screen.query_one(Reader).is_open
        assert story.gate.get(held.id).state == "held"
        await story.press("A", then=lambda: story.on("ApprovalsScreen")() and "leaves in" in story.queue)
        assert "takes it back" in story.told and story.gate.get(held.id).state == "decided"
        await story.press("z", then=lambda: "Taken back" in story.told)
        assert story.gate.get(held.id).state == "held" and story.gate.sent("Re: Order 4711") == []
        story.app.session.hold.length_s = 0.0
        await story.press("enter", then=lambda: story.on("ApprovalScreen")() and "It left" in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))
        await story.until(lambda: "No mail of an agent waits" in story.queue)
        story.gate.in_state(held.id, "seen")
        assert len(story.gate.sent("Re: Order 4711")) == 1
        assert "to approve" not in story.first_row
        story.gate.sound()


async def test_what_changed_since_it_was_shown_is_not_approved(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path) as story:
        held = story.agent_asks()
        await story.opened()
        shown = story.app.session.approvals.seal_shown(held.id)
        story.let_go(held)
        ben = story.gate.operator("ben")
        edited = {"seal": story.gate.get(held.id).sealed, "text": "Other words."}
        assert story.gate.ask(ben, f"{held.id}/edit", **edited).status == 200
        ending = await story.app.session.approvals.approve(held.id, shown, 0)
        assert ending.word == "refused" and "not what that seal was shown for" in ending.sentence
        await story.until(lambda: "Other words." in story.page and "edited by ben" in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))
        assert story.gate.get(held.id).mail.text == "Other words."


async def test_a_customer_who_writes_in_the_hold_brings_it_back(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path, hold_s=1.0) as story:
        held = story.agent_asks()
        await story.opened()
        await story.press("A", then=story.on("ApprovalsScreen"))
        story.customer_writes("Wait, I was wrong.")
        await story.until(
            lambda: (
                story.gate.get(held.id).reasons[:1] == ("New mail came into the conversation from anna@example.org.",)
            )
        )
        await story.until(lambda: "New mail came" in story.queue)
        assert story.gate.sent("Re: Order 4711") == []
        story.gate.sealed(held.id)
        await story.press("enter", then=lambda: story.on("ApprovalScreen")() and "New mail came" in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))


async def test_a_rejection_needs_a_reason_and_the_agent_hears_it(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path) as story:
        held = story.agent_asks()
        await story.opened()
        await story.press("X", then=lambda: story.asked)
        assert "It is to the wrong person." in story.offered
        await story.press("enter", then=lambda: bool(story.objection))
        await story.type("We promised no date.")
        await story.press("enter", then=story.on("ApprovalsScreen"))
        await story.until(lambda: "Its agent is told" in story.told)
        seen = story.gate.server.get(f"/gate/v1/sends/{held.id}").body["data"]
        assert (seen["state"], seen["reason"]) == ("rejected", "We promised no date.")


async def test_it_is_rewritten_word_for_word_and_leaves_so(server: Server, tmp_path: Path) -> None:
    """Words that look like the name of a file are words."""
    async with gated(server, tmp_path, hold_s=0.0) as story:
        held = story.agent_asks("I am sorry.", html="<p>I am <b>sorry</b>.</p>")
        await story.opened()
        await story.press("E", then=story.on("WrittenForm"))
        await story.type("file a claim with us. ")
        await story.press("escape", then=lambda: story.on("ApprovalScreen")() and "Rewritten" in story.told)
        await story.until(lambda: "file a claim with us" in story.page and "version" in story.page)
        assert "Its HTML went" in story.told
        await story.press("D", then=lambda: "-<p>I am <b>sorry</b>.</p>" in story.page)
        assert "+file a claim with us" in story.page
        await story.press("A")
        await story.until(lambda: "not shown whole" in story.told)  # the difference is not the mail
        await story.press("D", then=lambda: "│" in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))
        story.gate.in_state(held.id, "seen")
        (sent,) = story.gate.sent("Re: Order 4711")
        assert sent["content"].strip() == "file a claim with us. I am sorry."


async def test_words_that_the_gate_did_not_get_are_kept(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path) as story:
        held = story.agent_asks()
        await story.opened()
        await story.press("E", then=story.on("WrittenForm"))
        await story.type("Dear Anna, ")
        story.let_go(held)
        assert story.gate.ask(story.gate.operator("ben"), f"{held.id}/reject", reason="Too late.").status == 200
        await story.until(lambda: story.app.session.approvals.count == 0)
        await story.press("escape", then=story.on("ApprovalScreen"))
        await story.until(lambda: "are kept" in story.told)
        kept = story.app.session.texts.kept(f"held {held.id} 1")
        assert kept is not None and "Dear Anna, It left" in kept.text
        await story.app.session.erasure.erase("anna@example.org")
        assert story.app.session.texts.kept(f"held {held.id} 1") is None


async def test_an_agent_is_paused_and_goes_on_as_it_was(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path, hold_s=0.0) as story:
        held = story.agent_asks()
        await story.press("g", "a", then=lambda: story.on("ApprovalsScreen")() and "support" in story.queue)
        await story.press("P", then=lambda: story.asked)
        await story.type("it goes round")
        stops = story.app.screen.query_one("#stops", Page)
        await story.press("enter", then=lambda: 'Paused: support; "it goes round" (alex)' in stops.words)
        await story.press("enter", then=lambda: story.on("ApprovalScreen")() and "Paused: it goes round" in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))
        await story.until(lambda: "once it is resumed" in story.told)
        assert story.gate.get(held.id).state == "decided"
        await story.press("s", "r", then=lambda: not story.app.session.approvals.listing.pauses)
        story.gate.in_state(held.id, "seen")
        await story.press("s", "R")
        await story.until(lambda: "All of them are not paused" in story.told)


async def test_who_takes_the_conversation_silences_its_agent(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path, rules=TAKEN) as story:
        story.agent_asks()
        await story.opened()
        await story.press("i")
        taken = f"/v1/threads/{story.thread_id}/metadata"
        await story.until(lambda: server.get(taken).body["data"]["assigned_to"] == "alex")
        box = server.inboxes()[story.address]
        answer = story.gate.send(box, thread_id=story.thread_id, text="And another thing.")
        assert answer.status == 403


async def test_two_people_and_one_mail(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path) as story:
        held = story.agent_asks()
        ben = story.gate.operator("ben")
        await story.press("g", "a", then=lambda: story.on("ApprovalsScreen")() and "support" in story.queue)
        assert story.gate.ask(ben, f"{held.id}/claim").status == 200
        await story.until(lambda: "ben is reading this" in story.queue)
        await story.press("enter", then=lambda: story.on("ApprovalScreen")() and "│" in story.page)
        await story.press("A")
        await story.until(lambda: "ben is reading this" in story.told)
        assert story.gate.get(held.id).state == "held"
        assert story.gate.ask(ben, f"{held.id}/unclaim").status == 200
        await story.until(lambda: "ben is reading" not in story.page)
        await story.press("A", then=story.on("ApprovalsScreen"))


async def test_who_may_only_look_decides_nothing(server: Server, tmp_path: Path) -> None:
    async with gated(server, tmp_path, role="look") as story:
        held = story.agent_asks()
        await story.opened()
        for keys in (["A"], ["X"], ["E"], ["P"]):
            await story.press(*keys)
            await story.until(lambda: "may look only" in story.told)
            assert not story.asked
        assert story.gate.get(held.id).state == "held"


async def test_a_gate_that_goes_away_is_told_and_what_was_there_stays(server: Server, tmp_path: Path) -> None:
    with gate(server, tmp_path) as made:
        key = made.operator("alex")
        address = [made.base_url]
        async with letters(server, tmp_path / "here", gate=lambda: Client(Secret(key), address[0])) as story:
            story.__class__, story.gate = Story, made  # type: ignore[attr-defined]
            held = Story.agent_asks(story)  # type: ignore[arg-type]
            await story.press("g", "a", then=lambda: "support" in story.queue)  # type: ignore[attr-defined]
            approvals = story.app.session.approvals
            approvals._lost(NeverConnected("The server could not be reached."))
            await story.until(lambda: "could not be reached" in story.app.screen.query_one("#stops", Page).words)
            assert "support" in story.queue  # type: ignore[attr-defined]
            assert approvals.row(held.id) is not None


async def test_without_a_gate_it_is_said_how_one_is_named(server: Server, tmp_path: Path) -> None:
    async with letters(server, tmp_path, size=(130, 30)) as story:
        await story.press("g", "a", then=story.on("ApprovalsScreen"))
        table = story.app.screen.query_one(Table)
        item = table.item(0)
        assert item is not None and NO_GATE in "".join(each.text for each in item.fragments)
        for key in ("A", "enter"):
            await story.press(key)
            await story.until(lambda: "knows no gate" in story.told)


class Torn:
    """A gate whose answers to decisions are lost, and what it says of the mail afterwards."""

    def __init__(self, **stands: Any) -> None:
        self.now = {"id": "a1", "state": "held", "version": 1, "mail": {"text": "old"}, "seal": "5", **stands}

    async def get(self, mail_id: str) -> WholeHeldMail:
        found = WholeHeldMail.read(self.now)
        assert found is not None
        return found

    async def lost(self, *given: Any) -> WholeHeldMail:
        raise Interrupted("It broke.")

    approve = reject = edit = undo = lost


@pytest.mark.parametrize(
    ("what", "stands", "word"),
    [
        ("approve", {"state": "approved"}, "found"),
        ("approve", {"state": "sent"}, "found"),
        ("approve", {"state": "rejected"}, "absent"),  # by somebody else
        ("approve", {"state": "expired"}, "absent"),
        ("approve", {"approvals": ["me"], "approvers": 2}, "found"),  # others have to, too
        ("approve", {"approvals": ["ben"], "approvers": 2}, "absent"),
        ("reject", {"state": "rejected", "reason": "No."}, "found"),
        ("reject", {"state": "rejected", "reason": "Ben was quicker."}, "absent"),
        ("edit", {"version": 2, "mail": {"text": "new"}}, "found"),
        ("edit", {"version": 2, "mail": {"text": "Ben's"}}, "absent"),
    ],
)
async def test_what_somebody_else_did_is_not_taken_for_a_lost_decision(what: str, stands: Any, word: str) -> None:
    torn = Torn()
    held = Approvals(lambda: cast(Client, torn), lambda fact: None)
    held.listing = held.listing._replace(me="me")
    await held.look("a1")
    torn.now |= stands
    decisions: dict[str, Callable[[], Awaitable[Any]]] = {
        "approve": lambda: held.approve("a1", "5", 10), "reject": lambda: held.reject("a1", "No."),
        "edit": lambda: held.edit("a1", "5", "new"),
    }  # fmt: skip
    assert (await decisions[what]()).word == word
    assert (held.undoable() is not None) == (what == "approve" and word == "found" and "approvals" not in stands)


async def test_an_older_answer_does_not_lie_over_a_newer_one() -> None:
    """A claim that was asked before an approval, and is answered after it."""
    may_come = asyncio.Event()

    class Slow(Torn):
        async def claim(self, mail_id: str) -> WholeHeldMail:
            before = await self.get(mail_id)
            await may_come.wait()
            return before

        async def approve(self, *given: Any) -> WholeHeldMail:
            self.now["state"] = "approved"
            return await self.get("a1")

    held = Approvals(lambda: cast(Client, Slow()), lambda fact: None)
    await held.look("a1")
    claiming = asyncio.create_task(held.claim("a1"))
    await asyncio.sleep(0)
    assert (await held.approve("a1", "5", 10)).word == "confirmed"
    may_come.set()
    await claiming
    assert (row := held.row("a1")) is not None and row.state == "approved"


@pytest.mark.parametrize("width", [40, 60, 79, 119, 199])
def test_no_row_is_wider_than_its_room(width: int) -> None:
    long = "漢" * 200
    some = HeldRow(
        "i", long, long, (long, long, long), long, "held", 1, (long,), long, 100, "t", NOW, NOW, None, "", long,
        NOW.replace(year=2030), long, (long,), 2,
    )  # fmt: skip
    bare = HeldRow("i", "", "", (), "", "approved", 1, (), "", None, "", None, None, NOW, "", "", None, "", (), 1)
    for row in rows([some, bare, some._replace(claimed_by="", paused="")], width, "me", NOW):
        assert cells("".join(each.text for each in row.fragments)) <= width


@pytest.mark.parametrize(
    ("error", "found", "word"),
    [
        (None, None, "confirmed"),
        (Interrupted("It broke."), True, "found"),
        (Interrupted("It broke."), False, "absent"),
        (Interrupted("It broke."), NeverConnected("Away."), "unknown"),
        (NeverConnected("Away."), None, "refused"),
    ],
)
async def test_a_lost_answer_is_looked_for_and_never_asked_again(error: Any, found: Any, word: str) -> None:
    asks: list[str] = []

    async def work() -> None:
        asks.append("asked")
        if error is not None:
            raise error

    async def look() -> bool:
        if isinstance(found, Exception):
            raise found
        return bool(found)

    assert (await asked(work(), look)).word == word
    assert asks == ["asked"]


def test_what_a_mail_of_an_agent_carries_reaches_no_terminal() -> None:
    """Every text of a gate is foreign: it passes the one door before it is a row."""
    for payload in some_payloads(200, seed=7):
        text = payload.text
        said = {
            "id": "a1", "agent": text, "inbox": text, "to": [text], "subject": text, "state": "held", "reasons": [text],
            "rule": text, "thread_id": "t", "by": text, "claim": {"by": text, "until": "2030-01-01T00:00:00Z"},
            "paused": text, "approvals": [text], "approvers": 2, "read": [text], "reason": text, "seal": "0" * 32,
            "mail": {"to": [text], "cc": [text], "reply_to": text, "text": "plain"},
            "files": [{"id": "f", "name": text, "size": 1, "sha256": text}],
            "conversation": {"status": text, "assignee": text, "messages": [text]},
            "earlier": [{"version": 2, "by": text, "diff": [text]}],
        }  # fmt: skip
        found = WholeHeldMail.read(said)
        assert found is not None
        whole = mail_rows.whole(found)
        facts = [("agent", whole.held.agent), ("file", approvals.file(whole.files[0]))]
        look = approvals.Look([*facts, ("who", approvals.people(whole.held))], [*whole.held.reasons, *whole.given], [])
        lines = [
            *(each.fragments for each in rows([whole.held], 120, "me", NOW)),
            *drawn.whole(look, [], None, 80, UNICODE, str),
            *drawn.changed(whole.earlier, 80),
            [Fragment(approvals.sentence(whole.held, "me", NOW))],
        ]
        for line in lines:
            assert is_clean("".join(each.text for each in line)), (payload.family, line)

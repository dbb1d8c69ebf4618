"""What is known of each mail beyond its row: from the store at once, its body and comparisons when they are read.

Asks for what is missing and says when it has come; decides nothing about how it looks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from commune_tui.body.lines import Body
from commune_tui.mail import conversation, faces
from commune_tui.mail.conversation import Entry, Mail
from commune_tui.mail.events import (
    ConflictFound,
    DeliveryChanged,
    Fact,
    InboxesChanged,
    MailSent,
    ThreadsChanged,
    WriteConfirmed,
    WriteRefused,
)
from commune_tui.mail.session import Session
from commune_tui.ui.kit.exclusive import Exclusive
from commune_tui.ui.thread.section import Known, Shown, Sides

if TYPE_CHECKING:
    from commune_tui.body.compare import Difference

T = TypeVar("T")

_NEWS = (ConflictFound, InboxesChanged, MailSent, ThreadsChanged, WriteConfirmed, WriteRefused)


def about(facts: Sequence[Fact], thread_id: str) -> Literal["", "thread", "delivery"]:
    """What of a thread may read differently after these facts; its delivery includes the rest."""
    if any(isinstance(fact, DeliveryChanged) for fact in facts):
        return "delivery"
    for fact in facts:
        if isinstance(fact, _NEWS):
            named = getattr(fact, "thread_ids", None) or {getattr(fact, "thread_id", None) or thread_id}
            if thread_id in named:
                return "thread"
    return ""


class Loader:
    """``place`` makes a place for a question beside the screen; ``arrived`` is called when a mail has been read."""

    def __init__(self, session: Session, place: Callable[[], Exclusive], arrived: Callable[[Mail], None]) -> None:
        self._session, self._bodies, self._place, self._arrived = session, session.bodies, place, arrived
        self._sides: dict[str, Sides] = {}
        self._asked: dict[tuple[object, ...], Exclusive] = {}
        self._sources: dict[int, Any] = {}
        self._files: dict[str, Body] = {}

    def read_again(self) -> None:
        """What the server sent may be another by now."""
        self._sources.clear()

    def forget(self) -> None:
        """Another thread is open."""
        self._sources.clear()
        self._sides.clear()
        self._files.clear()
        for place in self._asked.values():
            place.overtake()
        self._asked.clear()

    def known(self, entry: Entry, shown: Shown) -> Known:
        """What is at hand of a message; what is not is asked for."""
        if not isinstance(entry, Mail):
            return Known()
        message, session = entry.message, self._session
        if message.seq not in self._sources:
            self._sources[message.seq] = session.reads.source(message.seq)
        source = self._sources[message.seq]
        steps = session.reads.timeline(message)
        face = "text" if shown.view == "text" else "mail"
        read = self._bodies.ready(message, face, whole=shown.whole)
        if read is None:
            question = partial(self._bodies.read, message, face, whole=shown.whole)
            self._ask((entry.key, face, shown.whole), question, lambda _: self._arrived(entry))
        sides = self._sides.get(entry.key) if shown.view == "agent" else None
        if shown.view == "agent" and sides is None:
            self._ask((entry.key, "agent"), partial(self._bodies.difference, message), partial(self._compared, entry))
        if shown.view == "file" and shown.file not in self._files:
            self._ask_file(entry, shown)
        answers_to = conversation.reply_to(source) if message.direction != "outbound" else ""
        return Known(
            read, self._face(entry, shown, source, read.body if read is not None else None), sides, steps, answers_to
        )

    def _ask_file(self, mail: Mail, shown: Shown) -> None:
        file = next((each for each in mail.message.attachments if each.id == shown.file), None)
        if file is None:
            return

        async def read() -> Body:
            try:
                return await self._session.files.read(file)
            except Exception:
                shown.view = "mail"  # why is told; the mail is still there
                self._arrived(mail)
                raise

        def show(body: Body) -> None:
            self._files[file.id] = body
            self._arrived(mail)

        self._ask((mail.key, "file", file.id), read, show)

    def _face(self, mail: Mail, shown: Shown, source: Any, body: Body | None) -> Body | None:
        match shown.view:
            case "headers":
                return faces.headers(mail.message, source)
            case "raw":
                return faces.raw(mail.message)
            case "json":
                return faces.as_json(source)
            case "hidden" if body is not None:
                return faces.hidden(mail.message, [body])
            case "file":
                return self._files.get(shown.file)
        return None

    def _ask(self, what: tuple[object, ...], question: Callable[[], Awaitable[T]], show: Callable[[T], object]) -> None:
        if what in self._asked:
            return
        place = self._asked[what] = self._place()

        def answered(answer: T) -> None:
            self._asked.pop(what, None)
            show(answer)

        place.ask(question, answered)

    def _compared(self, mail: Mail, answer: tuple[Difference, Body]) -> None:
        difference, person = answer
        has_html, unseen = bool(mail.message.content_html.strip()), faces.invisible(person)
        verdict = faces.verdict(difference, has_html, unseen)
        self._sides[mail.key] = Sides(
            faces.agent_side(difference, person), faces.person_side(difference, person), verdict
        )  # fmt: skip
        self._arrived(mail)

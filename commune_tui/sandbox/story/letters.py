"""Writes one conversation: headers, ids, reply chains, quotes, delivery events. Takes words; knows no topic."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from commune_tui.sandbox.records import Event, File, Mail, SeedInbox, SeedMessage, SeedThread
from commune_tui.sandbox.story import quoting
from commune_tui.sandbox.story.company import PEOPLE
from commune_tui.sandbox.story.people import Person

_COLLEAGUES = {person.key: person for person in PEOPLE}


class Letters:
    """The mails of one thread between ``person`` and ``inbox``, oldest first."""

    def __init__(self, rng: Random, inbox: SeedInbox, person: Person, subject: str) -> None:
        self._rng, self._inbox, self._person, self._subject = rng, inbox, person, subject
        self._messages: list[SeedMessage] = []
        self._references: tuple[str, ...] = ()

    @property
    def last(self) -> Mail | None:
        """The newest mail so far."""
        return self._messages[-1].mail if self._messages else None

    @property
    def last_direction(self) -> str:
        """``inbound`` or ``outbound``; meaningless before the first mail."""
        return self._messages[-1].direction

    def receive(self, body: str, at: datetime, *, files: tuple[File, ...] = (), html: str | None = None,
                quote: bool = True, cc: tuple[str, ...] = ()) -> None:  # fmt: skip
        """A mail from the person. With ``quote`` and something to answer, quoted as their mail program does."""
        person, answered = self._person, self.last if quote else None
        words = quoting.text(person.client, body, answered) if answered else body
        if html is None and person.client in ("gmail", "outlook", "apple", "yahoo"):
            html = quoting.html(person.client, body, answered)
        sender, host = person.address, person.address.rpartition("@")[2]
        to = (self._inbox.address,)
        self._add("inbound", sender, person.name, to, words, html, at, host, files, (), cc)

    def send(self, body: str, at: datetime, *, author: str = "", files: tuple[File, ...] = (), fate: str = "",
             html: bool = False) -> None:  # fmt: skip
        """A mail from the inbox, written by its agent or by the colleague ``author``; ``fate`` as in :func:`events`."""
        inbox, colleague = self._inbox, _COLLEAGUES.get(author)
        host = inbox.address.rpartition("@")[2]
        name = colleague.name if colleague else inbox.name
        close = f"{name}\n{inbox.name}" if colleague else f"{inbox.agent.capitalize()}\nAgent at {inbox.name}"
        words = f"{body}\n\n{close}"
        page = quoting.html("gmail", words, None) if html else None
        happened = events(self._person.address, at, fate, self._rng)
        self._add("outbound", inbox.address, name, (self._person.address,), words, page, at, host, files, happened, ())

    def _add(self, direction: str, sender: str, name: str, to: tuple[str, ...], words: str, page: str | None,
             at: datetime, host: str, files: tuple[File, ...], happened: tuple[Event, ...],
             cc: tuple[str, ...]) -> None:  # fmt: skip
        subject = self._subject if not self._references else f"Re: {self._subject}"
        number = f"<{self._rng.getrandbits(64):016x}@{host}>"
        answered = self._references[-1] if self._references else None
        mail = Mail(sender=sender, to=to, subject=subject, text=words, sent_at=at, sender_name=name, html=page, cc=cc,
                    message_id=number, in_reply_to=answered, references=self._references, files=files)  # fmt: skip
        self._references = (*self._references[-11:], number)
        self._messages.append(SeedMessage(direction, mail, happened))

    def thread(self, status: str, tags: tuple[str, ...] = (), assigned: str | None = None) -> SeedThread:
        """The finished thread."""
        last = self._messages[-1].mail.sent_at
        touched = last + timedelta(seconds=50) if assigned or status != "open" else None
        return SeedThread(self._inbox.address, tuple(self._messages), status, tags, assigned, touched)


def events(recipient: str, at: datetime, fate: str, rng: Random) -> tuple[Event, ...]:
    """What became of a mail. ``fate`` is empty (delivered) or ``kind: detail`` with one of the kinds below.

    ``bounced`` (hard), ``soft`` (three attempts, then returned), ``delayed`` (late but delivered), ``complained``,
    ``suppressed``, ``failed``, ``opened``, ``queued`` (accepted, nothing heard yet).
    """
    kind, _, detail = (part.strip() for part in fate.partition(":"))
    quick = at + timedelta(seconds=rng.randrange(2, 9))

    def event(name: str, minutes: float = 0.0, words: str = "") -> Event:
        return Event(name, recipient, quick + timedelta(minutes=minutes), words)

    sent = Event("sent", recipient, at + timedelta(seconds=1))
    match kind:
        case "bounced":
            return (sent, event("bounced", 0, detail))
        case "soft":
            return (sent, event("delivery_delayed", 1, detail), event("delivery_delayed", 16, detail),
                    event("bounced", 61, detail))  # fmt: skip
        case "delayed":
            return (sent, event("delivery_delayed", 1, detail), event("delivered", 17, "250 2.0.0 OK"))
        case "complained":
            return (sent, event("delivered", 0, "250 2.0.0 OK"), event("complained", 34, detail))
        case "suppressed":
            return (event("suppressed", 0, detail),)
        case "failed":
            return (event("failed", 0, detail),)
        case "queued":
            return ()
        case "opened":
            return (sent, event("delivered", 0, "250 2.0.0 OK"), event("opened", 12))
    return (sent, event("delivered", 0, "250 2.0.0 OK"))

"""The words one types: those of the screen's commands, a few that only listening needs, and what was probably meant.

A command is called by its id (``thread.close``), by the end of it (``close``, ``reply all``), or by the key it has on
the screen (``e``, ``g n``). Knows no session.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from commune_tui.actions.commands import (
    ADMINISTRATION,
    BY_ID,
    COMMANDS,
    DELIVERY,
    EVERYWHERE,
    LIST,
    PLACES,
    READER,
    REVIEW,
    WEBHOOKS,
    Command,
    applies,
)

_ANY = (EVERYWHERE,)
_ALWAYS = (EVERYWHERE, REVIEW)
OWN: tuple[Command, ...] = (
    Command("listen.list", "Read the list from its beginning, or from a number", (), _ANY, "Listen", takes="N"),
    Command("listen.more", "Read on; an empty line does the same", (), _ALWAYS, "Listen"),
    Command("listen.where", "Where you are, and what is shown", (), _ALWAYS, "Listen"),
    Command("listen.counts", "How much needs a reply, in one line", (), _ANY, "Listen"),
    Command("listen.splits", "The views that are always there, with their counts", (), _ANY, "Listen"),
    Command("listen.inboxes", "The inboxes, with what each needs", (), _ANY, "Listen"),
    Command(
        "listen.inbox", "Only this inbox, by number or address; all for every inbox", (), _ANY, "Listen", takes="N"
    ),
    Command("listen.views", "The saved views, with their counts", (), _ANY, "Listen"),
    Command("listen.view", "Go to a saved view", (), _ANY, "Listen", takes="N or NAME"),
    Command("listen.news", "Everything that happened since it was last said", (), _ALWAYS, "Listen"),
    Command("listen.page", "How many items are read at once", (), _ALWAYS, "Listen", takes="N"),
    Command("listen.brief", "Lists: only marks, sender, subject and age, or everything", (), _ANY, "Listen"),
    Command(
        "listen.order", "Mails of a conversation: newest or oldest first", (), _ANY, "Listen", takes="newest, oldest"
    ),
    Command("listen.mail", "Read one mail of this conversation", (), (READER,), "Listen", takes="N"),
    Command("listen.link", "The real target of a link", (), (READER,), "Listen", takes="N"),
    Command("listen.attached", "Read an attached invitation or mail here", (), (READER,), "Listen", takes="N"),
    Command("listen.save", "Save an attachment", (), (READER,), "Listen", takes="N FOLDER", guest=False),
    Command("listen.events", "What happened to mails, newest first", (), (DELIVERY,), "Listen", takes="KIND"),
    Command("listen.suppressed", "Addresses that may not be written to", (), (DELIVERY,), "Listen"),
    Command("listen.attempts", "What was tried with a webhook delivery", (), (WEBHOOKS,), "Listen", takes="N"),
    Command("listen.review", "Read the mail that is about to leave again", (), (REVIEW,), "Listen"),
    Command("listen.quoted", "Read what stands below your text: signature and quoted mail", (), (REVIEW,), "Listen"),
    Command("listen.rewrite", "Write the text anew, in place of yours", (), (REVIEW,), "Listen"),
    Command("listen.discard", "Throw this draft away; outbox brings it back, for a day", (), (REVIEW,), "Listen"),
)
SYNONYMS = {
    "quoted": "reader.quotes",
    "older": "reader.previous_message",
    "newer": "reader.next_message",
    "exit": "app.quit",
    "next": "list.down",
    "previous": "list.up",
    "search": "go.search",
    "drafts": "go.outbox",
    "text": "review.body",
    "agent": "reader.agent",
    "new": "app.compose",
}
SAID = {
    "list.down": "next",
    "list.up": "previous",
    "list.open": "open",
    "reader.quotes": "quoted",
    "view.save": "view save",
    "view.delete": "view delete",
}
"""Commands whose id says how they look on the screen, and the word that says it better here."""

SCREEN_ONLY = frozenset(
    f"{group}.{name}"
    for group, names in {
        "apikeys": "copy write hide",
        "approval": "diff conversation",
        "app": "command_line palette repeat redraw cancel next_pane theme mouse suspend ascii",
        "copy": "text id address file",
        "fields": "left right sort inbox",
        "find": "next previous",
        "list": "top bottom half_down half_up page_down page_up next_tab previous_tab sidebar reader columns density "
        "group layout delete",
        "reader": "down up page_down page_up half_down half_up top bottom fold unfold_all list text open_file",
        "review": "conversation down up page_down page_up",
        "select": "toggle toggle_down range all none invert query",
        "view": "1 2 3 4 5 6 7 8 9",
        "webhooks": "mail",
    }.items()
    for name in names.split()
)
"""Commands that have no word: they are about what only a screen has."""
TAKES = {
    "inbox.create": "ADDRESS NAME URL",
    "inbox.name": "N NAME",
    "inbox.off": "N",
    "inbox.on": "N",
    "inbox.webhook": "N URL EVENTS",
    "inbox.webhook_off": "N",
    "inbox.test": "N",
    "inbox.secret": "N",
    "inbox.delete": "N",
    "inbox.schema": "N, N file PATH, N anew",
    "inbox.field": "N NAME TYPE DESCRIPTION",
    "inbox.field_remove": "N NAME",
    "inbox.schema_off": "N",
    "inbox.schema_on": "N",
    "inbox.schema_remove": "N",
    "data.confirm": "N",
    "data.drop": "N",
    "domain.verify": "N",
    "domain.watch": "N",
    "domain.dmarc": "N",
    "domain.records": "N zone, N table, N json",
    "list.open": "N",
    "app.help": "WORD",
    "review.help": "WORD",
    "app.filter": "FILTER",
    "app.compose": "ADDRESSES",
    "go.search": "WORDS",
    "fields.values": "FIELD",
    "delivery.period": "24h, 7d, 30d",
    "delivery.scope": "N, ADDRESS, DOMAIN, all",
    "delivery.type": "KIND",
    "templates.write": "N",
    "templates.rename": "N NAME",
    "templates.remove": "N",
    "templates.use": "N",
    "key.rotate": "N",
    "key.revoke": "N",
    "key.replace": "N",
    "review.to": "ADDRESSES",
    "review.cc": "ADDRESSES",
    "review.bcc": "ADDRESSES",
    "review.subject": "WORDS",
    "review.inbox": "N or ADDRESS",
    "review.detach": "N",
    "reader.headers": "N",
    "reader.raw": "N",
    "reader.json": "N",
    "reader.agent": "N",
    "reader.hidden": "N",
    "reader.delivery": "N",
    "reader.quotes": "N",
    "reader.extracted": "N",
    "reader.files": "N",
    "reader.links": "N",
    "reader.whole": "N",
}
"""What a command takes here, where the screen knows it from its cursor. A triage command takes numbers before that."""

_ALL = re.compile(r"all(?=\s|$)", re.IGNORECASE)
_ROWS = re.compile(r"(\d{1,9})(?:(?:-|\s+to\s+)(\d{1,9}))?(?:[,\s]+|$)", re.IGNORECASE)
_LEAVING = ("app.quit", "app.back")
_NEVER = {"review.send", "review.send_close"}
"""Commands that no single letter runs: sending is said in full."""


class Words:
    """The words that ``answered`` commands (ids) have; guests lack those that touch the host."""

    def __init__(self, answered: Iterable[str], *, guest: bool = False) -> None:
        wanted = set(answered)
        self.guest = guest
        self.commands = tuple(c for c in (*OWN, *COMMANDS) if c.id in wanted)
        self._names: dict[str, list[Command]] = {}
        self._keys: dict[str, list[Command]] = {}
        for command in self.commands:
            for name in names(command):
                self._names.setdefault(name, []).append(command)
            for key in command.keys if command.id not in _NEVER else ():
                self._keys.setdefault(key, []).append(command)
        for word, id_ in SYNONYMS.items():
            if id_ in wanted and id_ in BY_ID:
                self._names.setdefault(word, []).append(BY_ID[id_])

    def read(self, line: str, context: str) -> tuple[list[Command], str]:
        """(commands that the beginning of a line names, the nearest first; what follows them)."""
        parts = line.split()
        if found := self._named(line, parts, context):
            return found
        if parts and not parts[0].isascii():  # typed with the keyboard of another script
            from commune_tui.keys.langmap import Langmap

            latin = [Langmap().line(part) for part in parts[:4]]
            if found := self._named(line, latin, context):
                return found
        return [], line.strip()

    def _named(self, line: str, parts: list[str], context: str) -> tuple[list[Command], str] | None:
        for length in range(min(4, len(parts)), 0, -1):
            rest = "".join(line.split(None, length)[length:])
            keys = self._keys.get(" ".join(parts[:length]), [])
            if keys and rows(rest)[1]:  # "a note for Anna" is not the key a
                keys = []
            if found := keys or self._names.get(plain("_".join(parts[:length])), []):
                return sorted(found, key=lambda c: (not works(c, context), context not in c.contexts)), rest.strip()
        return None

    def near(self, word: str, context: str) -> list[str]:
        """Up to three words that were probably meant."""
        said = {self.word(c, context): c for c in self.commands if works(c, context)}
        close = get_close_matches(plain(word).replace("_", " "), list(said), n=3, cutoff=0.6)
        begins = [name for name in said if len(word) > 1 and name.startswith(word.lower())]
        about = [name for name, c in said.items() if len(word) > 2 and word.lower() in c.label.lower()]
        return list(dict.fromkeys([*begins, *close, *about]))[:3]

    def here(self, context: str) -> list[Command]:
        """The commands that work in a place."""
        return [c for c in self.commands if works(c, context) and (c.guest or not self.guest)]

    def word(self, command: Command, context: str) -> str:
        """What one types for a command in a place: the end of its id, or all of it where that means something else."""
        word = SAID.get(command.id) or command.id.partition(".")[2].replace("_", " ")
        found, _ = self.read(word, context)
        return word if found and found[0] is command else command.id.replace(".", " ").replace("_", " ")


def works(command: Command, place: str) -> bool:
    """Whether a command can be said in a place; those that leave it always can."""
    from_list = PLACES[place].threads and LIST in command.contexts
    return from_list or command.id in _LEAVING or applies(command, place)


def plain(word: str) -> str:
    """A word as the table has it: small letters, parts joined by ``_``."""
    return word.lower().replace("-", "_").replace(" ", "_")


def names(command: Command) -> tuple[str, ...]:
    """Everything a command is called: its id, its id with blanks, the end of it."""
    return command.id, plain(command.id.replace(".", "_")), command.id.partition(".")[2]


def takes(command: Command) -> str:
    """What a command takes, for its help, as a sentence or nothing."""
    own = TAKES.get(command.id, command.takes)
    sentence = f" Give it {own}." if own else ""
    return f"{sentence} From a list, numbers first." if command.id.startswith("thread.") else sentence


def objection(command: Command, argument: str) -> bool:
    """Whether something follows a command that takes nothing, as when a sentence was typed in the wrong place."""
    if not argument or TAKES.get(command.id, command.takes):
        return False
    if command.group == ADMINISTRATION:
        return False  # what it is about comes behind it
    return not command.id.startswith(("thread.", "outbox.")) or bool(rows(argument)[1])


def rows(argument: str) -> tuple[list[tuple[int, int]] | None, str]:
    """(ranges of numbers at the beginning of an argument, the rest); ``None`` for ranges means ``all``.

    ``3``, ``3,5``, ``3-7``, ``3 to 7``, ``3 5 vip`` (the numbers 3 and 5, then ``vip``).
    """
    found: list[tuple[int, int]] = []
    rest = argument.strip()
    if _ALL.match(rest):
        return None, rest[3:].strip()
    while part := _ROWS.match(rest):
        start, end = int(part[1]), int(part[2] or part[1])
        found.append((min(start, end), max(start, end)))
        rest = rest[part.end() :]
    return found, rest.strip()

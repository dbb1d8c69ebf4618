"""Help: the words of the place where one is, and what a word does."""

from __future__ import annotations

from commune_tui.actions.commands import EVERYWHERE, PLACES, REVIEW, Command
from commune_tui.actions.speech import listed, quoted
from commune_tui.linear.shared import Shared
from commune_tui.linear.words import Words, takes

_FILTERS = (
    "A filter is words and fields, such as: is:unanswered assignee:me tag:vip from:anna in:support@acme.example",
    "A minus before one turns it around: -from:noreply. Fields: status, assignee, tag, from, to, in, domain, subject, "
    "risk, unanswered, is:unread, is:snoozed, has:attachment, before, after, older, newer.",
)


class Help:
    """Tells words."""

    def __init__(self, shared: Shared, words: Words) -> None:
        self._dialogue, self._position, self._words = shared.dialogue, shared.position, words

    def do_app_help(self, argument: str) -> None:
        if argument:
            self._word(argument)
            return
        place, tell = self._position.place, self._dialogue.tell
        groups: dict[str, list[str]] = {}
        for command in self._words.here(place):
            groups.setdefault(command.group, []).append(self._words.word(command, place))
        tell(f"Words in {PLACES[place].name}. help and a word tells more.")
        for group, words in groups.items():
            tell(f"{group}: {', '.join(words)}.")
        if place != REVIEW:
            tell("A number opens that thread. Triage words take numbers: close 3, tag 2-5 vip, take all.")
            tell("In a conversation they need none. An empty line reads on.")

    do_review_help = do_app_help

    def _word(self, argument: str) -> None:
        found, _ = self._words.read(argument, self._position.place)
        if not found:
            near = self._words.near(argument.split()[0], self._position.place)
            hint = f" Did you mean {listed(near, 'or')}?" if near else " help alone lists them."
            self._dialogue.tell(f"There is no word {quoted(argument)}.{hint}")
            return
        self._dialogue.tell(self._about(found[0]), *(_FILTERS if found[0].id == "app.filter" else ()))

    def _about(self, command: Command) -> str:
        more = f" {command.help}." if command.help and command.id != "app.filter" else ""
        where = listed([PLACES[each].name for each in command.contexts if each in PLACES], "or")
        place = f" Works in {where}." if where and EVERYWHERE not in command.contexts else ""
        word = self._words.word(command, self._position.place)
        return f"{word}: {command.label.rstrip('…')}.{more}{takes(command)}{place}"

"""What Tab offers: words of the place, then what a word takes, as the screen suggests it."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import delivery, moments, triage, views
from commune_tui.actions.action import Suggestion
from commune_tui.linear.delivery import Delivery
from commune_tui.linear.shared import Shared
from commune_tui.linear.views import Views
from commune_tui.linear.words import Words, rows
from commune_tui.mail.compose.addresses import last_entry

_MOST = 40


class Completion:
    """Of the line that is being typed."""

    def __init__(self, shared: Shared, words: Words, views: Views, delivery: Delivery) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._words, self._views, self._delivery = words, views, delivery

    def offers(self, line: str, word: str) -> list[str]:
        """What the last word of a line may become. ``line`` is the whole line, ``word`` its last part."""
        found = self._found(line, word)
        return [each for each in dict.fromkeys(found) if each.lower().startswith(word.lower())][:_MOST]

    def _found(self, line: str, word: str) -> list[str]:
        if (question := self._dialogue.question) is not None:
            if question.text or question.prompt not in ("to", "cc", "bcc"):
                return []
            return self._addresses(last_entry(line)[1])
        if " " not in line:
            return sorted({f"{word.split()[0]} " for word in self._words_here()})
        found, argument = self._words.read(line, self._position.place)
        return self._taken_by(found[0].id, line, argument, word) if found else []

    def _taken_by(self, command_id: str, line: str, argument: str, word: str) -> list[str]:
        """What the command takes that a line begins with; ``argument`` is what stands behind it."""
        if (action := triage.ACTIONS.get(command_id)) is not None:
            _, words = rows(argument)
            ids = self._position.so_far(argument)
            return _values(action.argument.suggest(self._session, ids, words)) if action.argument is not None else []
        match command_id:
            case "app.filter":
                typed = line.partition(" ")[2]  # with the blank at its end
                return [after[len(typed) - len(word) :] for after, _ in self._session.reads.complete_query(typed)]
            case "listen.inbox" | "review.inbox":
                every = ["all"] if command_id == "listen.inbox" else []
                return every + [row.address for row in self._session.reads.inboxes() if row.address]
            case "delivery.scope":
                return _values(delivery.scopes(self._session, word))
            case "delivery.type" | "listen.events":
                return _values(delivery.kinds_like(argument, delivery.kinds(self._session, self._delivery.look)))
            case "list.sort":
                return _values(views.orders(word, self._session))
            case "listen.view" | "view.delete":
                return [view.name for view in self._views.saved.all()]
            case "review.later":
                return _values(moments.moments(word))
            case "review.to" | "review.cc" | "review.bcc" | "app.compose":
                return self._addresses(word)
            case "app.help":
                return self._words_here()
        return []

    def _words_here(self) -> list[str]:
        place = self._position.place
        return [self._words.word(command, place) for command in self._words.here(place)]

    def _addresses(self, typed: str) -> list[str]:
        return [row.address for row in self._session.reads.people(typed, _MOST)] if typed else []


def _values(suggested: Sequence[Suggestion]) -> list[str]:
    return [each.shown or each.value for each in suggested]
